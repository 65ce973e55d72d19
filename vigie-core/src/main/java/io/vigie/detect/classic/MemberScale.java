package io.vigie.detect.classic;

/** How a member's scores are brought to the common scale, by its scores of train rows it was not fitted on. */
public enum MemberScale {
    /**
     * Surprise of the rank in nats: minus the logarithm of the share of train scores above; beyond the 90 % quantile an
     * exponential tail goes on, so that scores that train never reached still differ.
     */
    RANK,
    /** Distance from the median in inter-quartile ranges. */
    ROBUST_Z,
    /** Inverse hyperbolic sine of {@link #ROBUST_Z}: linear near the median, logarithmic far out. */
    ASINH
}
