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
import io.vigie.series.TimeSeries;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What every denoiser promises, with random parameters, and what a trained one tells. */
class DenoiserTest {
    private static final int CHANNELS = 3;
    private static final int WINDOW = 13; // no multiple of what rows are folded by
    private static final DenoiserShape SHAPE = new DenoiserShape(CHANNELS, 2, WINDOW, 8);

    private static float[] random(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (0.3 * random.nextGaussian());
        }
        return values;
    }

    private static Tensor windows(int count, long seed) {
        return Tensors.of(random(count * 2 * CHANNELS * WINDOW, seed), count, 2L * CHANNELS, WINDOW);
    }

    private static Tensor times(float... times) {
        return Tensors.of(times, times.length, 1);
    }

    @ParameterizedTest
    @EnumSource(DenoiserArchitecture.class)
    void eachWindowIsReadByItself(DenoiserArchitecture architecture) {
        Denoiser denoiser = architecture.of(SHAPE);
        float[] weights = random(denoiser.layout().size(), 1);
        TorchRuntime.compute(() -> {
            Parameters parameters = Parameters.of(denoiser.layout(), weights);
            Tensor windows = windows(4, 2);
            Tensor together = denoiser.output(parameters, windows, times(0.1f, 0.4f, 0.7f, 0.9f));
            assertThat(together.shape()).containsExactly(4, CHANNELS, WINDOW);
            Tensor alone = denoiser.output(parameters, windows.narrow(0, 2, 1), times(0.7f));
            assertThat(alone.sub(together.narrow(0, 2, 1)).abs().max().item_double())
                    .isLessThan(1e-4);
            return true;
        });
    }

    @ParameterizedTest
    @EnumSource(DenoiserArchitecture.class)
    void everythingItIsToldMatters(DenoiserArchitecture architecture) {
        Denoiser denoiser = architecture.of(SHAPE);
        float[] weights = random(denoiser.layout().size(), 3);
        TorchRuntime.compute(() -> {
            Parameters parameters = Parameters.of(denoiser.layout(), weights);
            Tensor windows = windows(1, 4);
            Tensor told = denoiser.output(parameters, windows, times(0.5f));
            Tensor later = denoiser.output(parameters, windows, times(0.8f));
            assertThat(later.sub(told).abs().max().item_double()).isGreaterThan(1e-3);
            for (int plane = 0; plane < 2 * CHANNELS; plane++) {
                for (int row : new int[] {0, 6, WINDOW - 1}) {
                    Tensor other = windows.clone();
                    other.select(1, plane).select(1, row).add_(new Scalar(1.0));
                    Tensor changed = denoiser.output(parameters, other, times(0.5f));
                    assertThat(changed.sub(told).abs().max().item_double())
                            .as("plane %d, row %d", plane, row)
                            .isGreaterThan(1e-4);
                }
            }
            return true;
        });
    }

    @ParameterizedTest
    @EnumSource(DenoiserArchitecture.class)
    void gradientsReachEveryParameter(DenoiserArchitecture architecture) {
        Denoiser denoiser = architecture.of(SHAPE);
        float[] weights = random(denoiser.layout().size(), 5);
        TorchRuntime.differentiate(() -> {
            Parameters leaves = Parameters.leaves(denoiser.layout(), weights);
            Tensor loss = denoiser.output(leaves, windows(5, 6), times(0.1f, 0.3f, 0.5f, 0.7f, 0.9f))
                    .square()
                    .sum();
            TensorVector found = torch.grad(new TensorVector(loss), new TensorVector(leaves.all()));
            for (int i = 0; i < leaves.all().length; i++) {
                assertThat(found.get(i).abs().max().item_double())
                        .as("parameter %d of %s", i, denoiser.layout())
                        .isGreaterThan(0);
            }
            return true;
        });
    }

    @ParameterizedTest
    @EnumSource(DenoiserArchitecture.class)
    void atFirstItSaysNothing(DenoiserArchitecture architecture) {
        Denoiser denoiser = architecture.of(SHAPE);
        float[] initial = denoiser.layout().initial(new SplittableRandom(7));
        TorchRuntime.compute(() -> {
            Tensor output =
                    denoiser.output(Parameters.of(denoiser.layout(), initial), windows(2, 8), times(0.2f, 0.6f));
            assertThat(output.abs().max().item_double()).isZero();
            return true;
        });
    }

    static Stream<Arguments> meanings() {
        return Stream.of(NoiseProcess.values())
                .flatMap(process -> Stream.of(Prediction.values()).map(meaning -> Arguments.of(process, meaning)));
    }

    /** Whatever the output means, data and noise follow from it. */
    @ParameterizedTest
    @MethodSource("meanings")
    void dataAndNoiseFollowFromAnyOutput(NoiseProcess process, Prediction prediction) {
        NoisePath path = process.path();
        TorchRuntime.compute(() -> {
            Tensor clean = Tensors.of(random(12, 9), 2, 2, 3);
            Tensor drawn = Tensors.of(random(12, 10), 2, 2, 3);
            for (double time : new double[] {0.1, 0.5, 0.9}) {
                Tensor wanted = Tensors.times(clean, prediction.dataWeight(path, time))
                        .add(Tensors.times(drawn, prediction.noiseWeight(path, time)));
                Denoiser right = new Fixed(wanted);
                Diffusion diffusion = new Diffusion(right, path, prediction, Pairing.INDEPENDENT);
                Denoising.Estimate found = diffusion
                        .denoising(Parameters.of(right.layout(), new float[0]), null)
                        .at(diffusion.noisy(clean, drawn, time), time);
                double tolerance = 2e-5 * (1 + path.deviation(time) / path.scale(time) + 1 / path.deviation(time));
                assertThat(found.clean().sub(clean).abs().max().item_double())
                        .as("data at %s", time)
                        .isLessThan(tolerance);
                assertThat(found.noise().sub(drawn).abs().max().item_double())
                        .as("noise at %s", time)
                        .isLessThan(tolerance);
            }
            return true;
        });
    }

    /** Says the same whatever it reads. */
    private record Fixed(Tensor said) implements Denoiser {
        @Override
        public ParameterLayout layout() {
            return new ParameterLayout();
        }

        @Override
        public Tensor output(Parameters parameters, Tensor windows, Tensor times) {
            return said;
        }
    }

    @Test
    void pairedNoiseIsTheSameNoiseAndNearer() {
        TorchRuntime.compute(() -> {
            Tensor windows = Tensors.of(random(32 * 6, 11), 32, 2, 3);
            Tensor noise = Tensors.of(random(32 * 6, 12), 32, 2, 3);
            Tensor paired = Pairing.OPTIMAL_TRANSPORT.of(windows, noise);
            assertThat(paired.shape()).containsExactly(32, 2, 3);
            assertThat(paired.sum().item_double()).isCloseTo(noise.sum().item_double(), within(1e-4));
            assertThat(windows.sub(paired).square().sum().item_double())
                    .isLessThan(0.9 * windows.sub(noise).square().sum().item_double());
            assertThat(Pairing.INDEPENDENT.of(windows, noise)).isSameAs(noise);
            return true;
        });
    }

    /** A diffusion as a network of its own. */
    private record Alone(Diffusion diffusion) implements Network {
        @Override
        public String name() {
            return "alone";
        }

        @Override
        public ParameterLayout layout() {
            return diffusion.denoiser().layout();
        }

        @Override
        public Tensor losses(Parameters parameters, Tensor windows, @Nullable Noise noise) {
            Noise drawn = noise == null ? new Noise(1, Device.CPU) : noise;
            return diffusion.errors(parameters, windows, null, drawn).mean(2);
        }
    }

    static Stream<Arguments> learners() {
        return Stream.of(
                Arguments.of(DenoiserArchitecture.UNET, NoiseProcess.STRAIGHT, Prediction.VELOCITY),
                Arguments.of(DenoiserArchitecture.UNET, NoiseProcess.COSINE, Prediction.NOISE),
                Arguments.of(DenoiserArchitecture.CONVOLUTION, NoiseProcess.VARIANCE_EXPLODING, Prediction.NOISE),
                Arguments.of(DenoiserArchitecture.TRANSFORMER, NoiseProcess.LINEAR, Prediction.ANGULAR));
    }

    /**
     * Values that follow an autoregression x' = 0.8 x + 0.6 e are normal with covariance 0.8^lag, so the best denoiser is
     * linear and known: E[x | noisy] = a C (a^2 C + s^2 I)^-1 noisy. What is learned must come near it, far nearer than
     * what takes each value by itself.
     */
    @ParameterizedTest
    @MethodSource("learners")
    void whatIsLearnedIsNearTheKnownScore(
            DenoiserArchitecture architecture, NoiseProcess process, Prediction prediction) {
        int rows = 16;
        NoisePath path = process.path();
        Diffusion diffusion = new Diffusion(
                architecture.of(new DenoiserShape(1, 1, rows, 32)), path, prediction, Pairing.INDEPENDENT);
        TimeSeries series = Autoregressive.series(4000, 13);
        TrainingWindows windows = new TrainingWindows(List.of(series), rows, 0, 0.2);
        TrainingOptions options = TrainingOptions.of(400).withLearningRate(3e-3);
        Trained trained = Trainer.train(new Alone(diffusion), windows, options, RunContext.defaults());

        double[] drawn = Autoregressive.values(64 * rows, 14);
        float[] fresh = new float[drawn.length];
        for (int i = 0; i < fresh.length; i++) {
            fresh[i] = (float) drawn[i];
        }
        TorchRuntime.compute(() -> {
            Parameters parameters = Parameters.of(diffusion.denoiser().layout(), trained.weights());
            Tensor clean = Tensors.of(fresh, 64, 1, rows);
            Tensor added = new Noise(15, Device.CPU).gaussian(64, 1, rows);
            double time = middle(path);
            Tensor noisy = diffusion.noisy(clean, added, time);
            Tensor found = diffusion.denoising(parameters, null).at(noisy, time).clean();
            Tensor best = Autoregressive.gain(rows, path.scale(time), path.deviation(time));
            Tensor wanted = torch.matmul(noisy, best.t());
            double scale = path.scale(time);
            double alone = scale / (scale * scale + path.deviation(time) * path.deviation(time));
            double whole =
                    Tensors.times(noisy, alone).sub(wanted).square().mean().item_double();
            double left = found.sub(wanted).square().mean().item_double();
            assertThat(left / whole).isLessThan(0.25);
            return true;
        });
    }

    /** The time at which noise is as large as the data. */
    private static double middle(NoisePath path) {
        double low = 0;
        double high = 1;
        for (int i = 0; i < 50; i++) {
            double time = (low + high) / 2;
            if (path.logRatio(time) > 0) {
                low = time;
            } else {
                high = time;
            }
        }
        return low;
    }
}
