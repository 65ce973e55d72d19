package io.vigie.explain;

import io.vigie.series.Interval;
import io.vigie.series.TimeAxis;
import java.time.Duration;

/** Writes lengths of time as people say them. */
public final class TimeWords {
    private TimeWords() {}

    /** Length of some rows: "12 min" with time, "12 rows" without. A single row lasts one sampling step. */
    static String length(TimeAxis time, Interval rows) {
        if (!time.hasTime()) {
            return length(time, rows.length());
        }
        long nanos = time.position(rows.to() - 1) - time.position(rows.from());
        return words(Duration.ofNanos(Math.max(0, nanos)).plus(time.medianStep()));
    }

    /** As many rows as given: their length in time at the median step, "12 rows" without time. */
    public static String length(TimeAxis time, int rows) {
        if (!time.hasTime()) {
            return rows == 1 ? "1 row" : rows + " rows";
        }
        return words(time.medianStep().multipliedBy(rows));
    }

    /** The two largest units that matter: "2 days 4 h", "3 h 20 min", "12 min", "45 s", "350 ms". */
    static String words(Duration duration) {
        long seconds = Math.round(duration.toNanos() * 1e-9);
        if (duration.toMillis() < 1000) {
            double millis = duration.toNanos() * 1e-6;
            return millis >= 1 ? Math.round(millis) + " ms" : Figures.significant(millis, 2) + " ms";
        }
        if (seconds < 60) {
            return seconds + " s";
        }
        long minutes = Math.round(seconds / 60.0);
        if (seconds < 600 && seconds % 60 != 0) {
            return seconds / 60 + " min " + seconds % 60 + " s";
        }
        if (minutes < 60) {
            return minutes + " min";
        }
        if (minutes < 24 * 60) {
            return minutes / 60 + " h" + (minutes % 60 == 0 ? "" : " " + minutes % 60 + " min");
        }
        long hours = Math.round(minutes / 60.0);
        String days = hours / 24 == 1 ? "1 day" : hours / 24 + " days";
        return days + (hours % 24 == 0 || hours >= 24 * 10 ? "" : " " + hours % 24 + " h");
    }
}
