package io.vigie.detect.internal;

/** The factor {@code L} of {@code L L' = A} of small symmetric matrices, O(size^3). */
public final class Cholesky {
    private Cholesky() {}

    /**
     * Lower triangular factor of a positive definite matrix, row-major; pivots that rounding has eaten up become tiny ones.
     */
    public static double[] factor(double[] matrix, int size) {
        double[] factor = new double[size * size];
        for (int a = 0; a < size; a++) {
            for (int b = 0; b <= a; b++) {
                double sum = matrix[a * size + b];
                for (int k = 0; k < b; k++) {
                    sum -= factor[a * size + k] * factor[b * size + k];
                }
                if (a == b) {
                    // a ridge keeps it positive; rounding of a far larger row may still eat it up
                    factor[a * size + a] = Math.sqrt(Math.max(sum, 1e-14 * matrix[a * size + a]));
                } else {
                    factor[a * size + b] = sum / factor[b * size + b];
                }
            }
        }
        return factor;
    }

    /** Inverse of a lower triangular matrix. */
    public static double[] invertLower(double[] factor, int size) {
        double[] inverse = new double[size * size];
        for (int a = 0; a < size; a++) {
            double pivot = 1 / factor[a * size + a];
            for (int k = 0; k < a; k++) {
                double weight = -factor[a * size + k] * pivot;
                for (int b = 0; b <= k; b++) {
                    inverse[a * size + b] += weight * inverse[k * size + b];
                }
            }
            inverse[a * size + a] = pivot;
        }
        return inverse;
    }
}
