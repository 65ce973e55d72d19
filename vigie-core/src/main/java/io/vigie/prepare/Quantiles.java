package io.vigie.prepare;

/** Exact quantiles by selection in expected linear time. */
final class Quantiles {
    private Quantiles() {}

    /**
     * Quantiles of {@code values[0..size)} with linear interpolation between order statistics (definition 7 of Hyndman
     * and Fan 1996, NumPy's default). Reorders the values.
     *
     * @param probabilities ascending, each in [0, 1]
     */
    static double[] of(double[] values, int size, double... probabilities) {
        double[] quantiles = new double[probabilities.length];
        int settled = 0; // values before this index are in their final place or smaller than all that follow
        for (int i = 0; i < probabilities.length; i++) {
            double position = (size - 1) * probabilities[i];
            int lower = (int) position;
            settled = Math.max(0, Math.min(settled, lower));
            select(values, settled, size, lower);
            double value = values[lower];
            if (lower + 1 < size && position > lower) {
                double next = Double.POSITIVE_INFINITY;
                for (int j = lower + 1; j < size; j++) {
                    next = Math.min(next, values[j]);
                }
                double share = position - lower;
                value = value * (1 - share) + next * share;
            }
            quantiles[i] = value;
            settled = lower;
        }
        return quantiles;
    }

    static double median(double[] values, int size) {
        return of(values, size, 0.5)[0];
    }

    /** Puts the k-th smallest of {@code [from, to)} at index k, smaller ones before it, larger ones after it. */
    private static void select(double[] values, int from, int to, int k) {
        int low = from;
        int high = to - 1;
        int seed = 0x2545F491;
        while (low < high) {
            seed ^= seed << 13;
            seed ^= seed >>> 17;
            seed ^= seed << 5;
            int span = high - low + 1;
            double pivot =
                    median3(values[low + Integer.remainderUnsigned(seed, span)], values[low + span / 2], values[high]);
            int less = low;
            int greater = high;
            int i = low;
            while (i <= greater) { // three ways, so that many equal values cost one pass
                double value = values[i];
                if (value < pivot) {
                    values[i++] = values[less];
                    values[less++] = value;
                } else if (value > pivot) {
                    values[i] = values[greater];
                    values[greater--] = value;
                } else {
                    i++;
                }
            }
            if (k < less) {
                high = less - 1;
            } else if (k > greater) {
                low = greater + 1;
            } else {
                return;
            }
        }
    }

    private static double median3(double a, double b, double c) {
        return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    }
}
