package io.vigie.deep.autoencoder;

import io.vigie.deep.engine.LayeredDetector;
import io.vigie.deep.engine.Limits;
import io.vigie.deep.window.CellDetector;
import io.vigie.deep.window.CellModel;
import io.vigie.deep.window.CellUnit;
import io.vigie.deep.window.ChannelRange;
import io.vigie.detect.Alignment;
import io.vigie.detect.AnomalyKind;
import io.vigie.detect.Descriptor;
import io.vigie.detect.Option;
import java.util.List;
import java.util.Set;

/**
 * How badly a network that must pass a window through few numbers gives it back. The score of a row is the sum over channels
 * of its squared errors, each counted in the channel's mean squared error on windows held out of training, averaged over the
 * windows that cover the row.
 *
 * <p>After Sakurada and Yairi, Anomaly detection using autoencoders with nonlinear dimensionality reduction, MLSDA 2014, on
 * windows as in TSB-AD (Liu and Paparrizos 2024). We differ in four points: what is learned by is the logarithm of a window's
 * mean squared error in each channel, so that neither a channel nor a few odd windows outweigh the rest; scores count errors
 * in the channel's own; windows are cut to the range of the train part before they are read, as a network may copy what it
 * never saw; and the default reads windows by convolutions.
 *
 * <p>Complexity: fit O(steps x batch x parameters), score O(rows / stride x parameters).
 */
public record Ae(
        @Option(value = "64", description = "Rows of a window, at least 1.")
        int window,

        @Option(value = "convolution", description = "Convolutions over time, or dense layers over the whole window.")
        WindowArchitecture architecture,

        @Option(value = "16", description = "Numbers a window must pass through, at least 1.")
        int bottleneck,

        @Option(
                value = "64",
                description = "Channels of the convolutions, or units of the widest dense layer; at least 1.")
        int hidden,

        @Option(
                value = "0.05",
                description =
                        "Least held-out error of a channel, in scale units: finer noise is taken for rounding; above 0.")
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
        implements CellDetector, LayeredDetector {

    public Ae {
        CellDetector.check(window, stride, smoothing, noiseFloor, epochs, maxSteps, learningRate);
        Limits.atLeast("bottleneck", bottleneck, 1);
        Limits.atLeast("hidden", hidden, 1);
    }

    /** Windows of 64 rows through 16 numbers, convolutions. */
    public Ae() {
        this(64, WindowArchitecture.CONVOLUTION, 16, 64, 0.05, 6, 500, 2e-3, 16, 16, Alignment.CENTRED);
    }

    @Override
    public String id() {
        return "ae";
    }

    @Override
    public Descriptor descriptor() {
        return described(
                "How badly a network gives back a window that it must pass through few numbers",
                "Sakurada and Yairi 2014; Liu and Paparrizos 2024");
    }

    @Override
    public CellUnit unit() {
        return CellUnit.SQUARED_ERROR;
    }

    @Override
    public CellModel model(ChannelRange range) {
        return new AutoencoderNetwork(this, range);
    }

    @Override
    public List<String> layers() {
        return architecture.layers("bottleneck");
    }

    @Override
    public Ae reading(int rows) {
        return new Ae(
                rows,
                architecture,
                bottleneck,
                hidden,
                noiseFloor,
                epochs,
                maxSteps,
                learningRate,
                Math.min(stride, rows),
                smoothing,
                alignment);
    }

    /** What lies beyond the range of the train part is cut off, which leaves little of a single row. */
    @Override
    public Set<AnomalyKind> layerBlindSpots() {
        return Set.of(AnomalyKind.SPIKE);
    }
}
