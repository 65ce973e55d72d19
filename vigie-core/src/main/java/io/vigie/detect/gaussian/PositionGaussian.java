package io.vigie.detect.gaussian;

import io.vigie.detect.internal.Cholesky;
import io.vigie.detect.internal.Dot;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;

/**
 * Mean and inverse covariance of the features of windows at one position.
 *
 * @param mean [feature]
 * @param precision [feature][feature], row-major
 */
record PositionGaussian(double[] mean, double[] precision) {
    /** What is added to variances of scaled features, as in the paper. */
    static final double RIDGE = 0.01;

    /**
     * From what was seen at the position.
     *
     * @param shared covariance within positions, of all together, [feature][feature]: the position's own counts against it as
     *     its independent windows do against {@code feature} ones, which is the mean under an inverse Wishart prior
     * @param dependent windows that count for one
     */
    static PositionGaussian of(RunningCovariance seen, double[] shared, Shrinkage shrinkage, double dependent) {
        double[] mean = seen.mean();
        int size = mean.length;
        double[] covariance = seen.covariance();
        double independent = seen.count() / dependent;
        double own = independent / (independent + size);
        for (int i = 0; i < covariance.length; i++) {
            covariance[i] = own * covariance[i] + (1 - own) * shared[i];
        }
        if (shrinkage == Shrinkage.LEDOIT_WOLF) {
            double pull = seen.shrinkage(dependent);
            double trace = 0;
            for (int a = 0; a < size; a++) {
                trace += covariance[a * size + a];
            }
            for (int i = 0; i < covariance.length; i++) {
                covariance[i] *= 1 - pull;
            }
            for (int a = 0; a < size; a++) {
                covariance[a * size + a] += pull * trace / size;
            }
        }
        for (int a = 0; a < size; a++) {
            covariance[a * size + a] += RIDGE;
        }
        return new PositionGaussian(mean, inverse(covariance, size));
    }

    private static double[] inverse(double[] covariance, int size) {
        double[] lower = Cholesky.invertLower(Cholesky.factor(covariance, size), size);
        double[] inverse = new double[size * size];
        for (int k = 0; k < size; k++) {
            for (int a = 0; a <= k; a++) {
                double weight = lower[k * size + a];
                for (int b = 0; b <= a; b++) {
                    inverse[a * size + b] += weight * lower[k * size + b];
                }
            }
        }
        for (int a = 0; a < size; a++) {
            for (int b = 0; b < a; b++) {
                inverse[b * size + a] = inverse[a * size + b];
            }
        }
        return inverse;
    }

    /**
     * Square of the Mahalanobis distance of a vector.
     *
     * @param from where it begins
     * @param centred room, [feature]
     * @param parts receives {@code (x - m)_f (P (x - m))_f}, [feature], which add up to it: the partial decomposition of Alcala
     *     and Qin (Journal of Process Control 2011); parts may be negative
     */
    double square(float[] vectors, int from, double[] centred, double[] parts) {
        int size = mean.length;
        for (int a = 0; a < size; a++) {
            centred[a] = vectors[from + a] - mean[a];
        }
        double square = 0;
        for (int a = 0; a < size; a++) {
            parts[a] = centred[a] * Dot.of(precision, a * size, centred, 0, size);
            square += parts[a];
        }
        return Math.max(0, square);
    }

    void write(ModelWriter out) {
        out.tensor("mean", mean, mean.length);
        out.tensor("precision", precision, mean.length, mean.length);
    }

    static PositionGaussian read(int size, ModelReader in) {
        return new PositionGaussian(in.finiteDoubles("mean", size), in.finiteDoubles("precision", size, size));
    }
}
