package io.vigie.detect.classic;

import io.vigie.detect.Expectation;
import io.vigie.detect.internal.RowRing;
import io.vigie.series.Interval;
import io.vigie.series.TimeSeries;
import java.util.Arrays;

/** A query window beside its nearest references: which channels differ, and what the references would have had there. */
final class WindowPairs {
    private static final int SPREAD_RUNS = 4;
    private static final int SPREAD_QUERIES = 64;

    private final ReferenceRows references;
    private final WindowNormalization normalization;
    private final int window;
    private final int channels;

    WindowPairs(ReferenceRows references, WindowNormalization normalization) {
        this.references = references;
        this.normalization = normalization;
        this.window = references.window();
        this.channels = references.channels();
    }

    /** Values [channel][row] of a series, bounded as the references are. */
    static double[][] values(TimeSeries series) {
        double[][] values = new double[series.channelCount()][];
        for (int c = 0; c < values.length; c++) {
            values[c] = series.channelValues(c);
            for (int i = 0; i < values[c].length; i++) {
                values[c][i] = ReferenceRows.clamp(values[c][i]);
            }
        }
        return values;
    }

    /** Copies the window of a full ring to {@code target} [channel][offset]. */
    static void copyWindow(RowRing ring, double[][] target) {
        double[] rows = ring.storage();
        int at = ring.windowStart();
        for (int o = 0; o < target[0].length; o++) {
            for (double[] channel : target) {
                channel[o] = ReferenceRows.clamp(rows[at++]);
            }
        }
    }

    private static double mean(double[] x, int from, int window) {
        double sum = 0;
        for (int o = 0; o < window; o++) {
            sum += x[from + o];
        }
        return sum / window;
    }

    private double divisor(double[] x, int from, double mean) {
        if (normalization != WindowNormalization.ZSCORE) {
            return 1;
        }
        double squares = 0;
        for (int o = 0; o < window; o++) {
            squares += (x[from + o] - mean) * (x[from + o] - mean);
        }
        return Math.max(Math.sqrt(squares / window), WindowNormalization.DEVIATION_FLOOR);
    }

    /** Squared difference of each channel between the query window at {@code i} and a reference. */
    void channelSquares(double[][] query, int i, int reference, double[] squares) {
        boolean centred = normalization != WindowNormalization.NONE;
        for (int c = 0; c < channels; c++) {
            double[] x = query[c];
            double[] y = references.channel(c);
            double meanX = centred ? mean(x, i, window) : 0;
            double meanY = centred ? mean(y, reference, window) : 0;
            double inverseX = 1 / divisor(x, i, meanX);
            double inverseY = 1 / divisor(y, reference, meanY);
            double even = 0;
            double odd = 0;
            int o = 0;
            for (; o + 1 < window; o += 2) {
                double a = (x[i + o] - meanX) * inverseX - (y[reference + o] - meanY) * inverseY;
                double b = (x[i + o + 1] - meanX) * inverseX - (y[reference + o + 1] - meanY) * inverseY;
                even += a * a;
                odd += b * b;
            }
            if (o < window) {
                double a = (x[i + o] - meanX) * inverseX - (y[reference + o] - meanY) * inverseY;
                even += a * a;
            }
            squares[c] = even + odd;
        }
    }

    /**
     * Mean distance of a query to its neighbours.
     *
     * @param squares room for a value a channel
     * @param shares set to what each channel contributes: its share of each squared distance times that distance
     */
    double meanDistance(double[][] query, int i, Nearest nearest, int number, double[] squares, double[] shares) {
        int found = nearest.found(number);
        Arrays.fill(shares, 0);
        double total = 0;
        for (int rank = 0; rank < found; rank++) {
            double distance = Math.sqrt(nearest.square(rank, number));
            total += distance;
            channelSquares(query, i, nearest.reference(rank, number), squares);
            share(squares, distance / found, channels, shares);
        }
        return total / found;
    }

