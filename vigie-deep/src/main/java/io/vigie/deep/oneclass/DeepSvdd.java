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
 * <p>A distance belongs to a window, not to its cells: all rows of a window share it. Channels share it by what of it goes
 * when they are replaced by their usual value, 0 in prepared units (occlusion; Zeiler and Fergus 2014); shares are at least 0
 * and add up.
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
    }

    /** Windows of 64 rows, 16 coordinates. */
    public DeepSvdd() {
        this(64, 32, 16, 10, 1000, 1e-3, 16, 1, Alignment.CENTRED);
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
