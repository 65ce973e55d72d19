package io.vigie.evaluate;

/** Weights of the NAB score for what one misses and what one raises in vain (Lavin and Ahmad 2015, table of profiles). */
public enum NabProfile {
    /** True positives 1, false positives 0.11, missed segments 1. */
    STANDARD("standard", 0.11, 1.0),
    /** False positives weigh double. */
    REWARD_LOW_FP("reward_low_FP", 0.22, 1.0),
    /** Missed segments weigh double. */
    REWARD_LOW_FN("reward_low_FN", 0.11, 2.0);

    private final String label;
    private final double falsePositive;
    private final double falseNegative;

    NabProfile(String label, double falsePositive, double falseNegative) {
        this.label = label;
        this.falsePositive = falsePositive;
        this.falseNegative = falseNegative;
    }

    /** The profile's name in the literature. */
    public String label() {
        return label;
    }

    /** Weight of a false positive far from a segment. */
    public double falsePositiveWeight() {
        return falsePositive;
    }

    /** Weight of a segment without a prediction. */
    public double falseNegativeWeight() {
        return falseNegative;
    }
}
