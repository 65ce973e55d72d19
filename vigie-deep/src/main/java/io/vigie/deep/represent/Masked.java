package io.vigie.deep.represent;

import io.vigie.deep.engine.Limits;
import io.vigie.detect.Option;
import io.vigie.detect.represent.EncoderDescriptor;

/**
 * What a network sees in a window that learned to tell what was masked from what was left: spans of rows are hidden, in all
 * channels at once or in each by itself, and given back from the rows and channels about them. Features are the hidden rows,
 * their mean and their largest over the window.
 *
 * <p>After Zerveas et al., A transformer-based framework for multivariate time series representation learning, KDD 2021 (spans
 * hidden, the loss over what is hidden alone). Where we differ: convolutions for attention; half of the windows hide the same
 * rows of all channels, so that neither time nor channels alone are enough; and the loss is the logarithm of a window's mean
 * squared error in each channel, so that channels that can be told less well do not outweigh the rest.
 *
 * <p>Complexity: a window costs 15 hidden^2 multiplications a row, about.
 */
public record Masked(
        @Option(value = "32", description = "Channels of the convolutions, at least 1; features are twice as many.")
        int hidden,

        @Option(value = "0.3", description = "Share of a window that is hidden, above 0, at most 0.9.")
        double masked,

        @Option(
                value = "10",
                description = "Passes over the train windows, at least 1; ends early when nothing is gained.")
        int epochs,

        @Option(value = "400", description = "Most updates of the weights, at least 1, however long the train part.")
        int maxSteps,

        @Option(value = "2e-3", description = "Highest learning rate, above 0.")
        double learningRate)
        implements TrainedEncoder {

    public Masked {
        Limits.atLeast("hidden", hidden, 1);
        Limits.above("masked", masked, 0, 0.9);
        TrainedEncoder.check(epochs, maxSteps, learningRate);
    }

    /** 64 features, three tenths hidden. */
    public Masked() {
        this(32, 0.3, 10, 400, 2e-3);
    }

    @Override
    public String id() {
        return "masked";
    }

    @Override
    public EncoderDescriptor descriptor() {
        return described(
                "What a network sees in a window that learned to fill in what is hidden of it",
                "Zerveas et al., KDD 2021");
    }

    @Override
    public EncoderNetwork network(int channels, int window) {
        return new MaskedNetwork(this, channels);
    }
}
