package io.vigie.detect.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.detect.RunContext;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LaneSumsTest {
    private static final int LANES = 37;

    private static Stream<Arguments> sizes() {
        return IntStream.rangeClosed(1, 8)
                .boxed()
                .flatMap(terms -> IntStream.rangeClosed(1, 5).mapToObj(references -> Arguments.of(terms, references)));
    }

    private static int[] starts(int terms, int references) {
        return IntStream.range(0, references)
                .map(k -> (references - 1 - k) * (terms + 2))
                .toArray();
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void squaresAreAddedOneAfterTheOther(int terms, int references) {
        float[][] x = floats(terms, LANES, 1);
        float[] r = floats(1, references * (terms + 2), 2)[0];
        float[][] sums = floats(references, LANES, 3);
        float[][] expected = floats(references, LANES, 3);
        int[] starts = starts(terms, references);
        for (int k = 0; k < references; k++) {
            for (int i = 0; i < LANES; i++) {
                for (int t = 0; t < terms; t++) {
                    float d = x[t][i] - r[starts[k] + 1 + t];
                    expected[k][i] += d * d;
                }
            }
        }
        LaneSums.addSquares(x, terms, r, starts, 1, sums, references, LANES);

        assertThat(sums).isDeepEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void inDoublePrecisionToo(int terms, int references) {
        double[][] x = doubles(terms, LANES, 1);
        double[] r = doubles(1, references * (terms + 2), 2)[0];
        double[][] squares = doubles(references, LANES, 3);
        double[][] products = doubles(references, LANES, 3);
        double[][] expectedSquares = doubles(references, LANES, 3);
        double[][] expectedProducts = doubles(references, LANES, 3);
        int[] starts = starts(terms, references);
        for (int k = 0; k < references; k++) {
            for (int i = 0; i < LANES; i++) {
                for (int t = 0; t < terms; t++) {
                    double d = x[t][i] - r[starts[k] + 1 + t];
                    expectedSquares[k][i] += d * d;
                    expectedProducts[k][i] -= x[t][i] * r[starts[k] + 1 + t];
                }
            }
        }
        LaneSums.addSquares(x, terms, r, starts, 1, squares, references, LANES);
        LaneSums.subtractProducts(x, terms, r, starts, 1, products, references, LANES);

        assertThat(squares).isDeepEqualTo(expectedSquares);
        assertThat(products).isDeepEqualTo(expectedProducts);
    }

    private static float[][] floats(int rows, int columns, int seed) {
        double[][] values = doubles(rows, columns, seed);
        float[][] floats = new float[rows][columns];
        for (int r = 0; r < rows; r++) {
            for (int i = 0; i < columns; i++) {
                floats[r][i] = (float) values[r][i];
            }
        }
        return floats;
    }

    private static double[][] doubles(int rows, int columns, int seed) {
        RandomGenerator random = RunContext.defaults().withSeed(seed).random("lanes");
        double[][] values = new double[rows][columns];
        for (double[] row : values) {
            for (int i = 0; i < columns; i++) {
                row[i] = random.nextGaussian();
            }
        }
        return values;
    }
}
