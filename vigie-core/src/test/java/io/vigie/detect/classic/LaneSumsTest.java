package io.vigie.detect.classic;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.detect.RunContext;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class LaneSumsTest {
    private static final int LANES = 37;

    @Test
    void squaresAreAddedOneAfterTheOtherInWhateverNumberTheyCome() {
        RandomGenerator random = RunContext.defaults().random("lanes");
        for (int terms = 1; terms <= 8; terms++) {
            for (int references = 1; references <= 5; references++) {
                float[][] x = floats(random, terms + 1, LANES);
                float[] r = floats(random, 1, references * (terms + 2))[0];
                float[][] sums = floats(random, references, LANES);
                float[][] expected = new float[references][LANES];
                int[] starts = new int[references];
                for (int k = 0; k < references; k++) {
                    starts[k] = (references - 1 - k) * (terms + 2);
                    for (int i = 0; i < LANES; i++) {
                        expected[k][i] = sums[k][i];
                        for (int t = 0; t < terms; t++) {
                            float d = x[t + 1][i] - r[starts[k] + 1 + t];
                            expected[k][i] += d * d;
                        }
                    }
                }
                LaneSums.addSquares(x, 1, terms, r, starts, 1, sums, references, LANES);

                assertThat(sums)
                        .as("%d terms, %d references", terms, references)
                        .isDeepEqualTo(expected);
            }
        }
    }

    private static float[][] floats(RandomGenerator random, int rows, int columns) {
        float[][] values = new float[rows][columns];
        for (float[] row : values) {
            for (int i = 0; i < columns; i++) {
                row[i] = (float) random.nextGaussian();
            }
        }
        return values;
    }
}
