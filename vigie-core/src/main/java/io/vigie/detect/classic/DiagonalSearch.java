package io.vigie.detect.classic;

import io.vigie.detect.internal.LaneSums;
import io.vigie.detect.internal.Nearest;
import io.vigie.detect.internal.PreparedRows;
import io.vigie.model.ModelFormatException;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Nearest windows by Euclidean distance over all channels, of windows as they are or less their means. What two windows
 * at i and j have of each other is a sum along a diagonal,
 *
 * <pre>
 *   |w_i - w_j|^2 = sum_o e(i + o, j + o),                               e(s, t) = sum_c (x_c[s] - y_c[t])^2
 *   |w_i - w_j|^2 = P_i + P_j + 2 (n sum_c m_ci m_cj + sum_o e(i + o, j + o)),   e(s, t) = - sum_c x_c[s] y_c[t]
 * </pre>
 *
 * <p>the first for windows as they are, the second for windows of n rows less their means m, with P their sum of squares
 * then. So the sums over channels are taken once a pair of rows, and a pair of windows costs O(channels) however long the
 * windows are. Before rows are multiplied a constant is taken out of each channel, of the references stretch by stretch: it
 * does not change the result but keeps levels out of the products.
 *
 * <p>Diagonal sums are van Herk's: references are cut into blocks of {@code window} rows from the start of their stretch,
 * and a window is a suffix of one block plus a prefix of the next. Nothing that has left a window is ever subtracted, so
 * nothing drifts, and the sum of a pair has one order whatever block or stream position it is computed in.
 */
final class DiagonalSearch implements NeighbourSearch {
    private static final int BLOCK = 512;

    /** References handled together: their sums stay in the first-level cache. */
    private static final int TILE = 4;

    /**
     * References as they are multiplied.
     *
     * @param start first row
     * @param channels those that count: where windows are centred, those that vary in the stretch
     * @param rows [row][channel], less the mean of the stretch where windows are centred
     * @param levels less the window's length times the mean, [window][channel]; empty where windows are not centred
     * @param halfPowers half the sum of squares of each window less its mean; 0 where windows are not centred
     */
    private record Stretch(int start, int end, int[] channels, double[] rows, double[] levels, double[] halfPowers) {
        int windows(int window) {
            return end - start - window + 1;
        }
    }

    private final ReferenceRows references;
    private final boolean centred;
    private final int window;
    private final int channels;
    private final double[] centres; // [channel], what is taken out of query rows
    private final WindowMoments[] moments;
    private final Stretch[] stretches;

    /**
     * @param centred whether windows are compared less their means
     */
    DiagonalSearch(ReferenceRows references, boolean centred) {
        this.references = references;
        this.centred = centred;
        this.window = references.window();
        this.channels = references.channels();
        this.moments = centred ? WindowMoments.of(references, WindowNormalization.MEAN) : new WindowMoments[0];
        this.centres = new double[channels];
        for (int c = 0; c < channels && centred; c++) {
            centres[c] = middle(references.channel(c), 0, references.rows());
        }
        this.stretches = new Stretch[references.stretches()];
        for (int s = 0; s < stretches.length; s++) {
            stretches[s] = stretch(references.start(s), references.end(s));
        }
    }

    /** The mean; of values that are all the same their value to the last bit. */
    private static double middle(double[] values, int from, int to) {
        double sum = 0;
        boolean constant = true;
        for (int i = from; i < to; i++) {
            sum += values[i];
            constant &= values[i] == values[from];
        }
        return constant ? values[from] : sum / (to - from);
    }

    private static boolean varies(double[] values, int from, int to) {
        for (int i = from + 1; i < to; i++) {
            if (values[i] != values[from]) {
                return true;
            }
        }
        return false;
    }

    private Stretch stretch(int start, int end) {
        int[] counted = IntStream.range(0, channels)
                .filter(c -> !centred || varies(references.channel(c), start, end))
                .toArray();
        int rows = end - start;
        int windows = rows - window + 1;
        double[] flat = new double[rows * counted.length];
        double[] levels = new double[centred ? windows * counted.length : 0];
        double[] halfPowers = new double[windows];
        for (int n = 0; n < counted.length; n++) {
            double[] channel = references.channel(counted[n]);
            double centre = centred ? middle(channel, start, end) : 0;
            for (int r = 0; r < rows; r++) {
                flat[r * counted.length + n] = channel[start + r] - centre;
            }
            for (int j = 0; j < windows && centred; j++) {
                levels[j * counted.length + n] = -window * (moments[counted[n]].mean[start + j] - centre);
                halfPowers[j] += 0.5 * window * moments[counted[n]].power[start + j];
            }
        }
        return new Stretch(start, end, counted, flat, levels, halfPowers);
    }

