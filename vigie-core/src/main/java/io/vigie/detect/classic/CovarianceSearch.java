package io.vigie.detect.classic;

import io.vigie.detect.internal.Nearest;
import io.vigie.detect.internal.PreparedRows;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import java.util.Arrays;

/**
 * Nearest windows by distances that need each channel by itself: normalised windows, or only the channels that differ
 * most. The centred dot product of the windows at (i, j) follows from the one at (i - 1, j - 1) in O(1) (Zimmerman et
 * al., Matrix Profile XIV: SCAMP, SoCC 2019, eq. 3-6), in float64:
 *
 * <pre>
 *   cov(i, j) = cov(i-1, j-1) + df_i dg_j + df_j dg_i
 *   df_i = (x[i+w-1] - x[i-1]) / 2,   dg_i = (x[i+w-1] - mean_i) + (x[i-1] - mean_(i-1))
 *   d^2(i, j) = w (p_i + p_j) - 2 cov(i, j) / (s_i s_j)
 * </pre>
 *
 * <p>with {@code s} what a window is divided by and {@code p} its mean square afterwards (for z-normalised windows 1, and
 * less where the deviation is below its floor); windows as they are add {@code w (mean_i - mean_j)^2}. Sums are
 * computed afresh where a stretch of references begins and at every 512th query, which bounds the drift and makes the
 * bits independent of blocks, threads and of streaming.
 *
 * <p>O(channels) work for a pair of windows, O(channels x selected) where only the {@code selected} most different
 * channels count.
 */
final class CovarianceSearch implements NeighbourSearch {
    private static final int BLOCK = 512;

    /** References handled channel by channel before the next ones: their sums stay in the second-level cache. */
    private static final int TILE = 64;

    private final ReferenceRows references;
    private final WindowNormalization normalization;
    private final int selected;
    private final int window;
    private final int channels;
    private final int count; // first rows of windows, stretch ends included
    private final WindowMoments[] moments;
    private final double[][] df;
    private final double[][] dg;
    private final double[] power; // over all channels

    /**
     * @param selected channels that count for a pair of windows, those that differ most
     */
    CovarianceSearch(ReferenceRows references, WindowNormalization normalization, int selected) {
        this.references = references;
        this.normalization = normalization;
        this.window = references.window();
        this.channels = references.channels();
        this.selected = Math.min(selected, channels);
        this.count = references.rows() - window + 1;
        this.moments = WindowMoments.of(references, normalization);
        this.df = new double[channels][count];
        this.dg = new double[channels][count];
        this.power = new double[count];
        for (int c = 0; c < channels; c++) {
            for (int j = 1; j < count; j++) {
                double[] y = references.channel(c);
                df[c][j] = leaving(y[j + window - 1], y[j - 1]);
                dg[c][j] = centred(y[j + window - 1], moments[c].mean[j], y[j - 1], moments[c].mean[j - 1]);
            }
            addTo(power, moments[c].power, count);
        }
    }

    private static double leaving(double entering, double left) {
        return 0.5 * (entering - left);
    }

    private static double centred(double entering, double mean, double left, double meanBefore) {
        return (entering - mean) + (left - meanBefore);
    }

    private boolean selects() {
        return selected < channels || normalization == WindowNormalization.NONE;
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
        return new BlockWork(TILE);
    }

    @Override
    public Stream online() {
        return new Stream();
    }

    @Override
    public Stream online(ModelReader state) {
        Stream stream = new Stream();
        stream.read(state);
        return stream;
    }

    /**
     * Squared distance of each channel to its own nearest reference, for the query windows {@code from .. to - 1}, into
     * {@code result} [channel][query].
     */
    void ownNearest(double[][] query, int from, int to, int exclusion, double[][] result) {
        new BlockWork(0).ownNearest(query, from, to, exclusion, result);
    }

    private static void advance(double[] cov, double[] df, double[] dg, double dfOther, double dgOther, int length) {
        for (int i = 0; i < length; i++) {
            cov[i] += df[i] * dgOther + dfOther * dg[i];
        }
    }

    private static void addProducts(
            double[] products, double[] cov, double[] inverse, double inverseOther, int length) {
        for (int i = 0; i < length; i++) {
            products[i] += cov[i] * (inverse[i] * inverseOther);
        }
    }

