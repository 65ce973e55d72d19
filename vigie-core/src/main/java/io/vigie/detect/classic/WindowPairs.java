package io.vigie.detect.classic;

import io.vigie.detect.Expectation;
import io.vigie.detect.internal.Nearest;
import io.vigie.detect.internal.PreparedRows;
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
    private final NeighbourSearch search;
    private final boolean centred;
    private final int window;
    private final int channels;

    WindowPairs(ReferenceRows references, WindowNormalization normalization, NeighbourSearch search) {
        this.references = references;
        this.normalization = normalization;
        this.search = search;
        this.centred = normalization != WindowNormalization.NONE;
        this.window = references.window();
        this.channels = references.channels();
    }

    /** Values [channel][row] of a series, bounded as the references are. */
    static double[][] values(TimeSeries series) {
        double[][] values = PreparedRows.channels(series);
        for (double[] channel : values) {
            for (int i = 0; i < channel.length; i++) {
                channel[i] = PreparedRows.clamp(channel[i]);
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
                channel[o] = PreparedRows.clamp(rows[at++]);
            }
        }
    }

    /** Some query windows, measured; room for one thread. */
    final class Queries {
        private final WindowMoments[] moments;
        private double[][] rows = new double[0][];
        private int first;

        /** Squared difference of each channel. */
        final double[] squares = new double[channels];

        /** What each channel contributes to a distance. */
        final double[] shares = new double[channels];

        Queries(int capacity) {
            moments = WindowMoments.of(centred ? channels : 0, capacity);
        }

        /** Takes the windows of a series [channel][row] that begin at {@code from} and the {@code count - 1} rows after it. */
        void take(double[][] series, int from, int count) {
            rows = series;
            first = from;
            for (int c = 0; c < moments.length; c++) {
                moments[c].measure(series[c], from, count, window, normalization);
            }
        }

        /** Sets {@link #squares} to those between a query, by its number from 0, and a reference. */
        void compare(int query, int reference) {
            WindowMoments[] others = search.moments();
            for (int c = 0; c < channels; c++) {
                squares[c] = centred
                        ? square(
                                rows[c],
                                first + query,
                                moments[c].mean[query],
                                1 / moments[c].divisor[query],
                                references.channel(c),
                                reference,
                                others[c].mean[reference],
                                1 / others[c].divisor[reference])
                        : square(rows[c], first + query, 0, 1, references.channel(c), reference, 0, 1);
            }
        }

        /** Mean distance of a query to its neighbours; sets {@link #shares} to what each channel brings to that. */
        double meanDistance(int query, Nearest nearest) {
            int found = nearest.found(query);
            Arrays.fill(shares, 0);
            double total = 0;
            for (int rank = 0; rank < found; rank++) {
                compare(query, nearest.reference(rank, query));
                double sum = 0;
                for (double square : squares) {
                    sum += square;
                }
                double distance = Math.sqrt(sum);
                total += distance;
                share(squares, distance / found, channels, shares);
            }
            return total / found;
        }
    }

    // Four sums keep the pipeline busy where a single one would wait for itself.
    private double square(
            double[] x, int i, double meanX, double inverseX, double[] y, int j, double meanY, double inverseY) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int o = 0;
        for (; o + 3 < window; o += 4) {
            double d0 = (x[i + o] - meanX) * inverseX - (y[j + o] - meanY) * inverseY;
            double d1 = (x[i + o + 1] - meanX) * inverseX - (y[j + o + 1] - meanY) * inverseY;
            double d2 = (x[i + o + 2] - meanX) * inverseX - (y[j + o + 2] - meanY) * inverseY;
            double d3 = (x[i + o + 3] - meanX) * inverseX - (y[j + o + 3] - meanY) * inverseY;
            s0 += d0 * d0;
            s1 += d1 * d1;
            s2 += d2 * d2;
            s3 += d3 * d3;
        }
        for (; o < window; o++) {
            double d0 = (x[i + o] - meanX) * inverseX - (y[j + o] - meanY) * inverseY;
            s0 += d0 * d0;
        }
        return (s0 + s1) + (s2 + s3);
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
    double[] spread() {
        double[] sums = new double[channels];
        double[][] rows = new double[channels][];
        for (int c = 0; c < channels; c++) {
            rows[c] = references.channel(c);
        }
        NeighbourSearch.Work work = search.work();
        Nearest nearest = new Nearest(1, search.block());
        Queries windows = new Queries(SPREAD_QUERIES);
        long pairs = 0;
        for (int run = 0; run < SPREAD_RUNS; run++) {
            int stretch = (int) ((long) run * references.stretches() / SPREAD_RUNS);
            int count = references.end(stretch) - references.start(stretch) - window + 1;
            int queries = Math.min(SPREAD_QUERIES, count);
            int from = references.start(stretch) + (int) ((long) (count - queries) * run / SPREAD_RUNS);
            work.search(rows, from, from + queries, window, nearest);
            windows.take(rows, from, queries);
            for (int i = 0; i < queries; i++) {
                if (nearest.found(i) > 0) {
                    pairs++;
                    windows.compare(i, nearest.reference(0, i));
                    for (int c = 0; c < channels; c++) {
                        sums[c] += windows.squares[c];
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
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        double mean = sum / values.length;
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        return Math.sqrt(squares / values.length);
    }

    /** Mean, over the windows that cover a row, of what their nearest references have there, at the query's level and size. */
    Expectation expectation(double[] spread, TimeSeries series, Interval rows) {
        int first = Math.max(0, Math.min(rows.from() - window + 1, series.length() - window));
        int end = Math.max(Math.min(series.length(), rows.to() + window - 1), first + window);
        double[][] x = values(series.slice(first, end));
        double[][] expected = new double[channels][rows.length()];
        double[][] variance = new double[channels][rows.length()];
        int[] covering = new int[rows.length()];
        NeighbourSearch.Work work = search.work();
        Nearest nearest = new Nearest(1, search.block());
        int windows = end - first - window + 1;
        WindowMoments[] own = WindowMoments.of(centred ? channels : 0, search.block());
        WindowMoments[] others = search.moments();
        for (int from = 0; from < windows; from += search.block()) {
            int to = Math.min(windows, from + search.block());
            work.search(x, from, to, 0, nearest);
            for (int c = 0; c < own.length; c++) {
                own[c].measure(x[c], from, to - from, window, normalization);
            }
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
                    double meanX = centred ? own[c].mean[i - from] : 0;
                    double meanY = centred ? others[c].mean[reference] : 0;
                    double divisor = centred ? own[c].divisor[i - from] : 1;
                    double scale = centred ? divisor / others[c].divisor[reference] : 1;
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
