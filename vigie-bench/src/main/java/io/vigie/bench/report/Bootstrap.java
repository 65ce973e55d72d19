package io.vigie.bench.report;

import io.vigie.detect.RunContext;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Percentile bootstrap of a mean over files (Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13):
 * 95 % of the means of resamples drawn with replacement lie between the bounds. Every call draws the same resamples, so
 * that a figure does not depend on which other rows a report has.
 */
final class Bootstrap {
    static final int RESAMPLES = 10_000;

    private static final double TAIL = 0.025;

    private final long seed;

    Bootstrap(long seed) {
        this.seed = seed;
    }

    /** Resamples files; a single file gives no interval but its value twice. */
    Bounds mean(double[] values) {
        RandomGenerator random = RunContext.defaults().withSeed(seed).random("bootstrap");
        double[] means = new double[RESAMPLES];
        for (int r = 0; r < RESAMPLES; r++) {
            double sum = 0;
            for (int i = 0; i < values.length; i++) {
                sum += values[random.nextInt(values.length)];
            }
            means[r] = sum / values.length;
        }
        return bounds(means);
    }

    /**
     * Resamples whole groups of files, because files of one family resemble one another and count as less evidence than
     * as many independent ones. A resample's mean is over its files.
     *
     * @param group index of the group of each value, from 0
     */
    Bounds groupedMean(double[] values, int[] group) {
        int groups = Arrays.stream(group).max().orElse(-1) + 1;
        double[] sums = new double[groups];
        int[] counts = new int[groups];
        for (int i = 0; i < values.length; i++) {
            sums[group[i]] += values[i];
            counts[group[i]]++;
        }
        int[] present = java.util.stream.IntStream.range(0, groups)
                .filter(g -> counts[g] > 0)
                .toArray();
        RandomGenerator random = RunContext.defaults().withSeed(seed).random("grouped bootstrap");
        double[] means = new double[RESAMPLES];
        for (int r = 0; r < RESAMPLES; r++) {
            double sum = 0;
            int count = 0;
            for (int i = 0; i < present.length; i++) {
                int drawn = present[random.nextInt(present.length)];
                sum += sums[drawn];
                count += counts[drawn];
            }
            means[r] = sum / count;
        }
        return bounds(means);
    }

    private static Bounds bounds(double[] means) {
        Arrays.sort(means);
        return new Bounds(quantile(means, TAIL), quantile(means, 1 - TAIL));
    }

    /** Linear interpolation between order statistics (type 7 of Hyndman and Fan, the default of R and numpy). */
    private static double quantile(double[] sorted, double share) {
        double place = share * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(sorted.length - 1, below + 1);
        return sorted[below] + (sorted[above] - sorted[below]) * (place - below);
    }
}
