package io.vigie.detect.gaussian;

import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;

/**
 * Mean and covariance of vectors that come one by one, and what the intensity of shrinkage is taken from: each is seen once
 * and not kept.
 *
 * <p>Updates are those of Welford (Technometrics 4, 1962), of rank one in the covariance; two parts are merged as in Chan,
 * Golub and LeVeque (The American Statistician 37, 1983). The intensity of Ledoit and Wolf needs the sum of {@code |x - m|^4},
 * which follows from sums of {@code |x|^4} and {@code |x|^2 x} and from the second moments, so vectors should lie about the
 * origin. O(size^2) a vector and in memory. Not thread-safe.
 */
final class RunningCovariance {
    private final int size;
    private final double[] mean;
    private final double[] scatter; // lower triangle of sum of (x - mean)(x - mean)', row-major
    private final double[] cubes; // sum of |x|^2 x
    private final double[] before;
    private double fourths; // sum of |x|^4
    private long count;

    RunningCovariance(int size) {
        this.size = size;
        this.mean = new double[size];
        this.scatter = new double[Math.multiplyExact(size, size)];
        this.cubes = new double[size];
        this.before = new double[size];
    }

    /** Numbers of a vector. */
    int size() {
        return size;
    }

    /** Vectors seen. */
    long count() {
        return count;
    }

    /** Copy of the mean; zeros where nothing was seen. */
    double[] mean() {
        return mean.clone();
    }

    void write(ModelWriter out) {
        out.integer("count", count);
        out.tensor("mean", mean, size);
        out.tensor("scatter", scatter, size, size);
        out.tensor("cubes", cubes, size);
        out.number("fourths", fourths);
    }

    static RunningCovariance read(int size, ModelReader in) {
        RunningCovariance read = new RunningCovariance(size);
        read.count = in.nonNegative("count");
        System.arraycopy(in.finiteDoubles("mean", size), 0, read.mean, 0, size);
        System.arraycopy(in.finiteDoubles("scatter", size, size), 0, read.scatter, 0, size * size);
        System.arraycopy(in.finiteDoubles("cubes", size), 0, read.cubes, 0, size);
        read.fourths = in.number("fourths");
        return read;
    }

    /** Takes the vector at {@code from}. */
    void add(float[] vectors, int from) {
        count++;
        double square = 0;
        for (int a = 0; a < size; a++) {
            double value = vectors[from + a];
            square += value * value;
            before[a] = value - mean[a];
            mean[a] += before[a] / count;
        }
        // (x - m_old)(x - m_new)' = (n - 1) / n (x - m_old)(x - m_old)'
        double factor = (count - 1.0) / count;
        for (int a = 0; a < size; a++) {
            double weight = factor * before[a];
            int row = a * size;
            for (int b = 0; b <= a; b++) {
                scatter[row + b] += weight * before[b];
            }
            cubes[a] += square * vectors[from + a];
        }
        fourths += square * square;
    }

    /** Takes all that another has seen. */
    void merge(RunningCovariance other) {
        if (other.count == 0) {
            return;
        }
        double total = (double) count + other.count;
        double factor = count * (other.count / total);
        for (int a = 0; a < size; a++) {
            before[a] = other.mean[a] - mean[a];
            mean[a] += before[a] * (other.count / total);
            cubes[a] += other.cubes[a];
            for (int b = 0; b <= a; b++) {
                scatter[a * size + b] += other.scatter[a * size + b] + factor * before[a] * before[b];
            }
        }
        fourths += other.fourths;
        count += other.count;
    }

    /** Covariance, divided by the count, row-major; zeros where nothing was seen. */
    double[] covariance() {
        double[] covariance = new double[scatter.length];
        for (int a = 0; a < size; a++) {
            for (int b = 0; b <= a; b++) {
                double value = scatter[a * size + b] / Math.max(1, count);
                covariance[a * size + b] = value;
                covariance[b * size + a] = value;
            }
        }
        return covariance;
    }

    /**
     * How far the covariance is best pulled towards {@code tr(S) / size} times the identity, 0 to 1 (Ledoit and Wolf, Journal of
     * Multivariate Analysis 88, 2004, section 3.3: {@code b^2 / d^2}).
     *
     * @param dependent vectors that count for one, as neighbouring windows share their rows
     */
    double shrinkage(double dependent) {
        if (count == 0) {
            return 1;
        }
        double[] covariance = covariance();
        double trace = 0;
        double squares = 0;
        for (int a = 0; a < size; a++) {
            trace += covariance[a * size + a];
        }
        for (double value : covariance) {
            squares += value * value;
        }
        double distance = squares - trace * trace / size; // |S - tr(S) / size I|^2
        if (!(distance > 0)) {
            return 1;
        }
        double between = (fourthsAboutMean(covariance, trace) / count - squares) / (count / dependent);
        return Math.max(0, Math.min(1, between / distance));
    }

    /** Sum of {@code |x - m|^4}, from {@code |x - m|^2 = |x|^2 - 2 x'm + |m|^2}. */
    private double fourthsAboutMean(double[] covariance, double trace) {
        double length = 0;
        double cubed = 0;
        double along = 0; // m'Sm
        for (int a = 0; a < size; a++) {
            length += mean[a] * mean[a];
            cubed += cubes[a] * mean[a];
            for (int b = 0; b < size; b++) {
                along += mean[a] * covariance[a * size + b] * mean[b];
            }
        }
        double second = count * (trace + length); // sum of |x|^2
        double inner = count * (along + length * length); // sum of (x'm)^2
        return fourths + 4 * inner - 4 * cubed + 2 * length * second - 3 * count * length * length;
    }
}
