package io.vigie.deep.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigie.deep.engine.Network;
import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import io.vigie.deep.engine.TorchRuntime;
import io.vigie.deep.engine.Trained;
import io.vigie.deep.engine.Trainer;
import io.vigie.deep.engine.TrainingOptions;
import io.vigie.deep.engine.TrainingWindows;
import io.vigie.detect.Device;
import io.vigie.detect.RunContext;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Windows of an autoregression whose later rows are drawn given the first ones, their history. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConditionalDiffusionTest {
    private static final int ROWS = 12;
    private static final int HISTORIES = 30;
    private static final int DRAWS = 300;

    private final Trained trained = Trainer.train(
            new Histories(diffusion(Sampler.DDIM)),
            new TrainingWindows(List.of(Autoregressive.series(12_000, 21)), ROWS, 0, 0.2),
            TrainingOptions.of(900).withLearningRate(4e-3),
            RunContext.defaults());

    private static ConditionalDiffusion diffusion(Sampler sampler) {
        Denoiser denoiser = DenoiserArchitecture.UNET.of(ConditionalDiffusion.shape(1, ROWS, 32));
        return ConditionalDiffusion.of(denoiser, NoiseProcess.COSINE, Prediction.ANGULAR, sampler);
    }

    /** 1 in the rows from the first unseen one, [batch, 1, time]. */
    private static Tensor later(Tensor like, int... seen) {
        float[] mask = new float[seen.length * ROWS];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = i % ROWS >= seen[i / ROWS] ? 1 : 0;
        }
        return Tensors.like(like, mask, seen.length, 1, ROWS);
    }

    /** Learns with histories of one row to all but one. */
    private record Histories(ConditionalDiffusion diffusion) implements Network {
        @Override
        public String name() {
            return "histories";
        }

        @Override
        public ParameterLayout layout() {
            return diffusion.layout();
        }

        @Override
        public Tensor losses(Parameters parameters, Tensor windows, @Nullable Noise noise) {
            Noise drawn = noise == null ? new Noise(1, Device.CPU) : noise;
            int[] seen = drawn.generator().ints(windows.size(0), 1, ROWS).toArray();
            return diffusion.losses(parameters, windows, later(windows, seen), drawn);
        }
    }

    /**
     * Of x' = 0.8 x + 0.6 e all that a history tells of k rows on is 0.8^k times its last value, and the variance about it is 1 -
     * 0.64^k.
     */
    @ParameterizedTest
    @CsvSource({"6, DDIM", "6, DDPM", "6, ADAPTIVE", "2, DPM_SOLVER"})
    void whatFollowsAHistoryHasItsConditionalMeanAndVariance(int seen, Sampler sampler) {
        ConditionalDiffusion diffusion = diffusion(sampler);
        double[] values = Autoregressive.values(HISTORIES * ROWS, 22);
        float[] windows = new float[HISTORIES * DRAWS * ROWS];
        int[] histories = new int[HISTORIES * DRAWS];
        Arrays.fill(histories, seen);
        for (int i = 0; i < windows.length; i++) {
            int row = i % ROWS;
            windows[i] = row < seen ? (float) values[i / (DRAWS * ROWS) * ROWS + row] : 7; // is not looked at
        }
        float[] drawn = TorchRuntime.compute(() -> {
            Tensor clean = Tensors.of(windows, histories.length, 1, ROWS);
            Parameters parameters = Parameters.of(diffusion.layout(), trained.weights());
            Noise noise = new Noise(23, Device.CPU);
            return Tensors.floats(diffusion.draw(parameters, clean, later(clean, histories), 40, noise));
        });
        for (int row = seen; row < ROWS; row++) {
            double kept = Math.pow(0.8, row - seen + 1);
            double variance = 0;
            double off = 0;
            for (int h = 0; h < HISTORIES; h++) {
                double mean = 0;
                for (int d = 0; d < DRAWS; d++) {
                    mean += drawn[(h * DRAWS + d) * ROWS + row] / DRAWS;
                }
                for (int d = 0; d < DRAWS; d++) {
                    variance += Math.pow(drawn[(h * DRAWS + d) * ROWS + row] - mean, 2) / (HISTORIES * (DRAWS - 1));
                }
                off += Math.pow(mean - kept * values[h * ROWS + seen - 1], 2) / HISTORIES;
            }
            // means of 300 draws are off by 0.06 if all else is right
            assertThat(Math.sqrt(off)).as("mean of row %d", row).isLessThan(0.25);
            assertThat(variance / (1 - kept * kept))
                    .as("variance of row %d", row)
                    .isCloseTo(1, within(0.4));
        }
    }
}
