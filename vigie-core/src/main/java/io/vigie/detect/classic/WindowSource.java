package io.vigie.detect.classic;

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

    /** Prepared values beyond this many scale units are as far out as this: their squares stay finite in float32. */
    static final float LIMIT = 0x1p50f;

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
                    values[c][at++] = clamp(raw[row]);
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

    /** The one window that a full ring holds. */
    static WindowSource of(RowRing ring, int window, int channels, WindowNormalization normalization) {
        float[][] values = new float[channels][window];
        int[] position = new int[window];
        double[] rows = ring.storage();
        int at = ring.windowStart();
        for (int o = 0; o < window; o++) {
            position[o] = o;
            for (int c = 0; c < channels; c++) {
                values[c][o] = clamp(rows[at++]);
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

    static float clamp(double value) {
        return (float) Math.max(-LIMIT, Math.min(LIMIT, value));
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

    /** Room that {@link #distances} works in; one per thread. */
    static final class Scratch {
        private final float[] lane = new float[BLOCK];
        private final float[] laneMean = new float[BLOCK];
        private final float[] laneInverse = new float[BLOCK];
        private final float[][] sums;

        /** Squared distances [reference][window of the block]. */
        final double[][] totals;

        Scratch(int references) {
            sums = new float[references][BLOCK];
            totals = new double[references][BLOCK];
        }
    }

    /**
     * Squared distances of the windows {@code from .. from + length - 1} (at most {@link #BLOCK}) to the references
     * [reference][channel][offset], into {@code scratch.totals}.
     */
    void distances(int from, int length, float[] references, int referenceCount, Scratch scratch) {
        float[] lane = scratch.lane;
        float[][] sums = scratch.sums;
        int size = size();
        for (int k = 0; k < referenceCount; k++) {
            Arrays.fill(scratch.totals[k], 0, length, 0);
        }
        for (int c = 0; c < values.length; c++) {
            for (int k = 0; k < referenceCount; k++) {
                Arrays.fill(sums[k], 0, length, 0f);
            }
            if (mean.length > 0) {
                System.arraycopy(mean[c], from, scratch.laneMean, 0, length);
                System.arraycopy(inverse[c], from, scratch.laneInverse, 0, length);
            }
            for (int o = 0; o < window; o++) {
                // The copy puts all operands at the same index: C2 vectorises only loops whose arrays are aligned.
                System.arraycopy(values[c], position[o] + from, lane, 0, length);
                if (mean.length > 0) {
                    normalize(lane, length, scratch.laneMean, scratch.laneInverse);
                }
                int at = c * window + o;
                int k = 0;
                for (; k + 4 <= referenceCount; k += 4) {
                    addSquares(
                            lane,
                            length,
                            references[k * size + at],
                            references[(k + 1) * size + at],
                            references[(k + 2) * size + at],
                            references[(k + 3) * size + at],
                            sums[k],
                            sums[k + 1],
                            sums[k + 2],
                            sums[k + 3]);
                }
                for (; k < referenceCount; k++) {
                    addSquares(lane, length, references[k * size + at], sums[k]);
                }
            }
            for (int k = 0; k < referenceCount; k++) {
                add(scratch.totals[k], sums[k], length);
            }
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

    private static void addSquares(float[] x, int length, float r, float[] sum) {
        for (int i = 0; i < length; i++) {
            float d = x[i] - r;
            sum[i] += d * d;
        }
    }

    // Four references share each load of x.
    private static void addSquares(
            float[] x,
            int length,
            float r0,
            float r1,
            float r2,
            float r3,
            float[] sum0,
            float[] sum1,
            float[] sum2,
            float[] sum3) {
        for (int i = 0; i < length; i++) {
            float v = x[i];
            float d0 = v - r0;
            float d1 = v - r1;
            float d2 = v - r2;
            float d3 = v - r3;
            sum0[i] += d0 * d0;
            sum1[i] += d1 * d1;
            sum2[i] += d2 * d2;
            sum3[i] += d3 * d3;
        }
    }

    private static void add(double[] totals, float[] sums, int length) {
        for (int i = 0; i < length; i++) {
            totals[i] += sums[i];
        }
    }
}
