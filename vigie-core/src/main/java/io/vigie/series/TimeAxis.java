package io.vigie.series;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;

/**
 * The time of each row: epoch nanoseconds, or plain row numbers where the source has no time. Immutable; a slice shares
 * the storage of its parent.
 */
public final class TimeAxis {
    /** How time is to be read and printed. */
    public enum Kind {
        /** No time: rows are numbered from 0 in the source. */
        ROW,
        /** Wall-clock time without a zone, kept as if it were UTC and printed without a zone. */
        LOCAL,
        /** An instant on the UTC time line. */
        INSTANT
    }

    private static final long NANOS = 1_000_000_000L;

    private final Kind kind;
    private final long[] epochNanos; // empty for ROW
    private final int offset;
    private final int size;

    private TimeAxis(Kind kind, long[] epochNanos, int offset, int size) {
        this.kind = kind;
        this.epochNanos = epochNanos;
        this.offset = offset;
        this.size = size;
    }

    /** An axis of row numbers 0..size-1. */
    public static TimeAxis rows(int size) {
        if (size < 0) {
            throw new IllegalArgumentException("negative size " + size);
        }
        return new TimeAxis(Kind.ROW, new long[0], 0, size);
    }

    /** An axis of timestamps in epoch nanoseconds; the array is copied. Any order is allowed. */
    public static TimeAxis of(Kind kind, long[] epochNanos) {
        return wrap(kind, epochNanos.clone());
    }

    /** As {@link #of} without the copy: the caller gives the array away. */
    public static TimeAxis wrap(Kind kind, long[] epochNanos) {
        if (kind == Kind.ROW) {
            throw new IllegalArgumentException("row axes carry no timestamps; use TimeAxis.rows");
        }
        return new TimeAxis(kind, epochNanos, 0, epochNanos.length);
    }

    /** A regular grid: {@code start + i * step}, in epoch nanoseconds. */
    public static TimeAxis regular(Kind kind, long startNanos, long stepNanos, int size) {
        long[] nanos = new long[size];
        for (int i = 0; i < size; i++) {
            nanos[i] = startNanos + i * stepNanos;
        }
        return wrap(kind, nanos);
    }

    public Kind kind() {
        return kind;
    }

    public boolean hasTime() {
        return kind != Kind.ROW;
    }

    public int size() {
        return size;
    }

    /**
     * Position of a row on the axis: epoch nanoseconds, or for {@link Kind#ROW} the row number in the source (slices
     * keep the number).
     */
    public long position(int row) {
        if (row < 0 || row >= size) {
            throw new IndexOutOfBoundsException("row " + row + " of " + size);
        }
        return kind == Kind.ROW ? offset + (long) row : epochNanos[offset + row];
    }

    /** Text of a row's time: ISO-8601 with {@code Z} for instants, without a zone for local time, or the row number. */
    public String format(int row) {
        long position = position(row);
        if (kind == Kind.ROW) {
            return Long.toString(position);
        }
        Instant instant = Instant.ofEpochSecond(Math.floorDiv(position, NANOS), Math.floorMod(position, NANOS));
        return kind == Kind.INSTANT
                ? instant.toString()
                : LocalDateTime.ofInstant(instant, ZoneOffset.UTC).toString();
    }

    /** Rows {@code from} to {@code to} (exclusive) as a view. */
    public TimeAxis slice(int from, int to) {
        if (from < 0 || to < from || to > size) {
            throw new IndexOutOfBoundsException("slice [" + from + ", " + to + ") of " + size + " rows");
        }
        return new TimeAxis(kind, epochNanos, offset + from, to - from);
    }

    /** Median difference of neighbouring timestamps; 1 ns units. Zero where there is no time or fewer than two rows. */
    public Duration medianStep() {
        if (!hasTime() || size < 2) {
            return Duration.ZERO;
        }
        long[] steps = new long[size - 1];
        for (int i = 0; i < steps.length; i++) {
            steps[i] = epochNanos[offset + i + 1] - epochNanos[offset + i];
        }
        Arrays.sort(steps);
        return Duration.ofNanos(steps[steps.length / 2]);
    }
}
