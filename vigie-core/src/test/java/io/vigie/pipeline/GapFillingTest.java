package io.vigie.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigie.detect.FittedDetector;
import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.detect.impute.FittedImputer;
import io.vigie.detect.impute.ImputationMethod;
import io.vigie.detect.impute.ImputationMethods;
import io.vigie.prepare.PreparationOptions;
import io.vigie.series.Interval;
import io.vigie.series.Labels;
import io.vigie.series.TimeSeries;
import java.util.List;
import org.junit.jupiter.api.Test;

class GapFillingTest {
    private static final Interval GAP = new Interval(700, 740);

    private final RunContext context = RunContext.defaults();

    private GapFilling fit(String method, TimeSeries series) {
        return GapFilling.fit(ImputationMethods.parse(method), series, PreparationOptions.defaults(), context);
    }

    @Test
    void fillsInTheUsersUnitsAndLeavesTheRestAlone() {
        TimeSeries whole = Plant.normal(3, 2000).series();
        TimeSeries raw = Plant.normal(3, 2000).silence(1, GAP).series();
        try (GapFilling filling = fit("knn(window=16)", raw)) {
            assertThat(filling.notes()).anyMatch(note -> note.startsWith("40 of 2000 rows are in gaps"));
            FilledSeries filled = filling.fill(raw, 50, context);
            assertThat(filled.filledRows(1)).hasSize(GAP.length());
            assertThat(filled.draws()).isEqualTo(50);
            double error = 0;
            int inside = 0;
            for (int row = GAP.from(); row < GAP.to(); row++) {
                error += Math.abs(filled.value(1, row) - whole.value(1, row)) / GAP.length();
                double low = filled.quantile(1, row, 0.025);
                double high = filled.quantile(1, row, 0.975);
                assertThat(low).isLessThan(high);
                inside += low <= whole.value(1, row) && whole.value(1, row) <= high ? 1 : 0;
            }
            assertThat(error).isLessThan(4); // flow has a deviation of 5 about 100, and pressure tells of it
            assertThat(inside).isGreaterThan(GAP.length() / 2);
            for (int row = 0; row < raw.length(); row++) {
                for (int c = 0; c < raw.channelCount(); c++) {
                    if (!raw.isMissing(c, row)) {
                        assertThat(filled.value(c, row)).isEqualTo(raw.value(c, row));
                    }
                }
            }
        }
    }

    @Test
    void channelsThatWereNeverMeasuredStayMissing() {
        TimeSeries raw = Plant.normal(3, 500).silence(2, new Interval(0, 500)).series();
        try (GapFilling filling = fit("linear", raw)) {
            FilledSeries filled = filling.fill(raw, 1, context);
            assertThat(filled.value(2, 100)).isNaN();
            assertThat(filled.filledRows(2)).isEmpty();
        }
    }

    @Test
    void learnsFromLinesThroughGapsWhereLittleElseIsLeft() {
        Plant plant = Plant.normal(3, 600);
        for (int from = 20; from < 580; from += 60) {
            plant.silence(0, new Interval(from, from + 40));
        }
        TimeSeries raw = plant.series();
        try (GapFilling filling = fit("knn(window=16)", raw)) {
            assertThat(filling.notes()).anyMatch(note -> note.contains("too many to be left out"));
            assertThat(filling.fill(raw, 5, context).value(0, 30)).isBetween(3.0, 5.0);
        }
    }

    private static ImputationMethod method(HotDeck learner) {
        return new ImputationMethod() {
            @Override
            public String id() {
                return learner.id();
            }

            @Override
            public FittedImputer fit(TrainingSet train, RunContext fitting) {
                FittedDetector fitted = learner.fit(train, fitting);
                return (series, hidden, draws, drawing) ->
                        fitted.imputer().orElseThrow().impute(series, hidden, draws, drawing);
            }
        };
    }

    @Test
    void rowsInGapsAreLeftOutAndAreNoAnomalies() {
        TimeSeries raw = Plant.normal(3, 2000).silence(1, GAP).series();
        HotDeck learner = new HotDeck(16, 40);
        try (GapFilling filling = GapFilling.fit(method(learner), raw, PreparationOptions.defaults(), context)) {
            assertThat(filling.notes()).anyMatch(note -> note.startsWith("40 of 2000 rows are in gaps"));
        }
        assertThat(learner.shown()).extracting(Labels::size).containsExactly(GAP.from(), raw.length() - GAP.to());
        assertThat(learner.shown()).allMatch(labels -> labels.count(Labels.State.ANOMALOUS) == 0);
    }

    @Test
    void rowsLabelledAnomalousAreKnownToWhatLearns() {
        Interval known = new Interval(1000, 1200);
        TimeSeries gapless = Plant.normal(3, 2000).shift(0, known, 3).series();
        TimeSeries gap =
                Plant.normal(3, 2000).shift(0, known, 3).silence(1, GAP).series();
        for (TimeSeries raw : List.of(gapless, gap)) {
            TrainingSet.Item learned = new TrainingSet.Item(raw, Labels.ofIntervals(raw.length(), List.of(known)));
            HotDeck learner = new HotDeck(16, 40);
            GapFilling.fit(method(learner), learned, PreparationOptions.defaults(), context)
                    .close();
            int before = raw == gap ? GAP.to() : 0;
            assertThat(learner.shown().get(raw == gap ? 1 : 0).anomalies())
                    .containsExactly(new Interval(known.from() - before, known.to() - before));
        }
    }

    @Test
    void aPipelineFillsWithWhatTellsItsCounterfactuals() {
        TimeSeries whole = Plant.normal(4, 1000).series();
        TimeSeries raw = Plant.normal(4, 1000).silence(1, GAP).series();
        try (FittedPipeline pipeline = Pipeline.of("zscore")
                        .withCounterfactuals(new HotDeck(16, 40))
                        .fit(TrainingSet.of(Plant.normal(3, 2000).series()));
                GapFilling filling = GapFilling.of(pipeline)) {
            FilledSeries filled = filling.fill(raw, 20, context);
            assertThat(filled.filledRows(1)).hasSize(GAP.length());
            double error = 0;
            for (int row = GAP.from(); row < GAP.to(); row++) {
                error += Math.abs(filled.value(1, row) - whole.value(1, row)) / GAP.length();
            }
            assertThat(error).isLessThan(4);
        }
    }

    @Test
    void aPipelineWhoseDetectorCannotFillGapsIsRefused() {
        try (FittedPipeline pipeline =
                Pipeline.of("zscore").fit(TrainingSet.of(Plant.normal(3, 500).series()))) {
            assertThatThrownBy(() -> GapFilling.of(pipeline))
                    .isInstanceOf(OptionException.class)
                    .hasMessageContaining("'zscore', cannot fill gaps")
                    .hasMessageContaining("fit it with --counterfactuals");
        }
    }
}
