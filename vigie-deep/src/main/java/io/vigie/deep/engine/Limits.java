package io.vigie.deep.engine;

import io.vigie.detect.OptionException;

/** Checks of options that say, where one fails, which option, its value and what is allowed. */
public final class Limits {
    private Limits() {}

    public static void atLeast(String option, int value, int least) {
        if (value < least) {
            throw new OptionException(option + " is " + value + "; use at least " + least);
        }
    }

    /** Above {@code low} and at most {@code high}; not a number is refused. */
    public static void above(String option, double value, double low, double high) {
        if (!(value > low && value <= high)) {
            throw new OptionException(
                    option + " is " + value + "; use a number above " + text(low) + ", at most " + text(high));
        }
    }

    /** From {@code low} to {@code high}, both allowed; not a number is refused. */
    public static void within(String option, double value, double low, double high) {
        if (!(value >= low && value <= high)) {
            throw new OptionException(
                    option + " is " + value + "; use a number from " + text(low) + " to " + text(high));
        }
    }

    /** From 0 to below 1. */
    public static void share(String option, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new OptionException(option + " is " + value + "; use a share from 0 to below 1");
        }
    }

    private static String text(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
