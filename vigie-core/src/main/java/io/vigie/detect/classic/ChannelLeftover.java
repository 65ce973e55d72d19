package io.vigie.detect.classic;

import io.vigie.detect.RunContext;
import io.vigie.detect.internal.RowRing;
import io.vigie.detect.internal.Spectrum;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import io.vigie.series.TimeSeries;
import java.util.Arrays;
import java.util.List;

/**
 * What the principal components of windows leave over of each channel, in nats of isotropic normal noise. A feature is
 * (row in window, channel), row first.
 */
final class ChannelLeftover {
    static final int MOST_WINDOWS = 4096;
    static final int MOST_COVARIANCE = 1024;

    /** Deviation below which values are not told apart, in scale units. */
    static final double LEAST_DEVIATION = 0.05;

    /** Prepared values further out count as this. */
    static final double LIMIT = 1e6;

    private static final double RANK_TOLERANCE = 1e-10; // smaller shares of the largest eigenvalue are none

    private final int channels;
    private final int window;
    private final PrincipalSubspace subspace;
    private final double noise; // variance in each direction beyond the subspace

    private ChannelLeftover(int channels, PrincipalSubspace subspace, double noise) {
        this.channels = channels;
        this.window = subspace.features() / channels;
        this.subspace = subspace;
        this.noise = noise;
    }

    /**
     * Of the principal components of windows.
     *
     * @param segments of the train part, each of at least one window
     * @param most components
     */
    static ChannelLeftover of(List<TimeSeries> segments, int window, int most, RunContext context) {
        int channels = segments.get(0).channelCount();
        int features = Math.multiplyExact(window, channels);
        double[][] windows =
                WindowSample.of(segments, window, features <= MOST_COVARIANCE ? MOST_WINDOWS : MOST_COVARIANCE);
        int count = windows.length;
        double[] mean = new double[features];
        for (double[] values : windows) {
            for (int d = 0; d < features; d++) {
                values[d] = clamp(values[d]);
                mean[d] += values[d] / count;
            }
        }
        double total = 0;
        for (double[] values : windows) {
            for (int d = 0; d < features; d++) {
                values[d] -= mean[d];
                total += values[d] * values[d] / count;
            }
        }
        Spectrum spectrum = count < features
                ? Spectrum.ofSamples(windows, features, context)
                : Spectrum.ofCovariance(
                        Spectrum.products(transposed(windows, features), count, count, context), features);
        context.checkCancelled();
        int kept = Math.min(most, Math.min(spectrum.rank(RANK_TOLERANCE), Math.min(features, count) / 2));
        double held = 0;
        for (int j = 0; j < kept; j++) {
            held += spectrum.values[j];
        }
        double[] components = Arrays.copyOf(spectrum.vectors, kept * features);
        double noise = Math.max(LEAST_DEVIATION * LEAST_DEVIATION, (total - held) / (features - kept));
        return new ChannelLeftover(channels, new PrincipalSubspace(mean, components), noise);
    }

    private static double[][] transposed(double[][] rows, int features) {
        double[][] columns = new double[features][rows.length];
        for (int i = 0; i < rows.length; i++) {
            for (int d = 0; d < features; d++) {
                columns[d][i] = rows[i][d];
            }
        }
        return columns;
    }

    private static double clamp(double value) {
        return Math.max(-LIMIT, Math.min(LIMIT, value));
    }

    /** Number of components. */
    int kept() {
        return subspace.kept();
    }

    /** Variance of the noise in each direction, in squared scale units. */
    double noise() {
        return noise;
    }

    /** What noise of the least deviation adds to a channel's nats, on average. */
    double leastPart() {
        return 0.5 * window * LEAST_DEVIATION * LEAST_DEVIATION / noise;
    }

    /** Some windows side by side; room for one thread. */
    final class Block {
        private final int stride;
        private final double[] values; // [feature][stride]
        private final double[] coordinates; // [component][stride]
        private final double[] projected; // [feature][stride]
        private final float[] windows; // [stride][channel][row]
        private final double[] nats; // [channel][stride]
        private final double[] inner; // the same of values times what is left over of them
        private int width;

        /** @param capacity most windows */
        Block(int capacity) {
            this.stride = capacity;
            this.values = new double[subspace.features() * capacity];
            this.coordinates = new double[subspace.kept() * capacity];
            this.projected = new double[values.length];
            this.windows = new float[values.length];
            this.nats = new double[channels * capacity];
            this.inner = new double[nats.length];
        }

        /** Measures the windows of a series that begin at {@code from} and the {@code count - 1} rows after it. */
        void measure(TimeSeries series, int from, int count) {
            for (int d = 0; d < subspace.features(); d++) {
                series.copyChannel(d % channels, from + d / channels, values, d * stride, count);
            }
            measure(count);
        }

        /** Measures windows [window][feature] from number {@code from}. */
        void measure(double[][] samples, int from, int count) {
            for (int i = 0; i < count; i++) {
                put(i, samples[from + i], 0);
            }
            measure(count);
        }

        /** Measures the one window that a full ring holds. */
        void measure(RowRing ring) {
            put(0, ring.storage(), ring.windowStart());
            measure(1);
        }

        private void put(int at, double[] rows, int start) {
            for (int d = 0; d < subspace.features(); d++) {
                values[d * stride + at] = rows[start + d];
            }
        }

        private void measure(int count) {
            width = count;
            for (int d = 0; d < subspace.features(); d++) {
                int to = d % channels * window + d / channels;
                for (int i = 0; i < width; i++) {
                    double value = clamp(values[d * stride + i]);
                    values[d * stride + i] = value;
                    windows[i * subspace.features() + to] = (float) value;
                }
            }
            subspace.reconstruct(values, coordinates, projected, width, stride);
            Arrays.fill(nats, 0);
            Arrays.fill(inner, 0);
            double scale = 0.5 / noise;
            for (int d = 0; d < subspace.features(); d++) {
                add(d * stride, d % channels * stride, scale);
            }
        }

        private void add(int from, int to, double scale) {
            for (int i = 0; i < width; i++) {
                double residual = values[from + i] - projected[from + i];
                nats[to + i] += scale * residual * residual;
                inner[to + i] += scale * residual * values[from + i];
            }
        }

        /** Nats of a channel in a window, by its number in the block. */
        double nats(int channel, int i) {
            return nats[channel * stride + i];
        }

        /**
         * What a channel has of its nats by its own values. An outlying channel pulls the components and so leaves
         * residuals in others; of those only what the others' values account for is theirs: {@code x_c'r_c} in place of
         * {@code r_c'r_c}, within 0 and that. For a channel alone at fault the former is the larger, as the residual
         * operator of one channel is a contraction.
         */
        double ownNats(int channel, int i) {
            return Math.max(0, Math.min(nats[channel * stride + i], inner[channel * stride + i]));
        }

        /** Copies window {@code i} of the block as it was measured, [channel][row]. */
        void copyWindow(int i, float[] target, int at) {
            System.arraycopy(windows, i * subspace.features(), target, at, subspace.features());
        }

        /** What the components make of a row of window {@code i}. */
        double reconstructed(int i, int row, int channel) {
            int d = row * channels + channel;
            return subspace.mean(d) + projected[d * stride + i];
        }
    }

    void write(ModelWriter out) {
        subspace.write(out);
        out.number("noise", noise);
    }

    static ChannelLeftover read(ModelReader in, int channels, int window) {
        int features = Math.multiplyExact(channels, window);
        return new ChannelLeftover(channels, PrincipalSubspace.read(in, features), in.number("noise"));
    }
}
