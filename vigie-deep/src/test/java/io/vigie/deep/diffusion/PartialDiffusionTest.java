package io.vigie.deep.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import io.vigie.deep.engine.TorchRuntime;
import io.vigie.detect.Device;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PartialDiffusionTest {
    private static final int CHANNELS = 2;
    private static final int ROWS = 8;

    /** Knows that every window is 0: what it takes for noise is all of the window. */
    private record Zero() implements Denoiser {
        @Override
        public ParameterLayout layout() {
            return new ParameterLayout();
        }

        @Override
        public Tensor output(Parameters parameters, Tensor windows, Tensor times) {
            return Tensors.times(windows, 0);
        }
    }

    private static PartialDiffusion partial(Sampler sampler, int evaluations) {
        Diffusion diffusion =
                new Diffusion(new Zero(), NoiseProcess.COSINE.path(), Prediction.CLEAN, Pairing.INDEPENDENT);
        return new PartialDiffusion(diffusion, sampler, 0.5, evaluations);
    }

    private static Tensor windows(int seed, int count) {
        return new Noise(seed, Device.CPU).gaussian(count, CHANNELS, ROWS);
    }

    private static Parameters none() {
        return Parameters.of(new ParameterLayout(), new float[0]);
    }

    @ParameterizedTest
    @EnumSource(
            value = Sampler.class,
            names = {"DDIM", "DPM_SOLVER", "EULER", "HEUN"})
    void whatTheDenoiserKnowsComesBackWithinTheEvaluationsAllowed(Sampler sampler) {
        TorchRuntime.compute(() -> {
            Sampler.Sampled found = partial(sampler, 6).restored(none(), windows(1, 3), null);
            assertThat(found.evaluations()).isBetween(sampler == Sampler.HEUN ? 5 : 6, 6);
            double largest = found.values().abs().max().item_double();
            // straight lines of Euler's kind do not follow a path that ends in a corner
            assertThat(largest).isLessThan(sampler == Sampler.DDIM || sampler == Sampler.DPM_SOLVER ? 1e-5 : 0.5);
            return true;
        });
    }

    @Test
    void onlyThePlacesToldOfChange() {
        TorchRuntime.compute(() -> {
            Tensor windows = windows(2, 3);
            float[] mask = new float[ROWS];
            mask[2] = 1;
            mask[3] = 1;
            double[] before = Tensors.doubles(windows);
            double[] after = Tensors.doubles(partial(Sampler.DDIM, 4)
                    .restored(none(), windows, null, Tensors.of(mask, 1, 1, ROWS))
                    .values());
            for (int i = 0; i < before.length; i++) {
                double expected = mask[i % ROWS] == 1 ? 0 : before[i];
                assertThat(after[i]).as("cell %d", i).isCloseTo(expected, within(1e-5));
            }
            return true;
        });
    }

    @Test
    void aWindowComesBackTheSameWhateverIsBesideIt() {
        TorchRuntime.compute(() -> {
            Tensor windows = windows(3, 5);
            PartialDiffusion partial = new PartialDiffusion(
                    new Diffusion(new Halving(), NoiseProcess.COSINE.path(), Prediction.CLEAN, Pairing.INDEPENDENT),
                    Sampler.DDIM,
                    0.5,
                    3);
            Tensor together = partial.restored(none(), windows, null).values();
            Tensor alone =
                    partial.restored(none(), windows.narrow(0, 3, 1), null).values();
            assertThat(Tensors.doubles(alone)).isEqualTo(Tensors.doubles(together.narrow(0, 3, 1)));
            assertThat(together.abs().max().item_double()).isGreaterThan(0.1);
            return true;
        });
    }

    /** Takes half of what it sees for data. */
    private record Halving() implements Denoiser {
        @Override
        public ParameterLayout layout() {
            return new ParameterLayout();
        }

        @Override
        public Tensor output(Parameters parameters, Tensor windows, Tensor times) {
            return Tensors.times(windows, 0.5);
        }
    }
}