    private static void advanceAndAdd(
            double[] cov,
            double[] df,
            double[] dg,
            double dfOther,
            double dgOther,
            double[] products,
            double[] inverse,
            double inverseOther,
            int length) {
        for (int i = 0; i < length; i++) {
            double next = cov[i] + (df[i] * dgOther + dfOther * dg[i]);
            cov[i] = next;
            products[i] += next * (inverse[i] * inverseOther);
        }
    }

    // One channel's mean squared difference per row.
    private static void channelSquares(
            double[] squares,
            double[] cov,
            double[] inverse,
            double inverseOther,
            double[] power,
            double powerOther,
            int length) {
        for (int i = 0; i < length; i++) {
            squares[i] = Math.max(0, (power[i] + powerOther) - 2 * (cov[i] * (inverse[i] * inverseOther)));
        }
    }

    private static void addMeanDifferences(double[] squares, double[] mean, double meanOther, int length) {
        for (int i = 0; i < length; i++) {
            double difference = mean[i] - meanOther;
            squares[i] += difference * difference;
        }
    }

    private static void keepSmaller(double[] best, double[] squares, int from, int to) {
        for (int i = from; i < to; i++) {
            best[i] = Math.min(best[i], squares[i]);
        }
    }

    // Keeps the largest values seen, largest first: one pass of an insertion sort per new value.
    private static void keepLargest(double[][] largest, double[] squares, int length) {
        for (double[] rank : largest) {
            exchange(rank, squares, length);
        }
    }

    private static void exchange(double[] rank, double[] squares, int length) {
        for (int i = 0; i < length; i++) {
            double larger = Math.max(rank[i], squares[i]);
            double smaller = Math.min(rank[i], squares[i]);
            rank[i] = larger;
            squares[i] = smaller;
        }
    }

    private static void addTo(double[] sum, double[] summand, int length) {
        for (int i = 0; i < length; i++) {
            sum[i] += summand[i];
        }
    }

    private static void addScaled(double[] sum, double[] lane, double factor, int length) {
        for (int i = 0; i < length; i++) {
            sum[i] += factor * lane[i];
        }
    }

    /** Query windows in lanes, references one after the other. */
    private final class BlockWork implements Work {
        private final double[][] cov = new double[channels][BLOCK];
        private final double[][] dfQuery = new double[channels][BLOCK];
        private final double[][] dgQuery = new double[channels][BLOCK];
        private final WindowMoments[] query = WindowMoments.of(channels, BLOCK);
        private final double[] power = new double[BLOCK];
        private final double[] lane = new double[BLOCK];
        private final double[] squares = new double[BLOCK];
        private final double[] firstColumn = new double[TILE];
        private final double[][] sums;
        private final double[][][] largest;
        private final double[] best = new double[BLOCK];
        private final int[] bestReference = new int[BLOCK];

        // Each channel by itself needs no sums over channels, a tile of 0.
        private BlockWork(int tile) {
            sums = new double[tile][BLOCK];
            largest = new double[selected < channels ? tile : 0][selected][BLOCK];
        }

        private void measure(double[][] x, int from, int queries) {
            Arrays.fill(power, 0, queries, 0);
            for (int c = 0; c < channels; c++) {
                query[c].measure(x[c], from, queries, window, normalization);
                for (int i = 1; i < queries; i++) {
                    double entering = x[c][from + i + window - 1];
                    double left = x[c][from + i - 1];
                    dfQuery[c][i] = leaving(entering, left);
                    dgQuery[c][i] = centred(entering, query[c].mean[i], left, query[c].mean[i - 1]);
                }
                addTo(power, query[c].power, queries);
            }
        }

        // Covariances of the block's first query with the references of a tile.
        private void anchorColumn(int c, double[][] x, int from, int tile, int length) {
            Arrays.fill(firstColumn, 0, length, 0);
            double[] y = references.channel(c);
            for (int o = 0; o < window; o++) {
                System.arraycopy(y, tile + o, lane, 0, length);
                addScaled(firstColumn, lane, x[c][from + o] - query[c].mean[0], length);
            }
        }

