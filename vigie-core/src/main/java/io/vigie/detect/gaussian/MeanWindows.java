package io.vigie.detect.gaussian;

import io.vigie.detect.Expectation;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import io.vigie.series.Interval;

/** What windows have at each position on average, row by row. Sums while it is fitted. */
final class MeanWindows {
    private final int positions;
    private final int channels;
    private final int window;
    private final double[] counts; // [position]
    private final double[] sums; // [position][channel][offset]
    private final double[] squares; // [position][channel]

    MeanWindows(int positions, int channels, int window) {
        this.positions = positions;
        this.channels = channels;
        this.window = window;
        this.counts = new double[positions];
        this.sums = new double[Math.multiplyExact(positions * channels, window)];
        this.squares = new double[positions * channels];
    }

    /** Takes the window that begins at a row. */
    void add(int position, double[][] values, int from) {
        counts[position]++;
        for (int c = 0; c < channels; c++) {
            int at = (position * channels + c) * window;
            double sum = 0;
            for (int o = 0; o < window; o++) {
                double value = values[c][from + o];
                sums[at + o] += value;
                sum += value * value;
            }
            squares[position * channels + c] += sum;
        }
    }

    private double mean(int position, int channel, int offset) {
        return sums[(position * channels + channel) * window + offset] / Math.max(1, counts[position]);
    }

    /** Root mean square of the rows about the mean window. */
    private double spread(int position, int channel) {
        double squaresOfMeans = 0;
        for (int o = 0; o < window; o++) {
            double mean = mean(position, channel, o);
            squaresOfMeans += mean * mean;
        }
        double all = squares[position * channels + channel] / Math.max(1, counts[position]);
        return Math.sqrt(Math.max(0, (all - squaresOfMeans) / window));
    }

    /**
     * Mean windows of the windows that cover the rows.
     *
     * @param at positions of windows in turn, all that cover the rows among them
     * @param first row at which the first of them begins
     */
    Expectation expectation(int[] at, int first, Interval rows) {
        double[][] expected = new double[channels][rows.length()];
        double[][] spreads = new double[channels][rows.length()];
        double[][] spread = new double[positions][channels];
        for (int p = 0; p < positions; p++) {
            for (int c = 0; c < channels; c++) {
                spread[p][c] = spread(p, c);
            }
        }
        int[] covering = new int[rows.length()];
        int end = Math.min(first + at.length, rows.to());
        for (int i = Math.max(first, rows.from() - window + 1); i < end; i++) {
            int position = at[i - first];
            int shift = i - rows.from();
            for (int o = Math.max(0, -shift); o < Math.min(window, covering.length - shift); o++) {
                covering[shift + o]++;
                for (int c = 0; c < channels; c++) {
                    expected[c][shift + o] += mean(position, c, o);
                    spreads[c][shift + o] += spread[position][c];
                }
            }
        }
        for (int r = 0; r < covering.length; r++) {
            for (int c = 0; c < channels; c++) {
                expected[c][r] /= covering[r];
                spreads[c][r] /= covering[r];
            }
        }
        return new Expectation(rows, expected, spreads);
    }

    void write(ModelWriter out) {
        out.tensor("counts", counts, positions);
        out.tensor("sums", sums, positions, channels, window);
        out.tensor("squares", squares, positions, channels);
    }

    static MeanWindows read(int positions, int channels, int window, ModelReader in) {
        MeanWindows read = new MeanWindows(positions, channels, window);
        copy(in.doubles("counts", positions), read.counts);
        copy(in.doubles("sums", positions, channels, window), read.sums);
        copy(in.doubles("squares", positions, channels), read.squares);
        return read;
    }

    private static void copy(double[] from, double[] to) {
        System.arraycopy(from, 0, to, 0, to.length);
    }
}
