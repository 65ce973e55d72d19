package io.vigie.series;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as users write and read them. */
public final class Durations {
    private static final Pattern NUMBER_AND_UNIT =
            Pattern.compile("(\\d{1,12}(?:\\.\\d{1,9})?)\\s*(ns|us|ms|s|min|m|h|d)");

    private Durations() {}

    /**
     * Reads {@code 250ms}, {@code 10s}, {@code 5min}, {@code 1.5h}, {@code 1d} or ISO-8601 such as {@code PT10S}.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static Duration parse(String text) {
        String word = text.strip();
        Matcher matcher = NUMBER_AND_UNIT.matcher(word.toLowerCase(Locale.ROOT));
        if (matcher.matches()) {
            long unit = unitNanos(matcher.group(2));
            BigDecimal nanos = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit));
            if (nanos.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) < 0) {
                return Duration.ofNanos(nanos.setScale(0, RoundingMode.HALF_UP).longValue());
            }
        }
        try {
            return Duration.parse(word);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "duration '" + text + "' is not valid; write it as 250ms, 10s, 5min, 1h or 1d", e);
        }
    }

    private static long unitNanos(String unit) {
        return switch (unit) {
            case "ns" -> 1L;
            case "us" -> 1_000L;
            case "ms" -> 1_000_000L;
            case "s" -> 1_000_000_000L;
            case "min", "m" -> 60_000_000_000L;
            case "h" -> 3_600_000_000_000L;
            default -> 86_400_000_000_000L;
        };
    }

    /** In the largest unit that gives a number of at least 1, three significant digits at most after the point. */
    static String show(Duration duration) {
        double seconds = duration.getSeconds() + duration.getNano() / 1e9;
        if (seconds >= 172_800) {
            return number(seconds / 86_400) + " d";
        } else if (seconds >= 7_200) {
            return number(seconds / 3_600) + " h";
        } else if (seconds >= 120) {
            return number(seconds / 60) + " min";
        } else if (seconds >= 1 || seconds == 0) {
            return number(seconds) + " s";
        } else if (seconds >= 1e-3) {
            return number(seconds * 1e3) + " ms";
        } else if (seconds >= 1e-6) {
            return number(seconds * 1e6) + " us";
        }
        return number(seconds * 1e9) + " ns";
    }

    private static String number(double value) {
        return BigDecimal.valueOf(value)
                .setScale(value >= 100 ? 0 : 2, RoundingMode.HALF_UP)
                .stripTrailingZeros()
                .toPlainString();
    }
}
