package io.vigie.detect.internal;

/**
 * The innermost loops of the window detectors: sums kept in lanes, one for each of some consecutive windows or rows. A sum
 * takes its terms one after the other, so it has the same bits in whatever lane and block it is computed.
 *
 * <p>The loops are written for HotSpot's C2. It makes vector instructions of a loop only while all its arrays are read at the
 * same index and the loop is small: three terms and two sums are the most that it always took (measured on JDK 17; with
 * two more products it gives up, and the loop takes seven times as long).
 */
public final class LaneSums {
    /** Terms that are best added together. */
    public static final int TERMS = 3;

    private LaneSums() {}

    /**
     * Adds to each sum the squared differences of its lanes from the numbers of its reference.
     *
     * @param terms lanes of the terms
     * @param count terms
     * @param references numbers of all references
     * @param starts where each of the references has the number beside the first term, less {@code at}
     * @param at added to that
     * @param sums [reference][lane]
     * @param sumCount references
     * @param length lanes
     */
    public static void addSquares(
            float[][] terms,
            int count,
            float[] references,
            int[] starts,
            int at,
            float[][] sums,
            int sumCount,
            int length) {
        int t = 0;
        for (; t + TERMS <= count; t += TERMS) {
            float[] x = terms[t];
            float[] y = terms[t + 1];
            float[] z = terms[t + 2];
            int k = 0;
            for (; k + 2 <= sumCount; k += 2) {
                int a = starts[k] + at + t;
                int b = starts[k + 1] + at + t;
                addSquares(
                        x,
                        y,
                        z,
                        references[a],
                        references[a + 1],
                        references[a + 2],
                        sums[k],
                        references[b],
                        references[b + 1],
                        references[b + 2],
                        sums[k + 1],
                        length);
            }
            if (k < sumCount) {
                int a = starts[k] + at + t;
                addSquares(x, y, z, references[a], references[a + 1], references[a + 2], sums[k], length);
            }
        }
        for (; t < count; t++) {
            for (int k = 0; k < sumCount; k++) {
                addSquares(terms[t], references[starts[k] + at + t], sums[k], length);
            }
        }
    }

    private static void addSquares(
            float[] x,
            float[] y,
            float[] z,
            float ax,
            float ay,
            float az,
            float[] a,
            float bx,
            float by,
            float bz,
            float[] b,
            int length) {
        for (int i = 0; i < length; i++) {
            float u = x[i];
            float v = y[i];
            float w = z[i];
            float p = u - ax;
            float q = v - ay;
            float r = w - az;
            a[i] = ((a[i] + p * p) + q * q) + r * r;
            float s = u - bx;
            float t = v - by;
            float o = w - bz;
            b[i] = ((b[i] + s * s) + t * t) + o * o;
        }
    }

    private static void addSquares(
            float[] x, float[] y, float[] z, float ax, float ay, float az, float[] a, int length) {
        for (int i = 0; i < length; i++) {
            float p = x[i] - ax;
            float q = y[i] - ay;
            float r = z[i] - az;
            a[i] = ((a[i] + p * p) + q * q) + r * r;
        }
    }

    /** Adds to a sum the squared differences of its lanes from one number. */
    public static void addSquares(float[] terms, float reference, float[] sum, int length) {
        for (int i = 0; i < length; i++) {
            float d = terms[i] - reference;
            sum[i] += d * d;
        }
    }

    /** As for single precision. */
    public static void addSquares(
            double[][] terms,
            int count,
            double[] references,
            int[] starts,
            int at,
            double[][] sums,
            int sumCount,
            int length) {
        int t = 0;
        for (; t + TERMS <= count; t += TERMS) {
            double[] x = terms[t];
            double[] y = terms[t + 1];
            double[] z = terms[t + 2];
            int k = 0;
            for (; k + 2 <= sumCount; k += 2) {
                int a = starts[k] + at + t;
                int b = starts[k + 1] + at + t;
                addSquares(
                        x,
                        y,
                        z,
                        references[a],
                        references[a + 1],
                        references[a + 2],
                        sums[k],
                        references[b],
                        references[b + 1],
                        references[b + 2],
                        sums[k + 1],
                        length);
            }
            if (k < sumCount) {
                int a = starts[k] + at + t;
                addSquares(x, y, z, references[a], references[a + 1], references[a + 2], sums[k], length);
            }
        }
        for (; t < count; t++) {
            for (int k = 0; k < sumCount; k++) {
                addSquares(terms[t], references[starts[k] + at + t], sums[k], length);
            }
        }
    }

