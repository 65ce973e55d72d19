package io.vigie.deep.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ParametersTest {
    @Test
    void spectralWeightsOfAPartHaveALargestSingularValueOfOne() {
        ParameterLayout part =
                new ParameterLayout().add("weight", Initial.zeros(), 2, 3).add("bias", Initial.zeros(), 2);
        ParameterLayout layout = new ParameterLayout().addAll("critic", part).addAll("other", part);
        // singular values 5 and 1, along (3, 4) / 5 and across it
        float[] weight = {1.8f, 2.4f, 0.8f, 2.4f, 3.2f, -0.6f};
        float[] values = new float[layout.size()];
        System.arraycopy(weight, 0, values, 0, 6);
        System.arraycopy(weight, 0, values, 8, 6);
        values[6] = 7;
        float[][] bounded = TorchRuntime.compute(() -> {
            Parameters spectral = Parameters.of(layout, values).part("critic").spectral(5);
            return new float[][] {
                Tensors.floats(spectral.get("weight")), Tensors.floats(spectral.get("bias")),
            };
        });

        for (int i = 0; i < 6; i++) {
            assertThat((double) bounded[0][i]).isCloseTo(weight[i] / 5, within(1e-5));
        }
        assertThat(bounded[1]).containsExactly(7, 0);
    }
}
