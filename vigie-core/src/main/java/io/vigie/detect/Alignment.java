package io.vigie.detect;

/** Which rows around a row its score may look at. */
public enum Alignment {
    /** Rows before and after: sharper location, but the score comes with a delay. */
    CENTRED,
    /** The row and rows before it: no delay. */
    CAUSAL
}
