package io.vigie.deep.flow;

/** Shape of the base density of a flow. */
public enum BaseShape {
    /** Standard normal. */
    GAUSSIAN,
    /** Student's t with learned degrees of freedom. */
    STUDENT_T,
    /** A mixture of four normal densities, for data that comes in clusters. */
    MIXTURE;

    private static final int PARTS = 4;

    Base of(int dimension) {
        return switch (this) {
            case GAUSSIAN -> new GaussianBase(dimension);
            case STUDENT_T -> new StudentBase(dimension);
            case MIXTURE -> new MixtureBase(dimension, PARTS);
        };
    }
}
