package io.vigie.deep.forecast;

import io.vigie.deep.density.Correction;
import io.vigie.deep.density.RowQuietness;
import io.vigie.deep.engine.Limits;
import io.vigie.detect.Descriptor;
import io.vigie.detect.Detector;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.Option;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.model.ModelReader;
import io.vigie.series.SeriesSchema;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A temporal convolutional network that forecasts the distribution of the next row; the score of a row is
 * {@code -log p(row | history)} in nats, the sum over channels, which are independent given the history. Causal.
 *
 * <p>After Bai, Kolter and Koltun, An empirical evaluation of generic convolutional and recurrent networks for sequence
 * modeling, 2018: residual blocks of two causal convolutions over 3 rows with normalized weights, the rows 1, 2, 4, ...
 * apart. So many blocks as the window holds: 5, 13, 29, 61, 125, ... rows are seen by 1, 2, 3, 4, 5, ... of them, and what a
 * window has beyond is left out. We differ in three points: the forecast is a distribution; there is no padding, so every
 * forecast is from a whole window; and history is cut to the range of the train part.
 *
 * <p>Complexity: fit O(steps x batch x window x blocks x hidden^2), score O(rows x blocks x hidden^2), memory a float32 copy
 * of the train part; an online row costs one pass over its window.
 */
public record Tcn(
        @Option(value = "61", description = "Rows of history a forecast is made from, at least 5.")
        int window,

        @Option(value = "32", description = "Channels of a convolution, at least 1.")
        int hidden,

        @Option(value = "gaussian", description = "Shape of the predictive distribution of a channel.")
        ForecastDistribution distribution,

        @Option(
                value = "16",
                description = "Rows over which scores are averaged, the row and rows before it; at least 1.")
        int smoothing,

        @Option(
                value = "none",
                description =
                        "What is added to the likelihood of a row: none, or how surprisingly quiet it is (activity).")
        Correction correction,

        @Option(
                value = "0.05",
                description = "Least predicted deviation, in scale units: finer noise is taken for rounding; above 0.")
        double noiseFloor,

        @Option(value = "0.1", description = "Share of hidden units left out at random while learning, 0 to below 1.")
        double dropout,

        @Option(
                value = "40",
                description = "Passes over the train rows, at least 1; ends early when nothing is gained.")
        int epochs,

        @Option(value = "2000", description = "Most updates of the weights, at least 1, however long the train part.")
        int maxSteps,

        @Option(value = "2e-3", description = "Highest learning rate, above 0.")
        double learningRate)
        implements Detector {

    private static final int TOLD = 32;

    public Tcn {
        RowQuietness.check(correction, window + 1);
        Limits.atLeast("window", window, ResidualConvolutions.SHORTEST_WINDOW);
        Limits.atLeast("hidden", hidden, 1);
        ForecastLimits.check(smoothing, noiseFloor, dropout, epochs, maxSteps, learningRate);
    }

    @Override
    public String id() {
        return "tcn";
    }

    @Override
    public Descriptor descriptor() {
        return new Descriptor(
                "How improbable a row is given a deep convolutional network's forecast from the rows before it",
                "Bai et al. 2018",
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
    public static FittedDetector read(Tcn detector, SeriesSchema schema, ModelReader in) {
        return FittedStepModel.read(detector, schema, detector.steps(), detector::network, in);
    }

    private StepOptions steps() {
        return new StepOptions(window, TOLD, smoothing, epochs, maxSteps, learningRate, correction, noiseFloor);
    }

    private StepModel network(TrainRange range) {
        Forecaster forecaster = new ResidualConvolutions(window, hidden, dropout);
        return new ForecastNetwork(id(), window, OptionalInt.empty(), forecaster, distribution, noiseFloor, range);
    }
}
