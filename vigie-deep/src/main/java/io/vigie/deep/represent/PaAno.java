package io.vigie.deep.represent;

import io.vigie.deep.engine.Limits;
import io.vigie.detect.Option;
import io.vigie.detect.represent.EncoderDescriptor;

/**
 * Where a small network puts a window's shape, having learned to put windows that are near in time near each other.
 *
 * <p>After Park and Kang, PaAno: patch-based representation learning for time-series anomaly detection, ICLR 2026: convolutions
 * of 7, 5, 3 and 3 taps over the normalized window, pooling over time, and a vector of length 1; learned by a triplet loss
 * whose positives are windows a few rows on, and by a pretext task, to tell whether a window follows another. With
 * {@code scale=none} and 3 neighbours patchcore compares such vectors as the paper does: between vectors of length 1 the
 * squared Euclidean distance is twice the cosine distance.
 *
 * <p>Negatives are other train windows at random: the farthest of a batch left little of what tells one window from another.
 * Where we differ: pooling takes the mean and the largest, as a mean dilutes what is brief; there is no batch normalization, so
 * that a window's features never depend on others, and weights begin so that variance is kept (He et al. 2015) instead; and
 * layers are {@code width}, 2, 1 and 1/2 times {@code width} wide with a default of 32, a quarter of the paper's 128, which
 * costs a sixteenth.
 *
 * <p>Complexity: a window costs 17.5 width^2 + 7 width x channels multiplications a row.
 */
public record PaAno(
        @Option(
                value = "32",
                description =
                        "Channels of the first and third convolution, at least 2; the second has twice, the last half.")
        int width,

        @Option(
                value = "zscore",
                description = "What is taken out of each window and channel: nothing, or mean and deviation.")
        PatchNormalization normalize,

        @Option(value = "8", description = "Rows within which windows are near in time, at least 1.")
        int near,

        @Option(
                value = "0.5",
                description = "Cosine distance that a negative is farther than a positive, above 0, at most 2.")
        double margin,

        @Option(value = "1", description = "What the pretext task counts, 0 to 100.")
        double pretext,

        @Option(
                value = "20",
                description = "Passes over the train windows, at least 1; ends early when nothing is gained.")
        int epochs,

        @Option(value = "200", description = "Most updates of the weights, at least 1, however long the train part.")
        int maxSteps,

        @Option(value = "1e-3", description = "Highest learning rate, above 0.")
        double learningRate)
        implements TrainedEncoder {

    public PaAno {
        Limits.atLeast("width", width, 2);
        Limits.atLeast("near", near, 1);
        Limits.above("margin", margin, 0, 2);
        Limits.within("pretext", pretext, 0, 100);
        TrainedEncoder.check(epochs, maxSteps, learningRate);
    }

    /** Width 32, windows normalized. */
    public PaAno() {
        this(32, PatchNormalization.ZSCORE, 8, 0.5, 1, 20, 200, 1e-3);
    }

    @Override
    public String id() {
        return "paano";
    }

    @Override
    public EncoderDescriptor descriptor() {
        return described(
                "Where a network puts a window that learned to keep windows near in time together",
                "Park and Kang, ICLR 2026",
                normalize.blindSpots());
    }

    /** A window and the one that follows it. */
    @Override
    public int stretch(int window) {
        return Math.multiplyExact(2, window);
    }

    @Override
    public EncoderNetwork network(int channels, int window) {
        return new PaAnoNetwork(this, channels, window);
    }
}
