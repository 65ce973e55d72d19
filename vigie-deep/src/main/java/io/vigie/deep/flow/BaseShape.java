package io.vigie.deep.flow;

/** Shape of the base density of a flow. */
public enum BaseShape {
    /** Standard normal. */
    GAUSSIAN,
    /** Student's t with learned degrees of freedom. */
    STUDENT_T;

    Base of(int dimension) {
        return this == GAUSSIAN ? new GaussianBase(dimension) : new StudentBase(dimension);
    }
}
