package io.vigie.detect.internal;

import io.vigie.detect.RunContext;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/** Eigenvalues of a symmetric matrix, largest first and not below 0, and their eigenvectors [component][feature]. */
public final class Spectrum {
    // What is added to the diagonal, of its mean, one after the other until the iterations converge. They may not where
    // many
    // rows are 0, as those of constant channels are. Vectors stay the same, values move by as much.
    private static final double[] SHIFTS = {0, 1e-12, 1e-10};

    public final double[] values;
    public final double[] vectors;

    private Spectrum(double[] values, double[] vectors) {
        this.values = values;
        this.vectors = vectors;
    }

    /** All components of a covariance matrix, row-major; signs such that the largest weight is positive. */
    public static Spectrum ofCovariance(double[] covariance, int features) {
        double mean = 0;
        for (int d = 0; d < features; d++) {
            mean += covariance[d * features + d] / features;
        }
        for (double share : SHIFTS) {
            EigenDecomposition_F64<DMatrixRMaj> decomposition = DecompositionFactory_DDRM.eig(features, true, true);
            double[] shifted = covariance.clone();
            for (int d = 0; d < features; d++) {
                shifted[d * features + d] += share * mean;
            }
            if (decomposition.decompose(DMatrixRMaj.wrap(features, features, shifted))) {
                return of(decomposition, features, share * mean);
            }
        }
        throw new IllegalStateException("eigenvalues of a " + features + " x " + features + " matrix not found");
    }

    private static Spectrum of(EigenDecomposition_F64<DMatrixRMaj> decomposition, int features, double shift) {
        int[] order = IntStream.range(0, features)
                .boxed()
                .sorted((a, b) -> Double.compare(
                        decomposition.getEigenvalue(b).getReal(),
                        decomposition.getEigenvalue(a).getReal()))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] values = new double[features];
        double[] vectors = new double[features * features];
        for (int j = 0; j < features; j++) {
            values[j] = Math.max(decomposition.getEigenvalue(order[j]).getReal() - shift, 0);
            double[] vector = decomposition.getEigenVector(order[j]).getData();
            double largest = 0;
            for (double weight : vector) {
                largest = Math.abs(weight) > Math.abs(largest) ? weight : largest;
            }
            for (int d = 0; d < features; d++) {
                vectors[j * features + d] = largest < 0 ? -vector[d] : vector[d];
            }
        }
        return new Spectrum(values, vectors);
    }

    /** The components of the covariance of centred samples, from the smaller samples x samples matrix. */
    public static Spectrum ofSamples(double[][] samples, int features, RunContext context) {
        int count = samples.length;
        Spectrum small = ofCovariance(products(samples, features, count, context), count);
        int rank = small.rank(1e-10);
        double[] vectors = new double[rank * features];
        for (int j = 0; j < rank; j++) {
            double scale = 1 / Math.sqrt(count * small.values[j]);
            for (int i = 0; i < count; i++) {
                double weight = small.vectors[j * count + i] * scale;
                for (int d = 0; d < features; d++) {
                    vectors[j * features + d] += weight * samples[i][d];
                }
            }
        }
        return new Spectrum(Arrays.copyOf(small.values, rank), vectors);
    }

    /** Inner products of vectors of some length, two at a time, over a divisor: a symmetric matrix, row-major. */
    public static double[] products(double[][] vectors, int length, double divisor, RunContext context) {
        int count = vectors.length;
        double[] products = new double[count * count];
        Parallel.forChunks(context, count, 1, (from, to) -> {
            for (int a = from; a < to; a++) {
                for (int b = 0; b <= a; b++) {
                    double value = Dot.of(vectors[a], vectors[b], 0, length) / divisor;
                    products[a * count + b] = value;
                    products[b * count + a] = value;
                }
            }
        });
        return products;
    }

    /** Number of eigenvalues above a share of the largest. */
    public int rank(double tolerance) {
        int rank = 0;
        while (rank < values.length && values[rank] > tolerance * values[0]) {
            rank++;
        }
        return rank;
    }
}
