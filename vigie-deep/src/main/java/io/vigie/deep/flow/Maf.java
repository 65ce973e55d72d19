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
 * The exact density of windows under a masked autoregressive flow.
 *
 * <p>After Papamakarios et al., Masked autoregressive flow for density estimation, NeurIPS 2017: every component is shifted
 * and scaled by functions of all those before it, from block to block in reversed order, with ActNorm between (in place of
 * their batch normalization, which would make a window's density depend on its batch). More is told of each component than
 * by a coupling, and nothing is drawn here, which is what takes such a flow long. Components, what is beyond them,
 * {@code jitter} and {@link Correction} are as in {@link Maf}.
 *
 * <p>Complexity: fit O(steps x batch x (window x channels x components + blocks x hidden x (hidden + components))) after one
 * eigenvalue decomposition; score the same a window.
 */
public record Maf(
        @Option(value = "16", description = "Rows of a window, at least 1; with one channel at least 2.")
        int window,

        @Option(value = "64", description = "Most principal components of windows the flow is over, at least 2.")
        int components,

        @Option(value = "4", description = "Blocks of normalization and masked network, at least 1.")
        int blocks,

        @Option(
                value = "64",
                description =
                        "Units of the hidden layers of a network, at least 1; as many as components if those are more.")
        int hidden,

        @Option(value = "gaussian", description = "Shape of the base density.")
        BaseShape base,

        @Option(value = "0.05", description = "Deviation of the noise added while learning, in scale units; above 0.")
        double jitter,

        @Option(
                value = "0",
                description = "Share of the least probable windows of a step that is not learned from, 0 to below 1.")
        double trim,

        @Option(value = "0", description = "Most that a block's network may change, as a slope; 0 sets no bound.")
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

    public Maf {
        PrincipalPlan.check(
                window, components, blocks, hidden, jitter, trim, lipschitz, epochs, maxSteps, learningRate);
        Limits.atLeast("smoothing", smoothing, 1);
    }

    /** Windows of 16 rows, four blocks, normal base. */
    public Maf() {
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
        return "maf";
    }

    @Override
    public Descriptor descriptor() {
        return describe("How improbable a window is under a masked autoregressive flow", "Papamakarios et al. 2017");
    }

    @Override
    public Flow flow(int dimension) {
        ConditionerShape shape = ConditionalFlow.bounded(ConditionerShape.of(Math.max(hidden, dimension)), lipschitz);
        List<Bijection> steps = new ArrayList<>();
        for (int block = 0; block < blocks; block++) {
            steps.add(new ActNorm(dimension));
            steps.add(new MaskedAutoregressive(dimension, shape));
            steps.add(Permutation.reversal(dimension));
        }
        return new Flow(new Chain(steps), base.of(dimension));
    }

    /** Gives back what a fitted one wrote. */
    public static FittedDetector read(Maf detector, SeriesSchema schema, ModelReader in) {
        return ComponentPlan.read(detector, schema, in);
    }
}
