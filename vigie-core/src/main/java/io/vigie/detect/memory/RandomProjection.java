package io.vigie.detect.memory;

import java.util.random.RandomGenerator;

/**
 * A linear map to fewer numbers that keeps distances nearly (Johnson and Lindenstrauss 1984), with signs for weights (Achlioptas,
 * Database-friendly random projections, JCSS 2003): what PatchCore allows before its memory is chosen.
 */
final class RandomProjection {
    private final int from;
    private final int to;
    private final float[] weights; // [to][from]

    RandomProjection(int from, int to, RandomGenerator random) {
        this.from = from;
        this.to = to;
        this.weights = new float[Math.multiplyExact(from, to)];
        float size = (float) (1 / Math.sqrt(to));
        for (int i = 0; i < weights.length; i++) {
            weights[i] = random.nextBoolean() ? size : -size;
        }
    }

    /** Maps vectors [vector][from] to [vector][to]. */
    void apply(float[] vectors, int count, float[] target) {
        for (int i = 0; i < count; i++) {
            int at = i * from;
            for (int t = 0; t < to; t++) {
                float even = 0;
                float odd = 0;
                int row = t * from;
                int f = 0;
                for (; f + 1 < from; f += 2) {
                    even += weights[row + f] * vectors[at + f];
                    odd += weights[row + f + 1] * vectors[at + f + 1];
                }
                if (f < from) {
                    even += weights[row + f] * vectors[at + f];
                }
                target[i * to + t] = even + odd;
            }
        }
    }
}