    @Override
    public WindowMoments[] moments() {
        return moments;
    }

    @Override
    public int block() {
        return BLOCK;
    }

    @Override
    public Work work() {
        return new BlockWork();
    }

    @Override
    public Online online() {
        return new Stream();
    }

    @Override
    public Online online(ModelReader state) {
        Stream stream = new Stream();
        stream.read(state);
        return stream;
    }

    /** Adds to each lane what rows have of each other. */
    private void addRows(
            double[][] terms,
            int count,
            double[] rows,
            int[] starts,
            int at,
            double[][] sums,
            int sumCount,
            int length) {
        if (centred) {
            LaneSums.subtractProducts(terms, count, rows, starts, at, sums, sumCount, length);
        } else {
            LaneSums.addSquares(terms, count, rows, starts, at, sums, sumCount, length);
        }
    }

    /** Squared distance of a pair of windows from its sum. */
    private double square(double sum) {
        return centred ? 2 * Math.max(0, sum) : sum;
    }

    private static void add(double[] sum, double[] summand, int length) {
        for (int i = 0; i < length; i++) {
            sum[i] += summand[i];
        }
    }

    private final class BlockWork implements Work {
        private final int room = BLOCK + window - 1;
        private final double[][] x = new double[channels][room];
        private final double[][] means = new double[centred ? channels : 0][BLOCK];
        private final double[] halfPowers = new double[BLOCK];
        private final WindowMoments query = new WindowMoments(BLOCK);
        private final double[][] rowSums = new double[TILE][room];
        // Row o of a block, by the query row at which the block's first row stands; the margin takes diagonals that
        // enter from the side.
        private double[][] current = new double[window][room + window];
        private double[][] suffix = new double[window][room + window];
        private final double[] prefix = new double[room + window];
        private final double[][] group = new double[window][BLOCK]; // sums of the windows of a group
        private final double[] best = new double[BLOCK]; // and the least of them
        private final double[] head = new double[BLOCK];
        private final double[] tail = new double[BLOCK];
        private final double[][] tile = new double[TILE][];
        private double[][] terms = x; // of the stretch at work
        private double[][] meanTerms = means;
        private int[] starts = new int[0];
        private int queries;
        private int exclusion;

        @Override
        public void search(double[][] series, int from, int to, int newExclusion, Nearest result) {
            queries = to - from;
            exclusion = newExclusion;
            load(series, from);
            result.clear();
            for (int s = 0; s < stretches.length; s++) {
                Stretch stretch = stretches[s];
                terms = chosen(x, stretch);
                meanTerms = centred ? chosen(means, stretch) : means;
                starts = Centroids.starts(TILE, stretch.channels.length);
                int shift = references.origin(s) - stretch.start - from;
                for (int start = stretch.start; start < stretch.end; start += window) {
                    scanBlock(stretch, start, shift, result);
                }
            }
        }

        private double[][] chosen(double[][] lanes, Stretch stretch) {
            double[][] chosen = new double[stretch.channels.length][];
            for (int n = 0; n < chosen.length; n++) {
                chosen[n] = lanes[stretch.channels[n]];
            }
            return chosen;
        }

        private void load(double[][] series, int from) {
            int rows = queries + window - 1;
            Arrays.fill(halfPowers, 0, queries, 0);
            for (int c = 0; c < channels; c++) {
                System.arraycopy(series[c], from, x[c], 0, rows);
                if (centred) {
                    subtract(x[c], centres[c], rows);
                    query.measure(x[c], 0, queries, window, WindowNormalization.MEAN);
                    System.arraycopy(query.mean, 0, means[c], 0, queries);
                    addHalf(halfPowers, query.power, window, queries);
                }
            }
        }

        // A block of rows ends the windows that began in the block before, and those are a group.
        private void scanBlock(Stretch stretch, int start, int shift, Nearest result) {
            int length = Math.min(window, stretch.end - start);
            int rows = queries + window - 1;
            int width = rows + window;
            sumRows(stretch, start - stretch.start, length, rows);
            Arrays.fill(prefix, 0, width, 0);
            int groupStart = start - window;
            for (int o = 0; o < length; o++) {
                add(prefix, current[o], width);
                if (o == window - 1) {
                    if (start > stretch.start) {
                        finish(groupStart, window, result);
                    }
                    begin(stretch, start - stretch.start);
                    take(0, o, start + shift);
                } else if (start > stretch.start) {
                    take(o + 1, o, groupStart + o + 1 + shift);
                }
            }
            if (length == window && start + window == stretch.end) {
                finish(start, 1, result);
            } else if (length < window) {
                finish(groupStart, length + 1, result);
            }
            for (int o = length - 2; o >= 0; o--) {
                add(current[o], current[o + 1], width);
            }
            double[][] swap = suffix;
            suffix = current;
            current = swap;
        }

