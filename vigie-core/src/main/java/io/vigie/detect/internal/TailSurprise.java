package io.vigie.detect.internal;

import io.vigie.model.ModelFormatException;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import java.util.Arrays;

/**
 * How far out a value lies among values seen before, as the negative logarithm of a tail probability in nats. Tail
 * probabilities are empirical, straight lines between the values seen; beyond the outermost the tail is that of a generalized
 * Pareto law (Pickands 1975) at its own side's mean excess, so that the order of values far out is kept: exponential where its
 * shape is 0, and the heavier the larger that is, so that one value far out does not drown many that are out a little.
 */
public final class TailSurprise {
    private static final int MOST_KEPT = 512;
    private static final double TAIL = 0.1; // share of values at each side that its mean excess is taken from
    private static final double LEAST_SCALE = 0.02; // of the tail, as a share of the distance of the quartiles

    private final double[] sorted;
    private final double lowScale;
    private final double highScale;
    private final double shape;

    private TailSurprise(double[] sorted, double lowScale, double highScale, double shape) {
        this.sorted = sorted;
        this.lowScale = lowScale;
        this.highScale = highScale;
        this.shape = shape;
    }

    /** From at least one value, with exponential tails. */
    public static TailSurprise of(double[] values) {
        return of(values, 0, 0);
    }

    /**
     * From at least one value.
     *
     * @param shape of the tails beyond what was seen, 0 or more
     * @param leastScale a distance beyond that is worth a nat at most; 0 where it is not known
     */
    public static TailSurprise of(double[] values, double shape, double leastScale) {
        double[] all = values.clone();
        Arrays.sort(all);
        int count = all.length;
        double quartiles = all[3 * (count - 1) / 4] - all[(count - 1) / 4];
        double least = Math.max(leastScale, Math.max(LEAST_SCALE * quartiles, 1e-6 * (1 + Math.abs(all[count / 2]))));
        int tail = (int) (TAIL * (count - 1));
        double low = 0;
        double high = 0;
        for (int i = 0; i < tail; i++) {
            low += all[tail] - all[i];
            high += all[count - 1 - i] - all[count - 1 - tail];
        }
        double[] kept = new double[Math.min(MOST_KEPT, count)];
        for (int i = 0; i < kept.length; i++) {
            kept[i] = kept.length == 1 ? all[0] : all[(int) ((long) i * (count - 1) / (kept.length - 1))];
        }
        return new TailSurprise(
                kept, Math.max(least, low / Math.max(1, tail)), Math.max(least, high / Math.max(1, tail)), shape);
    }

    /** To either side: {@code -log(2 min(p_low, p_high))}, 0 in the middle. */
    public double twoSided(double value) {
        return Math.max(0, Math.max(low(value), high(value)) - Math.log(2));
    }

    /** {@code -log p} of a value as low as this or lower. */
    public double low(double value) {
        return Math.max(0, -logTail(value, 1));
    }

    /** {@code -log p} of a value as high as this or higher. */
    public double high(double value) {
        return Math.max(0, -logTail(value, -1));
    }

    /** Log probability of at most {@code value} with sign 1, of at least {@code value} with sign -1. */
    private double logTail(double value, int sign) {
        int count = sorted.length;
        double outermost = sign > 0 ? sorted[0] : sorted[count - 1];
        double beyond = sign * (outermost - value);
        double scale = sign > 0 ? lowScale : highScale;
        if (beyond > 0) {
            double distance = beyond / scale;
            double nats = shape == 0 ? distance : Math.log1p(shape * distance) / shape;
            return Math.log(2.0 / (count + 1)) - nats;
        }
        double inside = sign > 0 ? countUpTo(value) : countFrom(value);
        return Math.log((inside + 1) / (count + 1));
    }

    /** Values at most {@code value}, the next one above counted in part. */
    private double countUpTo(double value) {
        int count = rank(value, true);
        return count == sorted.length
                ? count
                : count + (value - sorted[count - 1]) / (sorted[count] - sorted[count - 1]);
    }

    /** Values at least {@code value}, the next one below counted in part. */
    private double countFrom(double value) {
        int below = rank(value, false);
        int count = sorted.length - below;
        return below == 0 ? count : count + (sorted[below] - value) / (sorted[below] - sorted[below - 1]);
    }

    /** How many values lie below {@code value}, or at it if those count. */
    private int rank(double value, boolean equalCount) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < value || (equalCount && sorted[middle] == value)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    public void write(ModelWriter out) {
        out.tensor("sorted", sorted, sorted.length);
        out.number("low-scale", lowScale);
        out.number("high-scale", highScale);
        out.number("shape", shape);
    }

    public static TailSurprise read(ModelReader in) {
        double[] sorted = in.finiteDoubles("sorted", in.count("sorted"));
        double low = in.number("low-scale");
        double high = in.number("high-scale");
        double shape = in.number("shape");
        boolean scales = low > 0 && high > 0 && Double.isFinite(low) && Double.isFinite(high);
        if (!scales || !(shape >= 0) || Double.isInfinite(shape)) {
            throw new ModelFormatException("tails of scales " + low + " and " + high + " and shape " + shape
                    + " are none: scales are above 0, a shape at least 0; the model file is damaged");
        }
        return new TailSurprise(sorted, low, high, shape);
    }
}
