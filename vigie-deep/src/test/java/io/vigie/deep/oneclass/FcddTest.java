package io.vigie.deep.oneclass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigie.deep.DrawnSeries;
import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import io.vigie.deep.engine.TorchRuntime;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.RunContext;
import io.vigie.detect.Scores;
import io.vigie.detect.TrainingSet;
import io.vigie.evaluate.RankingCurve;
import io.vigie.series.Interval;
import io.vigie.series.Labels;
import io.vigie.series.TimeSeries;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FcddTest {
    private static final int ROWS = 2000;
    private static final Interval PLANTED = new Interval(500, 520);

    @Test
    void heatStandsWhereTheAnomalyIs() {
        TimeSeries train = DrawnSeries.of(PlantData.cycles(1, ROWS));
        double[][] values = PlantData.cycles(2, 1000);
        for (int row = PLANTED.from(); row < PLANTED.to(); row++) {
            values[2][row] += 3;
        }
        try (FittedDetector fitted = new Fcdd().fit(TrainingSet.of(train), RunContext.defaults())) {
            Scores scores = fitted.score(DrawnSeries.of(values));
            double inside = 0;
            double channel = 0;
            double outside = 0;
            for (int row = 0; row < scores.length(); row++) {
                if (PLANTED.contains(row)) {
                    inside += scores.total(row);
                    channel += scores.contribution(2, row);
                } else if (row < PLANTED.from() - FcddNetwork.FIELD || row > PLANTED.to() + FcddNetwork.FIELD) {
                    outside += scores.total(row);
                }
            }
            assertThat(channel).as("heat of the channel at fault").isGreaterThan(0.9 * inside);
            assertThat(inside / PLANTED.length()).isGreaterThan(20 * outside / (scores.length() - PLANTED.length()));
        }
    }

    @Test
    void aCellDependsOnTheRowsOfTheFieldOnly() {
        FcddNetwork network = new FcddNetwork(new Fcdd(), 1, LabelledWindows.NONE);
        ParameterLayout layout = network.layout();
        float[] weights = layout.initial(new SplittableRandom(1));
        float[] windows = new float[2 * 64];
        windows[64 + 32] = 5; // the second window differs in one row
        float[] heat = TorchRuntime.compute(
                () -> Tensors.floats(network.cells(Parameters.of(layout, weights), Tensors.of(windows, 2, 1, 64))));
        int reach = FcddNetwork.FIELD / 2;
        for (int row = 0; row < 64; row++) {
            if (Math.abs(row - 32) > reach) {
                assertThat((double) heat[64 + row]).as("row %d", row).isCloseTo(heat[row], within(1e-7));
            }
        }
        for (int edge : new int[] {32 - reach, 32 + reach}) {
            assertThat(Math.abs(heat[64 + edge] - heat[edge])).isGreaterThan(1e-6f);
        }
    }

    @Test
    void heatIsThePseudoHuberLossOfTheLastLayer() {
        FcddNetwork network = new FcddNetwork(new Fcdd(), 2, LabelledWindows.NONE);
        ParameterLayout layout = network.layout();
        float[] weights = new float[layout.size()];
        weights[weights.length - 2] = 3; // biases of the heat: all else is 0
        weights[weights.length - 1] = 1e-4f;
        float[] heat = TorchRuntime.compute(() ->
                Tensors.floats(network.cells(Parameters.of(layout, weights), Tensors.of(new float[128], 1, 2, 64))));
        assertThat((double) heat[0]).isCloseTo(Math.sqrt(10) - 1, within(1e-6));
        assertThat((double) heat[64]).isCloseTo(5e-9, within(1e-13)); // lost in float32 as it is written
    }

    /** Dips of one channel or the other are normal; both at once, every fifth time, is what nobody plants. */
    private static TimeSeries dips(int seed, List<Interval> both) {
        double[][] values = PlantData.cycles(seed, ROWS);
        SplittableRandom random = new SplittableRandom(seed);
        for (int number = 1; number * 50 + 40 < ROWS; number++) {
            int start = number * 50 + random.nextInt(20);
            boolean anomaly = number % 5 == 0;
            for (int row = start; row < start + 12; row++) {
                values[1][row] -= anomaly || number % 2 == 0 ? 1.5 : 0;
                values[2][row] -= anomaly || number % 2 == 1 ? 1.5 : 0;
            }
            if (anomaly) {
                both.add(new Interval(start, start + 12));
            }
        }
        return DrawnSeries.of(values);
    }

    private static double auroc(FittedDetector fitted, TimeSeries test, List<Interval> anomalies) {
        Scores scores = fitted.score(test);
        return RankingCurve.of(scores.totals(), Labels.ofIntervals(test.length(), anomalies))
                .aucRoc();
    }

    @Test
    void fiveLabelsShowWhatPlantedOutliersDoNot() {
        List<Interval> learned = new ArrayList<>();
        List<Interval> told = new ArrayList<>();
        TimeSeries train = dips(1, learned);
        TimeSeries test = dips(2, told);
        List<Interval> five = learned.subList(0, 5);
        RunContext context = RunContext.defaults();
        Labels dropped = Labels.ofIntervals(ROWS, learned);
        List<TrainingSet.Item> normal = new ArrayList<>(); // the same rows, the anomalies cut out rather than labelled
        for (Interval rows : dropped.notAnomalous()) {
            TimeSeries part = train.slice(rows.from(), rows.to());
            normal.add(new TrainingSet.Item(part, Labels.all(Labels.State.NORMAL, part.length())));
        }
        Labels labels = Labels.ofIntervals(ROWS, five);
        try (FittedDetector blind = new Fcdd().fit(TrainingSet.of(normal), context);
                FittedDetector shown = new Fcdd().fit(TrainingSet.of(train, labels), context)) {
            double without = auroc(blind, test, told);
            double with = auroc(shown, test, told);
            assertThat(with).isGreaterThan(0.9).isGreaterThan(without + 0.1);
            assertThat(shown.notes()).anyMatch(note -> note.contains("5 labelled anomalies"));
            assertThat(blind.notes()).noneMatch(note -> note.contains("labelled"));
        }
    }

    @Test
    void oneLabelIsEnoughToBeginWithAndShortSeriesAreToldOf() {
        TimeSeries train = DrawnSeries.of(PlantData.cycles(1, 400));
        TimeSeries brief = DrawnSeries.of(PlantData.cycles(2, 20));
        TrainingSet set = TrainingSet.of(List.of(
                new TrainingSet.Item(train, Labels.ofIntervals(400, List.of(new Interval(100, 101)))),
                new TrainingSet.Item(brief, Labels.ofIntervals(20, List.of(new Interval(3, 5))))));
        try (FittedDetector fitted = new Fcdd().fit(set, RunContext.defaults())) {
            assertThat(fitted.notes())
                    .anyMatch(note -> note.contains("1 labelled anomaly too"))
                    .anyMatch(note -> note.contains("1 labelled anomaly in series shorter than the window, 64 rows"));
        }
    }
}
