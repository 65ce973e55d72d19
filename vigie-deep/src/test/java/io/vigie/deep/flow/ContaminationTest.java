package io.vigie.deep.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigie.deep.DrawnSeries;
import io.vigie.deep.engine.Tensors;
import io.vigie.deep.engine.TorchRuntime;
import io.vigie.detect.Detectors;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.RunContext;
import io.vigie.detect.Scores;
import io.vigie.detect.TrainingSet;
import io.vigie.evaluate.VolumeUnderSurface;
import io.vigie.series.Labels;
import io.vigie.series.TimeSeries;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** What anomalies in the train part cost, with and without robust training. */
class ContaminationTest {
    private static final double BAD = 0.05;

    @Test
    void theWorstShareIsLeftOut() {
        double[] kept = TorchRuntime.compute(() ->
                Tensors.doubles(Trim.worst(Tensors.of(new float[] {1, 1, 9, 0, 3, 1, 2, 0}, 4, 2), 0.25)));
        double raised = 4.0 / 3;
        double[] expected = {raised, raised, 0, 0, 3 * raised, raised, 2 * raised, 0};
        for (int i = 0; i < expected.length; i++) {
            assertThat(kept[i]).as("value %d", i).isCloseTo(expected[i], within(1e-6));
        }
    }

    @Test
    void oneInTwentyCostsARobustFlowLittle() {
        Map<String, String> naive =
                Map.of("window", "1", "correction", "none", "smoothing", "1", "max-steps", "400", "epochs", "40");
        Map<String, String> robust = new HashMap<>(naive);
        robust.putAll(Map.of("trim", "0.1", "lipschitz", "10"));

        double clean = separation(naive, 0);
        double lost = clean - separation(naive, BAD);
        double lostByRobust = clean - separation(robust, BAD);

        assertThat(lostByRobust).as("lost of %s", clean).isLessThan(0.02);
        assertThat(lost).isGreaterThan(0.03).isGreaterThan(2 * lostByRobust);
    }

    @Test
    void oneInTwentyCostsARobustDensityOfTheNextRowLittle() {
        Map<String, String> naive = Map.of("correction", "none", "max-steps", "600", "epochs", "200");
        Map<String, String> robust = new HashMap<>(naive);
        robust.put("trim", "0.1");

        double clean = volume(naive, 0);
        double lost = clean - volume(naive, BAD);
        double lostByRobust = clean - volume(robust, BAD);

        assertThat(lostByRobust).as("lost of %s", clean).isLessThan(0.02);
        assertThat(lost).isGreaterThan(0.3);
    }

    /** VUS-PR on normal rows with anomalous ones among them, where train holds a share of the same kind. */
    private static double volume(Map<String, String> options, double share) {
        int rows = 6000;
        TimeSeries normal = drawn(2, rows, 0);
        TimeSeries bad = drawn(3, rows, 1);
        RandomGenerator random = RunContext.defaults().random("which");
        boolean[] anomalous = new boolean[rows];
        double[][] values = new double[3][rows];
        for (int row = 0; row < rows; row++) {
            anomalous[row] = random.nextDouble() < BAD;
            for (int c = 0; c < 3; c++) {
                values[c][row] = (anomalous[row] ? bad : normal).value(c, row);
            }
        }
        try (FittedDetector fitted = Detectors.create("conditional-flow", options)
                .fit(TrainingSet.of(drawn(1, 4000, share)), RunContext.defaults())) {
            Scores scores = fitted.score(DrawnSeries.of(values));
            Labels labels = Labels.ofBinary(Arrays.copyOfRange(anomalous, scores.warmUp(), rows));
            return VolumeUnderSurface.of(scores.settledTotals(), labels, 0).pr();
        }
    }

    /** Chance that an anomalous row scores higher than a normal one, where train holds a share of the same kind. */
    private static double separation(Map<String, String> options, double share) {
        try (FittedDetector fitted = Detectors.create("realnvp", options)
                .fit(TrainingSet.of(drawn(1, 4000, share)), RunContext.defaults())) {
            double[] normal = fitted.score(drawn(2, 3000, 0)).settledTotals();
            double[] bad = fitted.score(drawn(3, 1500, 1)).settledTotals();
            double wins = 0;
            for (double high : bad) {
                for (double low : normal) {
                    wins += high > low ? 1 : 0;
                }
            }
            return wins / bad.length / normal.length;
        }
    }

    /** Channels that go together; in the given share of rows they go against each other, in a cluster of its own. */
    private static TimeSeries drawn(int seed, int rows, double share) {
        RandomGenerator random = RunContext.defaults().withSeed(seed).random("drawn");
        double[][] values = new double[3][rows];
        for (int row = 0; row < rows; row++) {
            boolean bad = random.nextDouble() < share;
            double common = random.nextGaussian();
            for (int c = 0; c < 3; c++) {
                values[c][row] = bad
                        ? (c == 1 ? -1.5 : 1.5) + 0.3 * random.nextGaussian()
                        : common + 0.4 * random.nextGaussian();
            }
        }
        return DrawnSeries.of(values);
    }
}
