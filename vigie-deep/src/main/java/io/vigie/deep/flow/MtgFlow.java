package io.vigie.deep.flow;

import io.vigie.deep.density.Correction;
import io.vigie.deep.engine.Limits;
import io.vigie.deep.engine.TorchRuntime;
import io.vigie.detect.Alignment;
import io.vigie.detect.Descriptor;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.Option;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.detect.WindowAggregation;
import io.vigie.detect.internal.PreparedRows;
import io.vigie.model.ModelReader;
import io.vigie.series.SeriesSchema;
import java.util.Set;

/**
 * The density of each channel's values given the past of all channels, weighted by a graph that is learned afresh for each
 * window; a flow shared by all channels leads to a normal density about a mean of each channel's own.
 *
 * <p>After Zhou et al., Detecting multivariate time series anomalies with zero known label (MTGFlow), AAAI 2023: attention
 * graph over the channels, encoder of each channel's past, masked autoregressive flow, entity-aware base. We differ in four
 * points. The encoder is a causal convolution over {@value GraphFlow#REACH} rows in place of a recurrent network. The later
 * half of a window is judged given the earlier one, and the graph is made from that: made from the whole window, as there, it
 * has seen what it helps to tell, and the result is no density. The means of the base are learned. And the
 * epoch is chosen by the likelihood of held-out train windows, where the authors' code keeps the one of the best test score. The nats of channels
 * add up to those of the window; the authors' mean over the channels is the same but for a factor.
 *
 * <p>Complexity: fit O(steps x batch x window x channels x (hidden^2 + channels x hidden)), score the same a window.
 */
public record MtgFlow(
        @Option(value = "32", description = "Rows of a window, at least 16; the later half is judged.")
        int window,

        @Option(value = "1", description = "Blocks of the flow, at least 1.")
        int blocks,

        @Option(value = "32", description = "Units of the hidden layers and features of a row, at least 1.")
        int hidden,

        @Option(value = "0.05", description = "Deviation of the noise added while learning, in scale units; above 0.")
        double jitter,

        @Option(
                value = "0",
                description = "Share of the least probable windows of a step that is not learned from, 0 to below 1.")
        double trim,

        @Option(
                value = "20",
                description = "Passes over the train windows, at least 1; ends early when nothing is gained.")
        int epochs,

        @Option(value = "400", description = "Most updates of the weights, at least 1, however long the train part.")
        int maxSteps,

        @Option(value = "3e-3", description = "Highest learning rate, above 0.")
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
        implements DensityPlan {

    public MtgFlow {
        Limits.atLeast("window", window, 2 * GraphFlow.REACH);
        Limits.atLeast("blocks", blocks, 1);
        Limits.atLeast("hidden", hidden, 1);
        Limits.above("jitter", jitter, 0, 100);
        Limits.share("trim", trim);
        Limits.atLeast("epochs", epochs, 1);
        Limits.atLeast("max-steps", maxSteps, 1);
        Limits.above("learning-rate", learningRate, 0, 1);
        Limits.atLeast("smoothing", smoothing, 1);
    }

    /** Windows of 32 rows, one block of 32 units. */
    public MtgFlow() {
        this(32, 1, 32, 0.05, 0, 20, 400, 3e-3, Correction.PARTS, 32, WindowAggregation.MAXIMUM, Alignment.CENTRED);
    }

    @Override
    public String id() {
        return "mtgflow";
    }

    @Override
    public Descriptor descriptor() {
        return new Descriptor(
                "How improbable each channel is given the past of all, by a flow and a graph of attention",
                "Zhou et al. 2023",
                FittedWindowDensity.UNIT,
                windowScores().delay(),
                true,
                true,
                false,
                true,
                Set.of());
    }

    @Override
    public FittedDetector fit(TrainingSet train, RunContext context) {
        context.checkCancelled();
        TorchRuntime.require(context.device());
        return FittedWindowDensity.fit(
                this,
                train.schema(),
                PreparedRows.trainSegments(train, window),
                windows -> new GraphFlow(this, windows.channels()),
                context);
    }

    /** Gives back what a fitted one wrote. */
    public static FittedDetector read(MtgFlow detector, SeriesSchema schema, ModelReader in) {
        return FittedWindowDensity.read(
                detector,
                schema,
                density -> new GraphFlow(detector, schema.channels().size()),
                in);
    }
}