    private static void addSquares(
            double[] x,
            double[] y,
            double[] z,
            double ax,
            double ay,
            double az,
            double[] a,
            double bx,
            double by,
            double bz,
            double[] b,
            int length) {
        for (int i = 0; i < length; i++) {
            double u = x[i];
            double v = y[i];
            double w = z[i];
            double p = u - ax;
            double q = v - ay;
            double r = w - az;
            a[i] = ((a[i] + p * p) + q * q) + r * r;
            double s = u - bx;
            double t = v - by;
            double o = w - bz;
            b[i] = ((b[i] + s * s) + t * t) + o * o;
        }
    }

    private static void addSquares(
            double[] x, double[] y, double[] z, double ax, double ay, double az, double[] a, int length) {
        for (int i = 0; i < length; i++) {
            double p = x[i] - ax;
            double q = y[i] - ay;
            double r = z[i] - az;
            a[i] = ((a[i] + p * p) + q * q) + r * r;
        }
    }

    private static void addSquares(double[] terms, double reference, double[] sum, int length) {
        for (int i = 0; i < length; i++) {
            double d = terms[i] - reference;
            sum[i] += d * d;
        }
    }

    /** Subtracts from each sum the products of its lanes with the numbers of its reference. */
    public static void subtractProducts(
            double[][] terms,
            int count,
            double[] references,
            int[] starts,
            int at,
            double[][] sums,
            int sumCount,
            int length) {
        int t = 0;
        for (; t + TERMS <= count; t += TERMS) {
            double[] x = terms[t];
            double[] y = terms[t + 1];
            double[] z = terms[t + 2];
            int k = 0;
            for (; k + 2 <= sumCount; k += 2) {
                int a = starts[k] + at + t;
                int b = starts[k + 1] + at + t;
                subtractProducts(
                        x,
                        y,
                        z,
                        references[a],
                        references[a + 1],
                        references[a + 2],
                        sums[k],
                        references[b],
                        references[b + 1],
                        references[b + 2],
                        sums[k + 1],
                        length);
            }
            if (k < sumCount) {
                int a = starts[k] + at + t;
                subtractProducts(x, y, z, references[a], references[a + 1], references[a + 2], sums[k], length);
            }
        }
        for (; t < count; t++) {
            for (int k = 0; k < sumCount; k++) {
                subtractProducts(terms[t], references[starts[k] + at + t], sums[k], length);
            }
        }
    }

    private static void subtractProducts(
            double[] x,
            double[] y,
            double[] z,
            double ax,
            double ay,
            double az,
            double[] a,
            double bx,
            double by,
            double bz,
            double[] b,
            int length) {
        for (int i = 0; i < length; i++) {
            double u = x[i];
            double v = y[i];
            double w = z[i];
            a[i] = ((a[i] - u * ax) - v * ay) - w * az;
            b[i] = ((b[i] - u * bx) - v * by) - w * bz;
        }
    }

    private static void subtractProducts(
            double[] x, double[] y, double[] z, double ax, double ay, double az, double[] a, int length) {
        for (int i = 0; i < length; i++) {
            a[i] = ((a[i] - x[i] * ax) - y[i] * ay) - z[i] * az;
        }
    }

    private static void subtractProducts(double[] terms, double reference, double[] sum, int length) {
        for (int i = 0; i < length; i++) {
            sum[i] -= terms[i] * reference;
        }
    }
}
