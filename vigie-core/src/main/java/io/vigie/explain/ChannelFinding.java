package io.vigie.explain;

import org.jspecify.annotations.Nullable;

/**
 * One channel's part in an event.
 *
 * @param channel name
 * @param unit physical unit, or null where unknown
 * @param share part of the episode's excess score, in [0, 1]; the shares of all channels add up to 1
 * @param row row of the largest departure, whose values follow
 * @param actual measured value, NaN where nothing was measured
 * @param expected value that was expected, NaN where there is no expectation
 * @param spread one standard deviation of the normal departure, NaN where there is no expectation
 * @param scatter root mean square departure over the episode in units of {@code spread}, NaN where there is no expectation
 * @param direction how it departs
 * @param affected true if it departs beyond its own normal level; the others stayed normal
 */
public record ChannelFinding(
        String channel,
        @Nullable String unit,
        double share,
        int row,
        double actual,
        double expected,
        double spread,
        double scatter,
        Direction direction,
        boolean affected) {
    public ChannelFinding {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("share " + share + " of channel '" + channel + "' is outside [0, 1]");
        }
    }

    /** The measured value in words, to the digits that tell it from the expected one; "no value" where there is none. */
    public String actualText() {
        return Double.isNaN(actual) ? "no value" : Figures.against(actual, expected, spread) + unitText();
    }

    /** The expected value and its standard deviation in words: "3.9 ± 0.2 bar"; "unknown" where there is none. */
    public String expectedText() {
        if (Double.isNaN(expected)) {
            return "unknown";
        }
        return Figures.value(expected, spread) + (spread > 0 ? " ± " + Figures.spread(spread) : "") + unitText();
    }

    private String unitText() {
        return unit == null ? "" : " " + unit;
    }
}
