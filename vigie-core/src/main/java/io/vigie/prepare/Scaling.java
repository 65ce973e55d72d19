package io.vigie.prepare;

/** How a channel is brought to a common scale; statistics come from the train part only. */
public enum Scaling {
    /** Median and inter-quantile range: anomalies in the train part hardly move it. The default. */
    ROBUST,
    /** Mean and standard deviation. */
    STANDARD,
    /** Values stay as they are; only gaps are filled. */
    NONE
}
