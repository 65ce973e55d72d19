package io.vigie.bench.impute;

import io.vigie.series.TimeSeries;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * Blocks of rows that are hidden from a series whose values are known.
 *
 * @param rows of a block, at least 1
 * @param extent channels that are hidden together
 */
public record HeldOutBlocks(int rows, Extent extent) {
    /** Rows that stay seen between two blocks, and before the first. */
    public static final int APART = 96;

    private static final int PART = 5;

    /** Which channels a block hides. */
    public enum Extent {
        /** A fifth of them, at least one, drawn for each block. */
        SOME,
        /** All. */
        ALL;

        /** As tables show it. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public HeldOutBlocks {
        if (rows < 1) {
            throw new IllegalArgumentException("blocks of " + rows + " rows");
        }
    }

    /** Rows of the shortest series with a block. */
    public int needed() {
        return rows + 2 * APART;
    }

    /** Cells to hide, [channel][row]; rows are the same whatever the channels. Missing values are not hidden: none knows them. */
    public boolean[][] in(TimeSeries series, RandomGenerator random) {
        int channels = series.channelCount();
        boolean[][] hidden = new boolean[channels][series.length()];
        for (int from = APART; from + rows + APART <= series.length(); from += rows + APART) {
            int left = extent == Extent.ALL ? channels : Math.max(1, channels / PART);
            for (int c = 0; c < channels; c++) { // every set of so many channels is as likely (Knuth, algorithm S)
                if (random.nextInt(channels - c) >= left) {
                    continue;
                }
                left--;
                for (int row = from; row < from + rows; row++) {
                    hidden[c][row] = !series.isMissing(c, row);
                }
            }
        }
        return hidden;
    }
}
