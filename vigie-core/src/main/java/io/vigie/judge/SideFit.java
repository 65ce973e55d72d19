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

    /** Share of wrongly set aside among those set aside (Benjamini and Hochberg 1995). */
    private static final double FALSE_DISCOVERY_RATE = 0.05;

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
     * <p>A generalised Pareto law is fitted to the scores between the quantiles 1 - 4c and 1 - c, with all above censored,
     * so that a share c of anomalies cannot touch it however large they are. Its shape is then raised by two standard
     * errors, to the heaviest tail the body allows, and the scores that even this law calls too large at a false-discovery
     * rate of 5 % are contamination, unless they are more than the share c: then they are a mode of normal operation. As
     * many of the lowest of them as the law itself expects there are kept.
     */
    private static double contaminationCut(double[] scores, double[] sorted, double contamination) {
        int n = sorted.length;
        if (contamination <= 0 || n < FEWEST_FOR_CONTAMINATION) {
            return Double.POSITIVE_INFINITY;
        }
        int censoredFrom = n - (int) Math.ceil(n * contamination);
        double censoringPoint = sorted[censoredFrom - 1];
        double threshold = sorted[(int) Math.floor(n * Math.max(0.5, 1 - 4 * contamination)) - 1];
        int from = firstAbove(sorted, threshold);
        int to = firstAbove(sorted, censoringPoint);
        if (!(censoringPoint > threshold) || to >= n) {
            return Double.POSITIVE_INFINITY;
        }
        double index = ExtremalIndex.of(exceeding(scores, threshold, new boolean[scores.length]));
        TailFit fit = TailFit.of(
                excesses(sorted, from, to, threshold), n - to, censoringPoint - threshold, index * (n - from));
        double heaviest = fit.law().shape() + 2 * fit.shapeError();
        GeneralisedPareto law =
                TailFit.ofShape(heaviest, excesses(sorted, from, to, threshold), n - to, censoringPoint - threshold);
        double logShare = Math.log((n - from) / (double) n);
        int rejected = 0;
        for (int k = 1; k <= n - to; k++) {
            double logP = logShare + law.logSurvival(sorted[n - k] - threshold);
            if (logP <= Math.log(k * FALSE_DISCOVERY_RATE / n)) {
                rejected = k;
            }
        }
        if (rejected == 0 || rejected > n * contamination) {
            return Double.POSITIVE_INFINITY;
        }
        double lowest = sorted[n - rejected];
        long expected = Math.round((n - from) * Math.exp(fit.law().logSurvival(lowest - threshold)));
        int set = rejected - (int) Math.min(expected, rejected);
        // a cut inside a tie sets none of its scores aside
        return set == 0 ? Double.POSITIVE_INFINITY : sorted[n - set - 1];
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
            String tooFew = String.format(
                    Locale.ROOT,
                    "too few independent large calibration scores for a tail (%,d scores in about %,d independent runs, %d"
                            + " needed): no p-value is below %.2g",
                    Math.round(options.tailShare() * n),
                    Math.round(options.tailShare() * n * index),
                    options.minExceedances(),
                    1.0 / (n + 1));
            return new SideFit(Survival.of(sorted), aside, count, index, "no tail", join(warning, tooFew));
        }
        int anchor = Math.min(n - best.from, (int) Math.ceil(ANCHOR / best.index));
        double splice = Math.max(best.threshold, sorted[n - anchor]);
        Survival survival = Survival.of(sorted, splice, best.fit.law().above(splice - best.threshold));
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
            TailFit fit = TailFit.of(excesses, 0, 0, effective);
            double distance = 0;
            for (int i = 0; i < excesses.length; i++) {
                double below = 1 - Math.exp(fit.law().logSurvival(excesses[i]));
                distance = Math.max(
                        distance,
                        Math.max(below - i / (double) excesses.length, (i + 1) / (double) excesses.length - below));
            }
            return new Candidate(threshold, from, index, effective, fit, distance * Math.sqrt(effective));
        }
    }
}
