package io.vigie.detect.classic;

import io.vigie.detect.internal.FourierTransform;

/** Saliency of the newest point of windows of two channels at once: work space of one thread. */
final class Saliency {
    private static final double LEAST_AMPLITUDE = 1e-8;
    private static final double LEAST_SALIENCY = 1e-12;

    private final SpectralResidual options;
    private final int size;
    private final FourierTransform fourier;
    private final double[] real;
    private final double[] imaginary;
    private final double[] spectrumReal;
    private final double[] spectrumImaginary;
    private final double[] logFirst; // with filter / 2 wrapped values on either side
    private final double[] logSecond;

    /** Score of the second window after {@link #of}. */
    private double second;

    Saliency(SpectralResidual options) {
        this.options = options;
        this.size = options.window();
        fourier = new FourierTransform(size);
        real = new double[size];
        imaginary = new double[size];
        spectrumReal = new double[size];
        spectrumImaginary = new double[size];
        logFirst = new double[size / 2 + 1];
        logSecond = new double[size / 2 + 1];
    }

    double second() {
        return second;
    }

    /**
     * Scores the newest of {@code observed} values of two channels; give the same channel twice for one.
     *
     * @return score of the first; that of the other is {@link #second()}
     */
    double of(double[] a, double[] b, int from) {
        load(a, from, real);
        load(b, from, imaginary);
        fourier.forward(real, imaginary);
        // Spectra of the two real windows: A[k] = (Z[k] + conj Z[-k]) / 2, B[k] = (Z[k] - conj Z[-k]) / 2i.
        int half = size / 2;
        for (int k = 0; k <= half; k++) {
            int mirror = (size - k) & (size - 1);
            double firstReal = real[k] + real[mirror];
            double firstImaginary = imaginary[k] - imaginary[mirror];
            double secondReal = imaginary[k] + imaginary[mirror];
            double secondImaginary = real[mirror] - real[k];
            logFirst[k] = logAmplitude(firstReal, firstImaginary);
            logSecond[k] = logAmplitude(secondReal, secondImaginary);
        }
        for (int k = 0; k <= half; k++) {
            int mirror = (size - k) & (size - 1);
            double first = 0.5 * Math.exp(-filtered(logFirst, k));
            double other = 0.5 * Math.exp(-filtered(logSecond, k));
            double firstReal = first * (real[k] + real[mirror]);
            double firstImaginary = first * (imaginary[k] - imaginary[mirror]);
            double secondReal = other * (imaginary[k] + imaginary[mirror]);
            double secondImaginary = other * (real[mirror] - real[k]);
            // Conjugated, so that a forward transform inverts: Z' = A' + i B'.
            spectrumReal[k] = firstReal - secondImaginary;
            spectrumImaginary[k] = -(firstImaginary + secondReal);
            spectrumReal[mirror] = firstReal + secondImaginary;
            spectrumImaginary[mirror] = -(secondReal - firstImaginary);
        }
        fourier.forward(spectrumReal, spectrumImaginary);
        second = relative(spectrumImaginary);
        return relative(spectrumReal);
    }

    private void load(double[] values, int from, double[] target) {
        int observed = options.observed();
        System.arraycopy(values, from, target, 0, observed);
        // From the rows before the newest: a spike there must stand out, not drag the estimate along.
        int last = from + observed - 2;
        int slopes = options.slopes();
        double slope = 0;
        for (int i = 1; i <= slopes; i++) {
            slope += (values[last] - values[last - i]) / i;
        }
        double estimated = values[last - slopes + 1] + slope;
        for (int i = observed; i < size; i++) {
            target[i] = estimated;
        }
    }

    /** Logarithm of half the modulus. */
    private static double logAmplitude(double re, double im) {
        return Math.log(Math.max(0.5 * Math.sqrt(re * re + im * im), LEAST_AMPLITUDE));
    }

    private double filtered(double[] log, int k) {
        int reach = options.filter() / 2;
        double sum = 0;
        for (int j = k - reach; j <= k + reach; j++) {
            int folded = j & (size - 1);
            sum += log[folded <= size / 2 ? folded : size - folded];
        }
        return sum / (2 * reach + 1);
    }

    private double relative(double[] map) {
        int newest = options.observed() - 1;
        double sum = 0;
        for (int i = newest - options.local(); i < newest; i++) {
            sum += Math.abs(map[i]);
        }
        double mean = sum / options.local() / size;
        double saliency = Math.abs(map[newest]) / size;
        return mean < LEAST_SALIENCY ? 0 : Math.max(0, (saliency - mean) / mean);
    }
}
