package io.vigie.detect;

import io.vigie.series.Interval;

/**
 * Expected signal over some rows, in the units of the series it was asked for.
 *
 * @param rows rows of the series
 * @param expected [channel][row - rows.from()]
 * @param spread one standard deviation of the normal deviation from the expected signal, same shape
 */
public record Expectation(Interval rows, double[][] expected, double[][] spread) {
    public Expectation {
        if (expected.length != spread.length) {
            throw new IllegalArgumentException(
                    "expected has " + expected.length + " channels, spread " + spread.length);
        }
        for (int c = 0; c < expected.length; c++) {
            if (expected[c].length != rows.length() || spread[c].length != rows.length()) {
                throw new IllegalArgumentException("channel " + c + " does not cover " + rows);
            }
        }
    }
}
