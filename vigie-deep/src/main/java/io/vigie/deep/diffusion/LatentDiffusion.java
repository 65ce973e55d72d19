package io.vigie.deep.diffusion;

import io.vigie.deep.engine.Limits;
import io.vigie.deep.window.CellDetector;
import io.vigie.deep.window.CellModel;
import io.vigie.deep.window.CellUnit;
import io.vigie.deep.window.ChannelRange;
import io.vigie.detect.Alignment;
import io.vigie.detect.Descriptor;
import io.vigie.detect.Option;
import io.vigie.detect.OptionException;

/**
 * How far a window is from itself with its improbable stretches healed: a diffusion of the window's latent tells which
 * positions, of eight rows each, fit the others badly, draws those anew given the rest, and the decoder makes a window of
 * it. The score of a row is the sum over channels of the squared errors of the healed window, each counted in the channel's
 * mean squared error on windows held out of training, averaged over the windows that cover the row.
 *
 * <p>After Pinaya et al., Fast unsupervised brain anomaly detection and segmentation with diffusion models, MICCAI 2022: a
 * vector-quantised autoencoder (van den Oord et al., NeurIPS 2017), a diffusion of its latent, the divergence of the
 * diffusion's steps over a middle band as the measure of a position, and a position resampled where that exceeds what train
 * windows have. We differ in these points: latents have a position a stretch of time rather than one in an image, so which
 * channel is at fault is told by the decoded difference; the divergence is that of a few long steps with one fixed draw of
 * noise; sampling is deterministic; latents are normalised before they are quantised, in parts with a code each (product
 * quantisation, Jégou et al., PAMI 2011), without which few codes were ever used; the band is one of less noise; all is
 * learned in one loop, the diffusion taking latents as given; the score is the difference itself, which theirs is where a
 * position is flagged alone; {@code codes=0} leaves latents continuous.
 *
 * <p>Complexity: fit O(steps x batch x parameters), score O(rows / stride x evaluations x parameters).
 */
public record LatentDiffusion(
        @Option(value = "64", description = "Rows of a window, at least 1; eight are a position of the latent.")
        int window,

        @Option(value = "64", description = "Vectors that latents are made of, or 0 for continuous latents.")
        int codes,

        @Option(value = "16", description = "Numbers of a position, at least 2.")
        int latent,

        @Option(
                value = "4",
                description =
                        "Parts of a position that each have a code of their own, a divisor of latent; no matter where"
                                + " latents are continuous.")
        int groups,

        @Option(value = "64", description = "Units of a layer of autoencoder and denoiser, at least 1.")
        int hidden,

        @Option(value = "convolution", description = "The denoiser: unet, convolution or transformer.")
        DenoiserArchitecture denoiser,

        @Option(
                value = "cosine",
                description = "From data to noise: linear, cosine, quadratic, variance-preserving, variance-exploding,"
                        + " or straight (flow matching).")
        NoiseProcess process,

        @Option(value = "angular", description = "What the denoiser tells: noise, clean, angular or velocity.")
        Prediction prediction,

        @Option(
                value = "independent",
                description = "Noise that is learned with: any (independent) or, for process=straight, the nearest"
                        + " (optimal-transport).")
        Pairing pairing,

        @Option(value = "ddim", description = "How noise is taken off: ddim, dpm-solver, euler or heun.")
        Sampler sampler,

        @Option(
                value = "4",
                description =
                        "Steps of the diffusion whose divergence is measured, evenly spread over the band; at least 1.")
        int bandSteps,

        @Option(value = "0.05", description = "Where the band begins on the way to noise, above 0.")
        double bandFrom,

        @Option(value = "0.3", description = "Where it ends, above band-from, below 1.")
        double bandTo,

        @Option(value = "0", description = "Share of train windows in which a position is flagged, from 0 to below 1.")
        double flagged,

        @Option(
                value = "6",
                description =
                        "Most evaluations of the denoiser that a flagged part is resampled by, at least 1; heun takes two a"
                                + " step.")
        int evaluations,

        @Option(
                value = "0.8",
                description =
                        "How far towards noise a flagged part is taken, above 0 to 1, where nothing is left of it.")
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

    public LatentDiffusion {
        CellDetector.check(window, stride, smoothing, noiseFloor, epochs, maxSteps, learningRate);
        Limits.atLeast("codes", codes, 0);
        Limits.atLeast("latent", latent, 2);
        Limits.atLeast("groups", groups, 1);
        if (latent % groups != 0) {
            throw new OptionException("groups is " + groups + "; use a divisor of latent, " + latent);
        }
        Limits.atLeast("hidden", hidden, 1);
        Limits.atLeast("band-steps", bandSteps, 1);
        Limits.above("band-from", bandFrom, 0, 1);
        Limits.above("band-to", bandTo, bandFrom, 1);
        if (bandTo == 1) {
            throw new OptionException("band-to is 1, where nothing is left of the window; use less");
        }
        Limits.share("flagged", flagged);
        Limits.above("level", level, 0, 1);
        PartialDiffusion.checkLevel("level", level, process, prediction);
        PartialDiffusion.checkLevel("band-to", bandTo, process, prediction);
        pairing.check(process);
        PartialDiffusion.check(sampler, evaluations);
        if (sampler == Sampler.ADAPTIVE) {
            throw new OptionException(
                    "sampler is adaptive, which does not stop for positions that are not flagged to be put"
                            + " back; use ddim, dpm-solver, euler or heun");
        }
    }

    /** Windows of eight positions of 16 numbers in four parts, 64 codes, four evaluations that localise and six that heal. */
    public LatentDiffusion() {
        this(
                64,
                64,
                16,
                4,
                64,
                DenoiserArchitecture.CONVOLUTION,
                NoiseProcess.COSINE,
                Prediction.ANGULAR,
                Pairing.INDEPENDENT,
                Sampler.DDIM,
                4,
                0.05,
                0.3,
                0,
                6,
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
        return "latent-diffusion";
    }

    @Override
    public Descriptor descriptor() {
        return described(
                "How far a window is from itself with its improbable stretches resampled by a diffusion of its latent",
                "Pinaya et al. 2022; van den Oord et al. 2017");
    }

    @Override
    public CellUnit unit() {
        return CellUnit.SQUARED_ERROR;
    }

    @Override
    public CellModel model(ChannelRange range) {
        return new LatentDiffusionNetwork(this, range);
    }
}
