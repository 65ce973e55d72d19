package io.vigie.deep.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Convolutions and recurrences against their definition, whatever the memory that they are given held before. */
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

    @ParameterizedTest
    @CsvSource({"38, 48, 128, 16", "1, 48, 65, 3", "19, 7, 20, 1", "5, 64, 33, 16"})
    void longShortTermMemoryFollowsItsDefinition(int inputs, int hidden, int rows, int batch) {
        ParameterLayout layout = new ParameterLayout()
                .add("input", Initial.uniform(hidden), 4 * hidden, inputs)
                .add("recurrent", Initial.uniform(hidden), 4 * hidden, hidden)
                .add("bias", Initial.uniform(hidden), 4 * hidden)
                .add("silent", Initial.zeros(), 4 * hidden);
        SplittableRandom random = new SplittableRandom(5);
        float[] weights = layout.initial(random);
        float[] values = new float[batch * rows * inputs];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        double[][] expected = TorchRuntime.differentiate(() -> {
            Parameters leaves = Parameters.leaves(layout, weights);
            return outputAndGradient(leaves, stepByStep(leaves, Tensors.of(values, batch, rows, inputs), hidden));
        });
        for (int round = 0; round < 3; round++) {
            poison();
            double[][] found = TorchRuntime.differentiate(() -> {
                Parameters leaves = Parameters.leaves(layout, weights);
                Tensor empty = torch.zeros(1, batch, hidden);
                Tensor output = torch.lstm(
                                Tensors.of(values, batch, rows, inputs),
                                new TensorVector(empty, empty),
                                new TensorVector(leaves.all()),
                                true,
                                1,
                                0,
                                true,
                                false,
                                true)
                        .get0();
                return outputAndGradient(leaves, output);
            });
            assertThat(found[0]).containsExactly(expected[0], within(2e-5));
            assertThat(found[1]).containsExactly(expected[1], within(2e-4 * batch));
        }
    }

    private static double[][] outputAndGradient(Parameters leaves, Tensor output) {
        TensorVector gradients = torch.grad(
                new TensorVector(output.square().sum()),
                new TensorVector(leaves.get("input"), leaves.get("recurrent"), leaves.get("bias")));
        Tensor flat = torch.cat(new TensorVector(
                gradients.get(0).flatten(),
                gradients.get(1).flatten(),
                gradients.get(2).flatten()));
        return new double[][] {Tensors.doubles(output.detach()), Tensors.doubles(flat)};
    }

    /** Hochreiter and Schmidhuber 1997, with a forget gate (Gers et al. 2000). */
    private static Tensor stepByStep(Parameters leaves, Tensor rows, int hidden) {
        Tensor output = torch.zeros(rows.size(0), hidden);
        Tensor cell = torch.zeros(rows.size(0), hidden);
        Tensor[] outputs = new Tensor[(int) rows.size(1)];
        for (int t = 0; t < outputs.length; t++) {
            Tensor gates = torch.linear(rows.select(1, t), leaves.get("input"))
                    .add(torch.linear(output, leaves.get("recurrent")))
                    .add(leaves.get("bias"));
            Tensor in = gates.narrow(1, 0, hidden).sigmoid();
            Tensor forget = gates.narrow(1, hidden, hidden).sigmoid();
            Tensor news = gates.narrow(1, 2L * hidden, hidden).tanh();
            cell = forget.mul(cell).add(in.mul(news));
            output = gates.narrow(1, 3L * hidden, hidden).sigmoid().mul(cell.tanh());
            outputs[t] = output;
        }
        return torch.stack(new TensorVector(outputs), 1);
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
