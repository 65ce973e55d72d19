package io.vigie.judge;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Fits one side of a null model: sets aside what stands out as contamination, chooses the threshold, fits the tail.
 *
 * @param survival P(S >= s) of what was kept
 * @param setAside rows set aside
 * @param extremalIndex reciprocal of the mean cluster of exceedances
 * @param tail one clause on the tail, for the description
 * @param warning what a user should know, or empty
 */
record SideFit(
        Survival survival, boolean[] setAside, int setAsideCount, double extremalIndex, String tail, String warning) {
    /** Scores below which neither contamination nor a threshold can be looked for. */
    private static final int FEWEST_FOR_CONTAMINATION = 100;

    /** Kolmogorov's distance of the excesses below which contamination would be too little to matter. */
    private static final double SUSPICIOUS_MISFIT = 0.04;

    /** Kolmogorov's distance times root n that no clean tail shows but once in some hundred times. */
    private static final double SIGNIFICANT_MISFIT = 1.2;

    /** Contamination is believed if leaving it out makes the misfit at most this share. */
    private static final double CLEARLY_BETTER = 0.6;

    /** The fewest scores are left out whose misfit is at most this many times the least. */
    private static final double NEARLY_LEAST = 1.2;

    private static final int CONTAMINATION_STEPS = 16;

    /** Scores below which not even the scale of a tail is known well enough to assume one. */
    private static final int FEWEST_FOR_ASSUMED_TAIL = 200;

    /** Share of wrongly set aside among those set aside (Benjamini and Hochberg 1995). */
    private static final double FALSE_DISCOVERY_RATE = 0.25;

    /** Independent exceedances aimed at; more would reach needlessly far into the body. */
    private static final double ENOUGH = 250;

    private static final double SMALLEST_FIRST_SHARE = 0.02;
    private static final double SHARE_STEP = 0.7;

    /** Independent exceedances a threshold raised for the sake of the fit must leave. */
    private static final double FEWEST_AFTER_RAISING = 50;

    /** Kolmogorov's distance times root n that passes; about the 5 % point where two parameters were fitted. */
    private static final double GOOD_FIT = 0.95;

    private static final double POOR_FIT = 2;

    /** Independent exceedances that anchor the tail: ranks are trusted up to here, the law beyond. */
    private static final double ANCHOR = 25;

    /**
     * Fits to scores in time order, larger being more suspicious.
     *
     * @param scores in time order; NaN rows are gaps
     */
    static SideFit of(double[] scores, NullModelOptions options) {
        double[] sorted = sortedFinite(scores);
        boolean[] aside = new boolean[scores.length];
        if (sorted[0] == sorted[sorted.length - 1]) {
            return new SideFit(
                    Survival.of(sorted),
                    aside,
                    0,
                    1,
                    "no tail",
                    "all calibration scores are equal, so every larger score has the same p-value "
                            + percent(1.0 / (sorted.length + 1.0)));
        }
        double cut = contaminationCut(scores, sorted, options.contamination());
        int count = 0;
        String warning = "";
        if (cut < Double.POSITIVE_INFINITY) {
            for (int row = 0; row < scores.length; row++) {
                if (scores[row] > cut) {
                    aside[row] = true;
                    count++;
                }
            }
            warning = String.format(
                    Locale.ROOT,
                    "%,d calibration scores (%s) stand out of the tail of the others and were set aside as anomalous",
                    count,
                    percent(count / (double) sorted.length));
            sorted = Arrays.copyOf(sorted, sorted.length - count);
        }
        return withTail(scores, sorted, aside, count, warning, options);
    }

    private static double[] sortedFinite(double[] scores) {
        double[] sorted = new double[scores.length];
        int n = 0;
        for (double score : scores) {
            if (!Double.isNaN(score)) {
                sorted[n++] = score;
            }
        }
        sorted = Arrays.copyOf(sorted, n);
        Arrays.sort(sorted);
        return sorted;
    }

    /**
     * The score above which calibration scores are contamination, infinite where none are.
     *
     * <p>Only a tail that no generalised Pareto law fits is suspected. Then the largest k scores are left out, for k up to the
     * allowed share, until the others fit; those that the law of the others calls too large at a false-discovery rate of
     * 25 % are contamination (as many of the lowest of them as the law itself expects there are kept), unless no k makes a
     * fit or they are more than the allowed share: then they are a mode of normal operation.
     */
    private static double contaminationCut(double[] scores, double[] sorted, double contamination) {
        int n = sorted.length;
        if (contamination <= 0 || n < FEWEST_FOR_CONTAMINATION) {
            return Double.POSITIVE_INFINITY;
        }
        double threshold = sorted[n - 1 - (int) (Math.min(0.5, 2 * contamination) * n)];
        int from = firstAbove(sorted, threshold);
        int most = (int) (contamination * n);
        if (n - from < 2 * most || most < 1) {
            return Double.POSITIVE_INFINITY;
        }
        double suspicious = misfit(sorted, threshold, from, 0);
        if (suspicious < SUSPICIOUS_MISFIT) {
            return Double.POSITIVE_INFINITY;
        }
        double[] misfits = new double[CONTAMINATION_STEPS];
        double least = suspicious;
        for (int i = 0; i < CONTAMINATION_STEPS; i++) {
            misfits[i] = misfit(sorted, threshold, from, leftOut(i, most));
            least = Math.min(least, misfits[i]);
        }
        int step = 0;
        while (step < CONTAMINATION_STEPS - 1 && misfits[step] > NEARLY_LEAST * least) {
            step++;
        }
        int set = leftOut(step, most);
        double index = extremalIndex(scores, sorted, threshold, set);
        double root = Math.sqrt(index * (n - from - set));
        if (least > CLEARLY_BETTER * suspicious
                || suspicious * root < SIGNIFICANT_MISFIT
                || misfits[step] * root > SIGNIFICANT_MISFIT) {
            return Double.POSITIVE_INFINITY;
        }
        set = implausible(sorted, threshold, from, set, index);
        return set == 0 || set > most ? Double.POSITIVE_INFINITY : sorted[n - set - 1];
    }

    /** Extremal index of the exceedances but the largest. */
    private static double extremalIndex(double[] scores, double[] sorted, double threshold, int leftOut) {
        double largest = sorted[sorted.length - 1 - leftOut];
        boolean[] exceeding = new boolean[scores.length];
        for (int row = 0; row < scores.length; row++) {
            exceeding[row] = scores[row] > threshold && scores[row] <= largest;
        }
        return ExtremalIndex.of(exceeding);
    }

    private static int leftOut(int step, int most) {
        double share = (step + 1.0) / CONTAMINATION_STEPS;
        return (int) Math.ceil(most * share * share);
    }

    /** Kolmogorov's distance of the best law of the excesses without the largest. */
    private static double misfit(double[] sorted, double threshold, int from, int leftOut) {
        double[] excesses = excesses(sorted, from, sorted.length - leftOut, threshold);
        return distance(excesses, TailFit.of(excesses, excesses.length).law());
    }

    /** How many of the largest even the unbounded law of the others calls too large, less those that it expects there. */
    private static int implausible(double[] sorted, double threshold, int from, int leftOut, double index) {
        int n = sorted.length;
        double[] excesses = excesses(sorted, from, n - leftOut, threshold);
        PredictiveTail law =
                TailFit.of(excesses, index * excesses.length).predictive().unbounded();
        int rejected = 0;
        double expected = 0;
        for (int k = 1; k <= n - from; k++) {
            double beyond = excesses.length * Math.exp(law.logSurvival(sorted[n - k] - threshold));
            if (beyond <= k * FALSE_DISCOVERY_RATE) {
                rejected = k;
                expected = beyond;
            }
        }
        return rejected - (int) Math.round(expected);
    }

    private static SideFit withTail(
            double[] scores, double[] sorted, boolean[] aside, int count, String warning, NullModelOptions options) {
        int n = sorted.length;
        double first = sorted[Math.max(0, n - 1 - (int) (options.tailShare() * n))];
        double index = ExtremalIndex.of(exceeding(scores, first, aside));
        double share = Math.min(
                options.tailShare(),
                Math.max(SMALLEST_FIRST_SHARE, Math.max(ENOUGH, 2.5 * options.minExceedances()) / (n * index)));
        @Nullable Candidate best = null;
        while (best == null || best.misfit > GOOD_FIT) {
            @Nullable Candidate next = Candidate.of(scores, sorted, aside, share);
            boolean enough = next != null
                    && next.effective
                            >= (best == null
                                    ? options.minExceedances()
                                    : Math.max(FEWEST_AFTER_RAISING, options.minExceedances()));
            if (next == null || !enough) {
                break;
            }
            if (best == null || next.misfit < best.misfit) {
                best = next;
            }
            share *= SHARE_STEP;
        }
        if (best == null) {
            boolean assumed = n >= FEWEST_FOR_ASSUMED_TAIL && sorted[n / 2] < sorted[n - 1];
            String tooFew = String.format(
                    Locale.ROOT,
                    "too few independent large calibration scores for a tail (%,d scores in about %,d independent runs, %d"
                            + " needed): %s",
                    Math.round(options.tailShare() * n),
                    Math.round(options.tailShare() * n * index),
                    options.minExceedances(),
                    assumed
                            ? String.format(
                                    Locale.ROOT,
                                    "p-values below %.2g rest on an assumed heavy tail; a longer train part would tell more",
                                    2.0 / (n + 1))
                            : String.format(Locale.ROOT, "no p-value is below %.2g", 1.0 / (n + 1)));
            return new SideFit(
                    assumed ? Survival.withAssumedTail(sorted) : Survival.of(sorted),
                    aside,
                    count,
                    index,
                    assumed
                            ? "a tail that falls with the power -4/3 of the distance to the median, assumed"
                            : "no tail",
                    join(warning, tooFew));
        }
        int anchor = Math.min(n - best.from, (int) Math.ceil(ANCHOR / best.index));
        double splice = Math.max(best.threshold, sorted[n - anchor]);
        Survival survival = Survival.of(sorted, splice, best.law(count > 0).above(splice - best.threshold));
        String clause = String.format(
                Locale.ROOT,
                "generalised Pareto tail (shape %.2f ± %.2f from the highest %s, about %,d independent exceedances) above"
                        + " p = %.2g",
                best.fit.law().shape(),
                best.fit.shapeError(),
                percent((n - best.from) / (double) n),
                Math.round(best.effective),
                survival.p(splice));
        String poor = best.misfit > POOR_FIT
                ? "the tail of the calibration scores is not smooth (few distinct values or several regimes); p-values below "
                        + String.format(Locale.ROOT, "%.2g", survival.p(splice)) + " are rough"
                : "";
        return new SideFit(survival, aside, count, best.index, clause, join(warning, poor));
    }

    private static String join(String first, String second) {
        return first.isEmpty() || second.isEmpty() ? first + second : first + "; " + second;
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2g %%", 100 * share);
    }

    private static boolean[] exceeding(double[] scores, double threshold, boolean[] aside) {
        boolean[] exceeding = new boolean[scores.length];
        for (int row = 0; row < scores.length; row++) {
            exceeding[row] = scores[row] > threshold && !aside[row];
        }
        return exceeding;
    }

    private static double[] excesses(double[] sorted, int from, int to, double threshold) {
        double[] excesses = new double[to - from];
        for (int i = from; i < to; i++) {
            excesses[i - from] = sorted[i] - threshold;
        }
        return excesses;
    }

    /** Kolmogorov's distance of sorted excesses from a law. */
    private static double distance(double[] excesses, GeneralisedPareto law) {
        double distance = 0;
        double n = excesses.length;
        for (int i = 0; i < excesses.length; i++) {
            double below = 1 - Math.exp(law.logSurvival(excesses[i]));
            distance = Math.max(distance, Math.max(below - i / n, (i + 1) / n - below));
        }
        return distance;
    }

    private static int firstAbove(double[] sorted, double value) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] > value) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** A threshold and the tail above it. */
    private record Candidate(double threshold, int from, double index, double effective, TailFit fit, double misfit) {
        /** The law with allowance for its error; setting scores aside cuts the tail short, so that no end is believed. */
        PredictiveTail law(boolean cutShort) {
            return cutShort ? fit.predictive().unbounded() : fit.predictive();
        }

        static @Nullable Candidate of(double[] scores, double[] sorted, boolean[] aside, double share) {
            int n = sorted.length;
            double threshold = sorted[Math.max(0, n - 1 - (int) (share * n))];
            int from = firstAbove(sorted, threshold);
            if (n - from < 2) {
                return null;
            }
            double index = ExtremalIndex.of(exceeding(scores, threshold, aside));
            double effective = index * (n - from);
            double[] excesses = excesses(sorted, from, n, threshold);
            TailFit fit = TailFit.of(excesses, effective);
            return new Candidate(
                    threshold, from, index, effective, fit, distance(excesses, fit.law()) * Math.sqrt(effective));
        }
    }
}
