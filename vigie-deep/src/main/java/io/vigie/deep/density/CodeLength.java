package io.vigie.deep.density;

import io.vigie.detect.internal.Quietness;

/**
 * How many nats a window takes under the simplest model fitted to that window alone: each channel a normal distribution
 * about its mean, or a random walk, whichever codes it shorter. Stands in for the compressor of Serrà et al. (ICLR 2020):
 * a frozen or quiet window has a short code.
 */
public final class CodeLength {
    private static final double LOG_TWO_PI_E = Math.log(2 * Math.PI * Math.E);

    private CodeLength() {}

    /**
     * @param windows [batch][channel][time]
     * @param floor deviation below which nothing is told apart
     * @return nats of each window
     */
    public static double[] of(float[] windows, int channels, int window, double floor) {
        double[] nats = new double[windows.length / (channels * window)];
        for (int i = 0; i < nats.length; i++) {
            for (int c = 0; c < channels; c++) {
                double variance = Math.min(
                        variance(windows, (i * channels + c) * window, window),
                        Quietness.meanSquareStep(windows, (i * channels + c) * window, window));
                nats[i] += 0.5 * window * (LOG_TWO_PI_E + Math.log(variance + floor * floor));
            }
        }
        return nats;
    }

    private static double variance(float[] values, int from, int length) {
        double mean = 0;
        for (int t = from; t < from + length; t++) {
            mean += values[t];
        }
        mean /= length;
        double squares = 0;
        for (int t = from; t < from + length; t++) {
            squares += (values[t] - mean) * (values[t] - mean);
        }
        return squares / length;
    }
}
