package io.vigie.deep.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigie.deep.DrawnSeries;
import io.vigie.detect.Detectors;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.series.TimeSeries;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Densities that are known, and what the notes tell. */
class CnfTest {
    private static final double LOG_TWO_PI = Math.log(2 * Math.PI);
    private static final Map<String, String> PLAIN = Map.of(
            "window",
            "1",
            "hidden",
            "48",
            "max-steps",
            "800",
            "epochs",
            "100",
            "correction",
            "none",
            "smoothing",
            "1",
            "jitter",
            "0.02");

    @Test
    void integratesToOneAndMatchesTheEntropyOfACurvedCloud() {
        try (FittedDetector fitted = fit(PLAIN, CurvedCloud.of(1, 6000))) {
            double[] fresh = fitted.score(CurvedCloud.of(2, 4000)).settledTotals();
            assertThat(Arrays.stream(fresh).average().orElseThrow())
                    .isBetween(CurvedCloud.ENTROPY - 0.05, CurvedCloud.ENTROPY + 0.15);

            int side = 100;
            double[][] grid = new double[2][side * side];
            for (int i = 0; i < side; i++) {
                for (int j = 0; j < side; j++) {
                    grid[0][i * side + j] = -5 + 0.1 * (i + 0.5);
                    grid[1][i * side + j] = -3 + 0.15 * (j + 0.5);
                }
            }
            double[] nats = fitted.score(DrawnSeries.of(grid)).settledTotals();
            double mass = Arrays.stream(nats).map(n -> Math.exp(-n)).sum();
            assertThat(0.1 * 0.15 * mass).isCloseTo(1, within(0.02));
        }
    }

    @Test
    void isTheNormalDensityOfNormalData() {
        // correlated, of unequal scales: x, and 2 x + 0.5 noise
        TimeSeries test = line(2, 2000);
        try (FittedDetector fitted = fit(PLAIN, line(1, 6000))) {
            double[] nats = fitted.score(test).settledTotals();
            double worst = 0;
            double mean = 0;
            double deviation = 0;
            for (int row = 0; row < nats.length; row++) {
                double x = test.channelValues(0)[row];
                double left = (test.channelValues(1)[row] - 2 * x) / 0.5;
                double energy = 0.5 * (x * x + left * left);
                double exact = LOG_TWO_PI + Math.log(0.5) + energy;
                if (energy < 4.6) { // all but one in a hundred: too few of those were learned from
                    worst = Math.max(worst, Math.abs(nats[row] - exact));
                }
                mean += (nats[row] - exact) / nats.length;
                deviation += Math.abs(nats[row] - exact) / nats.length;
            }
            assertThat(mean).isCloseTo(0, within(0.03));
            assertThat(deviation).isLessThan(0.1);
            assertThat(worst).isLessThan(1);
        }
    }

    @Test
    void tellsHowManyEvaluationsALikelihoodTakes() {
        try (FittedDetector fitted = fit(with("max-steps", "50"), line(3, 1000))) {
            assertThat(fitted.notes())
                    .anyMatch(
                            note -> note.matches("cnf: the likelihood .* takes \\d+ evaluations .*, \\d+ at most .*"));
        }
    }

    @Test
    void aLooserToleranceAndProbesChangeLittle() {
        TimeSeries train = CurvedCloud.of(3, 3000);
        TimeSeries test = CurvedCloud.of(4, 500);
        double[] exact = nats(with("max-steps", "200", "tolerance", "1e-5"), train, test);
        double[] loose = nats(with("max-steps", "200", "tolerance", "1e-2"), train, test);
        double[] probed = nats(with("max-steps", "200", "probes", "512"), train, test);

        for (int row = 0; row < exact.length; row++) {
            assertThat(loose[row]).as("row %d", row).isCloseTo(exact[row], within(0.05));
            assertThat(probed[row]).as("row %d", row).isCloseTo(exact[row], within(0.3));
        }
        assertThat(probed).isNotEqualTo(exact);
    }

    private static Map<String, String> with(String... keysAndValues) {
        Map<String, String> options = new HashMap<>(PLAIN);
        for (int i = 0; i < keysAndValues.length; i += 2) {
            options.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return options;
    }

    private static double[] nats(Map<String, String> options, TimeSeries train, TimeSeries test) {
        try (FittedDetector fitted = fit(options, train)) {
            return fitted.score(test).settledTotals();
        }
    }

    private static FittedDetector fit(Map<String, String> options, TimeSeries train) {
        return Detectors.create("cnf", options).fit(TrainingSet.of(train), RunContext.defaults());
    }

    private static TimeSeries line(int seed, int rows) {
        RandomGenerator random = RunContext.defaults().withSeed(seed).random("line");
        double[][] values = new double[2][rows];
        for (int row = 0; row < rows; row++) {
            values[0][row] = random.nextGaussian();
            values[1][row] = 2 * values[0][row] + 0.5 * random.nextGaussian();
        }
        return DrawnSeries.of(values);
    }
}
