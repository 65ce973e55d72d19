package io.vigie.detect.classic;

/**
 * Small matrix times a block of columns, the kernel of the linear detectors. Columns are independent and each is summed in
 * the same order whatever the width of the block, so a block of one (a stream) gives the bits of a wide one.
 */
final class BlockProduct {
    private BlockProduct() {}

    /**
     * {@code out = matrix * in}: matrix [rows][inner], in [inner][stride] and out [rows][stride] row-major; the first
     * {@code width} columns of a block are computed.
     */
    static void multiply(double[] matrix, int rows, int inner, double[] in, double[] out, int width, int stride) {
        for (int r = 0; r < rows; r++) {
            row(matrix, r * inner, inner, in, out, r * stride, width, stride);
        }
    }

    /** As {@link #multiply} for a lower triangular matrix of {@code rows} rows and columns. */
    static void multiplyLower(double[] matrix, int rows, double[] in, double[] out, int width, int stride) {
        for (int r = 0; r < rows; r++) {
            row(matrix, r * rows, r + 1, in, out, r * stride, width, stride);
        }
    }

    private static void row(
            double[] matrix, int from, int inner, double[] in, double[] out, int to, int width, int stride) {
        for (int i = 0; i < width; i++) {
            out[to + i] = 0;
        }
        int k = 0;
        for (; k + 3 < inner; k += 4) {
            double a = matrix[from + k];
            double b = matrix[from + k + 1];
            double c = matrix[from + k + 2];
            double d = matrix[from + k + 3];
            int p = k * stride;
            int q = p + stride;
            int s = q + stride;
            int t = s + stride;
            for (int i = 0; i < width; i++) {
                out[to + i] += a * in[p + i] + b * in[q + i] + c * in[s + i] + d * in[t + i];
            }
        }
        for (; k < inner; k++) {
            double a = matrix[from + k];
            int p = k * stride;
            for (int i = 0; i < width; i++) {
                out[to + i] += a * in[p + i];
            }
        }
    }
}