        // Covariances of all queries with the first reference of a stretch.
        private void anchorRow(int c, double[][] x, int from, int reference, int queries) {
            Arrays.fill(cov[c], 0, queries, 0);
            double[] y = references.channel(c);
            for (int o = 0; o < window; o++) {
                System.arraycopy(x[c], from + o, lane, 0, queries);
                addScaled(cov[c], lane, y[reference + o] - moments[c].mean[reference], queries);
            }
        }

        private void step(int c, double[][] x, int from, int stretchStart, int tile, int j, int queries) {
            if (j == stretchStart) {
                anchorRow(c, x, from, j, queries);
                cov[c][0] = firstColumn[j - tile];
            } else {
                enter(c, tile, j, queries);
                advance(cov[c], dfQuery[c], dgQuery[c], df[c][j], dg[c][j], queries);
            }
        }

        // The block's first query has no predecessor here: it takes its anchor, and its df and dg are 0.
        private void enter(int c, int tile, int j, int queries) {
            System.arraycopy(cov[c], 0, cov[c], 1, queries - 1);
            cov[c][0] = firstColumn[j - tile];
        }

        @Override
        public void search(double[][] x, int from, int to, int exclusion, Nearest result) {
            int queries = to - from;
            measure(x, from, queries);
            result.clear();
            Arrays.fill(best, Double.POSITIVE_INFINITY);
            for (int stretch = 0; stretch < references.stretches(); stretch++) {
                int start = references.start(stretch);
                int end = references.end(stretch) - window + 1;
                for (int tile = start; tile < end; tile += TILE) {
                    int length = Math.min(TILE, end - tile);
                    for (int r = 0; r < length; r++) {
                        Arrays.fill(sums[r], 0, queries, 0);
                    }
                    if (selects()) {
                        sumSelected(x, from, start, tile, length, queries);
                    } else {
                        sumAll(x, from, start, tile, length, queries);
                    }
                    for (int r = 0; r < length; r++) {
                        int reference = tile + r;
                        if ((reference - start) % window == 0) {
                            flush(queries, result);
                        }
                        scan(
                                sums[r],
                                reference,
                                references.origin(stretch) + reference - start - from,
                                queries,
                                exclusion);
                    }
                }
                flush(queries, result);
            }
        }

        private void sumAll(double[][] x, int from, int start, int tile, int length, int queries) {
            for (int c = 0; c < channels; c++) {
                anchorColumn(c, x, from, tile, length);
                for (int r = 0; r < length; r++) {
                    int j = tile + r;
                    double inverse = moments[c].inverse[j];
                    if (j == start) {
                        step(c, x, from, start, tile, j, queries);
                        addProducts(sums[r], cov[c], query[c].inverse, inverse, queries);
                    } else {
                        enter(c, tile, j, queries);
                        advanceAndAdd(
                                cov[c],
                                dfQuery[c],
                                dgQuery[c],
                                df[c][j],
                                dg[c][j],
                                sums[r],
                                query[c].inverse,
                                inverse,
                                queries);
                    }
                }
            }
            for (int r = 0; r < length; r++) {
                double powerOther = CovarianceSearch.this.power[tile + r];
                double[] sum = sums[r];
                for (int i = 0; i < queries; i++) {
                    sum[i] = (power[i] + powerOther) - 2 * sum[i];
                }
            }
        }

        private void sumSelected(double[][] x, int from, int start, int tile, int length, int queries) {
            for (int r = 0; r < length && selected < channels; r++) {
                for (double[] rank : largest[r]) {
                    Arrays.fill(rank, 0, queries, 0);
                }
            }
            for (int c = 0; c < channels; c++) {
                anchorColumn(c, x, from, tile, length);
                for (int r = 0; r < length; r++) {
                    step(c, x, from, start, tile, tile + r, queries);
                    squaresOf(c, tile + r, queries);
                    if (selected < channels) {
                        keepLargest(largest[r], squares, queries);
                    } else {
                        addTo(sums[r], squares, queries);
                    }
                }
            }
            for (int r = 0; r < length && selected < channels; r++) {
                for (double[] rank : largest[r]) {
                    addTo(sums[r], rank, queries);
                }
            }
        }

