package io.vigie.deep.diffusion;

import io.vigie.deep.engine.Limits;
import io.vigie.deep.window.CellDetector;
import io.vigie.deep.window.CellModel;
import io.vigie.deep.window.CellUnit;
import io.vigie.deep.window.ChannelRange;
import io.vigie.detect.Alignment;
import io.vigie.detect.Descriptor;
import io.vigie.detect.Option;

/**
 * How badly a network that has learned to take coarse noise off windows gives a window back. The score of a row is the sum over
 * channels of the squared error of what the network gives for the window as it is, each in the channel's mean squared error on
 * windows held out of training, averaged over the windows that cover the row. One evaluation of the network a window.
 *
 * <p>Kascenas et al., Denoising autoencoders for unsupervised anomaly detection in brain MRI, MIDL 2022, and The role of noise
 * in denoising models for anomaly detection in medical images, Medical Image Analysis 2023: a U-Net that learns from noise
 * drawn on a coarse grid and interpolated finds what it does not find having learned from noise of every pixel. Here knots
 * lie {@code resolution} rows apart, from a place of its own in each window, and channels have noise of their own. We differ in three
 * points: the loss is the logarithm of a window's mean squared error in a channel, so that channels which are told well count
 * as others do; errors are counted in the channel's own; and windows are cut to the range of the train part before they are
 * read, though not where they are judged. With {@link NoiseShape#SPECTRUM} noise looks as the series' own residuals do, which is the idea of
 * simplex noise in Wyatt et al., AnoDDPM, CVPR workshops 2022, without its diffusion.
 *
 * <p>What the paper found on images was not confirmed for series: on those that settings are chosen on the same network did as
 * well having learned from white noise (docs/benchmarks.md).
 *
 * <p>Complexity: fit O(steps x batch x window x parameters of a row), score O(rows x window / stride x the same).
 */
public record CoarseDae(
        @Option(value = "64", description = "Rows of a window, at least 1.")
        int window,

        @Option(value = "unet", description = "How the network is built: unet, convolution or transformer.")
        DenoiserArchitecture architecture,

        @Option(value = "32", description = "Units of the layers, at least 1.")
        int hidden,

        @Option(
                value = "coarse",
                description = "Noise that is learned from: coarse, white, or the residuals' own spectrum.")
        NoiseShape noise,

        @Option(value = "16", description = "Rows from knot to knot of coarse noise, at least 1.")
        int resolution,

        @Option(value = "0.3", description = "Deviation of the noise (coarse: at its knots), in scale units; above 0.")
        double magnitude,

        @Option(
                value = "0.05",
                description =
                        "Least held-out error of a channel, in scale units: finer noise is taken for rounding; above 0.")
        double noiseFloor,

        @Option(
                value = "6",
                description = "Passes over the train windows, at least 1; ends early when nothing is gained.")
        int epochs,

        @Option(value = "300", description = "Most updates of the weights, at least 1, however long the train part.")
        int maxSteps,

        @Option(value = "2e-3", description = "Highest learning rate, above 0.")
        double learningRate,

        @Option(value = "16", description = "Rows from window to window when scoring, 1 to the window; causal takes 1.")
        int stride,

        @Option(value = "16", description = "Rows over which scores are averaged, at least 1.")
        int smoothing,

        @Option(
                value = "centred",
                description = "All windows that cover a row (centred) or the one that ends at it (causal).")
        Alignment alignment)
        implements CellDetector {

    public CoarseDae {
        CellDetector.check(window, stride, smoothing, noiseFloor, epochs, maxSteps, learningRate);
        Limits.atLeast("hidden", hidden, 1);
        Limits.atLeast("resolution", resolution, 1);
        Limits.above("magnitude", magnitude, 0, 100);
    }

    /** Windows of 64 rows. */
    public CoarseDae() {
        this(
                64,
                DenoiserArchitecture.UNET,
                32,
                NoiseShape.COARSE,
                16,
                0.3,
                0.05,
                6,
                300,
                2e-3,
                16,
                16,
                Alignment.CENTRED);
    }

    @Override
    public String id() {
        return "coarse-dae";
    }

    @Override
    public Descriptor descriptor() {
        return described(
                "How badly a network that takes off coarse noise gives back a window", "Kascenas et al. 2022, 2023");
    }

    @Override
    public CellUnit unit() {
        return CellUnit.SQUARED_ERROR;
    }

    @Override
    public CellModel model(ChannelRange range) {
        return new CoarseDaeNetwork(this, range);
    }
}
