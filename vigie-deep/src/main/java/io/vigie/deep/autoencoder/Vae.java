package io.vigie.deep.autoencoder;

import io.vigie.deep.density.Correction;
import io.vigie.deep.density.RowQuietness;
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
 * How improbable the values of a window are given what a variational autoencoder takes it for; the score of a row is the sum
 * over channels of {@code -log p(value | latent units)} in nats, the mean over draws of the units from their posterior (the
 * reconstruction probability), averaged over the windows that cover the row.
 *
 * <p>Kingma and Welling, Auto-encoding variational Bayes, ICLR 2014; An and Cho, Variational autoencoder based anomaly
 * detection using reconstruction probability, 2015. The decoder gives each cell a normal distribution of its own deviation,
 * above the noise floor. While learning, the weight of the divergence from the prior rises from 0 to 1 (Bowman et al. 2016),
 * as latent units that cost before they are of use are never used: posterior collapse, which is measured after every fit.
 * Windows are cut to the range of the train part before they are encoded.
 *
 * <p>Complexity: fit O(steps x batch x parameters), score O(rows / stride x samples x parameters).
 */
public record Vae(
        @Option(value = "64", description = "Rows of a window, at least 1.")
        int window,

        @Option(value = "convolution", description = "Convolutions over time, or dense layers over the whole window.")
        WindowArchitecture architecture,

        @Option(value = "16", description = "Latent units of a window, at least 1.")
        int latent,

        @Option(
                value = "64",
                description = "Channels of the convolutions, or units of the widest dense layer; at least 1.")
        int hidden,

        @Option(
                value = "0.3",
                description = "Share of the training over which the divergence gains its full weight, 0 to 1.")
        double warmUp,

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

    public Vae {
        CellDetector.check(window, stride, smoothing, noiseFloor, epochs, maxSteps, learningRate);
        RowQuietness.check(correction, window);
        Limits.atLeast("latent", latent, 1);
        Limits.atLeast("hidden", hidden, 1);
        Limits.within("warm-up", warmUp, 0, 1);
        Limits.atLeast("samples", samples, 1);
    }

    /** Windows of 64 rows, 16 latent units, convolutions. */
    public Vae() {
        this(
                64,
                WindowArchitecture.CONVOLUTION,
                16,
                64,
                0.3,
                4,
                Correction.NONE,
                0.05,
                6,
                500,
                2e-3,
                16,
                16,
                Alignment.CENTRED);
    }

    @Override
    public String id() {
        return "vae";
    }

    @Override
    public Descriptor descriptor() {
        return described(
                "How improbable the values of a window are given its latent units",
                "Kingma and Welling 2014; An and Cho 2015");
    }

    @Override
    public CellUnit unit() {
        return CellUnit.NATS;
    }

    @Override
    public CellModel model(ChannelRange range) {
        return new VaeNetwork(this, range);
    }

    @Override
    public List<String> layers() {
        return architecture.layers("latent");
    }

    @Override
    public Vae reading(int rows) {
        return new Vae(
                rows,
                architecture,
                latent,
                hidden,
                warmUp,
                samples,
                Correction.NONE,
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
