package io.vigie.deep.diffusion;

import io.vigie.deep.autoencoder.WindowArchitecture;
import io.vigie.deep.engine.Limits;
import io.vigie.deep.window.CellDetector;
import io.vigie.deep.window.CellModel;
import io.vigie.deep.window.CellUnit;
import io.vigie.deep.window.ChannelRange;
import io.vigie.detect.Alignment;
import io.vigie.detect.Descriptor;
import io.vigie.detect.Option;

/**
 * How far a flow that has learned to carry windows to a centre misses it from where a window is. At a normal window the
 * displacement leads to the centre, the usual value of each channel; at others it falls short or goes astray. The score of
 * a row is the sum over channels of the squared distance between the displacement at time 1 and the one that contraction demands,
 * each in the channel's own on windows held out of training, averaged over the windows that cover the row. One evaluation of
 * the field a window.
 *
 * <p>Li et al., Scalable, explainable and provably robust anomaly detection with one-step flow matching, NeurIPS 2025
 * (time-conditioned contraction matching, TCCM), for rows of tables: the field at a row and a random time is taught the way
 * to the origin, and scored at time 1. We differ in three points. Windows have far more values than rows of tables, and a field
 * that is told all of them learns the way back from anywhere: ours is told by a code of {@code bottleneck} numbers and the time. The
 * centre is the mean of each channel. And errors are counted in the channel's own, while learning by their logarithm as
 * in {@code ae}. So much is left of an autoencoder in it that we expect no more of it; its time is the difference.
 *
 * <p>Complexity: fit O(steps x batch x parameters), score O(rows / stride x parameters).
 */
public record FlowContraction(
        @Option(value = "64", description = "Rows of a window, at least 1.")
        int window,

        @Option(value = "convolution", description = "Convolutions over time, or dense layers over the whole window.")
        WindowArchitecture architecture,

        @Option(value = "16", description = "Numbers that the field is told by, at least 1.")
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

        @Option(value = "300", description = "Most updates of the weights, at least 1, however long the train part.")
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

    public FlowContraction {
        CellDetector.check(window, stride, smoothing, noiseFloor, epochs, maxSteps, learningRate);
        Limits.atLeast("bottleneck", bottleneck, 1);
        Limits.atLeast("hidden", hidden, 1);
    }

    /** Windows of 64 rows through 16 numbers, convolutions. */
    public FlowContraction() {
        this(64, WindowArchitecture.CONVOLUTION, 16, 64, 0.05, 6, 300, 2e-3, 16, 16, Alignment.CENTRED);
    }

    @Override
    public String id() {
        return "flow-contraction";
    }

    @Override
    public Descriptor descriptor() {
        return described(
                "How far a learned flow towards the usual values misses them, started at a window", "Li et al. 2025");
    }

    @Override
    public CellUnit unit() {
        return CellUnit.SQUARED_ERROR;
    }

    @Override
    public CellModel model(ChannelRange range) {
        return new FlowContractionNetwork(this, range);
    }
}
