package io.vigie.model;

import java.util.Arrays;
import java.util.List;

/**
 * Gives back what a {@link ModelWriter} received. Every getter throws {@link ModelFormatException} naming the entry when
 * it is absent or of another type; tensor getters with a shape also when the shape differs (no shape accepts any).
 */
public interface ModelReader {
    String text(String name);

    List<String> texts(String name);

    long integer(String name);

    /** An integer attribute that fits an int and lies in [min, max]. */
    int integer(String name, int min, int max);

    double number(String name);

    boolean flag(String name);

    /** Shape of a tensor. */
    int[] shape(String name);

    double[] doubles(String name, int... shape);

    float[] floats(String name, int... shape);

    long[] longs(String name, int... shape);

    int[] ints(String name, int... shape);

    /** As {@link #doubles}; also refuses NaN and infinite values, which would go through comparisons unseen. */
    default double[] finiteDoubles(String name, int... shape) {
        double[] values = doubles(name, shape);
        for (double value : values) {
            requireFinite(name, value);
        }
        return values;
    }

    /** As {@link #floats}; also refuses NaN and infinite values. */
    default float[] finiteFloats(String name, int... shape) {
        float[] values = floats(name, shape);
        for (float value : values) {
            requireFinite(name, value);
        }
        return values;
    }

    private static void requireFinite(String name, double value) {
        if (!Double.isFinite(value)) {
            throw new ModelFormatException(
                    "entry '" + name + "' holds " + value + " where numbers are finite; the model file is damaged");
        }
    }

    /** First dimension of a tensor, at least 1. */
    default int count(String name) {
        int[] shape = shape(name);
        if (shape.length == 0 || shape[0] < 1) {
            throw new ModelFormatException("entry '" + name + "' has shape " + Arrays.toString(shape)
                    + " where at least one value is needed; the model file is damaged");
        }
        return shape[0];
    }

    /** An integer attribute of at least 0. */
    default long nonNegative(String name) {
        long value = integer(name);
        if (value < 0) {
            throw new ModelFormatException(
                    "entry '" + name + "' is " + value + "; at least 0 is needed; the model file is damaged");
        }
        return value;
    }

    boolean has(String name);

    /** A nested part. */
    ModelReader section(String name);

    boolean hasSection(String name);
}
