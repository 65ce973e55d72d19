package io.vigie.detect;

/**
 * Options of a method that learns what normal looks like: an immutable record, validated when built, whose components
 * carry {@link Option}. Series given to {@link #fit} and scored later are <em>prepared</em>: every value finite (gaps
 * filled, mask beside), scaled by train statistics. A detector does not scale again and never sees test data in fit.
 */
public interface Detector {
    /** Registry id: lower-case words joined by hyphens. */
    String id();

    Descriptor descriptor();

    /**
     * Whether rows that are labelled anomalous teach it, where there are some, what is not normal. By default they are
     * left out unless it needs them.
     */
    default boolean learnsFromAnomalies() {
        return descriptor().needsLabels();
    }

    /** Whether what it fits tells cells given the others, {@link FittedDetector#imputer}. */
    default boolean imputes() {
        return false;
    }

    /**
     * Learns normal from the rows that are not labelled anomalous.
     *
     * @throws io.vigie.series.BadInputException if the data cannot be learned from (too short for the window, not
     *     prepared), naming the series, the value and what is allowed
     * @throws java.util.concurrent.CancellationException if the context was cancelled
     */
    FittedDetector fit(TrainingSet train, RunContext context);
}
