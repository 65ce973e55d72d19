package io.vigie.deep.window;

import io.vigie.detect.Alignment;

/**
 * Which windows of a series are computed, and for which of their rows they speak. Windows begin at multiples of
 * {@code stride}; where the last of them does not reach the end of the series, one more window ends there and speaks for the
 * rows that the others leave.
 *
 * @param rows rows of the series, at least {@code window}
 * @param window rows of a window
 * @param stride rows from window to window, at most {@code window - silent}
 * @param silent leading rows of each window that it does not speak for
 */
record WindowGrid(long rows, int window, int stride, int silent) {
    /** Centred windows speak for all their rows, causal ones for their last. */
    static WindowGrid of(CellDetector detector, long rows) {
        return detector.alignment() == Alignment.CAUSAL
                ? new WindowGrid(rows, detector.window(), 1, detector.window() - 1)
                : new WindowGrid(rows, detector.window(), detector.stride(), 0);
    }

    private long regular() {
        return (rows - window) / stride + 1;
    }

    private long regularEnd() {
        return (regular() - 1) * stride + window;
    }

    /** First row of a window. */
    long start(long number) {
        return number < regular() ? number * stride : rows - window;
    }

    /** First row that a window speaks for; the last is its own last. */
    long firstRow(long number) {
        return number < regular() ? number * stride + silent : regularEnd();
    }

    /** Number of the first window that speaks for a row, which is not before the first that has one. */
    long lowest(long row) {
        if (row >= regularEnd()) {
            return regular();
        }
        return row < window ? 0 : (row - window) / stride + 1;
    }

    /** Number of the last window that speaks for a row. */
    long highest(long row) {
        return row >= regularEnd() ? regular() : Math.min(regular() - 1, (row - silent) / stride);
    }

    /** How many windows speak for a row. */
    int count(long row) {
        return Math.toIntExact(highest(row) - lowest(row) + 1);
    }
}
