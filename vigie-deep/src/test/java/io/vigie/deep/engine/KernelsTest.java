package io.vigie.deep.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Convolutions against their definition, whatever the memory that they are given held before. */
class KernelsTest {
    @ParameterizedTest
    @CsvSource({
        "1, 64, 4, 1, 32, 16", "1, 64, 40, 1, 1, 3", "4, 38, 32, 1, 81, 16", "4, 32, 32, 2, 78, 16",
                "3, 32, 40, 4, 72, 16",
        "5, 40, 64, 8, 71, 16", "5, 40, 64, 8, 64, 1", "3, 32, 40, 4, 9, 1", "4, 7, 32, 1, 1073, 1",
                "4, 1, 32, 1, 50, 1"
    })
    void convolutionsFollowTheirDefinition(int kernel, int inputs, int outputs, int dilation, int rows, int batch) {
        ParameterLayout layout = new ParameterLayout().convolution("layer", inputs, outputs, kernel);
        SplittableRandom random = new SplittableRandom(3);
        float[] weights = layout.initial(random);
        float[] values = new float[batch * inputs * rows];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        int left = rows - dilation * (kernel - 1);
        double[] expected = new double[batch * outputs * left];
        for (int b = 0; b < batch; b++) {
            for (int o = 0; o < outputs; o++) {
                for (int t = 0; t < left; t++) {
                    double sum = weights[outputs * inputs * kernel + o];
                    for (int i = 0; i < inputs; i++) {
                        for (int k = 0; k < kernel; k++) {
                            sum += (double) weights[(o * kernel + k) * inputs + i]
                                    * values[(b * rows + t + dilation * k) * inputs + i];
                        }
                    }
                    expected[(b * left + t) * outputs + o] = sum;
                }
            }
        }
        for (int round = 0; round < 3; round++) {
            poison();
            double[] found = TorchRuntime.compute(
                    () -> Tensors.doubles(Parameters.of(layout, Tensors.of(weights, weights.length), false)
                            .convolution("layer", Tensors.of(values, batch, rows, inputs), dilation)));
            double largest = 0;
            for (int i = 0; i < expected.length; i++) {
                largest = Math.max(largest, Double.isNaN(found[i]) ? 1 : Math.abs(found[i] - expected[i]));
            }
            assertThat(largest).isLessThan(2e-5);
            poison();
            float[] gradient = TorchRuntime.differentiate(() -> {
                Parameters leaves = Parameters.of(layout, Tensors.of(weights, weights.length), true);
                Tensor output = leaves.convolution("layer", Tensors.of(values, batch, rows, inputs), dilation);
                TensorVector gradients =
                        torch.grad(new TensorVector(output.sum()), new TensorVector(leaves.get("layer.bias")));
                return Tensors.floats(gradients.get(0));
            });
            assertThat(gradient).containsOnly(batch * left);
        }
    }

    /** Leaves freed blocks of many sizes full of NaN behind. */
    private static void poison() {
        TorchRuntime.compute(() -> {
            for (int bits = 3; bits < 19; bits++) {
                for (int quarter = 0; quarter < 4; quarter++) {
                    long size = (1L << bits) + quarter * (1L << bits) / 4;
                    torch.full(new long[] {size}, new Scalar(Float.NaN));
                }
            }
            return true;
        });
    }
}
