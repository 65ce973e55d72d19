package io.vigie.detect.classic;

/** How a member's scores are brought to the common scale, by its scores of train rows. */
public enum MemberScale {
    /**
     * Surprise of the rank in nats among cross-fitted train scores (each half of the train part scored by the member fitted on
     * the other): minus the logarithm of the share of train scores above; beyond the 90 % quantile an
     * exponential tail goes on, so that scores that train never reached still differ.
     */
    RANK,
    /**
     * Surprise of the rank in nats among all of the member's own train scores, those it was fitted on, with no cross-fitting;
     * beyond the greatest of them 2 ln(1 + excess / unit), where the unit is that score's distance from the median, at
     * least 1. So a member that remembers its train part (nearest neighbours score it 0) counts by the logarithm of its
     * score, one that generalises by how rare its score is, and no member outshouts the rest however far out it is.
     */
    LOG_RANK,
    /**
     * As {@link #LOG_RANK}, but a member that remembers train rows ({@code knn}, {@code fadingknn}) forgets a row and those
     * around it while it scores them, so that it too counts by how rare its score is.
     */
    HELD_OUT_LOG_RANK,
    /** Distance from the median of cross-fitted train scores in inter-quartile ranges. */
    ROBUST_Z,
    /** Inverse hyperbolic sine of {@link #ROBUST_Z}: linear near the median, logarithmic far out. */
    ASINH;

    boolean isLogRank() {
        return this == LOG_RANK || this == HELD_OUT_LOG_RANK;
    }
}
