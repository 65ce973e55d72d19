package io.vigie.deep.density;

import io.vigie.deep.engine.Tensors;
import io.vigie.deep.engine.TrainingWindows;
import io.vigie.detect.OptionException;
import io.vigie.detect.internal.PreparedRows;
import io.vigie.detect.internal.Quietness;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import io.vigie.series.TimeSeries;
import java.util.Locale;

/**
 * What {@link Correction#ACTIVITY} adds to the {@code -log p} of a row: the nats by which it surprises that channels move so
 * little in the {@value #ROWS} rows up to it, or in as many as a model looks at where those are fewer. Rows with too few before
 * them get nothing.
 */
public final class RowQuietness {
    private static final int ROWS = 16;
    private static final int FEWEST_ROWS = 2; // one has no steps
    private static final int MOST_CALIBRATED = 2048; // windows it is learned from

    private final Quietness quietness;
    private final int channels;
    private final int rows;

    private RowQuietness(Quietness quietness, int channels, int rows) {
        this.quietness = quietness;
        this.channels = channels;
        this.rows = rows;
    }

    /**
     * Refuses a correction that is not for likelihoods of rows.
     *
     * @param seen rows that a model looks at, the judged one among them
     * @throws OptionException if it needs windows, or more rows than are seen
     */
    public static void check(Correction correction, int seen) {
        if (correction != Correction.NONE && correction != Correction.ACTIVITY) {
            throw new OptionException("correction is "
                    + correction.name().toLowerCase(Locale.ROOT).replace('_', '-')
                    + "; a likelihood of rows takes none or activity, the others are for densities of windows");
        }
        if (correction == Correction.ACTIVITY && seen < FEWEST_ROWS) {
            throw new OptionException("correction is activity, which compares rows of a window, of which there are "
                    + seen + "; use a window of at least " + FEWEST_ROWS);
        }
    }

    /**
     * From the last rows of windows of the train part.
     *
     * @param seen rows that a model looks at, the judged one among them; at most those of a window
     * @param floor deviation below which nothing is told apart
     */
    public static RowQuietness of(TrainingWindows windows, int seen, double floor) {
        int rows = rows(seen);
        float[] values = windows.spreadAll(MOST_CALIBRATED);
        return new RowQuietness(
                Quietness.of(values, windows.channels(), windows.window(), rows, floor), windows.channels(), rows);
    }

    private static int rows(int seen) {
        return Math.min(ROWS, seen);
    }

    /** Rows that are looked at, the judged one the last. */
    public int rows() {
        return rows;
    }

    /**
     * What one row gets.
     *
     * @param values [row][channel]
     * @param start where the first of the rows that are looked at begins
     * @param shares receives what channels have of it, which adds up to it
     */
    public double of(double[] values, int start, float[] shares) {
        float[] window = new float[channels * rows];
        for (int c = 0; c < channels; c++) {
            for (int t = 0; t < rows; t++) {
                window[c * rows + t] = Tensors.bounded(values[start + t * channels + c]);
            }
        }
        return quietness.of(window, shares);
    }

    /**
     * Adds to scores of consecutive rows what these get.
     *
     * @param first row of the series that place 0 of the scores is of
     * @param from first place that is added to
     * @param to the place after the last
     * @param contributions [channel][place]
     */
    public void addTo(TimeSeries series, int first, int from, int to, double[] totals, float[][] contributions) {
        int start = Math.max(from, rows - 1 - first);
        if (start >= to) {
            return;
        }
        double[] values = PreparedRows.of(series.slice(first + start - rows + 1, first + to));
        float[] shares = new float[channels];
        for (int i = start; i < to; i++) {
            totals[i] += of(values, (i - start) * channels, shares);
            for (int c = 0; c < channels; c++) {
                contributions[c][i] += shares[c];
            }
        }
    }

    public void write(ModelWriter out) {
        quietness.write(out);
    }

    /**
     * Gives back what {@link #write} wrote.
     *
     * @param seen as when it was learned
     */
    public static RowQuietness read(ModelReader in, int channels, int seen) {
        return new RowQuietness(Quietness.read(in), channels, rows(seen));
    }
}
