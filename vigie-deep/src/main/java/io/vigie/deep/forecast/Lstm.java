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
 * A recurrent network with long short-term memory that forecasts the distribution of the next row; the score of a row is
 * {@code -log p(row | history)} in nats, the sum over channels, which are independent given the history. Causal.
 *
 * <p>After Malhotra et al., Long short term memory networks for anomaly detection in time series, ESANN 2015, and Hundman et
 * al., Detecting spacecraft anomalies using LSTMs and nonparametric dynamic thresholding, KDD 2018. We differ in two points.
 * The forecast is a distribution of one step, in place of a distribution fitted to the errors of several. And memory is
 * begun anew every {@value #TOLD} rows, counted from the first row, with {@code window} rows read before the first that is
 * told: what is learned on stretches of that length is used on stretches of that length, long series are scored in parallel,
 * and a stream restarts in the same places, so its scores are those of the whole series.
 *
 * <p>Complexity: fit O(steps x batch x (window + {@value #TOLD}) x hidden x (hidden + channels)), score O(rows x (1 + window
 * / {@value #TOLD}) x the same); memory a float32 copy of the train part. A row of a stream reads its stretch again, up to
 * {@code window} + {@value #TOLD} rows.
 */
public record Lstm(
        @Option(value = "64", description = "Rows read before the first that is forecast, at least 1.")
        int window,

        @Option(value = "48", description = "Units of memory in a layer, at least 1.")
        int hidden,

        @Option(value = "1", description = "Layers of memory, at least 1.")
        int layers,

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

        @Option(value = "1000", description = "Most updates of the weights, at least 1, however long the train part.")
        int maxSteps,

        @Option(value = "4e-3", description = "Highest learning rate, above 0.")
        double learningRate)
        implements Detector {

    private static final int TOLD = 64;

    public Lstm {
        RowQuietness.check(correction, window + 1);
        Limits.atLeast("window", window, 1);
        Limits.atLeast("hidden", hidden, 1);
        Limits.atLeast("layers", layers, 1);
        ForecastLimits.check(smoothing, noiseFloor, dropout, epochs, maxSteps, learningRate);
    }

    @Override
    public String id() {
        return "lstm";
    }

    @Override
    public Descriptor descriptor() {
        return new Descriptor(
                "How improbable a row is given a recurrent network's forecast from the rows before it",
                "Malhotra et al. 2015; Hundman et al. 2018",
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
    public static FittedDetector read(Lstm detector, SeriesSchema schema, ModelReader in) {
        return FittedStepModel.read(detector, schema, detector.steps(), detector::network, in);
    }

    private StepOptions steps() {
        return new StepOptions(window, TOLD, smoothing, epochs, maxSteps, learningRate, correction, noiseFloor);
    }

    private StepModel network(TrainRange range) {
        Forecaster forecaster = new Recurrence(window, hidden, layers, dropout);
        return new ForecastNetwork(id(), window, OptionalInt.of(TOLD), forecaster, distribution, noiseFloor, range);
    }
}
