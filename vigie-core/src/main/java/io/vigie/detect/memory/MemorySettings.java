package io.vigie.detect.memory;

import io.vigie.detect.Detector;
import io.vigie.detect.OptionException;
import io.vigie.detect.classic.DiscreteChannels;
import io.vigie.detect.internal.WindowScores;
import io.vigie.detect.represent.Encoder;
import io.vigie.detect.represent.FeatureScale;

/**
 * What a detector with a memory of features is made of.
 *
 * @param detector whose settings these are
 * @param encoder turns windows into features
 * @param window rows of a window
 * @param scale what features are divided by
 * @param discrete what channels of few states count for
 * @param share of the train windows that the memory keeps
 * @param most windows that it keeps
 * @param projection numbers that features are projected to before the memory is chosen; 0 for no projection
 * @param neighbours nearest windows of the memory whose distances are averaged
 * @param reweighting windows of the memory around the nearest that a distance is held against; below 2 for none
 * @param centred whether the window of a row is the one around it
 * @param smoothing how scores of windows become scores of rows
 */
record MemorySettings(
        Detector detector,
        Encoder encoder,
        int window,
        FeatureScale scale,
        DiscreteChannels discrete,
        double share,
        int most,
        int projection,
        int neighbours,
        int reweighting,
        boolean centred,
        WindowScores smoothing) {
    /** Refuses an option that is too small. */
    static void requireAtLeast(int least, String key, int value) {
        if (value < least) {
            throw new OptionException(key + " is " + value + "; use at least " + least);
        }
    }
}
