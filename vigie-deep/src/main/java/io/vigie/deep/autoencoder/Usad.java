package io.vigie.deep.autoencoder;

import io.vigie.deep.engine.Limits;
import io.vigie.deep.window.CellDetector;
import io.vigie.deep.window.CellModel;
import io.vigie.deep.window.CellUnit;
import io.vigie.deep.window.ChannelRange;
import io.vigie.detect.Alignment;
import io.vigie.detect.Descriptor;
import io.vigie.detect.Option;

/**
 * Two autoencoders that share an encoder, trained against each other: the second learns to tell windows from what the first
 * gives back, the first to deceive it. The score of a row is {@code alpha} times the error of the first plus
 * {@code 1 - alpha} times that of the second on what the first gave back, summed over channels, each counted in the channel's
 * own on windows held out of training, and averaged over the windows that cover the row.
 *
 * <p>Audibert et al., USAD: UnSupervised Anomaly Detection on multivariate time series, KDD 2020, equations 7 to 9. We differ
 * in four points: the two losses are descended in one step rather than one after the other; the weight 1/n of the plain
 * errors follows the share of the steps that are done, n going from 1 to 1 + epochs; outputs are bounded to the range of the
 * train part, as the paper bounds them to that of its scaled data; and errors are counted in the channel's own.
 *
 * <p>Complexity: fit O(steps x batch x parameters), about three times that of one autoencoder; score O(rows / stride x
 * parameters).
 */
public record Usad(
        @Option(value = "64", description = "Rows of a window, at least 1.")
        int window,

        @Option(value = "mlp", description = "Convolutions over time, or dense layers over the whole window.")
        WindowArchitecture architecture,

        @Option(value = "16", description = "Numbers a window must pass through, at least 1.")
        int bottleneck,

        @Option(
                value = "64",
                description = "Channels of the convolutions, or units of the widest dense layer; at least 1.")
        int hidden,

        @Option(
                value = "0.5",
                description = "Weight of the first autoencoder's error, 0 to 1; the rest is the second's.")
        double alpha,

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
        implements CellDetector {

    public Usad {
        CellDetector.check(window, stride, smoothing, noiseFloor, epochs, maxSteps, learningRate);
        Limits.atLeast("bottleneck", bottleneck, 1);
        Limits.atLeast("hidden", hidden, 1);
        Limits.within("alpha", alpha, 0, 1);
    }

    /** Windows of 64 rows through 16 numbers, dense layers. */
    public Usad() {
        this(64, WindowArchitecture.MLP, 16, 64, 0.5, 0.05, 6, 500, 2e-3, 16, 16, Alignment.CENTRED);
    }

    @Override
    public String id() {
        return "usad";
    }

    @Override
    public Descriptor descriptor() {
        return described(
                "How badly two autoencoders, trained against each other, give back a window", "Audibert et al. 2020");
    }

    @Override
    public CellUnit unit() {
        return CellUnit.SQUARED_ERROR;
    }

    @Override
    public CellModel model(ChannelRange range) {
        return new UsadNetwork(this, range);
    }
}
