package io.vigie.bench.impute;

import java.util.Arrays;

/**
 * The continuous ranked probability score of draws (Gneiting and Raftery, Strictly proper scoring rules, JASA 2007, equation 21, of
 * the distribution that gives each draw the same chance): mean distance to the truth less half the mean distance between
 * draws. In the unit of the values; lower is better.
 */
final class RankedProbability {
    private RankedProbability() {}

    /** @param draws at least one */
    static double of(double truth, double... draws) {
        double[] sorted = draws.clone();
        Arrays.sort(sorted);
        int count = sorted.length;
        double distance = 0;
        double between = 0; // the sum over pairs of their distance
        for (int i = 0; i < count; i++) {
            distance += Math.abs(sorted[i] - truth);
            between += sorted[i] * (2.0 * i - count + 1);
        }
        return distance / count - between / count / count;
    }
}
