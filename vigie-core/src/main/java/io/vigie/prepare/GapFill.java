package io.vigie.prepare;

/** What stands in for missing values in short gaps. */
public enum GapFill {
    /** A straight line between the neighbours; the nearest value at either end. Looks at the row after the gap. */
    LINEAR,
    /** The last measured value; the train centre before the first one. Causal: what a stream can do. */
    HOLD
}