        private void squaresOf(int c, int j, int queries) {
            channelSquares(
                    squares,
                    cov[c],
                    query[c].inverse,
                    moments[c].inverse[j],
                    query[c].power,
                    moments[c].power[j],
                    queries);
            if (normalization == WindowNormalization.NONE) {
                addMeanDifferences(squares, query[c].mean, moments[c].mean[j], queries);
            }
        }

        private void scan(double[] sum, int reference, int at, int queries, int exclusion) {
            int gapFrom = exclusion == 0 ? queries : clip(at - exclusion + 1, queries);
            int gapTo = exclusion == 0 ? queries : clip(at + exclusion, queries);
            scanRange(sum, reference, 0, gapFrom);
            scanRange(sum, reference, gapTo, queries);
        }

        private void scanRange(double[] sum, int reference, int from, int to) {
            for (int i = from; i < to; i++) {
                if (sum[i] < best[i]) {
                    best[i] = sum[i];
                    bestReference[i] = reference;
                }
            }
        }

        private void flush(int queries, Nearest result) {
            for (int i = 0; i < queries; i++) {
                if (best[i] < Double.POSITIVE_INFINITY) {
                    result.offer(i, window * Math.max(0, best[i]), bestReference[i]);
                    best[i] = Double.POSITIVE_INFINITY;
                }
            }
        }

        private void ownNearest(double[][] x, int from, int to, int exclusion, double[][] result) {
            int queries = to - from;
            measure(x, from, queries);
            for (int c = 0; c < channels; c++) {
                Arrays.fill(best, Double.POSITIVE_INFINITY);
                for (int stretch = 0; stretch < references.stretches(); stretch++) {
                    int start = references.start(stretch);
                    int end = references.end(stretch) - window + 1;
                    for (int tile = start; tile < end; tile += TILE) {
                        int length = Math.min(TILE, end - tile);
                        anchorColumn(c, x, from, tile, length);
                        for (int r = 0; r < length; r++) {
                            int reference = tile + r;
                            step(c, x, from, start, tile, reference, queries);
                            squaresOf(c, reference, queries);
                            int at = references.origin(stretch) + reference - start - from;
                            int gapFrom = exclusion == 0 ? queries : clip(at - exclusion + 1, queries);
                            int gapTo = exclusion == 0 ? queries : clip(at + exclusion, queries);
                            keepSmaller(best, squares, 0, gapFrom);
                            keepSmaller(best, squares, gapTo, queries);
                        }
                    }
                }
                for (int i = 0; i < queries; i++) {
                    result[c][i] = best[i] * window;
                }
            }
        }

        private static int clip(int value, int limit) {
            return Math.max(0, Math.min(limit, value));
        }
    }

    /** One query window against all references at a time: the transposed order of work, the same sums. */
    final class Stream implements Online {
        private final double[][] x = new double[channels][window + 1]; // the last rows, oldest first
        private final double[][] cov = new double[channels][count];
        private final WindowMoments[] query = WindowMoments.of(channels, 1);
        private final double[] before = new double[channels]; // mean of the window before
        private final double[] lane = new double[count];
        private final double[] squares = new double[count];
        private final double[] sums = new double[count];
        private final double[][] largest = new double[selected < channels ? selected : 0][count];
        private long pushed;

        @Override
        public boolean push(double[] row, Nearest result) {
            if (!take(row)) {
                return false;
            }
            Arrays.fill(sums, 0);
            if (selects()) {
                for (double[] rank : largest) {
                    Arrays.fill(rank, 0);
                }
                for (int c = 0; c < channels; c++) {
                    squaresOf(c);
                    if (selected < channels) {
                        keepLargest(largest, squares, count);
                    } else {
                        addTo(sums, squares, count);
                    }
                }
                for (double[] rank : largest) {
                    addTo(sums, rank, count);
                }
            } else {
                double queryPower = 0;
                for (int c = 0; c < channels; c++) {
                    addProducts(sums, cov[c], moments[c].inverse, query[c].inverse[0], count);
                    queryPower += query[c].power[0];
                }
                for (int j = 0; j < count; j++) {
                    sums[j] = (queryPower + power[j]) - 2 * sums[j];
                }
            }
            scan(result);
            return true;
        }

