package io.vigie.detect.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigie.detect.RunContext;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Greedy k-centre against its definition and its guarantee. */
class CoresetTest {
    private final RunContext context = RunContext.defaults();

    @ParameterizedTest
    @CsvSource({"1,3,1", "40,1,7", "255,4,30", "256,5,16", "700,17,60", "700,3,700"})
    void choosesWhatTheDefinitionChooses(int count, int size, int wanted) {
        float[] vectors = random(count, size, count + size);

        assertThat(Coreset.greedy(vectors, size, wanted, context)).isEqualTo(byDefinition(vectors, size, wanted));
    }

    @Test
    void threadsChangeNothing() {
        float[] vectors = random(5000, 8, 3);
        int[] alone = Coreset.greedy(vectors, 8, 50, context.withThreads(1));

        for (int threads = 2; threads <= 4; threads++) {
            assertThat(Coreset.greedy(vectors, 8, 50, context.withThreads(threads)))
                    .isEqualTo(alone);
        }
    }

    /** Gonzalez 1985, theorem 2.2: the radius is at most twice that of the best choice. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void coversWithAtMostTwiceTheRadiusOfTheBestChoice(int wanted) {
        for (int seed = 0; seed < 20; seed++) {
            float[] vectors = random(12, 2, seed);
            List<int[]> choices = new ArrayList<>();
            choices(12, wanted, new int[wanted], 0, 0, choices);
            double best = choices.stream()
                    .mapToDouble(choice -> radius(vectors, 2, choice))
                    .min()
                    .orElseThrow();

            assertThat(radius(vectors, 2, Coreset.greedy(vectors, 2, wanted, context)))
                    .isLessThanOrEqualTo(2 * best * (1 + 1e-6));
        }
    }

    @Test
    void stopsWhereEveryVectorIsAmongTheChosen() {
        float[] vectors = {1, 2, 1, 2, 5, 5, 1, 2, 5, 5, 0, 0};

        assertThat(Coreset.greedy(vectors, 2, 6, context)).containsExactly(0, 2, 5);
    }

    @Test
    void numbersThatAreNoVectorsAreRefused() {
        assertThatThrownBy(() -> Coreset.greedy(new float[7], 2, 1, context))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("7 numbers");
        assertThatThrownBy(() -> Coreset.greedy(new float[8], 2, 0, context))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("wanted is 0");
    }

    @Test
    void aProjectionKeepsDistancesNearly() {
        int from = 400;
        int to = 128;
        float[] vectors = random(60, from, 9);
        float[] projected = new float[60 * to];
        new RandomProjection(from, to, context.random("projection")).apply(vectors, 60, projected);

        for (int i = 0; i < 60; i++) {
            for (int j = 0; j < i; j++) {
                double ratio = distance(projected, to, i, j) / distance(vectors, from, i, j);
                // The ratio's square is chi-squared with 128 degrees of freedom over 128: five deviations of 0.0625.
                assertThat(ratio).isBetween(0.68, 1.32);
            }
        }
    }

    private static int[] byDefinition(float[] vectors, int size, int wanted) {
        int count = vectors.length / size;
        int[] chosen = new int[wanted];
        for (int n = 1; n < wanted; n++) {
            double most = -1;
            for (int i = 0; i < count; i++) {
                double least = Double.POSITIVE_INFINITY;
                for (int k = 0; k < n; k++) {
                    least = Math.min(least, distance(vectors, size, i, chosen[k]));
                }
                if (least > most) {
                    most = least;
                    chosen[n] = i;
                }
            }
        }
        return chosen;
    }

    private static double radius(float[] vectors, int size, int[] chosen) {
        double radius = 0;
        for (int i = 0; i < vectors.length / size; i++) {
            double least = Double.POSITIVE_INFINITY;
            for (int one : chosen) {
                least = Math.min(least, distance(vectors, size, i, one));
            }
            radius = Math.max(radius, least);
        }
        return radius;
    }

    private static double distance(float[] vectors, int size, int i, int j) {
        double sum = 0;
        for (int n = 0; n < size; n++) {
            double difference = vectors[i * size + n] - vectors[j * size + n];
            sum += difference * difference;
        }
        return Math.sqrt(sum);
    }

    private static void choices(int count, int wanted, int[] choice, int at, int from, List<int[]> choices) {
        if (at == wanted) {
            choices.add(choice.clone());
            return;
        }
        for (int i = from; i < count; i++) {
            choice[at] = i;
            choices(count, wanted, choice, at + 1, i + 1, choices);
        }
    }

    private static float[] random(int count, int size, long seed) {
        RandomGenerator random = RunContext.defaults().withSeed(seed).random("vectors");
        float[] vectors = new float[count * size];
        for (int i = 0; i < vectors.length; i++) {
            vectors[i] = (float) random.nextGaussian();
        }
        return vectors;
    }
}
