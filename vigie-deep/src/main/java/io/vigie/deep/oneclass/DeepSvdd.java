package io.vigie.deep.oneclass;

import io.vigie.deep.engine.Limits;
import io.vigie.deep.window.CellDetector;
import io.vigie.deep.window.CellModel;
import io.vigie.deep.window.CellUnit;
import io.vigie.deep.window.ChannelRange;
import io.vigie.detect.Alignment;
import io.vigie.detect.Descriptor;
import io.vigie.detect.Option;

/**
 * How far from a fixed centre a network puts a window, having learned to put normal ones near it. The score of a row is the
 * squared distance, averaged over the windows that cover the row.
 *
 * <p>Ruff et al., Deep one-class classification, ICML 2018, equation 4 (one-class objective). As there, layers have no biases
 * and activations no bounds, or the network could send everything to the centre (propositions 2 and 3), and the centre is the
 * mean of what the untrained network makes of the train windows, its coordinates kept away from 0, where no weights at all
 * would lead (proposition 1). What collapse there is nevertheless is measured after the fit and told in the notes: how far
 * embeddings of held-out windows still spread, and how much farther windows that no longer hang together are put.
 *
 * <p>With {@code objective=soft-boundary} (equation 3) there is a sphere about the centre, and the score is the squared distance less
 * its squared radius: above 0 outside. While learning, the radius is a parameter whose gradient vanishes where a share {@code nu}
 * of the windows lies outside, which is where equation 3 has it for given weights; after the fit it is set to that quantile of the
 * train windows. Only windows outside pull on the weights, but for the first fifth of the training, when all do as with
 * {@code one-class}; the paper's code begins in the same way. Anomalies in the train part are the first to be outside, so they
 * pull the more, and a small {@code nu} told them apart less well than {@code one-class} in our tests: what is gained is the
 * boundary.
 *
 * <p>A distance belongs to a window, not to its cells: all rows of a window share it. Channels share it by what of it goes
 * when they are replaced by their usual value, 0 in prepared units (occlusion; Zeiler and Fergus 2014); shares are at least 0
 * and add up. What is taken off for the radius is taken off all channels evenly.
 *
 * <p>Complexity: fit O(steps x batch x parameters), score O(rows x channels / stride x parameters).
 */
public record DeepSvdd(
        @Option(value = "64", description = "Rows of a window, at least 1.")
        int window,

        @Option(value = "32", description = "Units of each of the two layers over patches of rows, at least 1.")
        int hidden,

        @Option(value = "16", description = "Coordinates of an embedding, at least 1.")
        int embedding,

        @Option(
                value = "one-class",
                description = "The mean squared distance (one-class), or a sphere that few train windows lie outside of"
                        + " (soft-boundary).")
        SphereObjective objective,

        @Option(
                value = "0.1",
                description = "Share of train windows outside of the sphere of soft-boundary, above 0 to below 1.")
        double nu,

        @Option(
                value = "10",
                description = "Passes over the train windows, at least 1; ends early when nothing is gained.")
        int epochs,

        @Option(value = "1000", description = "Most updates of the weights, at least 1, however long the train part.")
        int maxSteps,

        @Option(value = "1e-3", description = "Highest learning rate, above 0.")
        double learningRate,

        @Option(value = "16", description = "Rows from window to window when scoring, 1 to the window; causal takes 1.")
        int stride,

        @Option(value = "1", description = "Rows over which scores are averaged, at least 1.")
        int smoothing,

        @Option(
                value = "centred",
                description = "All windows that cover a row (centred) or the one that ends at it (causal).")
        Alignment alignment)
        implements CellDetector {

    public DeepSvdd {
        CellDetector.check(window, stride, smoothing, 1, epochs, maxSteps, learningRate);
        Limits.atLeast("hidden", hidden, 1);
        Limits.atLeast("embedding", embedding, 1);
        Limits.above("nu", nu, 0, 1);
        Limits.share("nu", nu);
    }

    /** Windows of 64 rows, 16 coordinates. */
    public DeepSvdd() {
        this(64, 32, 16, SphereObjective.ONE_CLASS, 0.1, 10, 1000, 1e-3, 16, 1, Alignment.CENTRED);
    }

    @Override
    public String id() {
        return "deepsvdd";
    }

    @Override
    public Descriptor descriptor() {
        return described("How far from the centre of normal windows a network puts a window", "Ruff et al. 2018");
    }

    /** Distances have none. */
    @Override
    public double noiseFloor() {
        return 0;
    }

    @Override
    public CellUnit unit() {
        return CellUnit.DISTANCE;
    }

    @Override
    public CellModel model(ChannelRange range) {
        return new DeepSvddNetwork(this, range.channels());
    }
}
