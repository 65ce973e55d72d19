package io.vigie.detect.represent;

/** What a feature is divided by before features are compared. */
public enum FeatureScale {
    /** Nothing. */
    NONE,
    /** Its standard deviation over train windows. */
    DEVIATION,
    /** The distance of its quartiles over train windows, as a deviation; the standard deviation where that is 0. */
    ROBUST
}
