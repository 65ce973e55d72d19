package io.vigie.model;

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

    boolean has(String name);

    /** A nested part. */
    ModelReader section(String name);

    boolean hasSection(String name);
}
