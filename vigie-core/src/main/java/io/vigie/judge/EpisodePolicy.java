package io.vigie.judge;

import io.vigie.detect.Option;
import io.vigie.detect.OptionException;

/**
 * How rows become episodes. Where an episode is entered follows from the false-alarm budget.
 *
 * @param leaveFactor an episode goes on while p is at most this many times the p-value it is entered at
 * @param mergeGap episodes with at most this many rows between them are one
 * @param minLength shorter episodes are dropped
 */
public record EpisodePolicy(
        @Option(
                value = "8",
                description = "an episode goes on while p is at most this many times the p-value it is entered at; at"
                        + " least 1")
        double leaveFactor,

        @Option(value = "10", description = "episodes with at most this many rows between them are one; at least 0")
        int mergeGap,

        @Option(value = "1", description = "episodes of fewer rows are dropped; at least 1")
        int minLength) {
    /** Leave at 8 times the entering p-value, merge over 10 rows, keep episodes of one row. */
    public static final EpisodePolicy DEFAULTS = new EpisodePolicy(8, 10, 1);

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
    }
}
