package io.vigie.deep.window;

/** What the cells of a {@link CellModel} count. */
public enum CellUnit {
    /**
     * Squared errors. A score counts them in the mean squared error of the channel on windows held out of training, so
     * that channels that can be told less well do not drown the others.
     */
    SQUARED_ERROR("held-out squared errors"),

    /** Negative log densities; scores are their sums. */
    NATS("nats"),

    /** Squared distances between what a network makes of windows; scores are their sums. */
    DISTANCE("squared distance"),

    /** Standard deviations above what is normal; scores are their sums. */
    DEVIATION("deviations"),

    /** Any other measure that a model brings to one scale by itself; scores are its sums. */
    HEAT("heat");

    private final String label;

    CellUnit(String label) {
        this.label = label;
    }

    /** For {@link io.vigie.detect.Descriptor#unit}. */
    public String label() {
        return label;
    }
}
