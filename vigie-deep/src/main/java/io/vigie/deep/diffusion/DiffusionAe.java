package io.vigie.deep.diffusion;

import io.vigie.deep.autoencoder.WindowArchitecture;
import io.vigie.deep.engine.Limits;
import io.vigie.deep.window.CellDetector;
import io.vigie.deep.window.CellModel;
import io.vigie.deep.window.CellUnit;
import io.vigie.deep.window.ChannelRange;
import io.vigie.detect.Alignment;
import io.vigie.detect.Descriptor;
import io.vigie.detect.Option;

/**
 * How far a window is from what an autoencoder and a partial diffusion make of it: the autoencoder gives a coarse
 * reconstruction, the diffusion takes what it missed part of the way to noise and back. The score of a row is the sum over
 * channels of the squared errors of the refined reconstruction, each counted in the channel's mean squared error on windows
 * held out of training, averaged over the windows that cover the row.
 *
 * <p>After Pintilie, Manolache and Brad, Time series anomaly detection using diffusion-based models, ICDM workshops 2023,
 * and the partial diffusion of Wyatt et al., AnoDDPM, CVPR workshops 2022. We differ in these points: theirs is a diffusion
 * of the coarse reconstruction, ours of the residuals that it leaves, given the reconstruction, in units of each channel's
 * usual residual and cut at 5 of them, so that noise of one size hides as much of every channel; the diffusion takes the
 * autoencoder as given, where they train both end to end; steps are few and draw nothing, where theirs do at each; the noise
 * is Gaussian, AnoDDPM's also simplex noise; autoencoder and denoiser are convolutions, theirs a transformer and a larger
 * U-Net. With {@code level=1} nothing of the residuals is left, and what comes back follows from the coarse reconstruction
 * alone.
 *
 * <p>Complexity: fit O(steps x batch x parameters), score O(rows / stride x evaluations x parameters).
 */
public record DiffusionAe(
        @Option(value = "64", description = "Rows of a window, at least 1.")
        int window,

        @Option(value = "convolution", description = "Convolutions over time, or dense layers over the whole window.")
        WindowArchitecture architecture,

        @Option(value = "16", description = "Numbers a window must pass through at first, at least 1.")
        int bottleneck,

        @Option(value = "64", description = "Units of a layer of autoencoder and denoiser, at least 1.")
        int hidden,

        @Option(value = "unet", description = "The denoiser: unet, convolution, or transformer, which is slow.")
        DenoiserArchitecture denoiser,

        @Option(
                value = "straight",
                description = "From data to noise: linear, cosine, quadratic, variance-preserving, variance-exploding,"
                        + " or straight (flow matching).")
        NoiseProcess process,

        @Option(value = "velocity", description = "What the denoiser tells: noise, clean, angular or velocity.")
        Prediction prediction,

        @Option(value = "euler", description = "How noise is taken off: ddim, dpm-solver, euler, heun or adaptive.")
        Sampler sampler,

        @Option(
                value = "5",
                description =
                        "Most evaluations of the denoiser a window, at least 1; heun takes two a step, adaptive what it"
                                + " needs.")
        int evaluations,

        @Option(
                value = "0.8",
                description = "How far towards noise residuals are taken, above 0 to 1, where nothing is left of them.")
        double level,

        @Option(
                value = "0.05",
                description =
                        "Least held-out error of a channel, in scale units: finer noise is taken for rounding; above 0.")
        double noiseFloor,

        @Option(
                value = "6",
                description = "Passes over the train windows, at least 1; ends early when nothing is gained.")
        int epochs,

        @Option(value = "500", description = "Most updates of the weights, at least 1, however long the train part.")
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

    public DiffusionAe {
        CellDetector.check(window, stride, smoothing, noiseFloor, epochs, maxSteps, learningRate);
        Limits.atLeast("bottleneck", bottleneck, 1);
        Limits.atLeast("hidden", hidden, 1);
        Limits.above("level", level, 0, 1);
        PartialDiffusion.checkLevel("level", level, process, prediction);
        PartialDiffusion.check(sampler, evaluations);
    }

    /** 64 rows through 16 numbers, five evaluations of a U-Net by flow matching, from four fifths of the way to noise. */
    public DiffusionAe() {
        this(
                64,
                WindowArchitecture.CONVOLUTION,
                16,
                64,
                DenoiserArchitecture.UNET,
                NoiseProcess.STRAIGHT,
                Prediction.VELOCITY,
                Sampler.EULER,
                5,
                0.8,
                0.05,
                6,
                500,
                2e-3,
                16,
                16,
                Alignment.CENTRED);
    }

    @Override
    public String id() {
        return "diffusion-ae";
    }

    @Override
    public Descriptor descriptor() {
        return described(
                "How far a window is from its reconstruction by an autoencoder and a partial diffusion",
                "Pintilie et al. 2023; Wyatt et al. 2022");
    }

    @Override
    public CellUnit unit() {
        return CellUnit.SQUARED_ERROR;
    }

    @Override
    public CellModel model(ChannelRange range) {
        return new DiffusionAeNetwork(this, range);
    }
}
