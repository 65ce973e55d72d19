package io.vigie.deep.flow;

import io.vigie.deep.density.Correction;
import io.vigie.deep.density.RowQuietness;
import io.vigie.deep.engine.Limits;
import io.vigie.deep.forecast.Cnn;
import io.vigie.deep.forecast.Convolutions;
import io.vigie.deep.forecast.FittedStepModel;
import io.vigie.deep.forecast.ForecastDistribution;
import io.vigie.deep.forecast.StepModel;
import io.vigie.deep.forecast.StepOptions;
import io.vigie.deep.forecast.TrainRange;
import io.vigie.detect.Descriptor;
import io.vigie.detect.Detector;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.Option;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.model.ModelReader;
import io.vigie.series.SeriesSchema;
import java.util.Set;

/**
 * The joint density of what a forecaster of the next row leaves unexplained, channel by channel in the order of the series'
 * columns; the score of a row is its negative log density in nats, to which its channels add up by the chain rule. Causal.
 *
 * <p>The forecaster is the network of {@link Cnn}; residuals are divided by the deviation that it tells, and a masked
 * autoregressive flow ({@link AutoregressiveMixture}) learns how they go together. Unlike in {@link ConditionalFlow} that does
 * not depend on the history: less is learned, from more examples. Densities of residuals rather than of values are a remedy for
 * flows that find quiet windows probable (Kirichenko et al., NeurIPS 2020, section 6): a frozen channel's residuals are not
 * small. Both are trained together, on the likelihood of the row.
 *
 * <p>Complexity: fit O(steps x batch x (window x channels + hidden x (hidden + channels x mixture))), score the same a row.
 */
public record ResidualFlow(
        @Option(value = "50", description = "Rows of history a forecast is made from, at least 18.")
        int window,

        @Option(value = "2", description = "Normal densities that are mixed for a channel, at least 1.")
        int mixture,

        @Option(
                value = "64",
                description =
                        "Units of the hidden layers of the flow, at least 1; as many as channels if those are more.")
        int hidden,

        @Option(
                value = "1",
                description = "Rows over which scores are averaged, the row and rows before it; at least 1.")
        int smoothing,

        @Option(
                value = "activity",
                description =
                        "What is added to the likelihood of a row: none, or how surprisingly quiet it is (activity).")
        Correction correction,

        @Option(
                value = "0",
                description = "Share of the least probable rows of each step that is not learned from, 0 to below 1.")
        double trim,

        @Option(
                value = "0",
                description = "Most that a density may change with the channels before, as a slope; 0 sets no bound.")
        double lipschitz,

        @Option(
                value = "40",
                description = "Passes over the train rows, at least 1; ends early when nothing is gained.")
        int epochs,

        @Option(value = "1500", description = "Most updates of the weights, at least 1, however long the train part.")
        int maxSteps,

        @Option(value = "2e-3", description = "Highest learning rate, above 0.")
        double learningRate)
        implements Detector {

    private static final int TOLD = 32;
    private static final double LEAST_DEVIATION = 0.2; // of a part, in deviations of the forecast

    public ResidualFlow {
        RowQuietness.check(correction, window + 1);
        Limits.atLeast("window", window, Convolutions.SHORTEST_WINDOW);
        Limits.atLeast("mixture", mixture, 1);
        Limits.atLeast("hidden", hidden, 1);
        Limits.atLeast("smoothing", smoothing, 1);
        Limits.share("trim", trim);
        Limits.within("lipschitz", lipschitz, 0, 1e6);
        Limits.atLeast("epochs", epochs, 1);
        Limits.atLeast("max-steps", maxSteps, 1);
        Limits.above("learning-rate", learningRate, 0, 1);
    }

    /** Window 50, mixtures of two. */
    public ResidualFlow() {
        this(50, 2, 64, 1, Correction.ACTIVITY, 0, 0, 40, 1500, 2e-3);
    }

    @Override
    public String id() {
        return "residual-flow";
    }

    @Override
    public Descriptor descriptor() {
        return new Descriptor(
                "How improbable what a forecast leaves unexplained is, all channels together",
                "Papamakarios et al. 2017; Kirichenko et al. 2020",
                FittedStepModel.UNIT,
                0,
                true,
                true,
                false,
                true,
                Set.of());
    }

    @Override
    public FittedDetector fit(TrainingSet train, RunContext context) {
        return FittedStepModel.fit(this, train, steps(), this::network, context);
    }

    /** Gives back what a fitted one wrote. */
    public static FittedDetector read(ResidualFlow detector, SeriesSchema schema, ModelReader in) {
        return FittedStepModel.read(detector, schema, detector.steps(), detector::network, in);
    }

    private StepOptions steps() {
        return new StepOptions(
                window, TOLD, smoothing, epochs, maxSteps, learningRate, correction, new Cnn().noiseFloor());
    }

    private StepModel network(TrainRange range) {
        ConditionerShape shape = ConditionerShape.of(Math.max(hidden, range.channels()));
        AutoregressiveMixture density = new AutoregressiveMixture(
                mixture, ConditionalFlow.bounded(shape, lipschitz), LEAST_DEVIATION, new float[range.channels()]);
        StepModel forecaster = new Cnn(window, ForecastDistribution.GAUSSIAN).network(range);
        return new ResidualFlowNetwork(id(), forecaster, density, range, trim);
    }
}
