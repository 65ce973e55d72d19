package io.vigie.pipeline;

import io.vigie.detect.Option;
import io.vigie.detect.OptionException;

/**
 * How far {@link Judgement#counterfactual} may go.
 *
 * @param channels largest share of the channels that are changed
 */
public record CounterfactualOptions(
        @Option(
                value = "1",
                description =
                        "most channels that are changed, as a share above 0 to 1, but always up to three; more than"
                                + " 0.3 only where all else fails")
        double channels) {
    /** As many channels as it takes. */
    public static final CounterfactualOptions DEFAULTS = new CounterfactualOptions(1);

    public CounterfactualOptions {
        if (!(channels > 0 && channels <= 1)) {
            throw new OptionException("channels is " + channels + "; use a share above 0, at most 1");
        }
    }
}
