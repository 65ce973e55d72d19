package io.vigie.series;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads one form of timestamps from characters, as epoch nanoseconds. Not thread-safe. */
final class TimeParser {
    /** The text is no time in this form. */
    static final long INVALID = Long.MIN_VALUE;

    private static final long NANOS = 1_000_000_000L;
    private static final long SECONDS_LIMIT = Long.MAX_VALUE / NANOS - 1;

    /** Form of the timestamps. */
    enum Form {
        ISO,
        EPOCH,
        PATTERN
    }

    private final Form form;
    private final @Nullable ZoneId zone;
    private final long unitNanos;
    private final char mark;
    private final @Nullable DateTimeFormatter formatter;
    private final String description;
    private TimeAxis.@Nullable Kind kind;

    private TimeParser(
            Form form,
            @Nullable ZoneId zone,
            long unitNanos,
            char mark,
            @Nullable DateTimeFormatter formatter,
            String description) {
        this.form = form;
        this.zone = zone;
        this.unitNanos = unitNanos;
        this.mark = mark;
        this.formatter = formatter;
        this.description = description;
    }

    /** Year first, as ISO-8601 and its common kin: blank for T, slash for dash, parts left out at the end. */
    static TimeParser iso(@Nullable ZoneId zone) {
        return new TimeParser(Form.ISO, zone, 0, '.', null, "ISO-8601");
    }

    /** Numbers since 1970-01-01T00:00Z in units of {@code unitNanos}. */
    static TimeParser epoch(long unitNanos, char mark) {
        String unit = unitNanos == NANOS ? "s" : unitNanos == 1_000_000 ? "ms" : unitNanos == 1_000 ? "us" : "ns";
        return new TimeParser(Form.EPOCH, null, unitNanos, mark, null, "epoch " + unit);
    }

