package io.vigie.deep.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigie.deep.DrawnSeries;
import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import io.vigie.deep.engine.TorchRuntime;
import io.vigie.deep.window.FittedCells;
import io.vigie.detect.Detectors;
import io.vigie.detect.Device;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.series.TimeSeries;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatentDiffusionTest {
    private static final int WINDOW = 64;
    private static final int ROWS_OF_A_POSITION = 8;
    private static final int REACH = 2; // positions that the decoder's two convolutions see on each side

    private static FittedDetector fit(Map<String, String> more) {
        Map<String, String> options =
                new HashMap<>(Map.of("hidden", "32", "max-steps", "250", "learning-rate", "5e-3"));
        options.putAll(more);
        TimeSeries train = DrawnSeries.of(ReconstructionsTest.cycles(1, 2500));
        return Detectors.create("latent-diffusion", options).fit(TrainingSet.of(train), RunContext.defaults());
    }

    /** 64 rows of cycles, as they are and half a cycle late in sixteen rows, two positions, of the middle. */
    private static Tensor pair() {
        double[][] values = ReconstructionsTest.cycles(2, WINDOW);
        float[] windows = new float[2 * 4 * WINDOW];
        for (int i = 0; i < 2; i++) {
            for (int c = 0; c < 4; c++) {
                for (int row = 0; row < WINDOW; row++) {
                    boolean turned = i == 1 && row >= 24 && row < 40;
                    windows[(i * 4 + c) * WINDOW + row] = (float) (turned ? -values[c][row] : values[c][row]);
                }
            }
        }
        return Tensors.of(windows, 2, 4, WINDOW);
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 0})
    void onlyTheFlaggedPartChanges(int codes) {
        try (FittedCells fitted = (FittedCells) fit(Map.of("codes", "" + codes, "flagged", "0.01"))) {
            LatentDiffusionNetwork network = (LatentDiffusionNetwork) fitted.network();
            fitted.weights().compute(Device.CPU, parameters -> {
                Tensor windows = pair();
                LatentDiffusionNetwork.Healed healed = network.healed(parameters, windows);
                Tensor latents = network.chosen(parameters, network.encoded(parameters, windows));
                Tensor decoded = network.decoded(parameters, latents);
                Tensor expected = network.expected(parameters, windows).location();
                double[] flagged = Tensors.doubles(healed.flagged());
                double[] moved =
                        Tensors.doubles(healed.values().sub(latents).abs().sum(2));
                double[] changed = Tensors.doubles(expected.sub(decoded).abs().amax(new long[] {1}, false));
                int positions = WINDOW / ROWS_OF_A_POSITION;
                assertThat(flagged[positions + 3] + flagged[positions + 4])
                        .as("flagged")
                        .isPositive();
                double most = 0;
                for (int p = 0; p < 2 * positions; p++) {
                    if (flagged[p] == 0) {
                        assertThat(moved[p]).as("position %d", p).isZero();
                    }
                    most = Math.max(most, moved[p]);
                    boolean near = false;
                    for (int other = Math.max(p / positions * positions, p - REACH);
                            other < Math.min((p / positions + 1) * positions, p + REACH + 1);
                            other++) {
                        near |= flagged[other] > 0;
                    }
                    for (int row = 0; row < ROWS_OF_A_POSITION && !near; row++) {
                        assertThat(changed[p * ROWS_OF_A_POSITION + row]).isLessThan(1e-5);
                    }
                }
                assertThat(most).as("what was flagged was drawn anew").isGreaterThan(0.1);
                return true;
            });
        }
    }

    @Test
    void nothingIsFlaggedThatTrainWindowsHave() {
        try (FittedDetector fitted = fit(Map.of())) {
            assertThat(fitted.notes()).anyMatch(note -> note.matches(".* resample the [0-5]\\.\\d % of positions.*"));
        }
    }

    @Test
    void usedCodesAreToldAndCollapseToo() {
        Codebook book = new Codebook(4, 2);
        ParameterLayout layout = book.layout();
        float[] codes = {1, 1, -1, 1, -1, -1, 1, -1};
        TorchRuntime.compute(() -> {
            Parameters parameters = Parameters.of(layout, codes);
            Tensor vectors = Tensors.of(new float[] {2, 2, 0.5f, 0.1f, -0.2f, 3, -1, 0.9f}, 2, 2, 2);

            assertThat(Tensors.floats(book.nearest(parameters, vectors))).containsExactly(1, 1, 1, 1, -1, 1, -1, 1);
            // two codes, half and half
            assertThat(book.told(parameters, vectors))
                    .containsExactly("held-out windows use 2 of 4 codes, perplexity of a part 2.0");
            // (1 + .25) x the squares: 1, 1, .25, .81 and .64, 4, 0, .01, over four; codes from the nearest vectors:
            // 1.06, .01, 3.46, 1.46, over eight
            double drawn = (1.06 + 0.01 + 3.46 + 1.46) / 8;
            double[] distances = Tensors.doubles(book.distance(parameters, vectors));
            assertThat(distances[0]).isCloseTo(1.25 * (1 + 1 + 0.25 + 0.81) / 4 + drawn, within(1e-6));
            assertThat(distances[1]).isCloseTo(1.25 * (0.64 + 4 + 0 + 0.01) / 4 + drawn, within(1e-6));
            List<String> one = book.told(parameters, vectors.narrow(0, 0, 1));
            assertThat(one).hasSize(2);
            assertThat(one.get(1)).startsWith("codebook collapse");
            // each of two parts has one code
            Tensor still = Tensors.of(new float[] {1, 1, -1, -1, 1.1f, 1, -1, -0.9f}, 1, 2, 4);
            assertThat(book.told(parameters, still))
                    .hasSize(2)
                    .contains("held-out windows use 2 of 4 codes, perplexity of a part 1.0");
            return true;
        });
    }

    @Test
    void codesAreInUseAfterTraining() {
        try (FittedDetector fitted = fit(Map.of("codes", "16"))) {
            assertThat(fitted.notes())
                    .anyMatch(note ->
                            note.matches(".* windows use \\d+ of 16 codes, perplexity of a part ([2-9]|1\\d)\\..*"))
                    .noneMatch(note -> note.contains("collapse"));
        }
    }
}
