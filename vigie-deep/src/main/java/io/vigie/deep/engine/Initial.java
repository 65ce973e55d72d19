package io.vigie.deep.engine;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** How a parameter begins. */
@FunctionalInterface
public interface Initial {
    /** Fills elements {@code from} (inclusive) to {@code to} (exclusive), the parameter in row-major order. */
    void fill(float[] values, int from, int to, RandomGenerator random);

    /** All the same. */
    static Initial constant(double value) {
        return (values, from, to, random) -> Arrays.fill(values, from, to, (float) value);
    }

    static Initial zeros() {
        return constant(0);
    }

    /** Given values. */
    static Initial of(float[] given) {
        return (values, from, to, random) -> System.arraycopy(given, 0, values, from, to - from);
    }

    /**
     * Uniform within the square root of 1 / {@code inputs}, what a layer's output is summed over: variance is kept from
     * layer to layer (LeCun et al., Efficient BackProp, 1998; the default of PyTorch's layers).
     */
    static Initial uniform(int inputs) {
        return within((float) (1 / Math.sqrt(inputs)));
    }

    /**
     * Uniform within the square root of 6 / {@code inputs}: variance is kept from layer to layer where rectifiers lie between
     * (He et al., Delving deep into rectifiers, ICCV 2015, equation 10).
     */
    static Initial rectified(int inputs) {
        return within((float) Math.sqrt(6.0 / inputs));
    }

    private static Initial within(float bound) {
        return (values, from, to, random) -> {
            for (int i = from; i < to; i++) {
                values[i] = bound * (2 * random.nextFloat() - 1);
            }
        };
    }

    /** Normal with mean 0. */
    static Initial normal(double deviation) {
        return (values, from, to, random) -> {
            for (int i = from; i < to; i++) {
                values[i] = (float) (deviation * random.nextGaussian());
            }
        };
    }
}
