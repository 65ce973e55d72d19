package io.vigie.deep.forecast;

import io.vigie.deep.density.Correction;
import io.vigie.deep.density.RowQuietness;
import io.vigie.deep.engine.LayeredDetector;
import io.vigie.deep.engine.Limits;
import io.vigie.detect.AnomalyKind;
import io.vigie.detect.Descriptor;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.Option;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.model.ModelReader;
import io.vigie.series.SeriesSchema;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A convolutional network that forecasts the distribution of the next row from a window of history; the score of a row is
 * how improbable it was: {@code -log p(row | history)} in nats, the sum over channels, which are independent given the
 * history. Causal.
 *
 * <p>After the forecaster of Munir et al., DeepAnT, IEEE Access 2019, in the size that TSB-AD uses (Liu and Paparrizos
 * 2024: window 50, three convolutions of 32, 32 and 40 channels). We differ in four points. The forecast is a
 * distribution rather than a point, so channels that can be told less well count less. Convolutions of stride 2 take the
 * place of pooling: when all windows of a stretch are wanted, they are the same as dilated convolutions over the stretch
 * (Holschneider et al. 1989), so nothing is computed twice for windows that overlap, and training tells up to
 * {@value #TOLD} rows a window. Position in the window is kept to the end rather than pooled away: it is the phase of a cycle. And
 * history is cut to the range of the train part, as the network has learned nothing about what lies beyond it; the row
 * that is judged is not.
 *
 * <p>Complexity: fit O(steps x batch x window x channels), score O(rows x channels), memory a float32 copy of the train
 * part; an online row costs one pass over its window.
 */
public record Cnn(
        @Option(value = "50", description = "Rows of history a forecast is made from, at least 18.")
        int window,

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
        implements LayeredDetector {

    private static final int TOLD = 32;

    public Cnn {
        RowQuietness.check(correction, window + 1);
        Limits.atLeast("window", window, Convolutions.SHORTEST_WINDOW);
        ForecastLimits.check(smoothing, noiseFloor, dropout, epochs, maxSteps, learningRate);
    }

    /** Window 50, Gaussian. */
    public Cnn() {
        this(50, ForecastDistribution.GAUSSIAN);
    }

    /** All else as by default. */
    public Cnn(int window, ForecastDistribution distribution) {
        this(window, distribution, 16, Correction.NONE, 0.05, 0.1, 40, 2000, 2e-3);
    }

    @Override
    public String id() {
        return "cnn";
    }

    @Override
    public Descriptor descriptor() {
        return new Descriptor(
                "How improbable a row is given a network's forecast from the rows before it",
                "Munir et al. 2019; Liu and Paparrizos 2024",
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
    public static FittedDetector read(Cnn detector, SeriesSchema schema, ModelReader in) {
        return FittedStepModel.read(detector, schema, detector.steps(), detector::network, in);
    }

    private StepOptions steps() {
        return new StepOptions(window, TOLD, smoothing, epochs, maxSteps, learningRate, correction, noiseFloor);
    }

    @Override
    public List<String> layers() {
        return Convolutions.LAYERS;
    }

    /** A row that is told follows the shortest history. */
    @Override
    public int fewestRows() {
        return Convolutions.SHORTEST_WINDOW + 1;
    }

    /** History is one row less: the first row of a window is not read, so that one window is enough to learn from. */
    @Override
    public Cnn reading(int rows) {
        return new Cnn(
                rows - 1,
                distribution,
                smoothing,
                Correction.NONE,
                noiseFloor,
                dropout,
                epochs,
                maxSteps,
                learningRate);
    }

    /** What lies beyond the range of the train part is cut off, which leaves little of a single row. */
    @Override
    public Set<AnomalyKind> layerBlindSpots() {
        return Set.of(AnomalyKind.SPIKE);
    }

    /** The network, not yet trained. */
    public StepModel network(TrainRange range) {
        Forecaster forecaster = new Convolutions(window, dropout);
        return new ForecastNetwork(id(), window, OptionalInt.empty(), forecaster, distribution, noiseFloor, range);
    }
}