    /** A pattern of {@link DateTimeFormatter}. */
    static TimeParser pattern(String pattern, @Nullable ZoneId zone) {
        return new TimeParser(
                Form.PATTERN,
                zone,
                0,
                '.',
                DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH),
                "pattern '" + pattern + "'");
    }

    /** Unit in nanoseconds that the magnitude of an epoch number speaks for, or 0 where it speaks for none. */
    static long epochUnit(double number) {
        double magnitude = Math.abs(number);
        if (magnitude >= 1e8 && magnitude < 1e10) { // 1973 to 2286
            return NANOS;
        } else if (magnitude >= 1e11 && magnitude < 1e13) {
            return 1_000_000;
        } else if (magnitude >= 1e14 && magnitude < 1e16) {
            return 1_000;
        } else if (magnitude >= 1e17 && magnitude < 9.2e18) {
            return 1;
        }
        return 0;
    }

    Form form() {
        return form;
    }

    /** Instant or local time, once a time has been read. */
    TimeAxis.@Nullable Kind kind() {
        return kind;
    }

    /** In words, with what is known of the zone. */
    String describe() {
        if (form == Form.EPOCH) {
            return description;
        } else if (kind == TimeAxis.Kind.LOCAL) {
            return description + " without zone (kept as local time)";
        }
        return description + (zone != null ? " in zone " + zone : " with zone");
    }

    /**
     * The time in {@code text[from, from + length)}.
     *
     * @return epoch nanoseconds, or {@link #INVALID} for a text that is not of this form, is outside the years 1678 to
     *     2261, or has a zone where earlier ones had none (or the other way round)
     */
    long parse(char[] text, int from, int length) {
        return switch (form) {
            case ISO -> parseIso(text, from, length);
            case EPOCH -> parseEpoch(text, from, length);
            case PATTERN -> parsePattern(new String(text, from, length));
        };
    }

    private long parseEpoch(char[] text, int from, int length) {
        int end = from + length;
        int i = from;
        boolean negative = length > 0 && text[i] == '-';
        if (negative) {
            i++;
        }
        long whole = 0;
        int start = i;
        while (i < end && text[i] >= '0' && text[i] <= '9' && i - start < 19) {
            whole = whole * 10 + (text[i++] - '0');
        }
        boolean plain = i > start && (i == end || (text[i] == mark && i + 1 < end));
        long fraction = 0;
        if (plain && i < end) {
            long scale = unitNanos;
            for (i++; i < end && text[i] >= '0' && text[i] <= '9'; i++) {
                // Digits below a nanosecond are dropped.
                scale /= 10;
                fraction += (text[i] - '0') * scale;
            }
        }
        kind = TimeAxis.Kind.INSTANT;
        if (plain && i == end) {
            if (whole < 0 || whole > Long.MAX_VALUE / unitNanos - 1) {
                return INVALID;
            }
            long nanos = whole * unitNanos + fraction;
            return negative ? -nanos : nanos;
        }
        double number = DecimalParser.parse(text, from, length, mark);
        if (DecimalParser.isNotANumber(number) || !(Math.abs(number) < Long.MAX_VALUE / (double) unitNanos)) {
            return INVALID;
        }
        return new BigDecimal(new String(text, from, length).replace(mark, '.'))
                .multiply(BigDecimal.valueOf(unitNanos))
                .setScale(0, RoundingMode.DOWN)
                .longValue();
    }

    private long parseIso(char[] text, int from, int length) {
        int end = from + length;
        if (length < 10) {
            return INVALID;
        }
        int year = digits(text, from, 4);
        char dash = text[from + 4];
        int month = digits(text, from + 5, 2);
        int day = digits(text, from + 8, 2);
        if (year < 0 || (dash != '-' && dash != '/') || text[from + 7] != dash || !isDate(year, month, day)) {
            return INVALID;
        }
        long seconds = epochDay(year, month, day) * 86_400L;
        long nanos = 0;
        int i = from + 10;
        if (i < end) {
            if ((text[i] != 'T' && text[i] != ' ' && text[i] != 't') || end - i < 6 || text[i + 3] != ':') {
                return INVALID;
            }
            int hour = digits(text, i + 1, 2);
            int minute = digits(text, i + 4, 2);
            if (hour < 0 || hour > 23 || minute < 0 || minute > 59) {
                return INVALID;
            }
            seconds += hour * 3600L + minute * 60L;
            i += 6;
            if (end - i >= 3 && text[i] == ':') {
                int second = digits(text, i + 1, 2);
                if (second < 0 || second > 59) {
                    return INVALID;
                }
                seconds += second;
                i += 3;
                if (i < end && (text[i] == '.' || text[i] == ',')) {
                    int scale = (int) (NANOS / 10);
                    int start = ++i;
                    for (; i < end && text[i] >= '0' && text[i] <= '9'; i++) {
                        nanos += (text[i] - '0') * (long) scale;
                        scale /= 10;
                    }
                    if (i == start) {
                        return INVALID;
                    }
                }
            }
        }
        if (i == end) {
            return local(seconds, nanos);
        }
        return zoned(seconds, nanos, text, i, end);
    }

    /** Zone at the end: Z, UTC, +hh, +hhmm, +hh:mm, after an optional blank. */
    private long zoned(long localSeconds, long nanos, char[] text, int from, int end) {
        int i = from;
        if (text[i] == ' ' && i + 1 < end) {
            i++;
        }
        int left = end - i;
        long offset = 0;
        char sign = text[i];
        if (sign == '+' || sign == '-') {
            boolean colon = left == 6 && text[i + 3] == ':';
            int hours = left >= 3 ? digits(text, i + 1, 2) : -1;
            int minutes = left == 3 ? 0 : left == 5 || colon ? digits(text, end - 2, 2) : -1;
            if (hours < 0 || hours > 18 || minutes < 0 || minutes > 59) {
                return INVALID;
            }
            offset = (sign == '-' ? -1 : 1) * (hours * 3600L + minutes * 60L);
        } else if (!((left == 1 && (sign == 'Z' || sign == 'z'))
                || (left == 3 && sign == 'U' && text[i + 1] == 'T' && text[i + 2] == 'C'))) {
            return INVALID;
        }
        return settled(TimeAxis.Kind.INSTANT, localSeconds - offset, nanos);
    }

    private long local(long seconds, long nanos) {
        if (zone == null) {
            return settled(TimeAxis.Kind.LOCAL, seconds, nanos);
        }
        long instant = LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC)
                .atZone(zone)
                .toEpochSecond();
        return settled(TimeAxis.Kind.INSTANT, instant, nanos);
    }

    private long settled(TimeAxis.Kind found, long seconds, long nanos) {
        if (kind == null) {
            kind = found;
        } else if (kind != found) {
            return INVALID;
        }
        return Math.abs(seconds) > SECONDS_LIMIT ? INVALID : seconds * NANOS + nanos;
    }

    private long parsePattern(String text) {
        if (formatter == null) {
            throw new IllegalStateException("no pattern");
        }
        try {
            TemporalAccessor time =
                    formatter.parseBest(text, ZonedDateTime::from, Instant::from, LocalDateTime::from, LocalDate::from);
            if (time instanceof ZonedDateTime zoned) {
                return settled(TimeAxis.Kind.INSTANT, zoned.toEpochSecond(), zoned.getNano());
            } else if (time instanceof Instant instant) {
                return settled(TimeAxis.Kind.INSTANT, instant.getEpochSecond(), instant.getNano());
            }
            LocalDateTime dateTime = time instanceof LocalDate date ? date.atStartOfDay() : LocalDateTime.from(time);
            return local(dateTime.toEpochSecond(ZoneOffset.UTC), dateTime.get(ChronoField.NANO_OF_SECOND));
        } catch (DateTimeException e) {
            return INVALID;
        }
    }

    private static int digits(char[] text, int from, int count) {
        int value = 0;
        for (int i = from; i < from + count; i++) {
            int digit = text[i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    private static boolean isDate(int year, int month, int day) {
        if (month < 1 || month > 12 || day < 1) {
            return false;
        }
        boolean leap = (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0);
        int days = month == 2 ? (leap ? 29 : 28) : 30 + ((month + (month >> 3)) & 1);
        return day <= days;
    }

    /** Days since 1970-01-01, in years that start in March so that leap days come last. */
    private static long epochDay(int year, int month, int day) {
        int shifted = month <= 2 ? year - 1 : year;
        int era = Math.floorDiv(shifted, 400);
        int yearOfEra = shifted - era * 400;
        int dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
        int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return era * 146_097L + dayOfEra - 719_468L;
    }
}
