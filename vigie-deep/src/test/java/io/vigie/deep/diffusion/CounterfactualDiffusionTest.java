package io.vigie.deep.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigie.detect.Detectors;
import io.vigie.detect.Expectation;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.Imputation;
import io.vigie.detect.Imputer;
import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.explain.Counterfactual;
import io.vigie.explain.Event;
import io.vigie.judge.EpisodePolicy;
import io.vigie.judge.FalseAlarmBudget;
import io.vigie.pipeline.FittedPipeline;
import io.vigie.pipeline.Judgement;
import io.vigie.pipeline.Pipeline;
import io.vigie.series.Interval;
import io.vigie.series.TimeSeries;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CounterfactualDiffusionTest {
    private static final double SENSOR = Machine.SENSOR;
    private static final int ROWS = 600;
    private static final int SHIFTED = Machine.SHIFTED;
    private static final double SHIFT = 4;
    private static final List<Interval> PLANTED =
            List.of(new Interval(100, 125), new Interval(250, 280), new Interval(430, 450));
    private static final int MARGIN = 6;
    private static final String ID = "counterfactual(window=32,hidden=32,max-steps=500,epochs=30,stride=8)";
    private static final FittedDetector FITTED =
            Detectors.parse(ID).fit(TrainingSet.of(new Machine(1, 4000).series()), RunContext.defaults());

    private final Machine test = new Machine(2, ROWS);

    @AfterAll
    static void close() {
        FITTED.close();
    }

    private static boolean[][] suspected() {
        boolean[][] hidden = new boolean[3][ROWS];
        for (Interval rows : PLANTED) {
            for (int row = rows.from() - MARGIN; row < rows.to() + MARGIN; row++) {
                hidden[SHIFTED][row] = true;
            }
        }
        return hidden;
    }

    private static Imputation restored(TimeSeries series) {
        Imputer imputer = FITTED.imputer().orElseThrow();
        return imputer.restore(series, suspected(), 4, RunContext.defaults());
    }

    /** Correlation of what a draw has beside the clean truth with the noise that was measured. */
    private double likeness(Imputation told, int draw) {
        double products = 0;
        double squares = 0;
        double others = 0;
        for (int row : told.hiddenRows(SHIFTED)) {
            double own = test.values[SHIFTED][row] - test.clean[SHIFTED][row];
            double drawn = told.value(draw, SHIFTED, row) - test.clean[SHIFTED][row];
            products += own * drawn;
            squares += own * own;
            others += drawn * drawn;
        }
        return products / Math.sqrt(squares * others);
    }

    @Test
    void aNormalWindowComesBackNearlyItself() {
        Expectation told =
                FITTED.expectation(test.series(), new Interval(0, ROWS)).orElseThrow();
        for (int c = 0; c < 3; c++) {
            double squares = 0;
            for (int row = 0; row < ROWS; row++) {
                squares += Math.pow(told.expected()[c][row] - test.values[c][row], 2) / ROWS;
            }
            assertThat(Math.sqrt(squares)).as("channel %d", c).isLessThan(SENSOR);
        }
    }

    @Test
    void theShiftIsTakenOutAndAllElseStays() {
        TimeSeries series = new Machine(2, ROWS).shifted(SHIFT, PLANTED).series();

        Imputation told = restored(series);

        for (int draw = 0; draw < told.draws(); draw++) {
            // its own noise is in it, and what three noisy channels cannot tell; 4 before
            assertThat(error(told, draw)).as("draw %d", draw).isLessThan(2.5 * SENSOR);
            TimeSeries drawn = told.drawn(draw);
            assertThat(drawn.channelValues(0)).isEqualTo(series.channelValues(0));
            assertThat(drawn.channelValues(2)).isEqualTo(series.channelValues(2));
            for (int row = 0; row < ROWS; row++) {
                if (!told.isHidden(SHIFTED, row)) {
                    assertThat(drawn.value(SHIFTED, row)).isEqualTo(series.value(SHIFTED, row));
                }
            }
        }
    }

    @Test
    void theFirstDrawKeepsTheNoiseThatWasMeasured() {
        for (double shift : new double[] {0, SHIFT}) {
            Imputation told =
                    restored(new Machine(2, ROWS).shifted(shift, PLANTED).series());

            double kept = likeness(told, 0);
            assertThat(kept).as("shift %s", shift).isGreaterThan(shift == 0 ? 0.9 : 0.35);
            for (int draw = 1; draw < told.draws(); draw++) {
                assertThat(likeness(told, draw))
                        .as("shift %s, draw %d", shift, draw)
                        .isLessThan(kept - 0.3);
            }
        }
    }

    @Test
    void theSameSeedGivesTheSameBitsAndNothingMeasuredIsNoTrouble() {
        Machine shifted = new Machine(2, ROWS).shifted(SHIFT, PLANTED);
        boolean[][] filled = new boolean[3][ROWS];
        for (int row = 110; row < 118; row++) {
            for (int c = 0; c < 2; c++) {
                filled[c][row] = true;
                shifted.values[c][row] = 1e6; // whatever preparation put there is not looked at
            }
        }
        TimeSeries series = shifted.series();
        TimeSeries gaps =
                TimeSeries.wrap("machine", series.time(), series.schema().channels(), shifted.values, filled);
        Imputation told = restored(gaps);
        Imputation again = restored(gaps);
        for (int row : told.hiddenRows(SHIFTED)) {
            for (int draw = 0; draw < told.draws(); draw++) {
                assertThat(told.value(draw, SHIFTED, row))
                        .isFinite()
                        .isBetween(-6.0, 6.0)
                        .isEqualTo(again.value(draw, SHIFTED, row));
            }
        }
    }

    @Test
    void whatIsFarOutsideOfTheTrainRangeComesBackIntoIt() {
        TimeSeries far = new Machine(2, ROWS).shifted(1e12, PLANTED).series();

        Imputation told = restored(far);

        for (int row : told.hiddenRows(SHIFTED)) {
            assertThat(told.value(0, SHIFTED, row)).isBetween(-6.0, 6.0);
        }
        double[] totals = FITTED.score(far, RunContext.defaults()).totals();
        assertThat(totals).doesNotContain(Double.NaN, Double.POSITIVE_INFINITY);
    }

    @Test
    void anEventIsNoEventAnyMore() {
        FalseAlarmBudget budget = FalseAlarmBudget.perThousandRows(0.1);
        try (FittedPipeline fitted = Pipeline.of("zscore", Map.of("window", "1"))
                .withCounterfactuals(Detectors.parse(ID))
                .fit(TrainingSet.of(new Machine(3, 4000).series()))) {
            Judgement judgement = fitted.judge(
                    new Machine(2, ROWS).shifted(2 * SHIFT, PLANTED).series());
            for (Interval planted : PLANTED) {
                Event event = judgement.events(budget).stream()
                        .filter(found -> found.episode().rows().overlaps(planted))
                        .findFirst()
                        .orElseThrow();
                Counterfactual told = judgement
                        .counterfactual(event, budget, EpisodePolicy.DEFAULTS, RunContext.defaults())
                        .orElseThrow();
                assertThat(told.enough()).as("%s", planted).isTrue();
                assertThat(told.courses()).hasSize(1);
                assertThat(told.courses().get(0).channel()).isEqualTo(SHIFTED);
            }
        }
    }

    /** In forms that are not usual: what comes back is finite, and near what is usual. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "process=straight,prediction=velocity,depth=1",
                "process=straight,prediction=velocity,depth=1,evaluations=3",
                "prediction=noise",
                "sampler=ddpm",
                "sampler=dpm-solver",
                "sampler=adaptive"
            })
    void otherFormsTellTheShiftTooAndDrawWhatIsUsual(String form) {
        String id = "counterfactual(window=32,hidden=32,epochs=12,stride=8," + form + ")";
        TimeSeries series = new Machine(2, ROWS).shifted(SHIFT, PLANTED).series();
        try (FittedDetector fitted =
                Detectors.parse(id).fit(TrainingSet.of(new Machine(1, 4000).series()), RunContext.defaults())) {
            double[] totals = fitted.score(series, RunContext.defaults()).totals();
            assertThat(totals).doesNotContain(Double.NaN, Double.POSITIVE_INFINITY);
            Imputation told = fitted.imputer().orElseThrow().restore(series, suspected(), 4, RunContext.defaults());
            for (int draw = 0; draw < told.draws(); draw++) {
                assertThat(error(told, draw)).as("draw %d", draw).isLessThan(5 * SENSOR); // 1; what was planted is 4
            }
            assertThat(mean(totals, true)).isGreaterThan(10 * mean(totals, false));
        }
    }

    /** Root mean square of what a draw is off the clean truth by. */
    private double error(Imputation told, int draw) {
        double squares = 0;
        int[] rows = told.hiddenRows(SHIFTED);
        for (int row : rows) {
            squares += Math.pow(told.value(draw, SHIFTED, row) - test.clean[SHIFTED][row], 2) / rows.length;
        }
        return Math.sqrt(squares);
    }

    /** Of the scores of rows that are shifted, or of those that are not. */
    private static double mean(double[] totals, boolean shifted) {
        return IntStream.range(0, totals.length)
                .filter(row -> PLANTED.stream().anyMatch(rows -> rows.contains(row)) == shifted)
                .mapToDouble(row -> totals[row])
                .average()
                .orElseThrow();
    }

    @Test
    void optionsThatCannotBeAreRefused() {
        assertThat(Detectors.create("counterfactual")).isEqualTo(new CounterfactualDiffusion());
        assertThatThrownBy(() -> Detectors.create("counterfactual", Map.of("evaluations", "2")))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("evaluations is 2; use a number from 3 to 1000");
        assertThatThrownBy(() -> Detectors.create("counterfactual", Map.of("depth", "0")))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("depth is 0.0");
        assertThatThrownBy(() -> Detectors.create("counterfactual", Map.of("prediction", "noise", "depth", "1")))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("depth is 1.0, where noise is 642 times what is left of the data");
        assertThatThrownBy(() -> Detectors.create("counterfactual", Map.of("guidance", "-1")))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("guidance is -1.0");
    }
}
