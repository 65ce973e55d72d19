package io.vigie.detect.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigie.detect.Alignment;
import io.vigie.detect.RunContext;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WindowStatisticsTest {
    @ParameterizedTest
    @EnumSource(Alignment.class)
    void everyRowHasTheStatisticsOfTheWindowsAroundIt(Alignment alignment) {
        for (int shortest : new int[] {2, 4, 8, 32}) {
            for (int rows : new int[] {1, 2, 3, 31, 33, 100}) {
                WindowStatistics statistics = new WindowStatistics(shortest, 32, alignment);
                double[] x = noise(rows);
                double[][] described = new double[statistics.perChannel()][rows];
                statistics.describe(x, 0, rows, 0, rows, described);

                int at = 0;
                for (int length = shortest; length <= 32; length *= 2) {
                    for (int row = 0; row < rows; row++) {
                        double[] expected = bruteForce(x, row, length, alignment);
                        for (int kind = 0; kind < 4; kind++) {
                            assertThat(described[at + kind][row])
                                    .as("%d rows, length %d, kind %d, row %d", rows, length, kind, row)
                                    .isCloseTo(expected[kind], within(1e-12));
                        }
                    }
                    at += 4;
                }
                assertThat(at).isEqualTo(statistics.perChannel());
            }
        }
    }

    private static double[] bruteForce(double[] x, int row, int length, Alignment alignment) {
        int start = alignment == Alignment.CAUSAL ? row - length + 1 : row - length / 2;
        int from = Math.max(0, start);
        int to = Math.min(x.length, start + length);
        double sum = 0;
        double steps = 0;
        double high = Double.NEGATIVE_INFINITY;
        double low = Double.POSITIVE_INFINITY;
        for (int i = from; i < to; i++) {
            sum += x[i];
            steps += i == 0 ? 0 : (x[i] - x[i - 1]) * (x[i] - x[i - 1]);
            high = Math.max(high, x[i]);
            low = Math.min(low, x[i]);
        }
        double mean = sum / (to - from);
        double squares = 0;
        for (int i = from; i < to; i++) {
            squares += (x[i] - mean) * (x[i] - mean);
        }
        return new double[] {mean, Math.sqrt(squares / (to - from)), high - low, Math.sqrt(steps / (to - from))};
    }

    @ParameterizedTest
    @EnumSource(Alignment.class)
    void blocksAndStretchesHaveTheBitsOfTheWhole(Alignment alignment) {
        int rows = 90;
        WindowStatistics statistics = new WindowStatistics(2, 16, alignment);
        double[] x = noise(rows);
        double[][] whole = new double[statistics.perChannel()][rows];
        statistics.describe(x, 0, rows, 0, rows, whole);

        for (int block : new int[] {1, 7, 16, 64}) {
            for (int from = 0; from < rows; from += block) {
                int to = Math.min(rows, from + block);
                // No more rows than are needed.
                int first = Math.max(0, from - statistics.behind() - 1);
                double[] near = Arrays.copyOfRange(x, first, Math.min(rows, to + statistics.ahead()));
                double[][] target = new double[statistics.perChannel()][to - from];
                statistics.describe(near, first, first + near.length, from, to, target);
                for (int s = 0; s < statistics.perChannel(); s++) {
                    for (int row = from; row < to; row++) {
                        assertThat(target[s][row - from])
                                .as("block %d, statistic %d, row %d", block, s, row)
                                .isEqualTo(whole[s][row]);
                    }
                }
            }
        }
    }

    @Test
    void rowsNeededBeforeAndAfterMakeUpTheLongestWindow() {
        for (int longest = 2; longest <= 1024; longest *= 2) {
            WindowStatistics centred = new WindowStatistics(2, longest, Alignment.CENTRED);
            assertThat(centred.behind() + 1 + centred.ahead()).isEqualTo(longest);
            assertThat(centred.behind() - centred.ahead()).isEqualTo(1);
            WindowStatistics causal = new WindowStatistics(2, longest, Alignment.CAUSAL);
            assertThat(causal.behind()).isEqualTo(longest - 1);
            assertThat(causal.ahead()).isZero();
        }
    }

    @Test
    void valuesBeyondAllReasonGiveFiniteStatistics() {
        WindowStatistics statistics = new WindowStatistics(2, 8, Alignment.CENTRED);
        double[] x = {1e300, -1e300, Double.MAX_VALUE, 0, -1e200, 1e308, 1e308, 1e308, 1e308};
        double[][] described = new double[statistics.perChannel()][x.length];
        statistics.describe(x, 0, x.length, 0, x.length, described);

        for (double[] statistic : described) {
            for (double value : statistic) {
                assertThat(value).isFinite();
            }
        }
    }

    private static double[] noise(int rows) {
        RandomGenerator random = RunContext.defaults().random("window statistics");
        return random.doubles(rows).map(u -> 6 * u - 2).toArray();
    }
}
