package io.vigie.detect.gaussian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigie.detect.RunContext;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class PositionGaussianTest {
    @Test
    void distanceIsThatOfMahalanobis() {
        // less the mean: (2, 1), (-2, -1), (1, 2), (-1, -2)
        float[] vectors = {4, 4, 0, 2, 3, 5, 1, 1};
        RunningCovariance seen = running(vectors, 2);

        assertThat(seen.mean()).containsExactly(2, 3);
        assertThat(seen.covariance()).containsExactly(2.5, 2, 2, 2.5);

        // S + 0.01 I = ((2.51, 2), (2, 2.51)), determinant 2.3001; for d = (1, -1): (2.51 + 4 + 2.51) / 2.3001
        PositionGaussian gaussian = PositionGaussian.of(seen, seen.covariance(), Shrinkage.IDENTITY, 1);
        double[] parts = new double[2];
        double square = gaussian.square(new float[] {9, 3, 2}, 1, new double[2], parts);

        assertThat(square).isCloseTo(9.02 / 2.3001, within(1e-12));
        assertThat(parts[0] + parts[1]).isCloseTo(square, within(1e-12));
        assertThat(parts[0]).isCloseTo(4.51 / 2.3001, within(1e-12));
    }

    /** An element that is in line with its mean, beside one that is not, may have a negative part. */
    @Test
    void partsAreThoseOfThePartialDecomposition() {
        RunningCovariance seen = running(new float[] {4, 4, 0, 2, 3, 5, 1, 1}, 2);
        PositionGaussian gaussian = PositionGaussian.of(seen, seen.covariance(), Shrinkage.IDENTITY, 1);
        double[] parts = new double[2];
        double square = gaussian.square(new float[] {5, 4}, 0, new double[2], parts);

        // d = (3, 1): d_1 (2.51 * 3 - 2 * 1) and d_2 (2.51 * 1 - 2 * 3), each over 2.3001
        assertThat(parts[0]).isCloseTo(3 * 5.53 / 2.3001, within(1e-12));
        assertThat(parts[1]).isCloseTo(-3.49 / 2.3001, within(1e-12));
        assertThat(square).isCloseTo((3 * 5.53 - 3.49) / 2.3001, within(1e-12));
    }

    /** 4 windows, of which 2 count for one, against 2 features: half its own covariance and half the shared one. */
    @Test
    void fewWindowsLeanOnTheSharedCovariance() {
        RunningCovariance seen = running(new float[] {4, 4, 0, 2, 3, 5, 1, 1}, 2);
        PositionGaussian gaussian = PositionGaussian.of(seen, new double[] {0.5, -2, -2, 0.5}, Shrinkage.IDENTITY, 2);

        assertThat(gaussian.mean()).containsExactly(2, 3);
        assertThat(gaussian.precision()).containsExactly(new double[] {1 / 1.51, 0, 0, 1 / 1.51}, within(1e-12));
    }

    @Test
    void mergedPartsAreWhatAllWouldHaveBeen() {
        float[] vectors = drawn(300, 5);
        RunningCovariance whole = running(vectors, 5);
        RunningCovariance merged = new RunningCovariance(5);
        for (int[] part : new int[][] {{0, 10}, {10, 11}, {11, 11}, {11, 300}}) {
            RunningCovariance one = new RunningCovariance(5);
            for (int i = part[0]; i < part[1]; i++) {
                one.add(vectors, i * 5);
            }
            merged.merge(one);
        }

        assertThat(merged.count()).isEqualTo(300);
        assertThat(merged.mean()).containsExactly(whole.mean(), within(1e-12));
        assertThat(merged.covariance()).containsExactly(whole.covariance(), within(1e-12));
        assertThat(merged.shrinkage(1)).isCloseTo(whole.shrinkage(1), within(1e-10));
    }

    @Test
    void shrinkageIsThatOfLedoitAndWolf() {
        float[] vectors = drawn(40, 5);
        RunningCovariance running = running(vectors, 5);

        assertThat(running.shrinkage(1)).isCloseTo(ledoitWolf(vectors, 5), within(1e-9));
        assertThat(running.shrinkage(4)).isGreaterThan(running.shrinkage(1));
        assertThat(running(drawn(20_000, 5), 5).shrinkage(1)).isLessThan(0.01);
    }

    /** The formulas of section 3.3 as they stand, from all vectors at once. */
    private static double ledoitWolf(float[] vectors, int size) {
        int count = vectors.length / size;
        double[] mean = new double[size];
        for (int i = 0; i < vectors.length; i++) {
            mean[i % size] += vectors[i] / (double) count;
        }
        double[] s = new double[size * size];
        for (int i = 0; i < count; i++) {
            for (int k = 0; k < size * size; k++) {
                s[k] += (vectors[i * size + k / size] - mean[k / size])
                        * (vectors[i * size + k % size] - mean[k % size])
                        / count;
            }
        }
        double m = 0;
        for (int a = 0; a < size; a++) {
            m += s[a * size + a] / size;
        }
        double d = 0;
        double b = 0;
        for (int k = 0; k < size * size; k++) {
            double target = k / size == k % size ? m : 0;
            d += (s[k] - target) * (s[k] - target);
        }
        for (int i = 0; i < count; i++) {
            for (int k = 0; k < size * size; k++) {
                double own = (vectors[i * size + k / size] - mean[k / size])
                        * (vectors[i * size + k % size] - mean[k % size]);
                b += (own - s[k]) * (own - s[k]) / ((double) count * count);
            }
        }
        return Math.min(b, d) / d;
    }

    private static RunningCovariance running(float[] vectors, int size) {
        RunningCovariance running = new RunningCovariance(size);
        for (int i = 0; i < vectors.length; i += size) {
            running.add(vectors, i);
        }
        return running;
    }

    private static float[] drawn(int count, int size) {
        RandomGenerator random = RunContext.defaults().random("vectors");
        float[] vectors = new float[count * size];
        for (int i = 0; i < count; i++) {
            double shared = random.nextGaussian();
            for (int a = 0; a < size; a++) {
                vectors[i * size + a] = (float) (0.3 * a + shared * a * 0.5 + random.nextGaussian());
            }
        }
        return vectors;
    }
}
