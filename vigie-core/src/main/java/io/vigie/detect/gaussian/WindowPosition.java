package io.vigie.detect.gaussian;

/** What the position of a window is, each with a normal of its own. */
public enum WindowPosition {
    /** All windows share one normal. */
    NONE,
    /** Where in the train part's cycle the window begins. */
    PHASE,
    /** The operating state that the window lies in, or that it holds a change of state. */
    REGIME
}
