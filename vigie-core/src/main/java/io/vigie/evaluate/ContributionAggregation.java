package io.vigie.evaluate;

/** How the contributions of a channel over the rows of a segment become one figure. */
public enum ContributionAggregation {
    /** The largest: a fault starts in some channels and spreads, so a channel's worst moment says most of it. */
    PEAK {
        @Override
        double of(double[] contributions, int from, int to) {
            double peak = Double.NEGATIVE_INFINITY;
            for (int row = from; row < to; row++) {
                peak = Math.max(peak, contributions[row]);
            }
            return peak;
        }
    },
    /** The mean. */
    MEAN {
        @Override
        double of(double[] contributions, int from, int to) {
            double sum = 0;
            for (int row = from; row < to; row++) {
                sum += contributions[row];
            }
            return sum / (to - from);
        }
    };

    /** The figure of one channel over rows {@code from} to {@code to}, the last not included. */
    abstract double of(double[] contributions, int from, int to);
}
