package io.vigie.detect.classic;

import java.util.Arrays;

/** Means and deviations of consecutive windows of one channel, and what makes windows comparable. */
final class WindowMoments {
    /** Mean of each window. */
    final double[] mean;

    /** What each window is divided by; 1 where only means are taken out. */
    final double[] divisor;

    /** One over (the divisor times the root of the window length): two of them turn a covariance sum into a product per
     * row. */
    final double[] inverse;

    /** Mean square of the window as compared, means taken out. */
    final double[] power;

    private final double[] lane;

    WindowMoments(int capacity) {
        mean = new double[capacity];
        divisor = new double[capacity];
        inverse = new double[capacity];
        power = new double[capacity];
        lane = new double[capacity];
    }

    /** One a channel. */
    static WindowMoments[] of(int channels, int capacity) {
        WindowMoments[] moments = new WindowMoments[channels];
        for (int c = 0; c < channels; c++) {
            moments[c] = new WindowMoments(capacity);
        }
        return moments;
    }

    /** Moments of all windows of reference rows, one a channel; those that reach over the end of a stretch are there too. */
    static WindowMoments[] of(ReferenceRows references, WindowNormalization normalization) {
        int count = references.rows() - references.window() + 1;
        WindowMoments[] moments = of(references.channels(), count);
        for (int c = 0; c < moments.length; c++) {
            moments[c].measure(references.channel(c), 0, count, references.window(), normalization);
        }
        return moments;
    }

    /** Measures the {@code count} windows that begin at {@code from} and the rows after it. */
    void measure(double[] x, int from, int count, int window, WindowNormalization normalization) {
        Arrays.fill(mean, 0, count, 0);
        Arrays.fill(power, 0, count, 0);
        for (int o = 0; o < window; o++) {
            System.arraycopy(x, from + o, lane, 0, count);
            add(lane, count, mean);
        }
        for (int i = 0; i < count; i++) {
            mean[i] /= window;
        }
        for (int o = 0; o < window; o++) {
            System.arraycopy(x, from + o, lane, 0, count);
            addSquares(lane, count, mean, power);
        }
        double root = Math.sqrt(window);
        for (int i = 0; i < count; i++) {
            double variance = power[i] / window;
            double size = normalization == WindowNormalization.ZSCORE
                    ? Math.max(Math.sqrt(variance), WindowNormalization.DEVIATION_FLOOR)
                    : 1;
            divisor[i] = size;
            inverse[i] = 1 / (size * root);
            power[i] = variance / (size * size);
        }
    }

    private static void add(double[] x, int count, double[] sum) {
        for (int i = 0; i < count; i++) {
            sum[i] += x[i];
        }
    }

    private static void addSquares(double[] x, int count, double[] mean, double[] sum) {
        for (int i = 0; i < count; i++) {
            double deviation = x[i] - mean[i];
            sum[i] += deviation * deviation;
        }
    }
}
