package io.vigie.deep.flow;

import io.vigie.deep.density.Correction;
import io.vigie.deep.engine.Limits;
import io.vigie.detect.Alignment;
import io.vigie.detect.Descriptor;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.Option;
import io.vigie.detect.WindowAggregation;
import io.vigie.model.ModelReader;
import io.vigie.series.SeriesSchema;
import java.util.ArrayList;
import java.util.List;

/**
 * The exact density of windows under a normalizing flow of affine couplings.
 *
 * <p>After Dinh et al., Density estimation using Real NVP, ICLR 2017, with ActNorm and invertible linear layers between the
 * couplings (Kingma and Dhariwal, Glow, NeurIPS 2018). Windows are first turned to the principal axes of the train windows:
 * the flow is over the first {@code components} of them, and what is left over is taken for isotropic normal noise, as in
 * probabilistic PCA (Tipping and Bishop 1999), so the density stays exact however wide a window is. While learning, noise of
 * deviation {@code jitter} is added to windows, without which a density of rounded or constant channels has no bound.
 *
 * <p>The likelihood alone misleads: that of flows can be <em>higher</em> for windows that are too quiet than for normal
 * ones. So the score is a {@link Correction} of it; with {@code correction=none} it is {@code -log p} in nats.
 *
 * <p>Complexity: fit O(steps x batch x (window x channels x components + blocks x hidden^2)) after one eigenvalue
 * decomposition of at most {@value PrincipalAxes#MOST_WINDOWS} windows; score the same a window.
 */
public record RealNvp(
        @Option(value = "16", description = "Rows of a window, at least 1; with one channel at least 2.")
        int window,

        @Option(value = "64", description = "Most principal components of windows the flow is over, at least 2.")
        int components,

        @Option(value = "4", description = "Blocks of normalization, linear map and two couplings, at least 1.")
        int blocks,

        @Option(value = "64", description = "Units of the hidden layers of a coupling, at least 1.")
        int hidden,

        @Option(value = "gaussian", description = "Shape of the base density.")
        BaseShape base,

        @Option(value = "0.05", description = "Deviation of the noise added while learning, in scale units; above 0.")
        double jitter,

        @Option(
                value = "0",
                description = "Share of the least probable windows of a step that is not learned from, 0 to below 1.")
        double trim,

        @Option(value = "0", description = "Most that a coupling's network may change, as a slope; 0 sets no bound.")
        double lipschitz,

        @Option(
                value = "20",
                description = "Passes over the train windows, at least 1; ends early when nothing is gained.")
        int epochs,

        @Option(value = "1500", description = "Most updates of the weights, at least 1, however long the train part.")
        int maxSteps,

        @Option(value = "1e-3", description = "Highest learning rate, above 0.")
        double learningRate,

        @Option(value = "parts", description = "What is made of the likelihood of a window.")
        Correction correction,

        @Option(
                value = "32",
                description =
                        "Rows over which scores of rows are averaged further, at least 1; not with aggregation=last.")
        int smoothing,

        @Option(value = "maximum", description = "How the scores of the windows of a row become the score of the row.")
        WindowAggregation aggregation,

        @Option(value = "centred", description = "Windows around the row (centred) or up to it (causal).")
        Alignment alignment)
        implements PrincipalPlan {

    private static final long ORDER_SEED = 20_170_427; // any; the orders are part of the architecture

    public RealNvp {
        PrincipalPlan.check(
                window, components, blocks, hidden, jitter, trim, lipschitz, epochs, maxSteps, learningRate);
        Limits.atLeast("smoothing", smoothing, 1);
    }

    /** Windows of 16 rows, four blocks, normal base. */
    public RealNvp() {
        this(
                16,
                64,
                4,
                64,
                BaseShape.GAUSSIAN,
                0.05,
                0,
                0,
                20,
                1500,
                1e-3,
                Correction.PARTS,
                32,
                WindowAggregation.MAXIMUM,
                Alignment.CENTRED);
    }

    @Override
    public String id() {
        return "realnvp";
    }

    @Override
    public Descriptor descriptor() {
        return describe(
                "How improbable a window is under a normalizing flow of affine couplings",
                "Dinh et al. 2017; Kingma and Dhariwal 2018");
    }

    @Override
    public Flow flow(int dimension) {
        ConditionerShape shape = ConditionalFlow.bounded(ConditionerShape.of(hidden), lipschitz);
        List<Bijection> steps = new ArrayList<>();
        for (int block = 0; block < blocks; block++) {
            steps.add(new ActNorm(dimension));
            steps.add(new LuLinear(dimension));
            if (dimension > 1) {
                steps.add(new AffineCoupling(dimension, shape));
                steps.add(Permutation.reversal(dimension));
                steps.add(new AffineCoupling(dimension, shape));
                steps.add(Permutation.random(dimension, ORDER_SEED + block));
            }
        }
        return new Flow(new Chain(steps), base.of(dimension));
    }

    /** Gives back what a fitted one wrote. */
    public static FittedDetector read(RealNvp detector, SeriesSchema schema, ModelReader in) {
        return ComponentPlan.read(detector, schema, in);
    }
}
