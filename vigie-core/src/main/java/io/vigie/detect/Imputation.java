package io.vigie.detect;

import io.vigie.series.TimeSeries;
import java.util.Arrays;

/**
 * A series some of whose cells, values of a channel at a row, were hidden and told again, in prepared units. Cells that were not
 * hidden are those of the series. Holds one float a hidden cell and draw, and an integer a hidden cell.
 */
public final class Imputation {
    private static final long MOST = 1L << 27; // numbers of four bytes: half a gibibyte

    private final TimeSeries series;
    private final int[][] rows; // of the hidden cells of each channel, rising
    private final float[][] values; // [channel][place among its hidden cells x draw]
    private final int draws;
    private final long evaluations;

    private Imputation(TimeSeries series, int[][] rows, float[][] values, int draws, long evaluations) {
        this.series = series;
        this.rows = rows;
        this.values = values;
        this.draws = draws;
        this.evaluations = evaluations;
    }

    /** Fills an imputation, cell by cell; from several threads as long as no two set one cell. */
    public static final class Builder {
        private final Imputation built;

        /**
         * @param hidden [channel][row]
         * @throws OptionException if the draws are fewer than 1, or with the hidden cells more than can be held
         */
        public Builder(TimeSeries series, boolean[][] hidden, int draws) {
            if (draws < 1) {
                throw new OptionException("draws is " + draws + "; use at least 1");
            }
            requireShape(series, hidden);
            int[][] rows = new int[hidden.length][];
            long cells = 0;
            for (int c = 0; c < rows.length; c++) {
                rows[c] = hiddenRows(hidden[c]);
                cells += rows[c].length;
            }
            if (cells * (draws + 1L) > MOST) {
                throw new OptionException(
                        draws + " draws of " + cells + " hidden cells, and their rows, are more than the "
                                + MOST + " numbers that are held; use at most " + Math.max(1, MOST / cells - 1)
                                + " draws, or hide fewer");
            }
            float[][] values = new float[rows.length][];
            for (int c = 0; c < rows.length; c++) {
                values[c] = new float[rows[c].length * draws];
            }
            this.built = new Imputation(series, rows, values, draws, 0);
        }

        private static void requireShape(TimeSeries series, boolean[][] hidden) {
            boolean fits = hidden.length == series.channelCount();
            for (boolean[] channel : hidden) {
                fits &= channel.length == series.length();
            }
            if (!fits) {
                throw new IllegalArgumentException("hidden cells are not told for each of the " + series.channelCount()
                        + " channels and " + series.length() + " rows of '" + series.name() + "'");
            }
        }

        private static int[] hiddenRows(boolean... hidden) {
            int[] rows = new int[hidden.length];
            int count = 0;
            for (int row = 0; row < hidden.length; row++) {
                if (hidden[row]) {
                    rows[count++] = row;
                }
            }
            return Arrays.copyOf(rows, count);
        }

        /** Tells a hidden cell; other cells are left alone. */
        public void set(int draw, int channel, int row, double value) {
            int place = built.place(channel, row);
            if (place >= 0) {
                built.values[channel][place * built.draws + draw] = (float) value;
            }
        }

        /** The imputation; nothing may be set any more. */
        public Imputation build() {
            return built;
        }
    }

    /** The series that was asked about. */
    public TimeSeries series() {
        return series;
    }

    /** How often each hidden cell was drawn. */
    public int draws() {
        return draws;
    }

    /** Windows that a network was evaluated on for all draws together, each as often as it was; 0 where there is no network. */
    public long evaluations() {
        return evaluations;
    }

    /** The same with a count of {@link #evaluations}. */
    public Imputation withEvaluations(long count) {
        return new Imputation(series, rows, values, draws, count);
    }

    /** Rows of a channel that were hidden, rising. */
    public int[] hiddenRows(int channel) {
        return rows[channel].clone();
    }

    public boolean isHidden(int channel, int row) {
        return place(channel, row) >= 0;
    }

    /** Place among the hidden cells of the channel, below 0 if the cell was seen. */
    private int place(int channel, int row) {
        return Arrays.binarySearch(rows[channel], row);
    }

    /** Value of a cell in one of the draws. */
    public double value(int draw, int channel, int row) {
        int place = place(channel, row);
        return place < 0 ? series.value(channel, row) : values[channel][place * draws + draw];
    }

    /** Mean over the draws. */
    public double mean(int channel, int row) {
        int place = place(channel, row);
        if (place < 0) {
            return series.value(channel, row);
        }
        double sum = 0;
        for (int draw = 0; draw < draws; draw++) {
            sum += values[channel][place * draws + draw];
        }
        return sum / draws;
    }

    /**
     * Value that a share of the draws lies below, linear between two of them. Shares outside of what the draws can tell
     * ({@code 1 / (draws + 1)} and the same from above) give the lowest and the highest draw.
     *
     * @param share 0 to 1
     */
    public double quantile(int channel, int row, double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("share is " + share + "; use 0 to 1");
        }
        int place = place(channel, row);
        if (place < 0) {
            return series.value(channel, row);
        }
        float[] sorted = Arrays.copyOfRange(values[channel], place * draws, (place + 1) * draws);
        Arrays.sort(sorted);
        double position = Math.max(0, Math.min(draws - 1.0, share * (draws + 1) - 1));
        int below = (int) position;
        int above = Math.min(draws - 1, below + 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }

    /** The series with its hidden cells as in one of the draws. */
    public TimeSeries drawn(int draw) {
        double[][] filled = channels();
        for (int c = 0; c < rows.length; c++) {
            for (int i = 0; i < rows[c].length; i++) {
                filled[c][rows[c][i]] = values[c][i * draws + draw];
            }
        }
        return TimeSeries.wrap(series.name(), series.time(), series.schema().channels(), filled);
    }

    /** The series with its hidden cells at their means. */
    public TimeSeries expected() {
        double[][] filled = channels();
        for (int c = 0; c < rows.length; c++) {
            for (int row : rows[c]) {
                filled[c][row] = mean(c, row);
            }
        }
        return TimeSeries.wrap(series.name(), series.time(), series.schema().channels(), filled);
    }

    private double[][] channels() {
        double[][] copy = new double[rows.length][];
        for (int c = 0; c < copy.length; c++) {
            copy[c] = series.channelValues(c);
        }
        return copy;
    }
}
