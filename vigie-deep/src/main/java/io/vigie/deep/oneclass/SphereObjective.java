package io.vigie.deep.oneclass;

/** What {@link DeepSvdd} makes small. */
public enum SphereObjective {
    /** The mean squared distance of windows from the centre (Ruff et al. 2018, equation 4). */
    ONE_CLASS,
    /**
     * A sphere about the centre: its squared radius and how far windows are outside (Ruff et al. 2018, equation 3). Some
     * train windows are let outside.
     */
    SOFT_BOUNDARY
}
