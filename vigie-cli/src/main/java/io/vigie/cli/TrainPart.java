package io.vigie.cli;

import io.vigie.detect.OptionException;
import io.vigie.series.BadInputException;
import io.vigie.series.TimeAxis;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;

/**
 * Which leading rows of a series teach normal: a number of rows ({@code 5000}), a share ({@code 0.3} or {@code 30%}), or
 * all rows before a time ({@code until=2026-03-01T00:00}).
 */
sealed interface TrainPart {
    /** Rows from the start. */
    record Rows(int rows) implements TrainPart {}

    /** Share of the rows, in (0, 1). */
    record Share(double share) implements TrainPart {}

    /** All rows before a time. */
    record Until(Instant time, String text) implements TrainPart {}

    /** Number of train rows on an axis. */
    default int rowsOf(TimeAxis time, String seriesName) {
        int total = time.size();
        int rows;
        if (this instanceof Rows fixed) {
            rows = fixed.rows();
        } else if (this instanceof Share part) {
            rows = (int) Math.floor(total * part.share());
        } else {
            rows = rowsBefore((Until) this, time, seriesName);
        }
        if (rows < 1) {
            throw new BadInputException("the train part of '" + seriesName + "' is empty (" + this.describe() + " of "
                    + total + " rows); give a larger --train");
        }
        if (rows >= total) {
            throw new BadInputException("the train part takes all " + total + " rows of '" + seriesName + "' ("
                    + this.describe() + "); give a smaller --train, or learn with 'vigie fit' and judge other data with"
                    + " 'vigie score'");
        }
        return rows;
    }

    /** As the user would write it. */
    default String describe() {
        if (this instanceof Rows fixed) {
            return fixed.rows() + " rows";
        } else if (this instanceof Share part) {
            return String.format(Locale.ROOT, "%.4g %%", part.share() * 100);
        }
        return "until " + ((Until) this).text();
    }

    private static int rowsBefore(Until until, TimeAxis time, String seriesName) {
        if (!time.hasTime()) {
            throw new BadInputException("--train until=" + until.text() + " needs timestamps, and '" + seriesName
                    + "' has none; give a number of rows or a share");
        }
        long limit = Duration.between(Instant.EPOCH, until.time()).toNanos();
        int rows = 0;
        while (rows < time.size() && time.position(rows) < limit) {
            rows++;
        }
        return rows;
    }

    /**
     * Reads the text of {@code --train}.
     *
     * @throws OptionException if it is none of the three forms
     */
    static TrainPart parse(String text) {
        String trimmed = text.strip();
        try {
            if (trimmed.startsWith("until=")) {
                String when = trimmed.substring("until=".length()).strip();
                return new Until(instant(when), when);
            }
            if (trimmed.endsWith("%")) {
                return share(Double.parseDouble(trimmed.substring(0, trimmed.length() - 1)) / 100, text);
            }
            if (trimmed.contains(".")) {
                return share(Double.parseDouble(trimmed), text);
            }
            int rows = Integer.parseInt(trimmed);
            if (rows < 1) {
                throw new OptionException("--train is " + text + " rows; use at least 1");
            }
            return new Rows(rows);
        } catch (NumberFormatException | DateTimeException e) {
            throw new OptionException("--train is '" + text
                    + "'; use a number of rows (5000), a share (0.3 or 30%), or until=2026-03-01T00:00");
        }
    }

    private static Share share(double share, String text) {
        if (!(share > 0 && share < 1)) {
            throw new OptionException("--train is '" + text + "'; a share lies between 0 and 1 (or 0% and 100%)");
        }
        return new Share(share);
    }

    private static Instant instant(String text) {
        String iso = text.replace(' ', 'T');
        if (iso.length() == 10) {
            return LocalDate.parse(iso).atStartOfDay(ZoneOffset.UTC).toInstant();
        }
        if (iso.endsWith("Z") || iso.matches(".*[+-]\\d{2}:?\\d{2}$")) {
            return OffsetDateTime.parse(iso).toInstant();
        }
        return LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
    }
}