        private void sumRows(Stretch stretch, int row, int length, int rows) {
            int counted = stretch.channels.length;
            for (int o = 0; o < length; o += TILE) {
                int together = Math.min(TILE, length - o);
                for (int r = 0; r < together; r++) {
                    Arrays.fill(rowSums[r], 0, rows, 0);
                }
                addRows(terms, counted, stretch.rows, starts, (row + o) * counted, rowSums, together, rows);
                for (int r = 0; r < together; r++) {
                    System.arraycopy(rowSums[r], 0, current[o + r], window - o - r, rows);
                }
            }
        }

        /** A new group from one window of the stretch on: what windows have of each other apart from their rows. */
        private void begin(Stretch stretch, int first) {
            int counted = stretch.channels.length;
            int size = Math.min(window, stretch.windows(window) - first);
            Arrays.fill(best, Double.POSITIVE_INFINITY);
            for (int g = 0; g < size; g++) {
                set(group[g], halfPowers, stretch.halfPowers[first + g], queries);
            }
            for (int g = 0; g < size && centred; g += TILE) {
                int together = Math.min(TILE, size - g);
                System.arraycopy(group, g, tile, 0, together);
                LaneSums.subtractProducts(
                        meanTerms, counted, stretch.levels, starts, (first + g) * counted, tile, together, queries);
            }
        }

        /**
         * Completes a window of the group with row {@code o} of the block.
         *
         * @param at query that begins at the same row as the window
         */
        private void take(int g, int o, int at) {
            System.arraycopy(prefix, 2 * window - o - 1, head, 0, queries);
            if (g > 0) {
                System.arraycopy(suffix[g], window - g, tail, 0, queries);
                add(tail, head, queries);
            }
            add(group[g], g > 0 ? tail : head, queries);
            if (exclusion > 0) {
                int from = clip(at - exclusion + 1, queries);
                int to = Math.max(from, clip(at + exclusion, queries));
                Arrays.fill(group[g], from, to, Double.POSITIVE_INFINITY);
            }
            keepSmaller(best, group[g], queries);
        }

        /** Offers the nearest of the group's first windows, of equals the first. */
        private void finish(int groupStart, int size, Nearest result) {
            for (int i = 0; i < queries; i++) {
                double square = square(best[i]);
                if (square < result.farthest(i)) {
                    int g = 0;
                    while (g < size - 1 && group[g][i] != best[i]) {
                        g++;
                    }
                    result.offer(i, square, groupStart + g);
                }
            }
        }

        private static void keepSmaller(double[] least, double[] values, int length) {
            for (int i = 0; i < length; i++) {
                least[i] = Math.min(least[i], values[i]);
            }
        }

        private static int clip(int value, int limit) {
            return Math.max(0, Math.min(limit, value));
        }

        private static void subtract(double[] values, double centre, int length) {
            for (int i = 0; i < length; i++) {
                values[i] -= centre;
            }
        }

        private static void addHalf(double[] sums, double[] powers, int window, int length) {
            for (int i = 0; i < length; i++) {
                sums[i] += 0.5 * window * powers[i];
            }
        }

        private static void set(double[] target, double[] summands, double summand, int length) {
            for (int i = 0; i < length; i++) {
                target[i] = summands[i] + summand;
            }
        }
    }

    /** One query row against all reference rows at a time: the transposed order of work, the same sums. */
    private final class Stream implements Online {
        private final int total = references.rows();
        private final double[][] rowSums = new double[window][total]; // ring by row number
        private final double[][] suffix = new double[window][total]; // ring by the row number at which a block ended
        private final double[] prefix = new double[total];
        private final double[][] rows = new double[channels][total]; // references by channel
        private final double[][] levels = new double[centred ? channels : 0][total];
        private final double[] halfPowers = new double[total];
        private final double[] level = new double[total];
        private final double[][] recent = new double[channels][window]; // ring by row number
        private final boolean[] first = new boolean[total]; // begins a block
        private final boolean[] last = new boolean[total]; // ends a whole block
        private final double[] values = new double[channels];
        private final double[] means = new double[channels];
        private final double[] ordered = new double[window];
        private final WindowMoments query = new WindowMoments(1);
        private long pushed;

