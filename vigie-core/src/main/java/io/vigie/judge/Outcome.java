package io.vigie.judge;

/** How an episode ended. */
public enum Outcome {
    /** The scores returned to normal. */
    RETURNED,
    /** The scores stayed where they were until that counted as normal; see {@link Adaptation}. */
    LASTING,
    /** The series ended within the episode. */
    OPEN
}
