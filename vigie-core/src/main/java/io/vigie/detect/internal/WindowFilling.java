package io.vigie.detect.internal;

import io.vigie.detect.Imputation;
import io.vigie.detect.RunContext;
import io.vigie.series.TimeSeries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Fills hidden cells of a series window by window, for methods that tell the cells of one window.
 *
 * <p>Hidden rows that lie nearer than half a window are one block. A block of at most three quarters of a window is told by
 * one window about it. A longer one is told from its ends inwards: by turns a window whose first half is known and one whose
 * second half is, each draw going on from what it has told before, until one window holds what is left. An end with less than
 * a quarter of a window known beyond it, as at the start and the end of a series, is reached from the other. So a window of
 * which nothing is known comes only first, and only where not even that is known beyond either end.
 *
 * <p>Complexity: a window for every half window of hidden rows and draw; memory of some draws of a block at a time.
 */
public final class WindowFilling {
    private static final int TOGETHER = 16; // draws told in one call
    private static final int MOST_VALUES = 1 << 22; // of a block that draws are told of together

    /** Tells the unknown cells of one window. */
    @FunctionalInterface
    public interface Filler {
        /**
         * Several draws of one window.
         *
         * @param windows [draw][channel][row of the window], flat; unknown cells are to be filled, the others left alone;
         *     what stands in unknown ones means nothing ({@link #impute}), or is what was measured, not a number where nothing was
         *     ({@link #restore})
         * @param unknown [channel][row of the window], flat
         * @param firstDraw number of the first of the draws
         * @param random of this call alone
         */
        void fill(float[] windows, boolean[] unknown, int firstDraw, RandomGenerator random);
    }

    /** Rows {@code from} to {@code to} (exclusive) that are told together. */
    record Block(int from, int to) {}

    /** What stands in hidden cells before they are told. */
    private enum Hidden {
        EMPTY,
        MEASURED
    }

    private final TimeSeries series;
    private final boolean[][] hidden;
    private final Hidden standing;
    private final int window;
    private final Filler filler;
    private final Imputation.Builder told;

    private WindowFilling(
            TimeSeries series,
            boolean[][] hidden,
            Hidden standing,
            int window,
            Filler filler,
            Imputation.Builder told) {
        this.series = series;
        this.hidden = hidden;
        this.standing = standing;
        this.window = window;
        this.filler = filler;
        this.told = told;
    }

    /**
     * @param series prepared, at least {@code window} rows long
     * @param hidden [channel][row]
     */
    public static Imputation impute(
            TimeSeries series, boolean[][] hidden, int window, int draws, RunContext context, Filler filler) {
        return fill(series, hidden, Hidden.EMPTY, window, draws, context, filler);
    }

    /** As {@link #impute}, for a filler that looks at what was measured in hidden cells. */
    public static Imputation restore(
            TimeSeries series, boolean[][] hidden, int window, int draws, RunContext context, Filler filler) {
        return fill(series, hidden, Hidden.MEASURED, window, draws, context, filler);
    }

    private static Imputation fill(
            TimeSeries series,
            boolean[][] hidden,
            Hidden standing,
            int window,
            int draws,
            RunContext context,
            Filler filler) {
        Imputation.Builder told = new Imputation.Builder(series, hidden, draws);
        WindowFilling filling = new WindowFilling(series, hidden, standing, window, filler, told);
        List<Block> blocks = blocks(hidden, series.length(), window);
        List<int[]> parts = new ArrayList<>(); // block, first draw, end of the draws
        for (int b = 0; b < blocks.size(); b++) {
            int together = filling.together(blocks.get(b));
            for (int draw = 0; draw < draws; draw += together) {
                parts.add(new int[] {b, draw, Math.min(draws, draw + together)});
            }
        }
        long seed = context.random("imputation").nextLong();
        Parallel.forChunks(context, parts.size(), 1, (from, to) -> {
            int[] part = parts.get(from);
            RandomGenerator random = new SplittableRandom(seed + from);
            filling.tell(blocks.get(part[0]), part[1], part[2], random);
            context.progress().report("imputing", (double) to / parts.size());
        });
        return told.build();
    }

