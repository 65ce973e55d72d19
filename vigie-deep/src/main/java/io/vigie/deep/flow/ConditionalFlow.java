package io.vigie.deep.flow;

import io.vigie.deep.density.Correction;
import io.vigie.deep.density.RowQuietness;
import io.vigie.deep.engine.Limits;
import io.vigie.deep.forecast.Convolutions;
import io.vigie.deep.forecast.FittedStepModel;
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
 * The joint density of the channels of the next row given the rows before it; the score of a row is
 * {@code -log p(row | history)} in nats. Causal.
 *
 * <p>A convolutional encoder (that of {@link io.vigie.deep.forecast.Cnn}) makes a context of the history, and a masked
 * autoregressive flow that is told it gives each channel a density given the channels before it in the order of the series'
 * columns (Rasul et al., Multivariate probabilistic time series forecasting via conditioned normalizing flows, ICLR 2021).
 * So the nats of the channels add up to those of the row by the chain rule, and channels that break with each other are
 * seen although each is normal by itself, which a forecast of independent channels cannot. We differ in that a channel's
 * density is a mixture of normal ones rather than one normal density ({@link AutoregressiveMixture}), so that it may have
 * heavy tails or several peaks.
 *
 * <p>What is expected of a row is mean and deviation of its density before any of its channels is known. Sensor noise that
 * is known ({@link SensorNoise#KNOWN}) is not learned: its variance is added to that of the signal, and the signal behind an
 * observation, with its deviation, is told by {@link FittedStepModel#clean}.
 *
 * <p>Complexity: fit O(steps x batch x (window x channels + hidden x (hidden + channels x mixture))), score the same a row;
 * expectation 32 x channels times as much.
 */
public record ConditionalFlow(
        @Option(value = "50", description = "Rows of history a density is told, at least 18.")
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
                value = "0.05",
                description = "Least predicted deviation, in scale units: finer noise is taken for rounding; above 0.")
        double noiseFloor,

        @Option(
                value = "learned",
                description = "Noise of sensors is learned, or known: declared, else estimated by the preparation.")
        SensorNoise sensorNoise,

        @Option(value = "0.1", description = "Share of hidden units left out at random while learning, 0 to below 1.")
        double dropout,

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

    public ConditionalFlow {
        RowQuietness.check(correction, window + 1);
        Limits.atLeast("window", window, Convolutions.SHORTEST_WINDOW);
        Limits.atLeast("mixture", mixture, 1);
        Limits.atLeast("hidden", hidden, 1);
        Limits.atLeast("smoothing", smoothing, 1);
        Limits.above("noise-floor", noiseFloor, 0, 100);
        Limits.share("dropout", dropout);
        Limits.share("trim", trim);
        Limits.within("lipschitz", lipschitz, 0, 1e6);
        Limits.atLeast("epochs", epochs, 1);
        Limits.atLeast("max-steps", maxSteps, 1);
        Limits.above("learning-rate", learningRate, 0, 1);
    }

    /** Window 50, mixtures of two. */
    public ConditionalFlow() {
        this(50, 2, 64, 1, Correction.ACTIVITY, 0.05, SensorNoise.LEARNED, 0.1, 0, 0, 40, 1500, 2e-3);
    }

    @Override
    public String id() {
        return "conditional-flow";
    }

    @Override
    public Descriptor descriptor() {
        return new Descriptor(
                "How improbable a row is, all channels together, given the rows before it",
                "Rasul et al. 2021; Papamakarios et al. 2017",
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
        float[] noise = noise(train.schema());
        return FittedStepModel.fit(this, train, steps(), range -> network(range, noise), context);
    }

    /** Gives back what a fitted one wrote. */
    public static FittedDetector read(ConditionalFlow detector, SeriesSchema schema, ModelReader in) {
        float[] noise = detector.noise(schema);
        return FittedStepModel.read(detector, schema, detector.steps(), range -> detector.network(range, noise), in);
    }

    private StepOptions steps() {
        return new StepOptions(window, TOLD, smoothing, epochs, maxSteps, learningRate, correction, noiseFloor);
    }

    private StepModel network(TrainRange range, float[] noise) {
        Convolutions encoder = new Convolutions(window, dropout);
        ConditionerShape shape =
                ConditionerShape.of(Math.max(hidden, range.channels())).withContext(encoder.features());
        AutoregressiveMixture density =
                new AutoregressiveMixture(mixture, bounded(shape, lipschitz), noiseFloor, noise);
        return new ConditionalFlowNetwork(id(), window, encoder, density, range, trim);
    }

    /** What the option {@code lipschitz} says: 0 sets no bound. */
    static ConditionerShape bounded(ConditionerShape shape, double lipschitz) {
        return lipschitz == 0 ? shape : shape.withLipschitz(lipschitz);
    }

    /** Deviations of the sensors' noise, 0 where it is to be learned or not known. */
    private float[] noise(SeriesSchema schema) {
        float[] noise = new float[schema.channels().size()];
        for (int c = 0; sensorNoise == SensorNoise.KNOWN && c < noise.length; c++) {
            double known = schema.channels().get(c).sensorNoise();
            noise[c] = Double.isNaN(known) ? 0 : (float) known;
        }
        return noise;
    }
}
