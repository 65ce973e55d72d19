package io.vigie.detect.internal;

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
public final class WindowStatistics {
    /** Statistics a window and channel. */
    public static final int KINDS = 4;

    private final int shortest;
    private final int longest;
    private final int levels;
    private final boolean causal;

    /** Lengths are powers of two, the shortest at least 2. */
    public WindowStatistics(int shortest, int longest, Alignment alignment) {
        this.shortest = shortest;
        this.longest = longest;
        this.levels = Integer.numberOfTrailingZeros(longest) - Integer.numberOfTrailingZeros(shortest) + 1;
        this.causal = alignment == Alignment.CAUSAL;
    }

    /** Statistics a channel. */
    public int perChannel() {
        return KINDS * levels;
    }

    /** Rows of future a row's statistics need. */
    public int ahead() {
        return causal ? 0 : longest - longest / 2 - 1;
    }

    /** Rows of past a row's statistics need. */
    public int behind() {
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
     * @param target set, [statistic][row - from]
     */
    public void describe(double[] values, int first, int end, int from, int to, double[][] target) {
        int back = behind();
        int count = to - from;
        int length = count + longest - 1;
        double[] sums = new double[length];
        double[] squares = new double[length];
        double[] steps = new double[length];
        double[] highs = new double[length];
        double[] lows = new double[length];
        double[] lane = new double[length];
        int low = Math.max(0, from - back);
        int begin = low - from + back; // where the first row that exists is
        int held = Math.min(end, from - back + length) - low;
        System.arraycopy(values, low - first, sums, begin, held);
        clamp(sums, length);
        // Before the first row of the series there is no step, at a block's first row there is one.
        lane[begin] = low == 0 ? sums[begin] : PreparedRows.clamp(values[low - 1 - first]);
        System.arraycopy(sums, begin, lane, begin + 1, held - 1);
        System.arraycopy(sums, 0, steps, 0, begin + held);
        subtract(steps, lane, begin + held);
        square(steps, length);
        System.arraycopy(sums, 0, squares, 0, length);
        square(squares, length);
        Arrays.fill(highs, Double.NEGATIVE_INFINITY);
        System.arraycopy(sums, begin, highs, begin, held);
        Arrays.fill(lows, Double.POSITIVE_INFINITY);
        System.arraycopy(sums, begin, lows, begin, held);
        double[] rows = new double[count];
        int statistic = 0;
        for (int window = 2; window <= longest; window *= 2) {
            int half = window / 2;
            int windows = length - window + 1;
            add(sums, later(sums, half, lane, windows), windows);
            add(squares, later(squares, half, lane, windows), windows);
            add(steps, later(steps, half, lane, windows), windows);
            keepLarger(highs, later(highs, half, lane, windows), windows);
            keepSmaller(lows, later(lows, half, lane, windows), windows);
            if (window < shortest) {
                continue;
            }
            int start = from - rowsBefore(window);
            for (int i = 0; i < count; i++) {
                rows[i] = Math.min(end, start + i + window) - Math.max(0, start + i);
            }
            int offset = back - rowsBefore(window);
            double[] mean = later(sums, offset, target[statistic], count);
            divide(mean, rows, count);
            double[] deviation = later(squares, offset, target[statistic + 1], count);
            toDeviations(deviation, rows, mean, count);
            double[] range = later(highs, offset, target[statistic + 2], count);
            subtract(range, later(lows, offset, lane, count), count);
            double[] roughness = later(steps, offset, target[statistic + 3], count);
            toRoots(roughness, rows, count);
            statistic += KINDS;
        }
    }

    // A copy puts operands at the same index: C2 makes vector instructions of such loops only.
    private static double[] later(double[] values, int distance, double[] target, int count) {
        System.arraycopy(values, distance, target, 0, count);
        return target;
    }

    private static void clamp(double[] values, int count) {
        for (int i = 0; i < count; i++) {
            values[i] = PreparedRows.clamp(values[i]);
        }
    }

    private static void square(double[] values, int count) {
        for (int i = 0; i < count; i++) {
            values[i] *= values[i];
        }
    }

    private static void add(double[] sums, double[] summands, int count) {
        for (int i = 0; i < count; i++) {
            sums[i] += summands[i];
        }
    }

    private static void subtract(double[] values, double[] others, int count) {
        for (int i = 0; i < count; i++) {
            values[i] -= others[i];
        }
    }

    private static void keepLarger(double[] values, double[] others, int count) {
        for (int i = 0; i < count; i++) {
            values[i] = Math.max(values[i], others[i]);
        }
    }

    private static void keepSmaller(double[] values, double[] others, int count) {
        for (int i = 0; i < count; i++) {
            values[i] = Math.min(values[i], others[i]);
        }
    }

    private static void divide(double[] sums, double[] rows, int count) {
        for (int i = 0; i < count; i++) {
            sums[i] /= rows[i];
        }
    }

    private static void toDeviations(double[] squares, double[] rows, double[] means, int count) {
        for (int i = 0; i < count; i++) {
            squares[i] = Math.sqrt(Math.max(0, squares[i] / rows[i] - means[i] * means[i]));
        }
    }

    private static void toRoots(double[] sums, double[] rows, int count) {
        for (int i = 0; i < count; i++) {
            sums[i] = Math.sqrt(sums[i] / rows[i]);
        }
    }
}