    static List<Block> blocks(boolean[][] hidden, int rows, int window) {
        List<Block> blocks = new ArrayList<>();
        int from = -1;
        int to = -1; // after the last hidden row so far
        for (int row = 0; row < rows; row++) {
            boolean any = false;
            for (boolean[] channel : hidden) {
                any |= channel[row];
            }
            if (!any) {
                continue;
            }
            if (from >= 0 && row - to >= (window + 1) / 2) {
                blocks.add(new Block(from, to));
                from = -1;
            }
            from = from < 0 ? row : from;
            to = row + 1;
        }
        if (from >= 0) {
            blocks.add(new Block(from, to));
        }
        return blocks;
    }

    /** First rows of the windows that tell a block, in their order. */
    static List<Integer> starts(Block block, int rows, int window) {
        List<Integer> starts = new ArrayList<>();
        int half = window / 2;
        int inOne = Math.max(1, window - window / 4);
        int from = block.from();
        int to = block.to();
        int known = Math.max(1, window / 4); // rows beyond an end, for windows to go on from
        boolean left = true;
        while (to > from) {
            int start;
            if (to - from <= inOne) {
                start = from - (window - (to - from)) / 2;
            } else {
                int before = Math.min(known, from);
                int after = Math.min(known, rows - to);
                left = before == after ? left : before > after;
                start = left ? from - half : to - window + half;
            }
            start = Math.max(0, Math.min(rows - window, start));
            starts.add(start);
            if (start <= from) {
                from = Math.max(from, start + window);
            }
            if (start + window >= to) {
                to = Math.min(to, start);
            }
            left = !left;
        }
        return starts;
    }

    /** Rows about a block that its windows may read. */
    private Block reach(Block block) {
        return new Block(Math.max(0, block.from() - window), Math.min(series.length(), block.to() + window));
    }

    private int together(Block block) {
        Block reach = reach(block);
        long values = (long) (reach.to() - reach.from()) * series.channelCount();
        return (int) Math.max(1, Math.min(TOGETHER, MOST_VALUES / values));
    }

    private void tell(Block block, int firstDraw, int endDraw, RandomGenerator random) {
        Block reach = reach(block);
        int channels = series.channelCount();
        int rows = reach.to() - reach.from();
        int draws = endDraw - firstDraw;
        float[][][] state = new float[draws][channels][rows];
        boolean[][] unknown = new boolean[channels][rows];
        double[] values = new double[rows];
        for (int c = 0; c < channels; c++) {
            series.copyChannel(c, reach.from(), values, 0, rows);
            for (int row = 0; row < rows; row++) {
                boolean missing = series.isMissing(c, reach.from() + row);
                unknown[c][row] = hidden[c][reach.from() + row] || missing;
                float value = missing ? Float.NaN : (float) PreparedRows.clamp(values[row]);
                for (float[][] draw : state) {
                    draw[c][row] = unknown[c][row] && standing == Hidden.EMPTY ? 0 : value;
                }
            }
        }
        float[] windows = new float[draws * channels * window];
        boolean[] mask = new boolean[channels * window];
        for (int start : starts(block, series.length(), window)) {
            int first = start - reach.from();
            for (int c = 0; c < channels; c++) {
                System.arraycopy(unknown[c], first, mask, c * window, window);
                for (int draw = 0; draw < draws; draw++) {
                    System.arraycopy(state[draw][c], first, windows, (draw * channels + c) * window, window);
                }
            }
            filler.fill(windows, mask, firstDraw, random);
            for (int c = 0; c < channels; c++) {
                for (int draw = 0; draw < draws; draw++) {
                    System.arraycopy(windows, (draw * channels + c) * window, state[draw][c], first, window);
                }
                Arrays.fill(unknown[c], first, first + window, false);
            }
        }
        for (int c = 0; c < channels; c++) {
            for (int row = block.from(); row < block.to(); row++) {
                for (int draw = 0; hidden[c][row] && draw < draws; draw++) {
                    told.set(firstDraw + draw, c, row, state[draw][c][row - reach.from()]);
                }
            }
        }
    }
}
