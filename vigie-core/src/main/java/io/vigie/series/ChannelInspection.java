package io.vigie.series;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one channel looks like. Numbers are in the channel's unit and NaN where there is nothing to compute them from.
 *
 * @param name name of the channel
 * @param unit its unit, or null where unknown
 * @param kind what sort of values it holds
 * @param missing rows without a measured value
 * @param missingShare their share of all rows
 * @param min least value
 * @param median median value
 * @param max greatest value
 * @param noise standard deviation of the noise: the channel's own if it states one, else estimated from second
 *     differences (1.4826 times their median absolute value, over the square root of 6), which a smooth signal passes
 *     by; 0 where more than half of them are zero
 * @param distinct number of distinct values
 * @param longestRepeat longest run of rows with one and the same value
 * @param suspicions what a person should look at, a sentence each
 */
public record ChannelInspection(
        String name,
        @Nullable String unit,
        Kind kind,
        int missing,
        double missingShare,
        double min,
        double median,
        double max,
        double noise,
        int distinct,
        int longestRepeat,
        List<String> suspicions) {
    /** What sort of values a channel holds. */
    public enum Kind {
        /** No measured value at all. */
        SILENT,
        /** One value only. */
        CONSTANT,
        /** One value in 99.5 % of the rows or more. */
        NEARLY_CONSTANT,
        /** Two values. */
        BINARY,
        /** Never falls but to start again, and rises. */
        COUNTER,
        /** At most 20 values, each met often. */
        DISCRETE,
        /** Anything else. */
        CONTINUOUS
    }

    public ChannelInspection {
        suspicions = List.copyOf(suspicions);
    }
}
