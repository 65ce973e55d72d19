package io.vigie.deep.represent;

import io.vigie.deep.engine.Limits;
import io.vigie.detect.Option;
import io.vigie.detect.represent.EncoderDescriptor;

/**
 * What a network sees in a window that learned to see the same in a row whatever it is cut out with: of each window two
 * overlapping parts are taken, rows of both are masked at random, and each row they share should be more like itself in the
 * other part than like other rows of its window (temporal contrast) and like the same row of other windows (instance contrast),
 * as it is and after largest values were taken over pairs of rows, again and again, down to one. Features of a window are the
 * largest over its rows.
 *
 * <p>Yue et al., TS2Vec: towards universal representation of time series, AAAI 2022, equations 1 to 3 and algorithm 1. Where we
 * differ: windows are learned from rather than whole series; rectifiers for GELU; and of a window at most {@value
 * ContrastiveNetwork#MOST_SHARED} rows are contrasted, as the cost grows with the square of their number.
 *
 * <p>Complexity: a window costs 15 hidden^2 multiplications a row, about.
 */
public record Contrastive(
        @Option(value = "32", description = "Channels of the convolutions, at least 1.")
        int hidden,

        @Option(value = "64", description = "Features of a window, at least 1.")
        int features,

        @Option(value = "0.5", description = "Share of rows masked at random while learning, 0 to below 1.")
        double masked,

        @Option(
                value = "10",
                description = "Passes over the train windows, at least 1; ends early when nothing is gained.")
        int epochs,

        @Option(value = "200", description = "Most updates of the weights, at least 1, however long the train part.")
        int maxSteps,

        @Option(value = "1e-3", description = "Highest learning rate, above 0.")
        double learningRate)
        implements TrainedEncoder {

    public Contrastive {
        Limits.atLeast("hidden", hidden, 1);
        Limits.atLeast("features", features, 1);
        Limits.share("masked", masked);
        TrainedEncoder.check(epochs, maxSteps, learningRate);
    }

    /** 64 features. */
    public Contrastive() {
        this(32, 64, 0.5, 10, 200, 1e-3);
    }

    @Override
    public String id() {
        return "contrastive";
    }

    @Override
    public EncoderDescriptor descriptor() {
        return described(
                "What a network sees in a window that learned to know rows again in other surroundings",
                "Yue et al., AAAI 2022");
    }

    @Override
    public EncoderNetwork network(int channels, int window) {
        return new ContrastiveNetwork(this, channels);
    }
}
