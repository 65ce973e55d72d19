package io.vigie.deep.flow;

import java.util.SplittableRandom;

/**
 * The directions that the trace of a Jacobian J is measured along: the mean of e J e over directions e is the trace of J times
 * the mean of e e', so that mean is all that need be known of them.
 *
 * @param moment mean of e e', [dimension][dimension]
 */
record Probes(int dimension, float[] moment) {
    /** Every axis, which gives the trace itself. */
    static Probes exact(int dimension) {
        float[] moment = new float[dimension * dimension];
        for (int i = 0; i < dimension; i++) {
            moment[i * dimension + i] = 1;
        }
        return new Probes(dimension, moment);
    }

    /**
     * Directions of random signs, which give the trace on average (Hutchinson, A stochastic estimator of the trace of the
     * influence matrix, 1989).
     */
    static Probes hutchinson(int dimension, int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] moment = new float[dimension * dimension];
        for (int probe = 0; probe < count; probe++) {
            int[] signs = random.ints(dimension, 0, 2).map(bit -> 2 * bit - 1).toArray();
            for (int i = 0; i < dimension; i++) {
                for (int j = 0; j < dimension; j++) {
                    moment[i * dimension + j] += (float) (signs[i] * signs[j]) / count;
                }
            }
        }
        return new Probes(dimension, moment);
    }
}
