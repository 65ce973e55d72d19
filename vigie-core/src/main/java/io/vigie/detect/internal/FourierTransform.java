package io.vigie.detect.internal;

/** Discrete Fourier transform of a power of two of values: radix 2, decimation in time. Immutable. */
public final class FourierTransform {
    private final int size;
    private final double[] cos;
    private final double[] sin;
    private final int[] reversed;

    /** @param size values transformed, a power of two, at least 2 */
    public FourierTransform(int size) {
        if (size < 2 || Integer.bitCount(size) != 1) {
            throw new IllegalArgumentException("size is " + size + "; use a power of two, at least 2");
        }
        this.size = size;
        cos = new double[size / 2];
        sin = new double[size / 2];
        for (int k = 0; k < size / 2; k++) {
            cos[k] = Math.cos(2 * Math.PI * k / size);
            sin[k] = -Math.sin(2 * Math.PI * k / size);
        }
        reversed = new int[size];
        int bits = Integer.numberOfTrailingZeros(size);
        for (int i = 0; i < size; i++) {
            reversed[i] = Integer.reverse(i) >>> (32 - bits);
        }
    }

    /** Forward transform in place, {@code sum_t x[t] exp(-2 pi i k t / size)}. */
    public void forward(double[] re, double[] im) {
        for (int i = 0; i < size; i++) {
            int j = reversed[i];
            if (i < j) {
                double swapped = re[i];
                re[i] = re[j];
                re[j] = swapped;
                swapped = im[i];
                im[i] = im[j];
                im[j] = swapped;
            }
        }
        for (int half = 1; half < size; half *= 2) {
            int step = size / (2 * half);
            for (int block = 0; block < size; block += 2 * half) {
                for (int k = 0; k < half; k++) {
                    int upper = block + k;
                    int lower = upper + half;
                    double turnedReal = re[lower] * cos[k * step] - im[lower] * sin[k * step];
                    double turnedImaginary = re[lower] * sin[k * step] + im[lower] * cos[k * step];
                    re[lower] = re[upper] - turnedReal;
                    im[lower] = im[upper] - turnedImaginary;
                    re[upper] += turnedReal;
                    im[upper] += turnedImaginary;
                }
            }
        }
    }
}
