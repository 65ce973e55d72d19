package io.vigie.detect.classic;

/** How ECOD puts left and right tails together. */
public enum EcodTails {
    /** The paper: the largest of the sums over left tails, over right tails, and over the tails chosen by skewness. */
    JOINT,
    /** The authors' code: the larger tail of each channel, then the sum; channels may leave on different sides. */
    PER_CHANNEL
}
