package io.vigie.detect.gaussian;

import io.vigie.detect.Alignment;
import io.vigie.detect.Descriptor;
import io.vigie.detect.Detector;
import io.vigie.detect.OptionException;
import io.vigie.detect.WindowAggregation;
import io.vigie.detect.classic.StreamLearning;
import io.vigie.detect.internal.WindowScores;
import io.vigie.detect.represent.Encoder;
import io.vigie.detect.represent.EncoderDescriptor;
import io.vigie.detect.represent.Encoders;

/**
 * What a detector with a Gaussian for each position is made of.
 *
 * @param detector whose settings these are
 * @param encoder turns windows into features, as text
 * @param window rows of a window
 * @param position what tells windows apart
 * @param most positions: parts of a cycle, or operating states
 * @param dwell rows that an operating state lasts at least
 * @param features most features
 * @param shrinkage of covariances
 * @param learning whether windows are learned from once they are scored
 * @param aggregation how scores of windows become scores of rows
 * @param alignment windows around the row or up to it
 */
record PositionSettings(
        Detector detector,
        String encoder,
        int window,
        WindowPosition position,
        int most,
        int dwell,
        int features,
        Shrinkage shrinkage,
        StreamLearning learning,
        WindowAggregation aggregation,
        Alignment alignment) {
    /** Refuses what cannot be, in terms of the options. */
    static void require(String encoder, int window, String mostKey, int most, int dwell, int features) {
        requireWithin("window", window, 1, Integer.MAX_VALUE);
        requireWithin(mostKey, most, 1, 64);
        requireWithin("dwell", dwell, 8, 4096);
        requireWithin("features", features, 1, 512);
        Encoders.parse(encoder);
    }

    private static void requireWithin(String key, int value, int least, int most) {
        if (value < least || value > most) {
            throw new OptionException(key + " is " + value + "; use "
                    + (most == Integer.MAX_VALUE ? "at least " + least : least + " to " + most));
        }
    }

    Encoder parsed() {
        return Encoders.parse(encoder);
    }

    boolean centred() {
        return alignment == Alignment.CENTRED;
    }

    WindowScores smoothing() {
        return WindowScores.ofWindows(window, aggregation, alignment);
    }

    /** Rows between a row and its score. */
    int delay() {
        return smoothing().delay() + (position == WindowPosition.REGIME ? StateModel.lag(dwell, centred()) : 0);
    }

    Descriptor descriptor(String summary, String reference) {
        EncoderDescriptor described = parsed().descriptor();
        return new Descriptor(
                summary,
                reference,
                FittedPositions.UNIT,
                delay(),
                true,
                true,
                false,
                described.nativeCode(),
                described.blindSpots());
    }
}