        // A channel that a stretch leaves out has zeros there: they change no sum.
        private Stream() {
            for (Stretch stretch : stretches) {
                int counted = stretch.channels.length;
                for (int n = 0; n < counted; n++) {
                    for (int row = stretch.start; row < stretch.end; row++) {
                        rows[stretch.channels[n]][row] = stretch.rows[(row - stretch.start) * counted + n];
                    }
                    for (int j = 0; j < stretch.windows(window) && centred; j++) {
                        levels[stretch.channels[n]][stretch.start + j] = stretch.levels[j * counted + n];
                    }
                }
                System.arraycopy(stretch.halfPowers, 0, halfPowers, stretch.start, stretch.windows(window));
                for (int row = stretch.start; row < stretch.end; row += window) {
                    first[row] = true;
                    if (row + window <= stretch.end) {
                        last[row + window - 1] = true;
                    }
                }
            }
        }

        @Override
        public boolean push(double[] row, Nearest result) {
            int slot = (int) (pushed % window);
            for (int c = 0; c < channels; c++) {
                recent[c][slot] = PreparedRows.clamp(row[c]);
                values[c] = recent[c][slot] - centres[c];
            }
            double[] sums = rowSums[slot];
            Arrays.fill(sums, 0);
            addRows(rows, channels, values, new int[1], 0, new double[][] {sums}, 1, total);
            System.arraycopy(prefix, 0, prefix, 1, total - 1);
            for (int j = 0; j < total; j++) {
                prefix[j] = first[j] ? sums[j] : prefix[j] + sums[j];
            }
            pushed++;
            sumBlocks(slot);
            if (pushed < window) {
                return false;
            }
            level(slot);
            scan(slot, result);
            return true;
        }

        private void level(int slot) {
            if (!centred) {
                return;
            }
            double halfPower = 0;
            for (int c = 0; c < channels; c++) {
                for (int o = 0; o < window; o++) {
                    ordered[o] = recent[c][(slot + 1 + o) % window] - centres[c];
                }
                query.measure(ordered, 0, 1, window, WindowNormalization.MEAN);
                means[c] = query.mean[0];
                halfPower += 0.5 * window * query.power[0];
            }
            for (int j = 0; j < total; j++) {
                level[j] = halfPower + halfPowers[j];
            }
            LaneSums.subtractProducts(levels, channels, means, new int[1], 0, new double[][] {level}, 1, total);
        }

        private void sumBlocks(int slot) {
            double[] ended = suffix[slot];
            for (int end = window - 1; end < total; end++) {
                if (last[end]) {
                    double sum = rowSums[slot][end];
                    ended[end] = sum;
                    for (int back = 1, at = slot; back < window; back++) {
                        at = at == 0 ? window - 1 : at - 1;
                        sum = rowSums[at][end - back] + sum;
                        ended[end - back] = sum;
                    }
                }
            }
        }

        private void scan(int slot, Nearest result) {
            result.clear();
            for (Stretch stretch : stretches) {
                int end = stretch.end - window; // last reference of the stretch
                for (int group = stretch.start; group <= end; group += window) {
                    double best = level[group] + prefix[group + window - 1];
                    int bestReference = group;
                    for (int j = group + 1, o = 0; j <= end && o < window - 1; j++, o++) {
                        int ended = slot - o - 1;
                        double sum =
                                level[j] + (suffix[ended < 0 ? ended + window : ended][j] + prefix[j + window - 1]);
                        if (sum < best) {
                            best = sum;
                            bestReference = j;
                        }
                    }
                    result.offer(0, square(best), bestReference);
                }
            }
        }

        @Override
        public void write(ModelWriter out) {
            int kept = (int) Math.min(pushed, window);
            double[] flat = new double[kept * channels];
            for (int r = 0; r < kept; r++) {
                for (int c = 0; c < channels; c++) {
                    flat[r * channels + c] = recent[c][(int) ((pushed - kept + r) % window)];
                }
            }
            out.integer("pushed", pushed);
            out.tensor("recent", flat, kept, channels);
        }

        // Sums reach back one window at most, so the last rows rebuild all of them.
        private void read(ModelReader in) {
            int kept = in.shape("recent")[0];
            double[] flat = in.doubles("recent", kept, channels);
            long all = in.integer("pushed");
            if (kept > window || all < kept || (kept != window && all != kept)) {
                throw new ModelFormatException("entry 'recent' holds " + kept + " rows of " + all + " pushed");
            }
            pushed = all - kept;
            Nearest ignored = new Nearest(1, 1);
            for (int r = 0; r < kept; r++) {
                push(Arrays.copyOfRange(flat, r * channels, (r + 1) * channels), ignored);
            }
        }
    }
}