    /** Adds to {@code shares} the total, split by the {@code selected} largest squares; all others get nothing. */
    static void share(double[] squares, double total, int selected, double[] shares) {
        double least = 0;
        int ties = Integer.MAX_VALUE; // channels at the least selected square that still count
        if (selected < squares.length) {
            double[] sorted = squares.clone();
            Arrays.sort(sorted);
            least = sorted[sorted.length - selected];
            ties = selected;
            for (double square : squares) {
                ties -= square > least ? 1 : 0;
            }
        }
        double sum = 0;
        int left = ties;
        for (double square : squares) {
            if (square > least || (square == least && left-- > 0)) {
                sum += square;
            }
        }
        left = ties;
        for (int c = 0; c < squares.length && sum > 0; c++) {
            if (squares[c] > least || (squares[c] == least && left-- > 0)) {
                shares[c] += total * (squares[c] / sum);
            }
        }
    }

    /**
     * Root mean square difference per row of each channel between windows of the references and their nearest others, from a
     * few runs of windows spread over them; the channel's own spread where there are no others.
     */
    double[] spread(NeighbourSearch search) {
        double[] sums = new double[channels];
        double[] squares = new double[channels];
        double[][] rows = new double[channels][];
        for (int c = 0; c < channels; c++) {
            rows[c] = references.channel(c);
        }
        NeighbourSearch.Work work = search.work();
        Nearest nearest = new Nearest(1, search.block());
        long pairs = 0;
        for (int run = 0; run < SPREAD_RUNS; run++) {
            int stretch = (int) ((long) run * references.stretches() / SPREAD_RUNS);
            int windows = references.end(stretch) - references.start(stretch) - window + 1;
            int queries = Math.min(SPREAD_QUERIES, windows);
            int from = references.start(stretch) + (int) ((long) (windows - queries) * run / SPREAD_RUNS);
            work.search(rows, from, from + queries, window, nearest);
            for (int i = 0; i < queries; i++) {
                if (nearest.found(i) > 0) {
                    pairs++;
                    channelSquares(rows, from + i, nearest.reference(0, i), squares);
                    for (int c = 0; c < channels; c++) {
                        sums[c] += squares[c];
                    }
                }
            }
        }
        double[] spread = new double[channels];
        for (int c = 0; c < channels; c++) {
            spread[c] = pairs > 0 ? Math.sqrt(sums[c] / ((double) pairs * window)) : deviation(rows[c]);
        }
        return spread;
    }

    private static double deviation(double[] values) {
        double mean = mean(values, 0, values.length);
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        return Math.sqrt(squares / values.length);
    }

    /** Mean, over the windows that cover a row, of what their nearest references have there, at the query's level and size. */
    Expectation expectation(NeighbourSearch search, double[] spread, TimeSeries series, Interval rows) {
        int first = Math.max(0, Math.min(rows.from() - window + 1, series.length() - window));
        int end = Math.max(Math.min(series.length(), rows.to() + window - 1), first + window);
        double[][] x = values(series.slice(first, end));
        double[][] expected = new double[channels][rows.length()];
        double[][] variance = new double[channels][rows.length()];
        int[] covering = new int[rows.length()];
        NeighbourSearch.Work work = search.work();
        Nearest nearest = new Nearest(1, search.block());
        int windows = end - first - window + 1;
        boolean centred = normalization != WindowNormalization.NONE;
        for (int from = 0; from < windows; from += search.block()) {
            int to = Math.min(windows, from + search.block());
            work.search(x, from, to, 0, nearest);
            for (int i = from; i < to; i++) {
                int reference = nearest.reference(0, i - from);
                int shift = first + i - rows.from();
                int low = Math.max(0, -shift);
                int high = Math.min(window, covering.length - shift);
                for (int o = low; o < high; o++) {
                    covering[shift + o]++;
                }
                for (int c = 0; c < channels; c++) {
                    double[] y = references.channel(c);
                    double meanX = centred ? mean(x[c], i, window) : 0;
                    double meanY = centred ? mean(y, reference, window) : 0;
                    double divisor = divisor(x[c], i, meanX);
                    double scale = divisor / divisor(y, reference, meanY);
                    double sigma = divisor * spread[c];
                    for (int o = low; o < high; o++) {
                        expected[c][shift + o] += meanX + scale * (y[reference + o] - meanY);
                        variance[c][shift + o] += sigma * sigma;
                    }
                }
            }
        }
        for (int c = 0; c < channels; c++) {
            for (int r = 0; r < covering.length; r++) {
                expected[c][r] /= covering[r];
                variance[c][r] = Math.sqrt(variance[c][r] / covering[r]);
            }
        }
        return new Expectation(rows, expected, variance);
    }
}
