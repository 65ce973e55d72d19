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
    WEIGHTED,
    /**
     * A mean with the given weights that leans towards the more alarmed members: {@code ln(sum_m w_m exp(s x_m)) / s} with
     * the sharpness s = {@value #SHARPNESS}. Where members agree it is their mean; one that is alarmed alone by d nats more
     * than the others counts exp(s d) times its weight. (The exponential mean of Kolmogorov and Nagumo, 1930; between mean
     * and maximum, as the averages of maxima of Aggarwal and Sathe 2015.)
     */
    LEANING;

    static final double SHARPNESS = 0.1;

    /** Whether each member has a weight of its own. */
    boolean isWeighted() {
        return this == WEIGHTED || this == LEANING;
    }
}
