package io.vigie.detect.gaussian;

import io.vigie.detect.RunContext;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;

/** What position a window of a series has, told from the rows as they come. Immutable. */
interface WindowPositions {
    /** Positions there are. */
    int count();

    /** Rows of future that a window's position needs. */
    int lag();

    /** Rows before a window beyond which what came no longer matters for its position. */
    int past();

    Tracker tracker();

    void write(ModelWriter out);

    /** One that goes on from a written state. */
    Tracker tracker(ModelReader state);

    /** Follows one series. Not thread-safe. */
    interface Tracker {
        /** Takes the next row, one value a channel. */
        void push(double[] row);

        /** Position of the window that ended {@link #lag()} rows ago; undefined before there was one. */
        int position();

        void write(ModelWriter out);
    }

    /** Position of each window of a series; behind its end the last row goes on. O(rows). */
    default int[] of(double[][] values, int window, RunContext context) {
        int rows = values[0].length;
        int[] positions = new int[rows - window + 1];
        Tracker tracker = tracker();
        double[] row = new double[values.length];
        for (int t = 0; t < rows + lag(); t++) {
            if (t % 4096 == 0) {
                context.checkCancelled();
            }
            for (int c = 0; c < row.length; c++) {
                row[c] = values[c][Math.min(t, rows - 1)];
            }
            tracker.push(row);
            int first = t - lag() - window + 1;
            if (first >= 0) {
                positions[first] = tracker.position();
            }
        }
        return positions;
    }
}
