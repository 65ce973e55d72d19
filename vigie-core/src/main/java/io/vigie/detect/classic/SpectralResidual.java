package io.vigie.detect.classic;

import io.vigie.detect.AnomalyKind;
import io.vigie.detect.Descriptor;
import io.vigie.detect.Detector;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.Option;
import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.detect.internal.PreparedRows;

/**
 * Spectral residual: a point stands out where the innovation of its window's spectrum puts energy.
 *
 * <p>For each channel the last {@code window - extension} rows and {@code extension} copies of one estimated next point
 * make a window of {@code window} values. With {@code A} the amplitude and {@code P} the phase of its Fourier transform
 * and {@code L = log A}, the saliency map is {@code S = |F^-1 exp(L - mean_q(L) + iP)|}, where {@code mean_q} averages over
 * {@code filter} neighbouring frequencies. The score of the newest row is its saliency relative to the mean {@code m} of
 * the {@code local} rows before it, {@code max(0, (S - m) / m)} (Ren et al., "Time-Series Anomaly Detection Service at
 * Microsoft", KDD 2019, equations 1 to 9). The paper's estimated point {@code x[n - m + 1] + m g}, {@code g} the mean slope
 * from each of {@code m} earlier points to {@code x[n]}, keeps the newest row off the edge of the window, where saliency is
 * unreliable; so the method is causal. It answers to points and onsets, not to what lasts.
 *
 * <p>Differences: {@code x[n]} of the estimate is the row before the newest, since an estimate drawn from a spike is a
 * greater spike (the authors' code does the same); frequencies wrap around in {@code mean_q}; amplitudes below 1e-8 count as 1e-8 in the logarithm, so a
 * constant window has no saliency of its own; the paper's threshold is left to the judging of scores; a row's score is
 * the sum over channels, so contributions add up. Nothing is learned but the channels.
 *
 * <p>Complexity: O(rows x channels x window log window); two channels share one complex transform.
 *
 * @param window values transformed, a power of two
 * @param filter neighbouring frequencies averaged (q), odd
 * @param local rows before a row that its saliency is compared with (z)
 * @param extension copies of the estimated point (kappa)
 * @param slopes earlier points that the estimated point is drawn from (m)
 */
public record SpectralResidual(
        @Option(value = "128", description = "Values transformed, a power of two, 16 to 65536.")
        int window,

        @Option(value = "3", description = "Neighbouring frequencies averaged, odd, 1 to window / 2.")
        int filter,

        @Option(value = "21", description = "Rows before a row that its saliency is compared with, at least 1.")
        int local,

        @Option(value = "5", description = "Copies of the estimated next point, at least 0.")
        int extension,

        @Option(value = "5", description = "Earlier points that the estimated point is drawn from, at least 1.")
        int slopes)
        implements Detector {

    public SpectralResidual {
        if (window < 16 || window > 65_536 || Integer.bitCount(window) != 1) {
            throw new OptionException("window is " + window + "; use a power of two from 16 to 65536");
        }
        if (filter < 1 || filter > window / 2 || filter % 2 == 0) {
            throw new OptionException("filter is " + filter + "; use an odd number from 1 to " + window / 2);
        }
        if (extension < 0 || extension > window / 2) {
            throw new OptionException("extension is " + extension + "; use 0 to " + window / 2);
        }
        if (local < 1 || local >= window - extension) {
            throw new OptionException("local is " + local + "; use 1 to " + (window - extension - 1));
        }
        if (slopes < 1 || slopes >= window - extension - 1) {
            throw new OptionException("slopes is " + slopes + "; use 1 to " + (window - extension - 2));
        }
    }

    /** Rows of the series in a window. */
    int observed() {
        return window - extension;
    }

    @Override
    public String id() {
        return "spectral-residual";
    }

    @Override
    public Descriptor descriptor() {
        return Descriptor.of(
                        "Spectral residual: saliency of the newest row in its window's spectrum",
                        "Ren et al., KDD 2019",
                        "relative saliency",
                        0,
                        true,
                        true)
                .withBlindSpots(
                        AnomalyKind.LEVEL_SHIFT, AnomalyKind.FLAT_LINE, AnomalyKind.NOISE_BURST, AnomalyKind.DROPOUT);
    }

    @Override
    public FittedDetector fit(TrainingSet train, RunContext context) {
        context.checkCancelled();
        PreparedRows.trainSegments(train, 1);
        return new FittedSpectralResidual(this, train.schema());
    }
}
