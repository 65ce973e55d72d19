package io.vigie.series;

import java.nio.charset.Charset;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * How a CSV file is to be read. What is left on automatic is found by looking at the first lines, and
 * {@link ReadReport} says what was found.
 *
 * @param delimiter field separator, or {@link #AUTO_DELIMITER} to choose among comma, semicolon, tab and bar
 * @param decimalMark decimal point or comma
 * @param header whether the first line names the columns; without one channels are named c1, c2, ...
 * @param layout one column a channel, or rows of time, channel and value
 * @param time column of the time
 * @param timePattern pattern of {@link DateTimeFormatter}, or empty for ISO-8601 and epoch numbers
 * @param zone zone of times that carry none, which makes them instants; without it they stay local times
 * @param label column of the labels: 0 or normal, 1 or anomaly, -1 or missing for unknown
 * @param channel column of the channel's name in the long layout
 * @param value column of the value in the long layout
 * @param missing tokens that mean "no value", besides empty, NaN, NA, N/A, null, none and - (any case)
 * @param ignored names (or #positions) of columns to leave out
 * @param charset encoding; without it UTF-8, or what a byte order mark says
 */
public record CsvFormat(
        char delimiter,
        DecimalMark decimalMark,
        Header header,
        Layout layout,
        ColumnChoice time,
        String timePattern,
        Optional<ZoneId> zone,
        ColumnChoice label,
        ColumnChoice channel,
        ColumnChoice value,
        Set<String> missing,
        Set<String> ignored,
        Optional<Charset> charset) {
    /** Stands for a delimiter that is found by looking. */
    public static final char AUTO_DELIMITER = '\0';

    /** Decimal mark of numbers. */
    public enum DecimalMark {
        AUTO,
        POINT,
        COMMA
    }

    /** Whether the first line names the columns. */
    public enum Header {
        AUTO,
        YES,
        NO
    }

    /** How channels are laid out. */
    public enum Layout {
        AUTO,
        /** One column a channel, one row a time. */
        WIDE,
        /** One row a value: time, channel, value. */
        LONG
    }

    private static final CsvFormat AUTO = new CsvFormat(
            AUTO_DELIMITER,
            DecimalMark.AUTO,
            Header.AUTO,
            Layout.AUTO,
            ColumnChoice.auto(),
            "",
            Optional.empty(),
            ColumnChoice.auto(),
            ColumnChoice.auto(),
            ColumnChoice.auto(),
            Set.of(),
            Set.of(),
            Optional.empty());

    public CsvFormat {
        missing = Set.copyOf(missing);
        ignored = Set.copyOf(ignored);
        if (delimiter == '"'
                || delimiter == '\n'
                || delimiter == '\r'
                || Character.isLetterOrDigit(delimiter)
                || delimiter == '.'
                || delimiter == '-'
                || delimiter == '+') {
            throw new IllegalArgumentException(
                    "delimiter '" + delimiter + "' cannot be told from data; use comma, semicolon, tab, bar or space");
        }
        if (time.kind() == ColumnChoice.Kind.NONE && layout == Layout.LONG) {
            throw new IllegalArgumentException("the long layout needs a time column; name it instead of 'none'");
        }
        if (channel.kind() == ColumnChoice.Kind.NONE || value.kind() == ColumnChoice.Kind.NONE) {
            throw new IllegalArgumentException(
                    "the channel and value columns cannot be 'none'; use the wide layout where there are none");
        }
        if (!timePattern.isEmpty()) {
            try {
                DateTimeFormatter unused = DateTimeFormatter.ofPattern(timePattern, Locale.ROOT);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("time pattern '" + timePattern + "' is not valid (" + e.getMessage()
                        + "); write it as in 'dd/MM/yyyy HH:mm:ss'");
            }
        }
    }

    /** Everything found by looking. */
    public static CsvFormat auto() {
        return AUTO;
    }

    public CsvFormat withDelimiter(char newDelimiter) {
        return new CsvFormat(
                newDelimiter,
                decimalMark,
                header,
                layout,
                time,
                timePattern,
                zone,
                label,
                channel,
                value,
                missing,
                ignored,
                charset);
    }

    /**
     * The same with the delimiter a user types: one character, {@code tab}, {@code comma}, {@code semicolon},
     * {@code bar}, {@code space} or {@code auto}.
     */
    public CsvFormat withDelimiter(String text) {
        return withDelimiter(
                switch (text) {
                    case "auto" -> AUTO_DELIMITER;
                    case "tab", "\\t" -> '\t';
                    case "comma" -> ',';
                    case "semicolon" -> ';';
                    case "bar", "pipe" -> '|';
                    case "space" -> ' ';
                    default -> {
                        if (text.length() != 1) {
                            throw new IllegalArgumentException("delimiter '" + text
                                    + "' is not one character; use one, or auto, comma, semicolon, tab, bar or space");
                        }
                        yield text.charAt(0);
                    }
                });
    }

    public CsvFormat withDecimalMark(DecimalMark newDecimalMark) {
        return new CsvFormat(
                delimiter,
                newDecimalMark,
                header,
                layout,
                time,
                timePattern,
                zone,
                label,
                channel,
                value,
                missing,
                ignored,
                charset);
    }

    public CsvFormat withHeader(Header newHeader) {
        return new CsvFormat(
                delimiter,
                decimalMark,
                newHeader,
                layout,
                time,
                timePattern,
                zone,
                label,
                channel,
                value,
                missing,
                ignored,
                charset);
    }

    public CsvFormat withLayout(Layout newLayout) {
        return new CsvFormat(
                delimiter,
                decimalMark,
                header,
                newLayout,
                time,
                timePattern,
                zone,
                label,
                channel,
                value,
                missing,
                ignored,
                charset);
    }

    public CsvFormat withTime(ColumnChoice newTime) {
        return new CsvFormat(
                delimiter,
                decimalMark,
                header,
                layout,
                newTime,
                timePattern,
                zone,
                label,
                channel,
                value,
                missing,
                ignored,
                charset);
    }

    /** The same with a pattern of {@link DateTimeFormatter}; empty for ISO-8601 and epoch numbers. */
    public CsvFormat withTimePattern(String newTimePattern) {
        return new CsvFormat(
                delimiter,
                decimalMark,
                header,
                layout,
                time,
                newTimePattern,
                zone,
                label,
                channel,
                value,
                missing,
                ignored,
                charset);
    }

    public CsvFormat withZone(ZoneId newZone) {
        return new CsvFormat(
                delimiter,
                decimalMark,
                header,
                layout,
                time,
                timePattern,
                Optional.of(newZone),
                label,
                channel,
                value,
                missing,
                ignored,
                charset);
    }

    /** The same with a zone as a user types it, such as {@code Europe/Paris} or {@code +01:00}. */
    public CsvFormat withZone(String text) {
        try {
            return withZone(ZoneId.of(text));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "zone '" + text + "' is not known; use a name such as Europe/Paris, or an offset such as +01:00",
                    e);
        }
    }

    public CsvFormat withLabel(ColumnChoice newLabel) {
        return new CsvFormat(
                delimiter,
                decimalMark,
                header,
                layout,
                time,
                timePattern,
                zone,
                newLabel,
                channel,
                value,
                missing,
                ignored,
                charset);
    }

    /** The same for the long layout, with the columns of the channel's name and of the value. */
    public CsvFormat withLongColumns(ColumnChoice newChannel, ColumnChoice newValue) {
        return new CsvFormat(
                delimiter,
                decimalMark,
                header,
                layout,
                time,
                timePattern,
                zone,
                label,
                newChannel,
                newValue,
                missing,
                ignored,
                charset);
    }

    public CsvFormat withMissing(Collection<String> tokens) {
        return new CsvFormat(
                delimiter,
                decimalMark,
                header,
                layout,
                time,
                timePattern,
                zone,
                label,
                channel,
                value,
                tokens.stream().map(String::strip).collect(Collectors.toCollection(TreeSet::new)),
                ignored,
                charset);
    }

    public CsvFormat withIgnored(Collection<String> columns) {
        return new CsvFormat(
                delimiter,
                decimalMark,
                header,
                layout,
                time,
                timePattern,
                zone,
                label,
                channel,
                value,
                missing,
                Set.copyOf(columns),
                charset);
    }

    public CsvFormat withCharset(Charset newCharset) {
        return new CsvFormat(
                delimiter,
                decimalMark,
                header,
                layout,
                time,
                timePattern,
                zone,
                label,
                channel,
                value,
                missing,
                ignored,
                Optional.of(newCharset));
    }
}
