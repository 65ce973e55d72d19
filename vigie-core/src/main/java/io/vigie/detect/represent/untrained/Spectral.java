package io.vigie.detect.represent.untrained;

import io.vigie.detect.Option;
import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.detect.internal.FourierTransform;
import io.vigie.detect.internal.PreparedRows;
import io.vigie.detect.represent.Encoder;
import io.vigie.detect.represent.EncoderDescriptor;
import io.vigie.detect.represent.FittedEncoder;
import io.vigie.model.ModelReader;
import io.vigie.series.SeriesSchema;

/**
 * How strongly a window swings at which pace, channel by channel: its mean, and the logarithms of its energy in octave bands.
 * Phase does not matter.
 *
 * <p>The window less its mean is tapered by a Hann window (Welch, The use of fast Fourier transform for the estimation of power
 * spectra, IEEE Trans. Audio Electroacoustics 15(2), 1967), padded with zeros to {@code n} rows, a power of two, and transformed.
 * Band b holds the frequencies {@code 2^b .. 2^(b+1) - 1} of n, the last one n / 2 too, which has no mirror image and counts half;
 * its feature is {@code log(floor + E)} with E the mean square of the part of the signal in the band. Features: channels x (1 +
 * log2(n / 2)). O(n log n) a channel and window.
 *
 * @param floor energy below which bands are alike
 */
public record Spectral(
        @Option(
                value = "0.001",
                description = "Energy below which bands are alike, in squared prepared units, above 0.")
        double floor)
        implements Encoder {
    private static final int LEAST_WINDOW = 4;

    public Spectral {
        if (!(floor > 0) || Double.isInfinite(floor)) {
            throw new OptionException("floor is " + floor + "; use a number above 0");
        }
    }

    @Override
    public String id() {
        return "spectral";
    }

    @Override
    public EncoderDescriptor descriptor() {
        return EncoderDescriptor.of("Mean, and log energy in octave bands", "Welch 1967");
    }

    @Override
    public FittedEncoder fit(TrainingSet train, int window, RunContext context) {
        context.checkCancelled();
        PreparedRows.trainSegments(train, window);
        return fitted(train.schema(), window);
    }

    static FittedEncoder read(Spectral encoder, SeriesSchema schema, int window, ModelReader in) {
        return encoder.fitted(schema, window);
    }

    private FittedEncoder fitted(SeriesSchema schema, int window) {
        if (window < LEAST_WINDOW) {
            throw new OptionException(
                    "window " + window + " is too short for a spectrum; use at least " + LEAST_WINDOW);
        }
        int size = Integer.highestOneBit(window - 1) * 2;
        FourierTransform fourier = new FourierTransform(size);
        double[] taper = new double[window];
        double energy = 0;
        for (int o = 0; o < window; o++) {
            taper[o] = 0.5 - 0.5 * Math.cos(2 * Math.PI * (o + 0.5) / window);
            energy += taper[o] * taper[o];
        }
        double scale = 2 / (size * energy);
        int bands = Integer.numberOfTrailingZeros(size / 2);
        return new PerChannelEncoder(
                this, schema, window, 1 + bands, (values, from, stride, count, target, at, next) -> {
                    double[] re = new double[size];
                    double[] im = new double[size];
                    for (int i = 0; i < count; i++) {
                        describe(
                                values, from + i * stride, taper, fourier, re, im, scale, bands, target, at + i * next);
                    }
                });
    }

    private void describe(
            double[] values,
            int from,
            double[] taper,
            FourierTransform fourier,
            double[] re,
            double[] im,
            double scale,
            int bands,
            float[] target,
            int at) {
        double sum = 0;
        for (int o = 0; o < taper.length; o++) {
            re[o] = PreparedRows.clamp(values[from + o]);
            sum += re[o];
        }
        double mean = sum / taper.length;
        for (int o = 0; o < re.length; o++) {
            re[o] = o < taper.length ? (re[o] - mean) * taper[o] : 0;
            im[o] = 0;
        }
        fourier.forward(re, im);
        target[at] = (float) mean;
        for (int b = 0; b < bands; b++) {
            int first = 1 << b;
            double power = 0;
            for (int k = first; k < 2 * first; k++) {
                power += re[k] * re[k] + im[k] * im[k];
            }
            if (b == bands - 1) {
                int nyquist = 2 * first;
                power += 0.5 * re[nyquist] * re[nyquist]; // real, and without the mirror image that others have
            }
            target[at + 1 + b] = (float) Math.log(floor + scale * power);
        }
    }
}
