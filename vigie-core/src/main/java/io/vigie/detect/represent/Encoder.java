package io.vigie.detect.represent;

import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;

/**
 * Options of a method that turns windows into features: an immutable record, validated when built, whose components carry
 * {@link io.vigie.detect.Option}. Series given to {@link #fit} and encoded later are <em>prepared</em>: every value finite,
 * scaled by train statistics.
 */
public interface Encoder {
    /** Registry id: lower-case words joined by hyphens. */
    String id();

    EncoderDescriptor descriptor();

    /** Whether rows that are labelled anomalous teach it something; by default they are left out. */
    default boolean learnsFromAnomalies() {
        return false;
    }

    /**
     * Learns what of its features depends on data.
     *
     * @param train prepared series with what is known of their rows; rows labelled anomalous are not taken for normal
     * @param window rows of every window that will be encoded, at least 1
     * @throws io.vigie.series.BadInputException if no normal stretch holds a window, naming the longest
     * @throws io.vigie.detect.OptionException if the options do not suit so short a window, saying which would
     * @throws java.util.concurrent.CancellationException if the context was cancelled
     */
    FittedEncoder fit(TrainingSet train, int window, RunContext context);
}
