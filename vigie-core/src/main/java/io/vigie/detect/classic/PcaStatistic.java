package io.vigie.detect.classic;

/** Which distance to the principal subspace is the score. */
public enum PcaStatistic {
    /** Squared distance from the subspace (SPE, Q): relations between channels are broken. */
    RESIDUAL,
    /** Hotelling's T squared within the subspace: relations hold, but the values are extreme. */
    HOTELLING,
    /** Both: T squared plus the residual in units of its variance a dimension. */
    COMBINED
}
