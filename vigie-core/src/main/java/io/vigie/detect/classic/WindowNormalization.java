package io.vigie.detect.classic;

import io.vigie.detect.AnomalyKind;

/** What is taken out of each window, channel by channel, before windows are compared. */
public enum WindowNormalization {
    /** Nothing: level and amplitude count. */
    NONE,
    /** The window's mean: amplitude and shape count, level does not. */
    MEAN,
    /**
     * The window's mean and standard deviation: shape alone counts. A deviation below {@link #DEVIATION_FLOOR} is
     * taken as that floor, so a flat window stays flat instead of becoming amplified noise.
     */
    ZSCORE;

    /** Smallest deviation a window is divided by, in prepared units (train scale is 1). */
    public static final double DEVIATION_FLOOR = 0.01;

    /** Kinds of anomaly that windows show less of, or not at all, once this is taken out of them. */
    public AnomalyKind[] blindSpots() {
        return this == NONE ? new AnomalyKind[0] : new AnomalyKind[] {AnomalyKind.LEVEL_SHIFT};
    }
}
