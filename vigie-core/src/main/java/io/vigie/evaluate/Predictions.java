package io.vigie.evaluate;

import java.util.Arrays;

/** Rules that turn scores into predictions, one flag a row. */
public final class Predictions {
    private Predictions() {}

    /** Rows whose score is at least the threshold. */
    public static boolean[] atLeast(double[] scores, double threshold) {
        boolean[] predictions = new boolean[scores.length];
        for (int row = 0; row < scores.length; row++) {
            predictions[row] = scores[row] >= threshold;
        }
        return predictions;
    }

    /** Rows whose score is above mean + 3 standard deviations (divisor n) of all scores. */
    public static boolean[] threeSigma(double[] scores) {
        double mean = 0;
        for (double score : scores) {
            mean += score / scores.length;
        }
        double variance = 0;
        for (double score : scores) {
            variance += (score - mean) * (score - mean) / scores.length;
        }
        double threshold = mean + 3 * Math.sqrt(variance);
        boolean[] predictions = new boolean[scores.length];
        for (int row = 0; row < scores.length; row++) {
            predictions[row] = scores[row] > threshold;
        }
        return predictions;
    }

    /**
     * Rows whose score is at least the k-th largest; more than k where scores tie with it.
     *
     * @throws IllegalArgumentException where k is not in 1..number of scores
     */
    public static boolean[] top(double[] scores, int k) {
        if (k < 1 || k > scores.length) {
            throw new IllegalArgumentException("top " + k + " of " + scores.length + " scores; give 1 to their number");
        }
        double[] ascending = scores.clone();
        Arrays.sort(ascending);
        return atLeast(scores, ascending[scores.length - k]);
    }
}
