package io.vigie.deep.diffusion;

import io.vigie.deep.engine.Limits;
import io.vigie.deep.engine.Network;
import io.vigie.deep.engine.TorchRuntime;
import io.vigie.deep.engine.TrainingWindows;
import io.vigie.deep.oneclass.LabelledWindows;
import io.vigie.deep.window.CellDetector;
import io.vigie.deep.window.CellModel;
import io.vigie.deep.window.CellUnit;
import io.vigie.deep.window.ChannelRange;
import io.vigie.deep.window.FittedCells;
import io.vigie.detect.Alignment;
import io.vigie.detect.Descriptor;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.Option;
import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.model.ModelReader;

/**
 * How far a window is from what it would be if it were normal: a diffusion encodes it to a middle level of noise and decodes it
 * guided towards what is probable, keeping the window's own noise. The score of a row is the sum over channels of the squared
 * differences between the two, in held-out ones, averaged over the windows that cover the row. It tells counterfactuals of
 * events, whatever detector raised them: its {@link io.vigie.detect.Imputer#restore} leaves the channels that are not to blame
 * as they are, decodes the others given them, and keeps the noise that was measured in its first draw.
 *
 * <p>Wolleb et al., Diffusion models for medical anomaly detection, MICCAI 2022, for series. We differ in these points. They
 * encode and decode 500 of 1000 DDIM steps; here four of either do, and what so few lose of a window is added again in the end as
 * far as it is typical. They guide by the gradient of a classifier that has learned sick from healthy. Labels are rare, so here there
 * is a guide that needs none: the gradient of the fitted density, minus the noise that the network sees over its deviation. At
 * each step noise beyond that of train windows, by channel and how fast it changes, is taken off, for which no further
 * evaluation is needed. Where rows of the train part are labelled anomalous, from one anomaly on, their guide is there too: the
 * gradient of a classifier of the rows of noisy windows moves each step back ({@link NoisyClassifier}). So what was
 * labelled comes off even if there is so much of it, unlabelled, in the train part that the density has it for normal.
 * Where nothing is labelled, no classifier is learned and nothing is computed for one. Draws of gaps are not guided. What
 * lies far outside of all train windows, where the network knows nothing, is first brought near what it expects without
 * looking. One network tells whole windows and cells given others, as it learns with cells hidden at random (Tashiro et
 * al., CSDI, NeurIPS 2021).
 *
 * <p>Complexity: fit O(steps x batch x window x parameters), score O(rows / stride x evaluations x parameters).
 */
public record CounterfactualDiffusion(
        @Option(value = "64", description = "Rows of a window, at least 2.")
        int window,

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
                description =
                        "How gaps are drawn: ddpm, ddim, dpm-solver, euler, heun, which takes two evaluations a step,"
                                + " or adaptive, which takes what it needs. Windows are decoded by ddim, which encodes them.")
        Sampler sampler,

        @Option(
                value = "0.5",
                description = "How far windows are encoded, above 0 (not at all), at most 1 (to noise alone).")
        double depth,

        @Option(
                value = "3",
                description = "Deviations at which half of a window's noise is taken off: what is well below stays,"
                        + " what is far above goes; above 0.")
        double typical,

        @Option(
                value = "1",
                description = "Strength of the classifier that is learned where rows are labelled anomalous: 1 as it"
                        + " follows from probabilities, 0 for none, at most 100.")
        double guidance,

        @Option(
                value = "10",
                description =
                        "Most evaluations of the network for a window, 3 to 1000, both ways. Draws of gaps take as"
                                + " many.")
        int evaluations,

        @Option(
                value = "0.05",
                description = "Least level of noise, in scale units: finer noise is taken for rounding; above 0.")
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
    private static final int LEAST_EVALUATIONS = 3; // one blind, one each way
    private static final int MOST_EVALUATIONS = 1000;
    private static final double MOST_DEVIATIONS = 1000;
    private static final double MOST_GUIDANCE = 100;

    public CounterfactualDiffusion {
        CellDetector.check(window, stride, smoothing, noiseFloor, epochs, maxSteps, learningRate);
        Limits.atLeast("window", window, 2);
        Limits.atLeast("hidden", hidden, 1);
        Limits.above("depth", depth, 0, 1);
        PartialDiffusion.checkLevel("depth", depth, process, prediction);
        Limits.above("typical", typical, 0, MOST_DEVIATIONS);
        Limits.within("guidance", guidance, 0, MOST_GUIDANCE);
        if (evaluations < LEAST_EVALUATIONS || evaluations > MOST_EVALUATIONS) {
            throw new OptionException("evaluations is " + evaluations + "; use a number from " + LEAST_EVALUATIONS
                    + " to " + MOST_EVALUATIONS);
        }
    }

    /** Windows of 64 rows, convolutions at two resolutions, encoded half way, at most ten evaluations. */
    public CounterfactualDiffusion() {
        this(
                64,
                DenoiserArchitecture.UNET,
                64,
                NoiseProcess.COSINE,
                Prediction.ANGULAR,
                Sampler.DDIM,
                0.5,
                3,
                1,
                10,
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
        return "counterfactual";
    }

    @Override
    public Descriptor descriptor() {
        return described(
                "How far a window is from what it would be if it were normal, by a diffusion", "Wolleb et al. 2022");
    }

    @Override
    public boolean learnsFromAnomalies() {
        return guidance > 0;
    }

    @Override
    public boolean imputes() {
        return true;
    }

    @Override
    public CellUnit unit() {
        return CellUnit.SQUARED_ERROR;
    }

    @Override
    public CellModel model(ChannelRange range) {
        return CounterfactualNetwork.unlabelled(this, range);
    }

    @Override
    public CellModel saved(ChannelRange range, ModelReader parameters) {
        return CounterfactualNetwork.saved(this, range, parameters);
    }

    @Override
    public FittedDetector fit(TrainingSet train, RunContext context) {
        context.checkCancelled();
        TorchRuntime.require(context.device());
        TrainingWindows windows = FittedCells.windows(this, train);
        ChannelRange range = ChannelRange.of(windows);
        LabelledWindows labelled = guidance > 0 ? LabelledWindows.of(train, window) : LabelledWindows.NONE;
        CounterfactualNetwork model = labelled.isEmpty()
                ? CounterfactualNetwork.unlabelled(this, range)
                : CounterfactualNetwork.labelled(this, range);
        Network network = labelled.isEmpty() ? model : new GuidedTraining(model, labelled);
        return FittedCells.fit(this, model, network, windows, train.schema(), labelled.told(), context);
    }
}
