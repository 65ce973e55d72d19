package io.vigie.detect;

import java.util.Set;

/**
 * What a configured detector promises.
 *
 * @param summary one sentence for a user's table
 * @param reference paper or source of the method
 * @param unit what a score counts: "nats", "standard deviations", "distance", "rank"
 * @param delay rows of future the score of a row needs: 0 is causal, {@link #WHOLE_SERIES} needs them all and has no
 *     online form
 * @param perChannel true if scores carry a contribution per channel
 * @param additive true if the contributions of a row add up to its total
 * @param needsLabels true if fitting needs labelled anomalies
 * @param nativeCode true if native code is loaded
 * @param blindSpots kinds of anomaly for which the method, by its nature, may leave its score low
 */
public record Descriptor(
        String summary,
        String reference,
        String unit,
        int delay,
        boolean perChannel,
        boolean additive,
        boolean needsLabels,
        boolean nativeCode,
        Set<AnomalyKind> blindSpots) {
    /** The delay of a detector that can only judge a finished series. */
    public static final int WHOLE_SERIES = Integer.MAX_VALUE;

    public Descriptor {
        blindSpots = Set.copyOf(blindSpots);
        if (delay < 0) {
            throw new IllegalArgumentException("delay " + delay + " is negative");
        }
        if (additive && !perChannel) {
            throw new IllegalArgumentException("contributions cannot add up where there are none");
        }
    }

    /** A pure-Java, unsupervised detector. */
    public static Descriptor of(
            String summary, String reference, String unit, int delay, boolean perChannel, boolean additive) {
        return new Descriptor(summary, reference, unit, delay, perChannel, additive, false, false, Set.of());
    }

    /** The same promises, but for the kinds of anomaly the method may not see. */
    public Descriptor withBlindSpots(AnomalyKind... kinds) {
        return new Descriptor(
                summary, reference, unit, delay, perChannel, additive, needsLabels, nativeCode, Set.of(kinds));
    }

    /** True if no score depends on a later row. */
    public boolean causal() {
        return delay == 0;
    }

    /** True if the detector can score row by row. */
    public boolean onlineCapable() {
        return delay != WHOLE_SERIES;
    }
}
