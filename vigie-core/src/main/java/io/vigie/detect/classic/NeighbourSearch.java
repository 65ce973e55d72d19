package io.vigie.detect.classic;

import io.vigie.detect.internal.Nearest;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;

/**
 * Exact nearest reference windows of sliding query windows. Neighbours are counted by group: of {@code window}
 * references that begin one after the other only the nearest counts, so that the k nearest are k occurrences and not one
 * occurrence shifted by a row.
 */
interface NeighbourSearch {
    /**
     * The search that suits what windows are compared by.
     *
     * @param selected channels that count for a pair of windows, those that differ most
     */
    static NeighbourSearch of(ReferenceRows references, WindowNormalization normalization, int selected) {
        boolean together = selected >= references.channels() && normalization != WindowNormalization.ZSCORE;
        return together
                ? new DiagonalSearch(references, normalization == WindowNormalization.MEAN)
                : new CovarianceSearch(references, normalization, selected);
    }

    /** Moments of all reference windows, one a channel; none where windows are compared as they are. */
    WindowMoments[] moments();

    /** Query windows that are searched together; blocks begin at multiples of it. */
    int block();

    /** Room for one thread. */
    Work work();

    /** An online form that sees rows one by one and finds the same bits. */
    Online online();

    /** As {@link #online()}, going on from a written state. */
    Online online(ModelReader state);

    /** Searches one block at a time; not thread-safe. */
    interface Work {
        /**
         * Finds the neighbours of the query windows {@code from .. to - 1} ({@code from} a multiple of the block).
         *
         * @param query [channel][row], the whole series
         * @param exclusion references whose first row is nearer than this to the query's are passed over; 0 for none
         * @param result cleared and filled; query {@code from} is number 0
         */
        void search(double[][] query, int from, int to, int exclusion, Nearest result);
    }

    /** Takes rows, gives the neighbours of the window that ends with the row. Not thread-safe. */
    interface Online {
        /** Takes a row; true if a whole window has been seen and {@code result} (of one query) has been filled. */
        boolean push(double[] row, Nearest result);

        void write(ModelWriter out);
    }
}
