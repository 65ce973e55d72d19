package io.vigie.detect;

/** Kinds of anomaly that every detector should raise its score for, unless its descriptor names a blind spot. */
public enum AnomalyKind {
    /** Single rows far off. */
    SPIKE,
    /** A channel runs on as before, but around another level. */
    LEVEL_SHIFT,
    /** A channel freezes at a value off its centre that it also takes when it is well. */
    FLAT_LINE,
    /** A channel becomes much noisier. */
    NOISE_BURST,
    /** A channel drops to a value far off and stays there. */
    DROPOUT
}
