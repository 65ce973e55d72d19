package io.vigie.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigie.detect.Detectors;
import io.vigie.detect.Imputation;
import io.vigie.detect.Imputer;
import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.explain.ChannelFinding;
import io.vigie.explain.Counterfactual;
import io.vigie.explain.CounterfactualAnswer;
import io.vigie.explain.Event;
import io.vigie.explain.NoCounterfactual;
import io.vigie.judge.Episode;
import io.vigie.judge.EpisodePolicy;
import io.vigie.judge.FalseAlarmBudget;
import io.vigie.series.BadInputException;
import io.vigie.series.Interval;
import io.vigie.series.Labels;
import io.vigie.series.TimeSeries;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CounterfactualTest {
    private static final FalseAlarmBudget BUDGET = FalseAlarmBudget.perThousandRows(0.1);
    private static final FittedPipeline FITTED = Pipeline.of("zscore", Map.of("window", "1"))
            .withCounterfactuals(new HotDeck(16, 40))
            .fit(TrainingSet.of(Plant.normal(1, 6000).series()));

    private static Counterfactual told(TimeSeries series, Interval planted) {
        return told(series, planted, CounterfactualOptions.DEFAULTS);
    }

    private static Counterfactual told(TimeSeries series, Interval planted, CounterfactualOptions options) {
        Judgement judgement = FITTED.judge(series);
        Event event = judgement.events(BUDGET).stream()
                .filter(found -> found.episode().rows().overlaps(planted))
                .findFirst()
                .orElseThrow();
        return judgement
                .counterfactual(event, BUDGET, EpisodePolicy.DEFAULTS, options, RunContext.defaults())
                .orElseThrow();
    }

    @Test
    void theShiftedChannelAloneIsToldAndThatIsEnough() {
        Interval planted = new Interval(700, 730);
        TimeSeries clean = Plant.normal(2, 2000).series();
        TimeSeries series = Plant.normal(2, 2000).shift(1, planted, 40).series();

        Counterfactual told = told(series, planted);

        assertThat(told.enough()).isTrue();
        assertThat(told.probability()).isLessThan(0.5);
        assertThat(told.courses()).hasSize(1);
        Counterfactual.Course course = told.courses().get(0);
        assertThat(course.channel()).isEqualTo(1);
        assertThat(told.rows().from()).isLessThanOrEqualTo(planted.from());
        assertThat(told.rows().to()).isGreaterThanOrEqualTo(planted.to());
        assertThat(told.sentence())
                .startsWith(
                        "With the normal course of flow (1 of 5 channels) and all else as it was, this is no event");
        // flow follows pressure: -25 a unit, with a deviation of about 1.6 that pressure does not tell
        double squares = 0;
        int within80 = 0;
        int within95 = 0;
        int length = told.rows().length();
        for (int i = 0; i < length; i++) {
            double truth = clean.value(1, told.rows().from() + i);
            squares += Math.pow(course.expected()[i] - truth, 2);
            within80 += course.low80()[i] <= truth && truth <= course.high80()[i] ? 1 : 0;
            within95 += course.low95()[i] <= truth && truth <= course.high95()[i] ? 1 : 0;
            assertThat(course.low95()[i]).isLessThanOrEqualTo(course.low80()[i]);
            assertThat(course.low80()[i]).isLessThanOrEqualTo(course.expected()[i]);
            assertThat(course.expected()[i]).isLessThanOrEqualTo(course.high80()[i]);
            assertThat(course.high80()[i]).isLessThanOrEqualTo(course.high95()[i]);
        }
        assertThat(Math.sqrt(squares / length)).isLessThan(4); // the channel's own deviation is 5.1
        assertThat(within95).isGreaterThan(within80).isGreaterThan((int) (0.75 * length));
    }

    @Test
    void asManyChannelsAreToldAsAreNeeded() {
        Interval planted = new Interval(900, 930);
        TimeSeries series = Plant.normal(3, 2000)
                .shift(0, planted, -3)
                .shift(3, planted, 12)
                .series();

        Counterfactual told = told(series, planted);

        assertThat(told.enough()).isTrue();
        assertThat(told.courses()).extracting(Counterfactual.Course::channel).containsExactlyInAnyOrder(0, 3);
    }

    @Test
    void whatCannotBeMadeNormalIsSaid() {
        Interval planted = new Interval(900, 930);
        Plant plant = Plant.normal(4, 2000);
        for (int c = 0; c < 5; c++) {
            plant.shift(c, planted, 80);
        }

        Counterfactual told = told(plant.series(), planted, new CounterfactualOptions(0.3));

        assertThat(told.enough()).isFalse();
        assertThat(told.courses()).hasSize(3);
        assertThat(told.sentence()).contains("alone does not make this normal");

        // as many channels as it takes: three are few, and too few
        Counterfactual all = told(plant.series(), planted);
        assertThat(all.enough()).isTrue();
        assertThat(all.courses()).hasSize(5);
        assertThat(all.probability()).isLessThan(told.probability());
    }

    @Test
    void aWideCoursePassesOverIntoWhatWasMeasured() {
        double[] course = {8, 8, 8, 8, 8, 8, 8};
        double[] measured = {0, 0, 0, 0, 0, Double.NaN, 16};

        Repair.passOver(course, measured, 4, 2);

        // eighths of the way in the first four rows, quarters in the last two; what was not measured is told
        assertThat(course).containsExactly(1, 3, 5, 7, 8, 8, 14);

        double[] narrow = {8, 8};
        Repair.passOver(narrow, new double[] {0, 0}, 0, 0);
        assertThat(narrow).containsExactly(8, 8);
    }

    @Test
    void onlyAShareOfTheChannelsCanBeAskedFor() {
        for (double share : new double[] {0, -0.1, 1.1, Double.NaN}) {
            assertThatThrownBy(() -> new CounterfactualOptions(share))
                    .isInstanceOf(OptionException.class)
                    .hasMessageContaining("channels is " + share);
        }
    }

    @Test
    void whatWasTypicalStaysAsItWasMeasured() {
        Interval planted = new Interval(700, 730);
        TimeSeries series = Plant.normal(2, 2000).shift(1, planted, 40).series();

        Counterfactual told = told(series, planted);

        Counterfactual.Course course = told.courses().get(0);
        int kept = 0;
        for (int i = 0; i < told.rows().length(); i++) {
            int row = told.rows().from() + i;
            if (planted.contains(row)) {
                assertThat(course.judged()[i]).as("row %d", row).isLessThan(series.value(1, row) - 10);
            } else {
                kept += course.judged()[i] == series.value(1, row) ? 1 : 0;
            }
        }
        // of the rows about it some are outside of the band of 95 %, or next to such a row
        assertThat(kept).isGreaterThan((told.rows().length() - planted.length()) / 2);
    }

    @Test
    void theSameSeedGivesTheSameBitsOnAnyNumberOfThreads() {
        Interval planted = new Interval(700, 730);
        TimeSeries series = Plant.normal(2, 2000).shift(1, planted, 40).series();
        Judgement judgement = FITTED.judge(series);
        Event event = judgement.events(BUDGET).get(0);

        List<double[]> drawn = List.of(1, 3).stream()
                .map(threads -> judgement
                        .counterfactual(
                                event,
                                BUDGET,
                                EpisodePolicy.DEFAULTS,
                                RunContext.defaults().withThreads(threads))
                        .orElseThrow()
                        .courses()
                        .get(0)
                        .judged())
                .toList();

        assertThat(drawn.get(0)).isEqualTo(drawn.get(1));
    }

    @Test
    void nothingIsToldWhereNobodyAskedAndWhatCannotTellIsRefused() {
        TrainingSet train = TrainingSet.of(Plant.normal(1, 3000).series());
        FittedPipeline plain = Pipeline.of("zscore").fit(train);
        TimeSeries series =
                Plant.normal(2, 2000).shift(1, new Interval(700, 730), 40).series();
        Judgement judgement = plain.judge(series);
        Event event = judgement.events(BUDGET).get(0);

        assertThat(judgement.counterfactual(event, BUDGET, EpisodePolicy.DEFAULTS, RunContext.defaults()))
                .isEmpty();
        assertThat(judgement
                        .counterfactualOrReason(
                                event,
                                BUDGET,
                                EpisodePolicy.DEFAULTS,
                                CounterfactualOptions.DEFAULTS,
                                RunContext.defaults())
                        .sentence())
                .isEqualTo("The model was fitted without what tells normal courses.");
        assertThatThrownBy(() -> Pipeline.of("zscore")
                        .withCounterfactuals(Detectors.parse("kmeans"))
                        .fit(train))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("detector 'kmeans'")
                .hasMessageContaining("imdiffusion");
    }

    private static Event at(Event event, Interval rows, List<ChannelFinding> channels) {
        return new Event(
                new Episode(
                        rows,
                        rows.from(),
                        event.episode().probability(),
                        event.episode().severity()),
                event.start(),
                event.peak(),
                event.end(),
                event.duration(),
                channels,
                event.fromContributions(),
                event.sentence());
    }

    @Test
    void whereNothingIsToldTheReasonIs() {
        TimeSeries series =
                Plant.normal(2, 6000).shift(1, new Interval(700, 730), 40).series();
        Judgement judgement = FITTED.judge(series);
        Event event = judgement.events(BUDGET).get(0);
        Map<NoCounterfactual.Reason, Event> untold = Map.of(
                NoCounterfactual.Reason.TOO_LONG, at(event, new Interval(600, 4601), event.channels()),
                NoCounterfactual.Reason.NO_EVENT_BY_ITSELF, at(event, new Interval(3000, 3010), event.channels()),
                NoCounterfactual.Reason.NEVER_MEASURED,
                        at(event, event.episode().rows(), List.of()));

        untold.forEach((reason, asked) -> {
            CounterfactualAnswer answer = judgement.counterfactualOrReason(
                    asked, BUDGET, EpisodePolicy.DEFAULTS, CounterfactualOptions.DEFAULTS, RunContext.defaults());
            assertThat(answer)
                    .isInstanceOfSatisfying(
                            NoCounterfactual.class,
                            none -> assertThat(none.reason()).isEqualTo(reason));
            assertThat(answer.sentence()).endsWith(".");
            assertThat(judgement.counterfactual(asked, BUDGET, EpisodePolicy.DEFAULTS, RunContext.defaults()))
                    .isEmpty();
        });
        assertThat(judgement.counterfactualOrReason(
                        event, BUDGET, EpisodePolicy.DEFAULTS, CounterfactualOptions.DEFAULTS, RunContext.defaults()))
                .isInstanceOf(Counterfactual.class);
    }

    /** Restores nothing in its first draw, and imputes the others. */
    private record Stubborn(Imputer other) implements Imputer {
        @Override
        public Imputation impute(TimeSeries series, boolean[][] hidden, int draws, RunContext context) {
            return other.impute(series, hidden, draws, context);
        }

        @Override
        public Imputation restore(TimeSeries series, boolean[][] hidden, int draws, RunContext context) {
            Imputation imputed = impute(series, hidden, draws, context);
            Imputation.Builder told = new Imputation.Builder(series, hidden, draws);
            for (int c = 0; c < series.channelCount(); c++) {
                for (int row : imputed.hiddenRows(c)) {
                    told.set(0, c, row, series.value(c, row));
                    for (int draw = 1; draw < draws; draw++) {
                        told.set(draw, c, row, imputed.value(draw, c, row));
                    }
                }
            }
            return told.build();
        }
    }

    @Test
    void whereTheRestoredCourseIsAnEventStillTheMediansAreJudged() {
        Interval planted = new Interval(700, 730);
        TimeSeries series = Plant.normal(2, 2000).shift(1, planted, 40).series();
        try (FittedPipeline fitted = Pipeline.of("zscore", Map.of("window", "1"))
                .withCounterfactuals(new HotDeck(16, 40, Stubborn::new))
                .fit(TrainingSet.of(Plant.normal(1, 6000).series()))) {
            Judgement judgement = fitted.judge(series);
            Event event = judgement.events(BUDGET).stream()
                    .filter(found -> found.episode().rows().overlaps(planted))
                    .findFirst()
                    .orElseThrow();

            Counterfactual told = judgement
                    .counterfactual(event, BUDGET, EpisodePolicy.DEFAULTS, RunContext.defaults())
                    .orElseThrow();

            assertThat(told.enough()).isTrue();
            assertThat(told.courses()).hasSize(1);
            double[] judged = told.courses().get(0).judged();
            for (int i = 0; i < judged.length; i++) {
                assertThat(judged[i]).isBetween(70.0, 130.0); // what was measured is about 140
            }
        }
    }

    @Test
    void whatTellsIsClosedWhereTheDetectorCannotLearn() {
        HotDeck teller = new HotDeck(16, 40);
        Pipeline pipeline = Pipeline.of(NearestRow.needing(10_000)).withCounterfactuals(teller);
        TrainingSet train = TrainingSet.of(Plant.normal(1, 3000).series());

        assertThatThrownBy(() -> pipeline.fit(train)).isInstanceOf(BadInputException.class);
        assertThat(teller.closed()).hasValue(1);
    }

    @Test
    void detectorAndWhatTellsAreClosedWhereTheCalibrationFails() {
        HotDeck detector = new HotDeck(16, 40); // scores nothing
        HotDeck teller = new HotDeck(16, 40);
        Pipeline pipeline = Pipeline.of(detector).withCounterfactuals(teller).withCalibration(Calibration.IN_SAMPLE);
        TrainingSet train = TrainingSet.of(Plant.normal(1, 3000).series());

        assertThatThrownBy(() -> pipeline.fit(train)).isInstanceOf(UnsupportedOperationException.class);
        assertThat(detector.closed()).hasValue(1);
        assertThat(teller.closed()).hasValue(1);
    }

    @Test
    void whatTellsIsShownTheLabels() {
        HotDeck teller = new HotDeck(16, 40);
        Interval known = new Interval(700, 730);
        TimeSeries first = Plant.normal(1, 3000).shift(1, known, 40).series();
        TimeSeries second = Plant.normal(2, 1000).series();
        List<Labels> labels = List.of(
                Labels.ofIntervals(first.length(), List.of(known)), Labels.all(Labels.State.UNKNOWN, second.length()));
        TrainingSet train = TrainingSet.of(
                List.of(new TrainingSet.Item(first, labels.get(0)), new TrainingSet.Item(second, labels.get(1))));

        Pipeline.of("zscore").withCounterfactuals(teller).fit(train).close();

        assertThat(teller.shown()).isEqualTo(labels);
    }
}
