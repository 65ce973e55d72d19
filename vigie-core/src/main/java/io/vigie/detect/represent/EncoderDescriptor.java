package io.vigie.detect.represent;

import io.vigie.detect.AnomalyKind;
import java.util.Set;

/**
 * What a configured encoder promises.
 *
 * @param summary one sentence for a user's table
 * @param reference paper or source of the method
 * @param nativeCode true if native code is loaded
 * @param blindSpots kinds of anomaly that may leave its features where they are
 */
public record EncoderDescriptor(String summary, String reference, boolean nativeCode, Set<AnomalyKind> blindSpots) {
    public EncoderDescriptor {
        blindSpots = Set.copyOf(blindSpots);
    }

    /** A pure-Java encoder. */
    public static EncoderDescriptor of(String summary, String reference, AnomalyKind... blindSpots) {
        return new EncoderDescriptor(summary, reference, false, Set.of(blindSpots));
    }
}
