package io.vigie.judge;

import io.vigie.model.ModelFormatException;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * P(S >= s) of a calibration sample: the conformal rank up to the splice, a tail beyond it. Never rises with
 * s, continuous at the splice.
 */
final class Survival {
    /** A thinned rank is at most this share too large. */
    private static final double RANK_TOLERANCE = 1 / 500.0;

    /** Of the assumed tail: survival falls with the power -1/shape. */
    private static final double ASSUMED_SHAPE = 0.75;

    private static final double LOG_FLOOR = Math.log(NullModel.FLOOR);

    private final double[] knots; // distinct scores, ascending
    private final int[] above; // scores above each knot
    private final int size;
    private final double splice; // infinite where there is no tail
    private final @Nullable PredictiveTail tail; // law of the excess over the splice
    private final boolean assumed; // the tail was not fitted
    private final double logAtSplice;

    private Survival(
            double[] knots, int[] above, int size, double splice, @Nullable PredictiveTail tail, boolean assumed) {
        this.knots = knots;
        this.above = above;
        this.size = size;
        this.splice = splice;
        this.tail = tail;
        this.assumed = assumed;
        this.logAtSplice = tail == null ? Double.NEGATIVE_INFINITY : Math.log(rank(splice));
    }

    /** Ranks alone. */
    static Survival of(double[] sorted) {
        return of(sorted, Double.POSITIVE_INFINITY, null, false);
    }

    /**
     * Ranks, and beyond the largest score a tail that is assumed because it cannot be fitted: survival falls with the
     * power -4/3 of the distance to the median. Tails so heavy are rare (their variance is infinite), so the p-values are
     * cautious. Of the powers -2 and -4/3, the second kept the false-alarm budget on drifting development series. The median
     * must lie below the largest score.
     */
    static Survival withAssumedTail(double[] sorted) {
        double largest = sorted[sorted.length - 1];
        double median = sorted[sorted.length / 2];
        GeneralisedPareto law = new GeneralisedPareto(ASSUMED_SHAPE, ASSUMED_SHAPE * (largest - median));
        return of(sorted, largest, new PredictiveTail(law, law, law), true);
    }

    static Survival of(double[] sorted, double splice, PredictiveTail tail) {
        return of(sorted, splice, tail, false);
    }

    /** Ranks up to the splice, the law of the excess over it beyond. O(n); keeps about 500 ln(n / 500) knots at most. */
    private static Survival of(double[] sorted, double splice, @Nullable PredictiveTail tail, boolean assumed) {
        int n = sorted.length;
        double[] knots = new double[n];
        int[] above = new int[n];
        int kept = 0;
        for (int i = 0; i < n; i++) {
            if (i + 1 < n && sorted[i + 1] == sorted[i]) {
                continue;
            }
            int larger = n - 1 - i;
            // a score just above a dropped knot takes the rank of the knot kept before it
            int previous = kept == 0 ? n : above[kept - 1];
            if (previous - larger > (int) (larger * RANK_TOLERANCE)) {
                knots[kept] = sorted[i];
                above[kept] = larger;
                kept++;
            }
        }
        return new Survival(Arrays.copyOf(knots, kept), Arrays.copyOf(above, kept), n, splice, tail, assumed);
    }

    /** True if a tail was fitted. */
    boolean hasTail() {
        return tail != null && !assumed;
    }

    /** True if p-values go on beyond the ranks, by a fitted or an assumed tail. */
    boolean extrapolates() {
        return tail != null;
    }

    int size() {
        return size;
    }

    int knotCount() {
        return knots.length;
    }

    double splice() {
        return splice;
    }

    /** The score that a share of the calibration scores does not exceed. */
    double quantile(double share) {
        double most = (1 - share) * size;
        int low = 0;
        int high = knots.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (above[middle] <= most) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return knots[low];
    }

    double logP(double score) {
        if (tail != null && score > splice) {
            return Math.max(logAtSplice + tail.logSurvival(score - splice), LOG_FLOOR);
        }
        return Math.log(rank(score));
    }

    double p(double score) {
        if (tail != null && score > splice) {
            return Math.max(Math.exp(logP(score)), NullModel.FLOOR);
        }
        return rank(score);
    }

    /** (1 + number of scores at least this one) / (size + 1). */
    private double rank(double score) {
        int index = Arrays.binarySearch(knots, score);
        int below = (index >= 0 ? index : -index - 1) - 1;
        int atLeast = below < 0 ? size : above[below];
        return (1.0 + atLeast) / (size + 1.0);
    }

    void write(ModelWriter out) {
        out.tensor("knots", knots, knots.length);
        out.tensor("above", above, above.length);
        out.integer("size", size);
        out.flag("has-tail", tail != null);
        out.flag("assumed-tail", assumed);
        if (tail != null) {
            out.number("splice", splice);
            GeneralisedPareto[] laws = {tail.low(), tail.middle(), tail.high()};
            out.tensor(
                    "shape",
                    Arrays.stream(laws).mapToDouble(GeneralisedPareto::shape).toArray(),
                    laws.length);
            out.tensor(
                    "scale",
                    Arrays.stream(laws).mapToDouble(GeneralisedPareto::scale).toArray(),
                    laws.length);
        }
    }

    static Survival read(ModelReader in) {
        int count = in.shape("knots")[0];
        double[] knots = in.doubles("knots", count);
        int[] above = in.ints("above", count);
        int size = in.integer("size", 1, Integer.MAX_VALUE - 1);
        if (count == 0) {
            throw new ModelFormatException("the null model has no knots; fit the model again");
        }
        for (int i = 0; i < count; i++) {
            boolean ordered = Double.isFinite(knots[i])
                    && above[i] >= 0
                    && above[i] < size
                    && (i == 0 || (knots[i] > knots[i - 1] && above[i] < above[i - 1]));
            if (!ordered) {
                throw new ModelFormatException("knot " + i + " of the null model is out of order; fit the model again");
            }
        }
        if (!in.flag("has-tail")) {
            return new Survival(knots, above, size, Double.POSITIVE_INFINITY, null, false);
        }
        double splice = in.number("splice");
        try {
            double[] shape = in.doubles("shape", 3);
            double[] scale = in.doubles("scale", 3);
            PredictiveTail tail = new PredictiveTail(
                    new GeneralisedPareto(shape[0], scale[0]),
                    new GeneralisedPareto(shape[1], scale[1]),
                    new GeneralisedPareto(shape[2], scale[2]));
            if (!Double.isFinite(splice)) {
                throw new IllegalArgumentException("splice " + splice);
            }
            return new Survival(knots, above, size, splice, tail, in.flag("assumed-tail"));
        } catch (IllegalArgumentException e) {
            throw new ModelFormatException("the tail of the null model has " + e.getMessage() + "; fit it again", e);
        }
    }
}
