package io.vigie.deep.diffusion;

import io.vigie.deep.engine.Limits;
import io.vigie.deep.window.CellDetector;
import io.vigie.deep.window.CellModel;
import io.vigie.deep.window.CellUnit;
import io.vigie.deep.window.ChannelRange;
import io.vigie.detect.Alignment;
import io.vigie.detect.AnomalyKind;
import io.vigie.detect.Descriptor;
import io.vigie.detect.Option;
import io.vigie.detect.OptionException;

/**
 * How far a window is from what a diffusion makes of its one half given the other: every other one of ten stripes of rows is
 * hidden and drawn from noise, then the others; at each step of the sampler the error of a hidden cell against what the step
 * expects there votes, in the level of such errors on train windows. The score of a row is the sum over channels of its cells' votes, averaged
 * over the windows that cover the row. The model also fills gaps: it is an {@link io.vigie.detect.Imputer}.
 *
 * <p>Chen et al., ImDiffusion: imputed diffusion models for multivariate time series anomaly detection, VLDB 2023, with the
 * denoisers of Tashiro et al. (CSDI, NeurIPS 2021) and others. We differ in these points. They sample 50 steps for each of two
 * masks and let the errors of the later steps vote by thresholds; here five steps do for each mask, all steps vote, and a vote
 * counts by its size. They predict the noise; with {@link Prediction#NOISE} here sampling begins where data can still be told by it,
 * and the first step does not vote. They tell the denoiser the noise of the cells that are seen in place of their values; that is
 * {@link Reference#NOISE} here. By default it is told the values, and what is diffused is what straight lines between them leave
 * of the hidden cells, in its root mean square over the train part at that distance from a seen cell: a network that has
 * learned nothing draws about the lines, as wide as they are wrong. They learn with ten stripes only; here half of the masks
 * are two to ten stripes and half are blocks of rows and channels, so that gaps of any shape can be filled. Windows are cut to the
 * range of the train part before they are read.
 *
 * <p>Blind spot: a channel that stands still is what lines between its seen rows tell.
 *
 * <p>Complexity: fit O(steps x batch x window x parameters), score O(rows / stride x evaluations x parameters).
 */
public record ImDiffusion(
        @Option(value = "64", description = "Rows of a window, at least 2.")
        int window,

        @Option(
                value = "10",
                description = "Stripes of rows that a window is cut into, every other one hidden; 2 to the window.")
        int stripes,

        @Option(
                value = "unet",
                description =
                        "Network: convolutions at two resolutions (unet), dilated ones (convolution), or attention"
                                + " over rows and channels (transformer), many times slower.")
        DenoiserArchitecture denoiser,

        @Option(value = "64", description = "Units of its layers, at least 1.")
        int hidden,

        @Option(
                value = "cosine",
                description =
                        "How noise comes in: linear, cosine, quadratic, variance-preserving, variance-exploding or"
                                + " straight.")
        NoiseProcess process,

        @Option(value = "angular", description = "What the network tells: noise, clean, angular or velocity.")
        Prediction prediction,

        @Option(
                value = "ddim",
                description = "How hidden cells come from noise: ddim, dpm-solver, euler, or heun, which takes two"
                        + " evaluations a step.")
        Sampler sampler,

        @Option(
                value = "values",
                description = "What the network is told of the rows that are seen: their values, or their noise.")
        Reference reference,

        @Option(
                value = "10",
                description = "Evaluations of the network for a window, over both masks, 2 to 1000; an even number. The"
                        + " paper takes 100. Draws of gaps take as many.")
        int evaluations,

        @Option(
                value = "mean",
                description = "How the errors of steps are combined: mean, mean of logarithms, or share of votes.")
        StepVotes votes,

        @Option(
                value = "0.05",
                description = "Least level of errors, in scale units: finer noise is taken for rounding; above 0.")
        double noiseFloor,

        @Option(
                value = "12",
                description = "Passes over the train windows, at least 1; ends early when nothing is gained.")
        int epochs,

        @Option(value = "600", description = "Most updates of the weights, at least 1, however long the train part.")
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
    private static final int MOST_EVALUATIONS = 1000;

    public ImDiffusion {
        CellDetector.check(window, stride, smoothing, noiseFloor, epochs, maxSteps, learningRate);
        Limits.atLeast("window", window, 2);
        Limits.atLeast("hidden", hidden, 1);
        if (stripes < 2 || stripes > window) {
            throw new OptionException("stripes is " + stripes + "; use 2 to the window, " + window);
        }
        if (evaluations < 2 || evaluations > MOST_EVALUATIONS || evaluations % 2 != 0) {
            throw new OptionException("evaluations is " + evaluations + "; use an even number from 2 to "
                    + MOST_EVALUATIONS + ", half of them for each mask");
        }
        PartialDiffusion.checkDrawsNothing(sampler);
        if (sampler == Sampler.ADAPTIVE) {
            throw new OptionException("sampler is adaptive, whose steps are each window's own, so they cannot vote; use"
                    + " ddim, dpm-solver, euler or heun");
        }
        if (evaluations < ImDiffusionNetwork.MASKS * sampler.evaluationsOfAStep()) {
            throw new OptionException("evaluations is " + evaluations
                    + "; use at least 4, which one step of heun takes for the two masks");
        }
    }

    /** Windows of 64 rows, convolutions at two resolutions, ten evaluations. */
    public ImDiffusion() {
        this(
                64,
                10,
                DenoiserArchitecture.UNET,
                64,
                NoiseProcess.COSINE,
                Prediction.ANGULAR,
                Sampler.DDIM,
                Reference.VALUES,
                10,
                StepVotes.MEAN,
                0.05,
                12,
                600,
                2e-3,
                16,
                16,
                Alignment.CENTRED);
    }

    @Override
    public String id() {
        return "imdiffusion";
    }

    /** A frozen channel is what lines between its seen rows tell; without these its seen values do not give it away. */
    @Override
    public Descriptor descriptor() {
        AnomalyKind[] blindSpots =
                reference == Reference.VALUES ? new AnomalyKind[] {AnomalyKind.FLAT_LINE} : new AnomalyKind[0];
        return described(
                "How far the rows of a window are from what a diffusion draws of them given the others",
                "Chen et al. 2023",
                blindSpots);
    }

    @Override
    public boolean imputes() {
        return true;
    }

    @Override
    public CellUnit unit() {
        return CellUnit.HEAT;
    }

    @Override
    public CellModel model(ChannelRange range) {
        return new ImDiffusionNetwork(this, range);
    }
}
