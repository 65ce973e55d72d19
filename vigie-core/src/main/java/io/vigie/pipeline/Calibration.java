package io.vigie.pipeline;

/** Which scores the null model is fitted on. */
public enum Calibration {
    /**
     * {@link #CROSS_FIT} with three folds up to 50,000 train rows and two up to 200,000, {@link #HOLD_OUT} beyond;
     * {@link #IN_SAMPLE} where the parts are too short for the detector, with a note. The default.
     */
    AUTO,
    /**
     * The train part is cut into contiguous folds; each is scored by a detector fitted on the others. Honest for methods
     * that remember what they have seen, at the price of fitting once more a fold.
     */
    CROSS_FIT,
    /** The last fifth of the train part is scored by a detector fitted on the rest. */
    HOLD_OUT,
    /** The train part is scored by the detector fitted on it: fast, too optimistic for methods that remember. */
    IN_SAMPLE
}
