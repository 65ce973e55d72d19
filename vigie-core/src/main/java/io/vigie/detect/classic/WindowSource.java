package io.vigie.detect.classic;

import io.vigie.detect.internal.LaneSums;
import io.vigie.detect.internal.PreparedRows;
import io.vigie.detect.internal.RowRing;
import io.vigie.series.TimeSeries;
import java.util.Arrays;

/**
 * The sliding windows of one series, never materialised, and their squared distances to reference windows.
 *
 * <p>Distances of a block of consecutive windows to a reference are element-wise sums {@code sum[m] += (x[m + o] -
 * r[o])^2} over channel and offset: no reduction, so they vectorise, and each window's sum has one order whatever block
 * it is computed in. Within a channel sums are float32 (all terms are positive: no cancellation), over channels float64.
 */
final class WindowSource {
    /** Windows of one block: the partial sums of some twenty references stay in the first-level cache. */
    static final int BLOCK = 512;

    private final int window;
    private final int count;
    private final float[][] values; // [channel], rows regrouped by phase of the stride
    private final int[] position; // offset o of window m is values[c][position[o] + m]
    private final float[][] mean; // [channel][window]; no channels where windows are taken as they are
    private final float[][] inverse;

    private WindowSource(int window, int count, float[][] values, int[] position, float[][] mean, float[][] inverse) {
        this.window = window;
        this.count = count;
        this.values = values;
        this.position = position;
        this.mean = mean;
        this.inverse = inverse;
    }

    /** Windows of {@code window} rows that start at every {@code stride}-th row. */
    static WindowSource of(TimeSeries series, int window, int stride, WindowNormalization normalization) {
        int channels = series.channelCount();
        int rows = series.length();
        int count = (rows - window) / stride + 1;
        int[] phaseStart = new int[stride + 1];
        for (int phase = 0; phase < stride; phase++) {
            phaseStart[phase + 1] = phaseStart[phase] + (rows - phase + stride - 1) / stride;
        }
        int[] position = new int[window];
        for (int o = 0; o < window; o++) {
            position[o] = phaseStart[o % stride] + o / stride;
        }
        float[][] values = new float[channels][rows];
        boolean normalized = normalization != WindowNormalization.NONE;
        float[][] mean = new float[normalized ? channels : 0][count];
        float[][] inverse = new float[normalized ? channels : 0][count];
        double[] raw = new double[rows];
        for (int c = 0; c < channels; c++) {
            series.copyChannel(c, 0, raw, 0, rows);
            for (int phase = 0, at = 0; phase < Math.min(stride, rows); phase++) {
                for (int row = phase; row < rows; row += stride) {
                    values[c][at++] = (float) PreparedRows.clamp(raw[row]);
                }
            }
            if (normalized) {
                for (int m = 0; m < count; m++) {
                    measure(values[c], position, m, normalization, mean[c], inverse[c]);
                }
            }
        }
        return new WindowSource(window, count, values, position, mean, inverse);
    }

    /**
     * Vectors that were not cut from a series: each channel has some {@code features} where a window has rows.
     *
     * @param values [channel][feature x vector], within {@link PreparedRows#LIMIT}; given away
     */
    static WindowSource of(float[][] values, int features, int count) {
        int[] position = new int[features];
        for (int f = 0; f < features; f++) {
            position[f] = f * count;
        }
        return new WindowSource(features, count, values, position, new float[0][], new float[0][]);
    }

    /** The one window that a full ring holds. */
    static WindowSource of(RowRing ring, int window, int channels, WindowNormalization normalization) {
        float[][] values = new float[channels][window];
        int[] position = new int[window];
        double[] rows = ring.storage();
        int at = ring.windowStart();
        for (int o = 0; o < window; o++) {
            position[o] = o;
            for (int c = 0; c < channels; c++) {
                values[c][o] = (float) PreparedRows.clamp(rows[at++]);
            }
        }
        boolean normalized = normalization != WindowNormalization.NONE;
        float[][] mean = new float[normalized ? channels : 0][1];
        float[][] inverse = new float[normalized ? channels : 0][1];
        for (int c = 0; c < mean.length; c++) {
            measure(values[c], position, 0, normalization, mean[c], inverse[c]);
        }
        return new WindowSource(window, 1, values, position, mean, inverse);
    }

    private static void measure(
            float[] values, int[] position, int m, WindowNormalization normalization, float[] mean, float[] inverse) {
        double sum = 0;
        for (int at : position) {
            sum += values[at + m];
        }
        double centre = sum / position.length;
        mean[m] = (float) centre;
        inverse[m] = 1f;
        if (normalization == WindowNormalization.ZSCORE) {
            double squares = 0;
            for (int at : position) {
                double deviation = values[at + m] - centre;
                squares += deviation * deviation;
            }
            double found = Math.sqrt(squares / position.length);
            inverse[m] = (float) (1 / Math.max(found, WindowNormalization.DEVIATION_FLOOR));
        }
    }

    int count() {
        return count;
    }

    int channels() {
        return values.length;
    }

