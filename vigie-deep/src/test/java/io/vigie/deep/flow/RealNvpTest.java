package io.vigie.deep.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigie.deep.DrawnSeries;
import io.vigie.detect.Detectors;
import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.detect.Scores;
import io.vigie.detect.TrainingSet;
import io.vigie.series.TimeSeries;
import java.util.Arrays;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Mean nats of fresh data against the entropy of what it was drawn from: no density can do better on average. */
class RealNvpTest {
    private static final double LOG_TWO_PI_E = Math.log(2 * Math.PI * Math.E);

    @Test
    void isTheDensityOfACurvedCloud() {
        Map<String, String> options = Map.of(
                "window",
                "1",
                "blocks",
                "3",
                "hidden",
                "32",
                "max-steps",
                "400",
                "epochs",
                "100",
                "learning-rate",
                "3e-3",
                "correction",
                "none");

        assertThat(meanNats(options, CurvedCloud.of(1, 6000), CurvedCloud.of(2, 6000)))
                .isBetween(CurvedCloud.ENTROPY - 0.05, CurvedCloud.ENTROPY + 0.15);
    }

    @Test
    void isExactBeyondTheBottleneck() {
        // six channels of two factors and noise of 0.1: two independent rows a window
        double squared = 0.01;
        double logDeterminant = 2 * Math.log(3 / squared + 1) + 6 * Math.log(squared);
        double entropy = 2 * 0.5 * (6 * LOG_TWO_PI_E + logDeterminant);
        Map<String, String> options = Map.of(
                "window", "2", "components", "4", "max-steps", "150", "correction", "none", "aggregation", "average");

        assertThat(meanNats(options, factors(1, 6000), factors(2, 6000))).isBetween(entropy - 0.1, entropy + 0.3);
    }

    @Test
    void takesWindowsOfMoreValuesThanThereAreWindows() {
        TimeSeries series = factors(3, 60);
        Scores scores = Detectors.create("realnvp", Map.of("window", "50", "components", "100", "max-steps", "5"))
                .fit(TrainingSet.of(series), RunContext.defaults())
                .score(series);

        assertThat(scores.settledTotals()).hasSize(60).doesNotContain(Double.NaN);
    }

    @Test
    void refusesASingleValue() {
        TimeSeries one = factors(4, 100).select(0);
        assertThatThrownBy(() -> Detectors.create("realnvp", Map.of("window", "1"))
                        .fit(TrainingSet.of(one), RunContext.defaults()))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("use at least 2");
    }

    private static double meanNats(Map<String, String> options, TimeSeries train, TimeSeries test) {
        try (var fitted = Detectors.create("realnvp", options).fit(TrainingSet.of(train), RunContext.defaults())) {
            return Arrays.stream(fitted.score(test).settledTotals()).average().orElseThrow();
        }
    }

    private static TimeSeries factors(int seed, int rows) {
        RandomGenerator random = RunContext.defaults().withSeed(seed).random("factors");
        double[][] values = new double[6][rows];
        for (int row = 0; row < rows; row++) {
            double first = random.nextGaussian();
            double second = random.nextGaussian();
            for (int c = 0; c < 6; c++) {
                values[c][row] = (c < 3 ? first : second) + 0.1 * random.nextGaussian();
            }
        }
        return DrawnSeries.of(values);
    }
}
