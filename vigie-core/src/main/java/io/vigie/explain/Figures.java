package io.vigie.explain;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Writes values with the digits that their spread makes meaningful. */
final class Figures {
    private static final int PLAIN_DIGITS = 7;

    private Figures() {}

    /** A spread with one significant digit, two where the first is 1. */
    static String spread(double spread) {
        return fixed(spread, decimals(spread));
    }

    /** A value to the digits of its spread; four significant digits where there is no spread. */
    static String value(double value, double spread) {
        return spread > 0 ? fixed(value, decimals(spread)) : significant(value, 4);
    }

    /** As {@link #value}, but no more than three digits of its difference from what was expected. */
    static String against(double value, double expected, double spread) {
        double difference = Math.abs(value - expected);
        if (!(difference > 0)) {
            return value(value, spread);
        }
        int enough = 2 - exponent(difference);
        return fixed(value, spread > 0 ? Math.min(decimals(spread), enough) : enough);
    }

    /** A value to three digits of a difference from it, without trailing zeros; "0" where that leaves nothing. */
    static String beside(double value, double difference) {
        return trimmed(fixed(value, 2 - exponent(difference)));
    }

    /** A value with a number of significant digits, without trailing zeros. */
    static String significant(double value, int digits) {
        if (value == 0 || !Double.isFinite(value)) {
            return value == 0 ? "0" : String.valueOf(value);
        }
        return trimmed(fixed(value, digits - 1 - exponent(value)));
    }

    private static String trimmed(String text) {
        return text.indexOf('.') < 0 || text.indexOf('e') >= 0
                ? text
                : text.replaceAll("0+$", "").replaceAll("\\.$", "");
    }

    private static int decimals(double spread) {
        int exponent = exponent(spread);
        boolean leadingOne = spread / Math.pow(10, exponent) < 1.95;
        return leadingOne ? 1 - exponent : -exponent;
    }

    private static int exponent(double value) {
        return (int) Math.floor(Math.log10(Math.abs(value)));
    }

    private static String fixed(double value, int decimals) {
        if (!Double.isFinite(value)) {
            return String.valueOf(value);
        }
        BigDecimal rounded = new BigDecimal(value).setScale(decimals, RoundingMode.HALF_UP);
        if (rounded.signum() == 0) {
            return BigDecimal.ZERO
                    .setScale(Math.max(0, Math.min(decimals, PLAIN_DIGITS)))
                    .toPlainString();
        }
        int magnitude = rounded.precision() - rounded.scale();
        if (magnitude > PLAIN_DIGITS || magnitude < -3) {
            return scientific(rounded);
        }
        return rounded.toPlainString();
    }

    private static String scientific(BigDecimal value) {
        int exponent = value.precision() - value.scale() - 1;
        return value.movePointLeft(exponent).toPlainString() + "e" + exponent;
    }
}
