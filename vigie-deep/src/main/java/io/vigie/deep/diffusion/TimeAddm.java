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
 * How far a window is from what a diffusion of its recurrent embedding gives back from several levels of noise. The score
 * of a row is the sum over channels of the mean over the levels of its squared errors, each counted in the channel's mean
 * on windows held out of training, averaged over the windows that cover the row.
 *
 * <p>After Hu et al., Unsupervised anomaly detection for multivariate time series using diffusion model (TimeADDM), ICASSP
 * 2024: a recurrent embedding, a diffusion of it, reconstructions from several levels of noise combined. We differ in these
 * points: levels are below a third of the way to noise and share few evaluations of the denoiser by deterministic steps,
 * where theirs go back through up to 1000 random ones; a step of the recurrence reads {@code fold} rows; the embedding is
 * normalised and passes few numbers to a second recurrence that gives the rows back, learned beside the diffusion, which
 * takes embeddings as given; errors of the levels are averaged with equal weights; scores count errors in the channel's
 * own.
 *
 * <p>Complexity: fit O(steps x batch x parameters), score O(rows / stride x evaluations x parameters).
 */
public record TimeAddm(
        @Option(value = "64", description = "Rows of a window, at least 1.")
        int window,

        @Option(value = "4", description = "Rows that a step of the recurrence reads, a divisor of the window.")
        int fold,

        @Option(value = "16", description = "Numbers of the embedding at a step, at least 2.")
        int embedding,

        @Option(value = "64", description = "Units of the recurrent layers and of a layer of the denoiser, at least 1.")
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

        @Option(value = "ddim", description = "How noise is taken off: ddim, dpm-solver, euler, heun or adaptive.")
        Sampler sampler,

        @Option(value = "3", description = "Levels of noise, evenly spaced up to the highest, at least 1.")
        int levels,

        @Option(
                value = "0.3",
                description =
                        "How far towards noise embeddings are taken at the highest level, above 0 to 1, where nothing is"
                                + " left of them.")
        double highest,

        @Option(
                value = "3",
                description =
                        "Most evaluations of the denoiser a window, all levels together, at least one a level; heun takes"
                                + " two a step, adaptive what it needs.")
        int evaluations,

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

        @Option(value = "4e-3", description = "Highest learning rate, above 0.")
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

    public TimeAddm {
        CellDetector.check(window, stride, smoothing, noiseFloor, epochs, maxSteps, learningRate);
        Limits.atLeast("fold", fold, 1);
        if (window % fold != 0) {
            throw new OptionException("fold is " + fold + "; use a divisor of the window, " + window);
        }
        Limits.atLeast("embedding", embedding, 2);
        Limits.atLeast("hidden", hidden, 1);
        Limits.atLeast("levels", levels, 1);
        Limits.above("highest", highest, 0, 1);
        Limits.atLeast("evaluations", evaluations, levels);
        PartialDiffusion.checkLevel("highest", highest, process, prediction);
        pairing.check(process);
        PartialDiffusion.check(sampler, evaluations / levels);
    }

    /** Windows of 16 steps of four rows, 16 numbers a step, three levels of one evaluation each. */
    public TimeAddm() {
        this(
                64,
                4,
                16,
                64,
                DenoiserArchitecture.CONVOLUTION,
                NoiseProcess.COSINE,
                Prediction.ANGULAR,
                Pairing.INDEPENDENT,
                Sampler.DDIM,
                3,
                0.3,
                3,
                0.05,
                6,
                500,
                4e-3,
                16,
                16,
                Alignment.CENTRED);
    }

    @Override
    public String id() {
        return "timeaddm";
    }

    @Override
    public Descriptor descriptor() {
        return described(
                "How far a window is from what a diffusion of its recurrent embedding gives back from several levels of"
                        + " noise",
                "Hu et al. 2024 (TimeADDM)");
    }

    @Override
    public CellUnit unit() {
        return CellUnit.SQUARED_ERROR;
    }

    @Override
    public CellModel model(ChannelRange range) {
        return new TimeAddmNetwork(this, range);
    }
}
