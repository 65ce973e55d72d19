package io.vigie.detect.classic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vigie.detect.Alignment;
import io.vigie.detect.Detectors;
import io.vigie.detect.Expectation;
import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.detect.Scores;
import io.vigie.detect.TrainingSet;
import io.vigie.detect.WindowAggregation;
import io.vigie.series.BadInputException;
import io.vigie.series.Interval;
import io.vigie.series.TimeSeries;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChannelPcaTest {
    private static final RunContext CONTEXT = RunContext.defaults().withThreads(2);

    @Test
    void unusableOptionsAreRefusedInOneLine() {
        assertThatThrownBy(() -> Detectors.parse("channelpca(window=1)"))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("window is 1; use at least 2");
        assertThatThrownBy(() -> Detectors.parse("channelpca(components=0)"))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("components is 0");
        assertThatThrownBy(() -> Detectors.parse("channelpca(smoothing=0)"))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("smoothing is 0");
        assertThat(Detectors.parse("channelpca")).isEqualTo(new ChannelPca());
    }

    @Test
    void aTrainPartShorterThanAWindowIsRefused() {
        TimeSeries brief = WindowDetectorData.series(15, 2, 7).withName("pump-3");

        assertThatThrownBy(() -> new ChannelPca().fit(TrainingSet.of(brief), CONTEXT))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("window 16 exceeds the 15 rows of 'pump-3'");
    }

    /** Two channels, windows of three rows: the two strongest of six directions by power iteration on the covariance. */
    @Test
    void leftoverIsThatOfTheProjectionOnExplicitEigenvectors() {
        int rows = 200;
        int window = 3;
        double[][] values = WindowDetectorData.values(rows, 2, 5);
        int count = rows - window + 1;
        double[][] windows = new double[count][6]; // row first
        double[] mean = new double[6];
        for (int i = 0; i < count; i++) {
            for (int d = 0; d < 6; d++) {
                windows[i][d] = values[d % 2][i + d / 2];
                mean[d] += windows[i][d] / count;
            }
        }
        double[][] covariance = new double[6][6];
        for (double[] x : windows) {
            for (int a = 0; a < 6; a++) {
                for (int b = 0; b < 6; b++) {
                    covariance[a][b] += (x[a] - mean[a]) * (x[b] - mean[b]) / count;
                }
            }
        }
        double trace = 0;
        for (int d = 0; d < 6; d++) {
            trace += covariance[d][d];
        }
        double[][] strongest = new double[2][];
        double left = trace;
        for (int j = 0; j < 2; j++) {
            strongest[j] = strongestDirection(covariance);
            double variance = 0;
            for (int a = 0; a < 6; a++) {
                for (int b = 0; b < 6; b++) {
                    variance += strongest[j][a] * covariance[a][b] * strongest[j][b];
                }
            }
            left -= variance;
            for (int a = 0; a < 6; a++) {
                for (int b = 0; b < 6; b++) {
                    covariance[a][b] -= variance * strongest[j][a] * strongest[j][b];
                }
            }
        }
        double noise = left / 4;
        TimeSeries series = WindowDetectorData.series(values);
        ChannelLeftover leftover = ChannelLeftover.of(List.of(series), window, 2, CONTEXT);
        ChannelLeftover.Block block = leftover.new Block(count);
        block.measure(series, 0, count);

        assertThat(noise).isGreaterThan(ChannelLeftover.LEAST_DEVIATION * ChannelLeftover.LEAST_DEVIATION);
        assertThat(leftover.noise()).isCloseTo(noise, within(1e-12));
        assertThat(leftover.leastPart()).isCloseTo(1.5 * 0.0025 / noise, within(1e-9));
        for (int i = 0; i < count; i++) {
            double[] residual = new double[6];
            for (int d = 0; d < 6; d++) {
                residual[d] = windows[i][d] - mean[d];
            }
            double[] inner = new double[2];
            double[] squares = new double[2];
            for (double[] direction : strongest) {
                double along = 0;
                for (int d = 0; d < 6; d++) {
                    along += direction[d] * (windows[i][d] - mean[d]);
                }
                for (int d = 0; d < 6; d++) {
                    residual[d] -= along * direction[d];
                }
            }
            for (int d = 0; d < 6; d++) {
                squares[d % 2] += residual[d] * residual[d];
                inner[d % 2] += residual[d] * (windows[i][d] - mean[d]);
            }
            for (int c = 0; c < 2; c++) {
                assertThat(block.nats(c, i)).isCloseTo(squares[c] / (2 * noise), within(1e-9));
                double own = Math.max(0, Math.min(squares[c], inner[c])) / (2 * noise);
                assertThat(block.ownNats(c, i)).isCloseTo(own, within(1e-9));
            }
        }
    }

    private static double[] strongestDirection(double[][] covariance) {
        double[] direction = {1, 0.5, -0.3, 0.2, 0.7, -0.9}; // any
        for (int step = 0; step < 20_000; step++) {
            double[] next = new double[6];
            double square = 0;
            for (int a = 0; a < 6; a++) {
                for (int b = 0; b < 6; b++) {
                    next[a] += covariance[a][b] * direction[b];
                }
                square += next[a] * next[a];
            }
            for (int a = 0; a < 6; a++) {
                direction[a] = next[a] / Math.sqrt(square);
            }
        }
        return direction;
    }

    @Test
    void whatIsLeftOverOfTheTrainPartIsTheNoiseWhateverTheMatrix() {
        // 160 values of 2000 windows by their covariance, of 100 windows by their Gram matrix
        for (int rows : new int[] {2015, 115}) {
            TimeSeries series = WindowDetectorData.series(rows, 10, 3);
            int count = rows - 15;
            ChannelLeftover leftover = ChannelLeftover.of(List.of(series), 16, 8, CONTEXT);
            ChannelLeftover.Block block = leftover.new Block(count);
            block.measure(series, 0, count);
            double sum = 0;
            for (int i = 0; i < count; i++) {
                for (int c = 0; c < 10; c++) {
                    sum += block.nats(c, i);
                }
            }

            assertThat(leftover.kept()).isEqualTo(8);
            assertThat(sum / count).isCloseTo(0.5 * (160 - 8), within(1e-6)); // half a nat a direction
        }
    }

    @Test
    void somethingIsAlwaysLeftOver() {
        assertThat(kept(WindowDetectorData.series(500, 1, 3))).isEqualTo(8); // of 16 values
        assertThat(kept(WindowDetectorData.series(25, 4, 3))).isEqualTo(5); // of 10 windows
        assertThat(kept(WindowDetectorData.series(16, 4, 3))).isZero(); // of one
        assertThat(kept(WindowDetectorData.series(new double[2][500]))).isZero(); // nothing varies
    }

    private static int kept(TimeSeries series) {
        return ChannelLeftover.of(List.of(series), 16, 64, CONTEXT).kept();
    }

    @Test
    void scaleAndOrderOfChannelsDoNotMatter() {
        double[][] values = WindowDetectorData.values(600, 3, 11);
        double[][] turned = new double[3][600];
        for (int c = 0; c < 3; c++) {
            for (int row = 0; row < 600; row++) {
                turned[c][row] = 4 * values[(c + 1) % 3][row];
            }
        }
        ChannelLeftover.Block block = measured(WindowDetectorData.series(values));
        ChannelLeftover.Block other = measured(WindowDetectorData.series(turned));

        for (int c = 0; c < 3; c++) {
            assertThat(other.nats(c, 100)).isCloseTo(block.nats((c + 1) % 3, 100), within(1e-6));
        }
    }

    private static ChannelLeftover.Block measured(TimeSeries series) {
        ChannelLeftover.Block block = ChannelLeftover.of(List.of(series), 8, 4, CONTEXT).new Block(600);
        block.measure(series, 0, 593);
        return block;
    }

    @Test
    void aChannelThatDepartsGetsMostOfTheScore() {
        TimeSeries train = WindowDetectorData.series(2000, 4, 7);
        double[][] values = WindowDetectorData.values(600, 4, 8);
        for (int row = 300; row < 340; row++) {
            values[2][row] += row % 2 == 0 ? 1 : -1;
        }
        Scores scores = new ChannelPca(16, 8, 32, WindowAggregation.MAXIMUM, Alignment.CENTRED)
                .fit(TrainingSet.of(train), CONTEXT)
                .score(WindowDetectorData.series(values), CONTEXT);

        assertThat(scores.total(320)).isGreaterThan(highest(scores, 0, 200) + 2);
        assertThat((double) scores.contribution(2, 320)).isGreaterThan(0.6 * scores.total(320));
        double sum = 0;
        for (int c = 0; c < 4; c++) {
            sum += scores.contribution(c, 320);
        }
        assertThat(sum).isCloseTo(scores.total(320), within(1e-4));
    }

    @Test
    void aFrozenStretchScoresAboveNormal() {
        TimeSeries train = WindowDetectorData.series(2000, 1, 7);
        double[][] values = WindowDetectorData.values(600, 1, 8);
        Arrays.fill(values[0], 300, 360, train.value(0, 0)); // a usual value
        Scores scores =
                new ChannelPca().fit(TrainingSet.of(train), CONTEXT).score(WindowDetectorData.series(values), CONTEXT);

        assertThat(scores.total(330)).isGreaterThan(highest(scores, 0, 200) + 1);
    }

    private static double highest(Scores scores, int from, int to) {
        return Arrays.stream(scores.totals(), from, to).max().orElseThrow();
    }

    @Test
    void smoothingHasNoEffectOnTheLastWindow() {
        TimeSeries series = WindowDetectorData.series(400, 2, 9);
        TrainingSet train = TrainingSet.of(series);
        ChannelPca one = new ChannelPca(8, 4, 1, WindowAggregation.LAST, Alignment.CAUSAL);
        ChannelPca many = new ChannelPca(8, 4, 32, WindowAggregation.LAST, Alignment.CAUSAL);

        assertThat(many.fit(train, CONTEXT).score(series, CONTEXT).totals())
                .isEqualTo(one.fit(train, CONTEXT).score(series, CONTEXT).totals());
    }

    @Test
    void expectsWhatTheComponentsMakeOfAWindow() {
        TimeSeries train = WindowDetectorData.series(2000, 2, 7);
        TimeSeries series = WindowDetectorData.series(100, 2, 8);
        Expectation expectation = new ChannelPca(16, 4, 32, WindowAggregation.MAXIMUM, Alignment.CENTRED)
                .fit(TrainingSet.of(train), CONTEXT)
                .expectation(series, new Interval(0, 100))
                .orElseThrow();

        for (int c = 0; c < 2; c++) {
            assertThat(expectation.spread()[c][0])
                    .isBetween(0.06, 0.1); // noise of 0.3 / sqrt(12), most of it left over
            for (int row = 0; row < 100; row++) {
                assertThat(expectation.expected()[c][row])
                        .isCloseTo(Math.sin(2 * Math.PI * row / (17 + 3 * c)), within(0.2));
            }
        }
    }
}