        /** As {@link #push}, with the squared distance of each channel to its own nearest reference. */
        boolean pushOwn(double[] row, double[] result) {
            if (!take(row)) {
                return false;
            }
            for (int c = 0; c < channels; c++) {
                squaresOf(c);
                double best = Double.POSITIVE_INFINITY;
                for (int stretch = 0; stretch < references.stretches(); stretch++) {
                    for (int j = references.start(stretch); j <= references.end(stretch) - window; j++) {
                        best = Math.min(best, squares[j]);
                    }
                }
                result[c] = best * window;
            }
            return true;
        }

        private boolean take(double[] row) {
            long first = pushed + 1 - window;
            for (int c = 0; c < channels; c++) {
                System.arraycopy(x[c], 1, x[c], 0, window);
                x[c][window] = PreparedRows.clamp(row[c]);
                if (first >= 0) {
                    before[c] = query[c].mean[0];
                    query[c].measure(x[c], 1, 1, window, normalization);
                    advanceTo(c, first);
                }
            }
            pushed++;
            return first >= 0;
        }

        private void advanceTo(int c, long first) {
            double[] y = references.channel(c);
            if (first % BLOCK == 0) {
                Arrays.fill(cov[c], 0);
                for (int o = 0; o < window; o++) {
                    System.arraycopy(y, o, lane, 0, count);
                    addScaled(cov[c], lane, x[c][o + 1] - query[c].mean[0], count);
                }
                return;
            }
            System.arraycopy(cov[c], 0, cov[c], 1, count - 1);
            double dfQuery = leaving(x[c][window], x[c][0]);
            double dgQuery = centred(x[c][window], query[c].mean[0], x[c][0], before[c]);
            advance(cov[c], df[c], dg[c], dfQuery, dgQuery, count);
            for (int stretch = 0; stretch < references.stretches(); stretch++) {
                int start = references.start(stretch);
                double sum = 0;
                for (int o = 0; o < window; o++) {
                    sum += (y[start + o] - moments[c].mean[start]) * x[c][o + 1];
                }
                cov[c][start] = sum;
            }
        }

        private void squaresOf(int c) {
            channelSquares(
                    squares,
                    cov[c],
                    moments[c].inverse,
                    query[c].inverse[0],
                    moments[c].power,
                    query[c].power[0],
                    count);
            if (normalization == WindowNormalization.NONE) {
                addMeanDifferences(squares, moments[c].mean, query[c].mean[0], count);
            }
        }

        private void scan(Nearest result) {
            result.clear();
            for (int stretch = 0; stretch < references.stretches(); stretch++) {
                int end = references.end(stretch) - window + 1;
                for (int group = references.start(stretch); group < end; group += window) {
                    int best = group;
                    for (int j = group + 1; j < Math.min(end, group + window); j++) {
                        best = sums[j] < sums[best] ? j : best;
                    }
                    result.offer(0, window * Math.max(0, sums[best]), best);
                }
            }
        }

        @Override
        public void write(ModelWriter out) {
            out.integer("pushed", pushed);
            double[] flat = new double[Math.multiplyExact(channels, count)];
            double[] rows = new double[channels * (window + 1)];
            double[] means = new double[channels];
            for (int c = 0; c < channels; c++) {
                System.arraycopy(cov[c], 0, flat, c * count, count);
                System.arraycopy(x[c], 0, rows, c * (window + 1), window + 1);
                means[c] = query[c].mean[0];
            }
            out.tensor("covariances", flat, channels, count);
            out.tensor("rows", rows, channels, window + 1);
            out.tensor("means", means, channels);
        }

        private void read(ModelReader in) {
            pushed = in.integer("pushed");
            double[] flat = in.doubles("covariances", channels, count);
            double[] rows = in.doubles("rows", channels, window + 1);
            double[] means = in.doubles("means", channels);
            for (int c = 0; c < channels; c++) {
                System.arraycopy(flat, c * count, cov[c], 0, count);
                System.arraycopy(rows, c * (window + 1), x[c], 0, window + 1);
                query[c].mean[0] = means[c];
            }
        }
    }
}
