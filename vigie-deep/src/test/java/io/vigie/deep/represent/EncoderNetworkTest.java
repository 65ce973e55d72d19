package io.vigie.deep.represent;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import io.vigie.deep.engine.TorchRuntime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class EncoderNetworkTest {
    private static final int WINDOWS = 100;

    @Test
    void whereLossesAreMeasuredWindowsAreNotComparedWithTheirNeighboursInTime() {
        List<double[]> first = batches();
        List<double[]> second = batches();

        double[] all = first.stream().flatMapToDouble(Arrays::stream).sorted().toArray();
        assertThat(all).isEqualTo(IntStream.range(0, WINDOWS).asDoubleStream().toArray());
        assertThat(first)
                .hasSize(4)
                .allSatisfy(batch -> assertThat(batch).hasSizeLessThanOrEqualTo(EncoderNetwork.TOGETHER));
        int neighbours = 0;
        for (double[] batch : first) {
            for (int i = 1; i < batch.length; i++) {
                neighbours += Math.abs(batch[i] - batch[i - 1]) == 1 ? 1 : 0;
            }
        }
        assertThat(neighbours).isLessThan(WINDOWS / 10);
        assertThat(second).usingRecursiveComparison().isEqualTo(first);
    }

    /** The windows that are compared with each other, of some that come in the order of time. */
    private static List<double[]> batches() {
        List<double[]> seen = new ArrayList<>();
        EncoderNetwork network = new EncoderNetwork() {
            @Override
            public String name() {
                return "batches";
            }

            @Override
            public ParameterLayout layout() {
                return new ParameterLayout();
            }

            @Override
            public int features() {
                return 1;
            }

            @Override
            public Tensor features(Parameters parameters, Tensor windows) {
                return windows.flatten(1, 2);
            }

            @Override
            public Tensor batchLosses(Parameters parameters, Tensor windows, Noise noise) {
                seen.add(Tensors.doubles(windows.flatten()));
                return windows.flatten(1, 2);
            }
        };
        float[] numbers = new float[WINDOWS];
        for (int i = 0; i < WINDOWS; i++) {
            numbers[i] = i;
        }
        TorchRuntime.compute(() -> {
            Parameters none = Parameters.of(new ParameterLayout(), new float[0]);
            return network.losses(none, Tensors.of(numbers, WINDOWS, 1, 1), null)
                    .size(0);
        });
        return seen;
    }
}
