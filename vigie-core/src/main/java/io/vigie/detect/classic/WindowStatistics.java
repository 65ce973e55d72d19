package io.vigie.detect.classic;

import io.vigie.detect.Alignment;
import java.util.Arrays;

/**
 * Describes a row by statistics of the windows around it, channel by channel: mean, standard deviation, range, and root
 * mean square of the steps between neighbouring rows, for window lengths that double from the shortest to the longest.
 * At the ends of a series windows are cut, and so are their counts.
 *
 * <p>A window's sums and extremes are those of its two halves combined, so all windows of all lengths cost O(log length)
 * element-wise passes a channel, nothing is ever subtracted, and a window's bits depend on its rows alone.
 */
final class WindowStatistics {
    /** Statistics a window and channel. */
    static final int KINDS = 4;

    private final int shortest;
    private final int longest;
    private final int levels;
    private final boolean causal;

    /** Lengths are powers of two, the shortest at least 2. */
    WindowStatistics(int shortest, int longest, Alignment alignment) {
        this.shortest = shortest;
        this.longest = longest;
        this.levels = Integer.numberOfTrailingZeros(longest) - Integer.numberOfTrailingZeros(shortest) + 1;
        this.causal = alignment == Alignment.CAUSAL;
    }

    /** Statistics a channel. */
    int perChannel() {
        return KINDS * levels;
    }

    /** Rows of future a row's statistics need. */
    int ahead() {
        return causal ? 0 : longest - longest / 2 - 1;
    }

    /** Rows of past a row's statistics need. */
    int behind() {
        return rowsBefore(longest);
    }

    private int rowsBefore(int length) {
        return causal ? length - 1 : length / 2;
    }

    /**
     * Statistics of rows {@code from .. to - 1} of one channel.
     *
     * @param values of the rows from {@code first} on; those before are not needed or do not exist
     * @param first row of {@code values[0]} in the series, 0 or at most {@code from - behind() - 1}
     * @param end rows of the series so far; nothing from there on exists
     * @param target [statistic][row - from]; the first {@link #perChannel()} from {@code at} on are written
     */
    void describe(double[] values, int first, int end, int from, int to, double[][] target, int at) {
        int back = behind();
        int length = to - from + longest - 1;
        double[] sums = new double[length];
        double[] squares = new double[length];
        double[] steps = new double[length];
        double[] highs = new double[length];
        double[] lows = new double[length];
        Arrays.fill(highs, Double.NEGATIVE_INFINITY);
        Arrays.fill(lows, Double.POSITIVE_INFINITY);
        int low = Math.max(0, from - back);
        int high = Math.min(end, from - back + length);
        for (int row = low; row < high; row++) {
            int p = row - from + back;
            double x = ReferenceRows.clamp(values[row - first]);
            double step = row == 0 ? 0 : x - ReferenceRows.clamp(values[row - 1 - first]);
            sums[p] = x;
            squares[p] = x * x;
            steps[p] = step * step;
            highs[p] = x;
            lows[p] = x;
        }
        int statistic = at;
        for (int window = 2; window <= longest; window *= 2) {
            int half = window / 2;
            int count = length - window + 1;
            addLater(sums, half, count);
            addLater(squares, half, count);
            addLater(steps, half, count);
            for (int p = 0; p < count; p++) {
                highs[p] = Math.max(highs[p], highs[p + half]);
                lows[p] = Math.min(lows[p], lows[p + half]);
            }
            if (window < shortest) {
                continue;
            }
            int offset = back - rowsBefore(window);
            for (int row = from; row < to; row++) {
                int start = row - rowsBefore(window);
                double rows = Math.min(end, start + window) - Math.max(0, start);
                int p = row - from + offset;
                double mean = sums[p] / rows;
                target[statistic][row - from] = mean;
                target[statistic + 1][row - from] = Math.sqrt(Math.max(0, squares[p] / rows - mean * mean));
                target[statistic + 2][row - from] = highs[p] - lows[p];
                target[statistic + 3][row - from] = Math.sqrt(steps[p] / rows);
            }
            statistic += KINDS;
        }
    }

    // Ascending, so that what is added has not been added to yet.
    private static void addLater(double[] values, int distance, int count) {
        for (int p = 0; p < count; p++) {
            values[p] += values[p + distance];
        }
    }
}