    /** Numbers in one window: channels x rows. */
    int size() {
        return values.length * window;
    }

    /** Offset of window {@code m} in a channel, as compared. */
    float value(int channel, int m, int offset) {
        float value = values[channel][position[offset] + m];
        return mean.length == 0 ? value : (value - mean[channel][m]) * inverse[channel][m];
    }

    /** Mean taken out of a window; 0 where nothing is. */
    double mean(int channel, int m) {
        return mean.length == 0 ? 0 : mean[channel][m];
    }

    /** What a window was divided by; 1 where nothing is. */
    double deviation(int channel, int m) {
        return mean.length == 0 ? 1 : 1.0 / inverse[channel][m];
    }

    /** Copies window {@code m} as compared, [channel][offset]. */
    void copyWindow(int m, float[] target, int at) {
        for (int c = 0; c < values.length; c++) {
            for (int o = 0; o < window; o++) {
                target[at + c * window + o] = value(c, m, o);
            }
        }
    }

    /** Room that distances are computed in; one per thread. */
    static final class Scratch {
        private final float[][] lanes = new float[LaneSums.TERMS][BLOCK];
        private final float[] laneMean = new float[BLOCK];
        private final float[] laneInverse = new float[BLOCK];

        /** Squared distances in one channel, [reference][window of the block]. */
        final float[][] sums;

        /** Squared distances over all channels, [reference][window of the block]. */
        final double[][] totals;

        Scratch(int references) {
            sums = new float[references][BLOCK];
            totals = new double[references][BLOCK];
        }
    }

    /**
     * Squared distances of the windows {@code from .. from + length - 1} (at most {@link #BLOCK}) to references [channel][offset],
     * into {@code scratch.totals}.
     *
     * @param references numbers of all references
     * @param starts where each of the references begins
     * @param count references
     */
    void distances(int from, int length, float[] references, int[] starts, int count, Scratch scratch) {
        for (int k = 0; k < count; k++) {
            Arrays.fill(scratch.totals[k], 0, length, 0);
        }
        for (int c = 0; c < values.length; c++) {
            channelDistances(c, from, length, references, starts, count, scratch);
            for (int k = 0; k < count; k++) {
                add(scratch.totals[k], scratch.sums[k], length);
            }
        }
    }

    /** As {@link #distances} of one channel alone, into {@code scratch.sums}. */
    void channelDistances(
            int channel, int from, int length, float[] references, int[] starts, int count, Scratch scratch) {
        float[][] sums = scratch.sums;
        for (int k = 0; k < count; k++) {
            Arrays.fill(sums[k], 0, length, 0f);
        }
        if (mean.length > 0) {
            System.arraycopy(mean[channel], from, scratch.laneMean, 0, length);
            System.arraycopy(inverse[channel], from, scratch.laneInverse, 0, length);
        }
        int at = channel * window;
        for (int o = 0; o < window; o += LaneSums.TERMS) {
            int terms = Math.min(LaneSums.TERMS, window - o);
            for (int t = 0; t < terms; t++) {
                load(channel, o + t, from, length, scratch.lanes[t], scratch);
            }
            LaneSums.addSquares(scratch.lanes, terms, references, starts, at + o, sums, count, length);
        }
    }

    // The copy puts all operands at the same index, as the loops over lanes need them.
    private void load(int channel, int offset, int from, int length, float[] lane, Scratch scratch) {
        System.arraycopy(values[channel], position[offset] + from, lane, 0, length);
        if (mean.length > 0) {
            normalize(lane, length, scratch.laneMean, scratch.laneInverse);
        }
    }

    /** Squared distance of one channel of window {@code m} to a reference that begins at {@code at}. */
    double channelDistance(int channel, int m, float[] references, int at) {
        float[] x = values[channel];
        float centre = mean.length == 0 ? 0f : mean[channel][m];
        float scale = mean.length == 0 ? 1f : inverse[channel][m];
        int base = at + channel * window;
        double even = 0;
        double odd = 0;
        int o = 0;
        for (; o + 1 < window; o += 2) {
            float a = (x[position[o] + m] - centre) * scale - references[base + o];
            float b = (x[position[o + 1] + m] - centre) * scale - references[base + o + 1];
            even += (double) a * a;
            odd += (double) b * b;
        }
        if (o < window) {
            float a = (x[position[o] + m] - centre) * scale - references[base + o];
            even += (double) a * a;
        }
        return even + odd;
    }

    /** Adds window {@code m} of one channel, times {@code sign}, to {@code sums}. */
    void accumulate(int channel, int m, double sign, double[] sums) {
        for (int o = 0; o < window; o++) {
            sums[o] += sign * value(channel, m, o);
        }
    }

    private static void normalize(float[] lane, int length, float[] mean, float[] inverse) {
        for (int i = 0; i < length; i++) {
            lane[i] = (lane[i] - mean[i]) * inverse[i];
        }
    }

    private static void add(double[] totals, float[] sums, int length) {
        for (int i = 0; i < length; i++) {
            totals[i] += sums[i];
        }
    }
}
