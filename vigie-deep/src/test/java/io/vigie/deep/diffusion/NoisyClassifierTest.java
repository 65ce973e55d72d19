package io.vigie.deep.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import io.vigie.deep.engine.TorchRuntime;
import io.vigie.detect.Device;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

class NoisyClassifierTest {
    private static final int CHANNELS = 2;
    private static final int WINDOW = 8;
    private static final double SLOPE = 1.5;
    private static final NoisePath PATH = NoiseProcess.COSINE.path();

    /** The answer of a cell is its value times a slope: the log odds of a row are the sum of its cells times that. */
    private static final class Sloped implements Denoiser {
        @Override
        public ParameterLayout layout() {
            return new ParameterLayout();
        }

        @Override
        public Tensor output(Parameters parameters, Tensor windows, Tensor times) {
            return Tensors.times(windows, SLOPE);
        }
    }

    private static final NoisyClassifier SLOPED = new NoisyClassifier(new Sloped(), PATH, 0.5);
    private static final Parameters NONE =
            TorchRuntime.compute(() -> Parameters.of(new ParameterLayout(), new float[0]));

    @Test
    void theGradientIsThatOfTheLogisticFunction() {
        double time = 0.4;
        float[] values = floats(3, 1);
        double[] gradient = TorchRuntime.compute(
                () -> Tensors.doubles(SLOPED.towardsNormal(NONE, Tensors.of(values, 3, CHANNELS, WINDOW), time)));
        double slope = SLOPE / PATH.spread(time);
        for (int i = 0; i < values.length; i++) {
            int window = i / (CHANNELS * WINDOW);
            int row = i % WINDOW;
            double sum = 0;
            for (int c = 0; c < CHANNELS; c++) {
                sum += values[(window * CHANNELS + c) * WINDOW + row];
            }
            double odds = Math.exp(slope * sum) / 19;
            assertThat(gradient[i]).isCloseTo(-slope * odds / (1 + odds), within(1e-5));
        }
    }

    @Test
    void hiddenCellsAloneMoveAndDataAndNoiseStillMakeUpTheWindows() {
        double time = 0.4;
        double strength = 2;
        TorchRuntime.compute(() -> {
            Tensor noisy = Tensors.of(floats(1, 2), 1, CHANNELS, WINDOW);
            Tensor clean = Tensors.of(floats(1, 3), 1, CHANNELS, WINDOW);
            Tensor noise = Tensors.of(floats(1, 4), 1, CHANNELS, WINDOW);
            Tensor hidden = torch.zeros_like(noisy);
            hidden.select(1, 0).fill_(new Scalar(1.0));

            Denoising.Estimate guided =
                    SLOPED.guided(NONE, new Denoising.Estimate(clean, noise), noisy, hidden, time, strength);

            double[] less = Tensors.doubles(noise.sub(guided.noise()));
            double[] gradient = Tensors.doubles(SLOPED.towardsNormal(NONE, noisy, time));
            double[] before = made(clean, noise, time);
            double[] after = made(guided.clean(), guided.noise(), time);
            for (int i = 0; i < less.length; i++) {
                double wanted = i < WINDOW ? strength * PATH.deviation(time) * gradient[i] : 0;
                assertThat(less[i]).isCloseTo(wanted, within(1e-5));
                assertThat(after[i]).isCloseTo(before[i], within(1e-5));
            }
            return true;
        });
    }

    private static double[] made(Tensor clean, Tensor noise, double time) {
        return Tensors.doubles(new TimedReading(new Sloped(), PATH).noisy(clean, noise, time));
    }

    /** One channel anomalous where it is high; one in eight anomalies stands unlabelled among the normal windows. */
    @Test
    void unlabelledAnomaliesAmongNormalWindowsAreNoHindrance() {
        DenoiserShape shape = new DenoiserShape(CHANNELS, 1, WINDOW, 8);
        NoisyClassifier classifier = new NoisyClassifier(DenoiserArchitecture.CONVOLUTION.of(shape), PATH, 0.5);
        ParameterLayout layout = classifier.layout();
        float[] weights = layout.initial(new SplittableRandom(5));
        float[] normal = floats(16, 6);
        float[] shown = floats(8, 7);
        Arrays.fill(normal, 0, WINDOW, 4); // channel 0 of two windows
        Arrays.fill(normal, CHANNELS * WINDOW, CHANNELS * WINDOW + WINDOW, 4);
        float[] rows = new float[8 * WINDOW];
        for (int i = 0; i < 8; i++) {
            Arrays.fill(shown, i * CHANNELS * WINDOW, i * CHANNELS * WINDOW + WINDOW / 2, 4);
            Arrays.fill(rows, i * WINDOW, i * WINDOW + WINDOW / 2, 1);
        }
        for (int step = 0; step < 200; step++) {
            Noise noise = new Noise(step, Device.CPU);
            float[] gradient =
                    TorchRuntime.differentiate(() -> gradient(classifier, weights, normal, shown, rows, noise));
            for (int i = 0; i < weights.length; i++) {
                weights[i] -= 0.1f * gradient[i];
            }
        }
        float[] asked = new float[CHANNELS * WINDOW];
        Arrays.fill(asked, 0, WINDOW, 4);
        double[] gradient = TorchRuntime.compute(() -> Tensors.doubles(
                classifier.towardsNormal(Parameters.of(layout, weights), Tensors.of(asked, 1, CHANNELS, WINDOW), 0.1)));
        double towards = Arrays.stream(gradient, 0, WINDOW).sum();
        double beside =
                Arrays.stream(gradient, WINDOW, 2 * WINDOW).map(Math::abs).sum();
        assertThat(towards).as("down").isLessThan(-1);
        assertThat(-towards).as("of the channel at fault").isGreaterThan(2 * beside);
    }

    private static float[] gradient(
            NoisyClassifier classifier, float[] weights, float[] normal, float[] shown, float[] rows, Noise noise) {
        Parameters leaves = Parameters.leaves(classifier.layout(), weights);
        classifier
                .losses(
                        leaves,
                        Tensors.of(normal, 16, CHANNELS, WINDOW),
                        Tensors.of(shown, 8, CHANNELS, WINDOW),
                        Tensors.of(rows, 8, WINDOW),
                        noise)
                .mean()
                .backward();
        float[] gradient = new float[weights.length];
        int at = 0;
        for (Tensor leaf : leaves.all()) {
            float[] part = Tensors.floats(leaf.grad());
            System.arraycopy(part, 0, gradient, at, part.length);
            at += part.length;
        }
        return gradient;
    }

    private static float[] floats(int windows, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[windows * CHANNELS * WINDOW];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
