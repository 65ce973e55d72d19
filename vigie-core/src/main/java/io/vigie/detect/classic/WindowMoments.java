package io.vigie.detect.classic;

import java.util.Arrays;

/** Means and deviations of consecutive windows of one channel, and what makes windows comparable. */
final class WindowMoments {
    /** Mean of each window. */
    final double[] mean;

    /** One over (what the window is divided by, times the root of the window length): two of them turn a covariance sum
     * into a product per row. */
    final double[] inverse;

    /** Mean square of the window as compared, means taken out. */
    final double[] power;

    private final double[] lane;
    private final double[] squares;

    WindowMoments(int capacity) {
        mean = new double[capacity];
        inverse = new double[capacity];
        power = new double[capacity];
        lane = new double[capacity];
        squares = new double[capacity];
    }

    /** Measures the {@code count} windows that begin at {@code from} and the rows after it. */
    void measure(double[] x, int from, int count, int window, WindowNormalization normalization) {
        Arrays.fill(mean, 0, count, 0);
        Arrays.fill(squares, 0, count, 0);
        for (int o = 0; o < window; o++) {
            System.arraycopy(x, from + o, lane, 0, count);
            add(lane, count, mean);
        }
        for (int i = 0; i < count; i++) {
            mean[i] /= window;
        }
        for (int o = 0; o < window; o++) {
            System.arraycopy(x, from + o, lane, 0, count);
            addSquares(lane, count, mean, squares);
        }
        double root = Math.sqrt(window);
        for (int i = 0; i < count; i++) {
            double variance = squares[i] / window;
            if (normalization == WindowNormalization.ZSCORE) {
                double divisor = Math.max(Math.sqrt(variance), WindowNormalization.DEVIATION_FLOOR);
                inverse[i] = 1 / (divisor * root);
                power[i] = variance / (divisor * divisor);
            } else {
                inverse[i] = 1 / root;
                power[i] = variance;
            }
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
