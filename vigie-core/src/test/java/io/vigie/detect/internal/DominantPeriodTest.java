package io.vigie.detect.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigie.detect.RunContext;
import io.vigie.evaluate.WindowLengthRule;
import io.vigie.series.Channel;
import io.vigie.series.TimeAxis;
import io.vigie.series.TimeSeries;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DominantPeriodTest {
    private static final int OTHERWISE = 77;

    @Test
    void findsThePeriodOfANoisySine() {
        for (int period : new int[] {10, 24, 60, 144, 250}) {
            double[][] x = {sine(4000, period, 0.3, 1)};
            assertThat(period(x, 256)).isCloseTo(period, within(Math.max(1, period / 50)));
        }
    }

    @Test
    void theChannelThatRepeatsItselfMostClearlyDecides() {
        double[][] x = {sine(3000, 90, 3, 1), noise(3000, 2), sine(3000, 40, 0.1, 3), new double[3000]};

        assertThat(period(x, 256)).isCloseTo(40, within(1));
        assertThat(period(new double[][] {x[1], x[0], x[3]}, 256)).isNotEqualTo(40);
    }

    @Test
    void fallsBackWhereNothingRepeats() {
        assertThat(period(new double[][] {noise(3000, 1)}, 256)).isEqualTo(OTHERWISE);
        assertThat(period(new double[][] {ramp(3000)}, 256)).isEqualTo(OTHERWISE);
        double[] constant = new double[3000];
        Arrays.fill(constant, 0.1);
        assertThat(period(new double[][] {constant}, 256)).isEqualTo(OTHERWISE);
        // A period that is too long, and one that fits into the rows fewer than three times.
        assertThat(period(new double[][] {sine(3000, 400, 0.05, 1)}, 256)).isEqualTo(OTHERWISE);
        assertThat(period(new double[][] {sine(100, 50, 0.05, 1)}, 256)).isEqualTo(OTHERWISE);
        // Below 8 rows nothing is a period, but its multiples are.
        assertThat(period(new double[][] {sine(3000, 5, 0.05, 1)}, 256)).isEqualTo(10);
        for (int rows : new int[] {1, 2, 3, 7, 24}) {
            assertThat(period(new double[][] {sine(rows, 8, 0, 1)}, 256)).isEqualTo(OTHERWISE);
        }
    }

    @Test
    void isTheMostProminentMaximumOfTheAutocorrelation() {
        for (int seed = 0; seed < 20; seed++) {
            double[] x = sine(400 + 40 * seed, 15 + 3 * seed, 0.8, seed);
            int longest = Math.min(128, x.length / 3);
            double[] correlation = WindowLengthRule.autocorrelation(x, longest);
            int expected = OTHERWISE;
            double most = 0.2;
            for (int lag = 8; lag < longest; lag++) {
                double lowest = Arrays.stream(correlation, 1, lag).min().orElseThrow();
                boolean maximum = correlation[lag] > correlation[lag - 1] && correlation[lag] >= correlation[lag + 1];
                if (maximum && correlation[lag] - lowest > most) {
                    most = correlation[lag] - lowest;
                    expected = lag;
                }
            }
            assertThat(period(new double[][] {x}, 128)).as("seed %d", seed).isEqualTo(expected);
        }
    }

    @Test
    void neitherTheUnitNorValuesBeyondAllReasonMatter() {
        double[] x = sine(2000, 50, 0.3, 1);
        double[] large = Arrays.stream(x).map(value -> 1e6 + 1e3 * value).toArray();
        assertThat(period(new double[][] {large}, 256)).isEqualTo(period(new double[][] {x}, 256));
        double[] broken = x.clone();
        broken[700] = Double.MAX_VALUE;
        assertThat(period(new double[][] {broken, x}, 256)).isEqualTo(period(new double[][] {x}, 256));
    }

    @Test
    void longSeriesAreLookedAtFromTheirBeginning() {
        double[] x = sine(50_000, 30, 0.3, 1);
        System.arraycopy(sine(30_000, 70, 0.3, 2), 0, x, 20_000, 30_000);
        assertThat(period(new double[][] {x}, 128)).isCloseTo(30, within(1));
    }

    private static int period(double[][] x, int longest) {
        return DominantPeriod.of(series(x), longest, OTHERWISE);
    }

    private static double[] sine(int rows, double period, double noise, int seed) {
        double[] x = noise(rows, seed);
        for (int row = 0; row < rows; row++) {
            x[row] = Math.sin(2 * Math.PI * row / period) + noise * x[row];
        }
        return x;
    }

    private static double[] noise(int rows, int seed) {
        RandomGenerator random = RunContext.defaults().withSeed(seed).random("period");
        double[] x = new double[rows];
        for (int row = 0; row < rows; row++) {
            x[row] = random.nextGaussian();
        }
        return x;
    }

    private static double[] ramp(int rows) {
        double[] x = new double[rows];
        Arrays.setAll(x, row -> 0.01 * row);
        return x;
    }

    private static TimeSeries series(double[][] values) {
        List<Channel> channels = IntStream.range(0, values.length)
                .mapToObj(c -> Channel.of("c" + c))
                .toList();
        return TimeSeries.of("waves", TimeAxis.rows(values[0].length), channels, values);
    }
}
