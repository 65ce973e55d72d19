package io.vigie.deep.autoencoder;

import io.vigie.deep.density.Correction;
import io.vigie.deep.density.RowQuietness;
import io.vigie.deep.engine.Limits;
import io.vigie.deep.window.CellDetector;
import io.vigie.deep.window.CellModel;
import io.vigie.deep.window.CellUnit;
import io.vigie.deep.window.ChannelRange;
import io.vigie.detect.Alignment;
import io.vigie.detect.Descriptor;
import io.vigie.detect.Option;

/**
 * How improbable the newest value of each channel is given what a variational autoencoder takes the channel's last window for;
 * the score of a row is the sum over channels of {@code -log p(value | latent units)} in nats, the mean over draws of the
 * units from their posterior. Causal unless told otherwise.
 *
 * <p>Xu et al., Unsupervised anomaly detection via variational auto-encoder for seasonal KPIs in web applications, WWW 2018.
 * One network serves all channels, each seen alone, with biases of its own in the first layer of encoder and decoder, so
 * channels are not told from each other's values. While learning, values are taken away at random (set to 0, the usual value
 * of a prepared channel) and left out of the evidence lower bound, whose prior term shrinks with them (the modified bound of
 * equation 3), so that a window is encoded well though a part of it is odd. We leave out the imputation by Markov chains
 * before scoring. Values are cut to the range of the train part before they are encoded.
 *
 * <p>Complexity: fit O(steps x batch x channels x parameters), score O(rows x samples x channels x parameters).
 */
public record Donut(
        @Option(value = "64", description = "Rows of a window, at least 1.")
        int window,

        @Option(value = "8", description = "Latent units of a window of a channel, at least 1.")
        int latent,

        @Option(value = "64", description = "Units of the hidden layers, at least 1.")
        int hidden,

        @Option(value = "0.05", description = "Share of the values taken away at random while learning, 0 to below 1.")
        double missing,

        @Option(value = "4", description = "Draws of the latent units that a score is the mean over, at least 1.")
        int samples,

        @Option(
                value = "none",
                description =
                        "What is added to the likelihood of a row: none, or how surprisingly quiet it is (activity).")
        Correction correction,

        @Option(
                value = "0.05",
                description =
                        "Least deviation of a decoded cell, in scale units: finer noise is taken for rounding; above 0.")
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

        @Option(value = "1", description = "Rows over which scores are averaged, at least 1.")
        int smoothing,

        @Option(
                value = "causal",
                description = "All windows that cover a row (centred) or the one that ends at it (causal).")
        Alignment alignment)
        implements CellDetector {

    public Donut {
        CellDetector.check(window, stride, smoothing, noiseFloor, epochs, maxSteps, learningRate);
        RowQuietness.check(correction, window);
        Limits.atLeast("latent", latent, 1);
        Limits.atLeast("hidden", hidden, 1);
        Limits.share("missing", missing);
        Limits.atLeast("samples", samples, 1);
    }

    /** Windows of 64 rows, 8 latent units. */
    public Donut() {
        this(64, 8, 64, 0.05, 4, Correction.NONE, 0.05, 6, 300, 2e-3, 16, 1, Alignment.CAUSAL);
    }

    @Override
    public String id() {
        return "donut";
    }

    @Override
    public Descriptor descriptor() {
        return described(
                "How improbable a channel's newest value is given the latent units of its last window",
                "Xu et al. 2018");
    }

    @Override
    public CellUnit unit() {
        return CellUnit.NATS;
    }

    @Override
    public CellModel model(ChannelRange range) {
        return new DonutNetwork(this, range);
    }
}
