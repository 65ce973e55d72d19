package io.vigie.detect.classic;

/** How members' scores on one scale become one score. Members without a score at a row do not count there. */
public enum MemberCombination {
    /** Arithmetic mean. */
    MEAN,
    /** The most alarmed member. */
    MAX,
    /** The middle member: half of them must agree. */
    MEDIAN,
    /** Mean with the given weights. */
    WEIGHTED
}
