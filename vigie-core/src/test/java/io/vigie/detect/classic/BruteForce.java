package io.vigie.detect.classic;

/** Window distances straight from their definition. */
final class BruteForce {
    private BruteForce() {}

    /** A window as it is compared. */
    static double[] normalized(double[] x, int from, int window, WindowNormalization normalize) {
        double mean = 0;
        for (int o = 0; o < window; o++) {
            mean += x[from + o] / window;
        }
        double squares = 0;
        for (int o = 0; o < window; o++) {
            squares += (x[from + o] - mean) * (x[from + o] - mean);
        }
        double deviation = Math.max(Math.sqrt(squares / window), WindowNormalization.DEVIATION_FLOOR);
        double[] result = new double[window];
        for (int o = 0; o < window; o++) {
            result[o] = switch (normalize) {
                case NONE -> x[from + o];
                case MEAN -> x[from + o] - mean;
                case ZSCORE -> (x[from + o] - mean) / deviation;
            };
        }
        return result;
    }

    /** Squared distance of two windows in each channel. */
    static double[] squares(double[][] x, int i, double[][] y, int j, int window, WindowNormalization normalize) {
        double[] squares = new double[x.length];
        for (int c = 0; c < x.length; c++) {
            double[] a = normalized(x[c], i, window, normalize);
            double[] b = normalized(y[c], j, window, normalize);
            for (int o = 0; o < window; o++) {
                squares[c] += (a[o] - b[o]) * (a[o] - b[o]);
            }
        }
        return squares;
    }
}
