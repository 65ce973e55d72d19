package io.vigie.judge;

import io.vigie.detect.Option;
import io.vigie.detect.OptionException;

/**
 * How rows become episodes. Where an episode is entered follows from the false-alarm budget.
 *
 * <p>The defaults were chosen on development data (12 application servers, 5 online services, 8 server machines and 6 runs of
 * a water circuit, 261 incidents; a budget of 0.5 per 1000 rows). Detectors look at windows of up to 100 rows, so that what
 * happens less than a window apart is one disturbance to them. A merge gap of 100 rows instead of 20 found a tenth more
 * incidents with half as many false episodes ({@code vigie}, {@code kmeans} and {@code pca} together), with a third more
 * rows under an alarm.
 *
 * @param leaveFactor an episode goes on while p is at most this many times the p-value it is entered at
 * @param mergeGap episodes with at most this many rows between them are one
 * @param minLength shorter episodes are dropped
 * @param minProbability less probable episodes are dropped; see {@link Episodes#find}
 */
public record EpisodePolicy(
        @Option(
                value = "8",
                description = "an episode goes on while p is at most this many times the p-value it is entered at; at"
                        + " least 1")
        double leaveFactor,

        @Option(value = "100", description = "episodes with at most this many rows between them are one; at least 0")
        int mergeGap,

        @Option(value = "1", description = "episodes of fewer rows are dropped; at least 1")
        int minLength,

        @Option(
                value = "0.5",
                description = "episodes of a smaller P(anomaly) are dropped, in [0, 1); 0.5 keeps what is more likely"
                        + " anomalous than not")
        double minProbability) {
    /** No episode goes on at a larger p-value, unless it is entered there: one row in 20 looks like that at any time. */
    public static final double LARGEST_LEAVE_P_VALUE = 0.05;

    /** Leave at 8 times the entering p-value, merge over 100 rows, keep episodes of one row, believe from one half on. */
    public static final EpisodePolicy DEFAULTS = new EpisodePolicy(8, 100, 1, 0.5);

    public EpisodePolicy {
        if (!(leaveFactor >= 1 && Double.isFinite(leaveFactor))) {
            throw new OptionException("leave-factor is " + leaveFactor + "; use a finite number of at least 1");
        }
        if (mergeGap < 0) {
            throw new OptionException("merge-gap is " + mergeGap + "; use at least 0 rows");
        }
        if (minLength < 1) {
            throw new OptionException("min-length is " + minLength + "; use at least 1 row");
        }
        if (!(minProbability >= 0 && minProbability < 1)) {
            throw new OptionException("min-probability is " + minProbability + "; use a probability in [0, 1)");
        }
    }

    /** With the default smallest probability. */
    public EpisodePolicy(double leaveFactor, int mergeGap, int minLength) {
        this(leaveFactor, mergeGap, minLength, 0.5);
    }

    /** The same policy with another smallest probability; 0 keeps every episode. */
    public EpisodePolicy withMinProbability(double probability) {
        return new EpisodePolicy(leaveFactor, mergeGap, minLength, probability);
    }

    /** The p-value up to which an episode goes on that was entered at one. */
    public double leavePValue(double enterPValue) {
        return Math.min(enterPValue * leaveFactor, Math.max(enterPValue, LARGEST_LEAVE_P_VALUE));
    }
}
