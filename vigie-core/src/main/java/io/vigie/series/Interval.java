package io.vigie.series;

/**
 * Rows {@code from} (inclusive) to {@code to} (exclusive) of a series.
 *
 * @param from first row, at least 0
 * @param to row after the last, greater than {@code from}
 */
public record Interval(int from, int to) {
    public Interval {
        if (from < 0 || to <= from) {
            throw new IllegalArgumentException("interval [" + from + ", " + to + ") is empty or negative");
        }
    }

    /** Number of rows. */
    public int length() {
        return to - from;
    }

    public boolean contains(int row) {
        return row >= from && row < to;
    }

    public boolean overlaps(Interval other) {
        return from < other.to && other.from < to;
    }
}
