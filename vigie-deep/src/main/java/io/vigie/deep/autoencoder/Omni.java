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
import io.vigie.detect.OptionException;

/**
 * How improbable a row is given what a stochastic recurrent network takes its window for; the score of a row is the sum over
 * channels of {@code -log p(value | latent units of the window)} in nats, the units being the means of their posteriors.
 * Causal unless told otherwise: a row is then the last of its window.
 *
 * <p>Su et al., Robust anomaly detection for multivariate time series through stochastic recurrent neural network
 * (OmniAnomaly), KDD 2019: recurrent layers read and write the window, the latent units of a step depend on those of the step
 * before, planar maps bend their posterior, and they are linear and Gaussian in time under the prior. We differ in four
 * points: the recurrent layers read {@code fold} rows a step, so that they have that many fewer to go back through; the transition of the prior is a learned coefficient a unit and its innovations keep the units' variance at 1, where
 * the paper's code has the identity; scores take the posterior means rather than one draw; and sizes are smaller. While
 * learning, the weight of the divergence from the prior rises from 0 to 1. Posterior collapse is measured after every fit.
 *
 * <p>Complexity: fit O(steps x batch x window x hidden (hidden / fold + channels)), score O(rows x window x hidden (hidden / fold +
 * channels)) where causal, divided by the stride where centred.
 */
public record Omni(
        @Option(value = "32", description = "Rows of a window, at least 2.")
        int window,

        @Option(
                value = "4",
                description = "Rows that one step of the recurrent layers reads and writes; divides the window.")
        int fold,

        @Option(value = "8", description = "Latent units of a step, at least 1.")
        int latent,

        @Option(value = "64", description = "Units of the recurrent and dense layers, at least 1.")
        int hidden,

        @Option(
                value = "0.3",
                description = "Share of the training over which the divergence gains its full weight, 0 to 1.")
        double warmUp,

        @Option(value = "4", description = "Planar maps of the posterior, at least 0.")
        int flows,

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

        @Option(value = "400", description = "Most updates of the weights, at least 1, however long the train part.")
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

    public Omni {
        CellDetector.check(window, stride, smoothing, noiseFloor, epochs, maxSteps, learningRate);
        RowQuietness.check(correction, window);
        Limits.atLeast("window", window, 2);
        Limits.atLeast("fold", fold, 1);
        if (window % fold != 0) {
            throw new OptionException("fold is " + fold + "; use a divisor of the window, " + window);
        }
        Limits.atLeast("latent", latent, 1);
        Limits.atLeast("hidden", hidden, 1);
        Limits.within("warm-up", warmUp, 0, 1);
        Limits.atLeast("flows", flows, 0);
    }

    /** Windows of 32 rows, read four at a time, 8 latent units for each four. */
    public Omni() {
        this(32, 4, 8, 64, 0.3, 4, Correction.NONE, 0.05, 6, 400, 2e-3, 16, 1, Alignment.CAUSAL);
    }

    @Override
    public String id() {
        return "omni";
    }

    @Override
    public Descriptor descriptor() {
        return described(
                "How improbable a row is given the latent units a recurrent network sees in its window",
                "Su et al. 2019");
    }

    @Override
    public CellUnit unit() {
        return CellUnit.NATS;
    }

    @Override
    public CellModel model(ChannelRange range) {
        return new OmniNetwork(this, range);
    }
}
