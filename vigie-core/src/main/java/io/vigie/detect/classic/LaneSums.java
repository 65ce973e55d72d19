package io.vigie.detect.classic;

/**
 * The innermost loops of the window detectors: sums kept in lanes, one for each of some consecutive windows or rows. A sum
 * takes its terms one after the other, so it has the same bits in whatever lane and block it is computed.
 *
 * <p>The loops are written for HotSpot's C2. It makes vector instructions of a loop only while all its arrays are read at the
 * same index and the loop is small: three terms and two sums are the most that it always took (measured on JDK 17; with
 * two more products it gives up, and the loop takes seven times as long).
 */
final class LaneSums {
    /** Terms that are best added together. */
    static final int TERMS = 3;

    private LaneSums() {}

    /**
     * Adds to each sum the squared differences of its lanes from the numbers of its reference.
     *
     * @param terms lanes of the terms
     * @param first the first of the terms to add
     * @param count terms to add
     * @param references numbers of all references
     * @param starts where each of the references has the number beside the first term, less {@code at}
     * @param at added to that
     * @param sums [reference][lane]
     * @param sumCount references
     * @param length lanes
     */
    static void addSquares(
            float[][] terms,
            int first,
            int count,
            float[] references,
            int[] starts,
            int at,
            float[][] sums,
            int sumCount,
            int length) {
        int t = 0;
        for (; t + TERMS <= count; t += TERMS) {
            float[] x = terms[first + t];
            float[] y = terms[first + t + 1];
            float[] z = terms[first + t + 2];
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
                addSquares(terms[first + t], references[starts[k] + at + t], sums[k], length);
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
    static void addSquares(float[] terms, float reference, float[] sum, int length) {
        for (int i = 0; i < length; i++) {
            float d = terms[i] - reference;
            sum[i] += d * d;
        }
    }
}
