package io.vigie.deep.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vigie.deep.autoencoder.Ae;
import io.vigie.detect.Alignment;
import io.vigie.detect.Detectors;
import io.vigie.detect.Expectation;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.OnlineScorer;
import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.detect.Scores;
import io.vigie.detect.TrainingSet;
import io.vigie.series.Channel;
import io.vigie.series.Interval;
import io.vigie.series.TimeAxis;
import io.vigie.series.TimeSeries;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class FittedCellsTest {
    private static final double[] LEVEL = {1, -2};
    private static final double[] NOISE = {0.1, 0.5};
    private static final int WINDOW = 10;

    private final TimeSeries train = noisy(1, 2000);
    private final TimeSeries test = noisy(2, 93);

    private static TimeSeries noisy(int seed, int rows) {
        RandomGenerator random = RunContext.defaults().withSeed(seed).random("levels");
        double[][] values = new double[2][rows];
        for (int row = 0; row < rows; row++) {
            for (int c = 0; c < 2; c++) {
                values[c][row] = LEVEL[c] + NOISE[c] * random.nextGaussian();
            }
        }
        return TimeSeries.of("levels", TimeAxis.rows(rows), List.of(Channel.of("a"), Channel.of("b")), values);
    }

    private FittedDetector fit(int stride, Alignment alignment, int smoothing) {
        return new Level(WINDOW, stride, alignment, smoothing).fit(TrainingSet.of(train), RunContext.defaults());
    }

    /** Weights of the windows that cover a row: at stride 4 a window of 10 rows begins at 0, 4, .. 80 and one at 83. */
    private static double meanWeight(int row, int stride, int rows) {
        double sum = 0;
        int count = 0;
        int end = 0;
        for (int start = 0; start + WINDOW <= rows; start += stride) {
            end = start + WINDOW;
            if (row >= start && row < end) {
                sum += row - start + 1;
                count++;
            }
        }
        return row < end ? sum / count : row - (rows - WINDOW) + 1;
    }

    @Test
    void aRowsScoreIsTheMeanOverTheWindowsThatCoverItInHeldOutErrors() {
        try (FittedDetector fitted = fit(4, Alignment.CENTRED, 1)) {
            Scores scores = fitted.score(test);
            double[] heldOut = {NOISE[0] * NOISE[0] * 5.5, NOISE[1] * NOISE[1] * 5.5}; // mean weight of a window
            for (int row = 0; row < test.length(); row++) {
                for (int c = 0; c < 2; c++) {
                    double error = Math.pow(test.value(c, row) - LEVEL[c], 2);
                    double expected = error * meanWeight(row, 4, test.length()) / heldOut[c];
                    assertThat((double) scores.contribution(c, row))
                            .as("row %d", row)
                            .isCloseTo(expected, within(0.15 * expected + 0.3));
                }
            }
            assertThat(scores.warmUp()).isZero();
            assertThat(fitted.detector().descriptor().delay()).isEqualTo(WINDOW - 1);
        }
    }

    @Test
    void causalRowsTakeTheLastCellOfTheirWindow() {
        try (FittedDetector fitted = fit(4, Alignment.CAUSAL, 1);
                FittedDetector centred = fit(WINDOW, Alignment.CENTRED, 1)) {
            Scores scores = fitted.score(test);
            Scores last = centred.score(test);

            assertThat(scores.warmUp()).isEqualTo(WINDOW - 1);
            assertThat(fitted.detector().descriptor().causal()).isTrue();
            for (int row = WINDOW - 1; row < 90; row += WINDOW) { // last rows of windows side by side
                assertThat(scores.total(row)).isCloseTo(last.total(row), within(1e-9 * last.total(row)));
            }
        }
    }

    @Test
    void streamsSayTheSameWhateverStrideAlignmentAndSmoothing() {
        for (int stride : new int[] {1, 3, 10}) {
            for (Alignment alignment : Alignment.values()) {
                try (FittedDetector fitted = fit(stride, alignment, 5)) {
                    Scores scores = fitted.score(test);
                    OnlineScorer online = fitted.online();
                    for (int row = 0; row < test.length(); row++) {
                        double said = online.push(test.row(row));
                        int judged = row - online.delay();
                        if (judged < scores.warmUp()) {
                            assertThat(said).isNaN();
                        } else {
                            assertThat(said).isCloseTo(scores.total(judged), within(1e-5 * scores.total(judged)));
                        }
                    }
                }
            }
        }
    }

    @Test
    void expectsItsModelsValuesWithinTheHeldOutErrors() {
        try (FittedDetector fitted = fit(4, Alignment.CENTRED, 1)) {
            Expectation expected =
                    fitted.expectation(test, new Interval(80, 93)).orElseThrow();
            for (int i = 0; i < 13; i++) {
                for (int c = 0; c < 2; c++) {
                    assertThat(expected.expected()[c][i]).isCloseTo(LEVEL[c], within(0.05));
                    assertThat(expected.spread()[c][i]).isCloseTo(NOISE[c] * Math.sqrt(5.5), within(0.1));
                }
            }
            assertThat(fitted.expectation(test.slice(0, WINDOW - 1), new Interval(0, 1)))
                    .isEmpty();
        }
        try (FittedDetector causal = fit(1, Alignment.CAUSAL, 1)) {
            assertThat(causal.expectation(test, new Interval(WINDOW - 2, WINDOW)))
                    .isEmpty();
        }
    }

    @Test
    void notesTellTheTrainingAndTheFindings() {
        try (FittedDetector fitted = fit(4, Alignment.CENTRED, 1)) {
            assertThat(fitted.notes()).hasSize(2);
            assertThat(fitted.notes().get(0)).startsWith("level: ").contains("training steps, validation loss");
            assertThat(fitted.notes().get(1)).matches("level: \\d+ windows were held out");
        }
    }

    @Test
    void optionsThatLeaveRowsWithoutAScoreAreRefused() {
        assertThat(Detectors.create("ae")).isEqualTo(new Ae());
        assertThatThrownBy(() -> Detectors.create("ae", Map.of("window", "16", "stride", "17")))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("stride is 17; use at most the window, 16");
    }
}
