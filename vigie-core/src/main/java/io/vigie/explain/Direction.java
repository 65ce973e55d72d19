package io.vigie.explain;

/** In what way a channel departs from what was expected of it. */
public enum Direction {
    /** The values stay above the expected ones. */
    ABOVE,
    /** The values stay below the expected ones. */
    BELOW,
    /** The value does not move where it should. */
    FROZEN,
    /** Nothing was measured. */
    SILENT,
    /** The values scatter to both sides, faster and wider than normal. */
    NOISIER,
    /** The course differs in form or in its relation to other channels; no single value need be unusual. */
    SHAPE
}
