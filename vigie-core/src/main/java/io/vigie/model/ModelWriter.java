package io.vigie.model;

import java.util.List;

/**
 * Receives what a fitted object must remember: small attributes and numeric tensors, by name, in nested sections. Names
 * are lower-case letters, digits, {@code -}, {@code _} and {@code .}; each names one entry or one section, and an entry is written once.
 */
public interface ModelWriter {
    void text(String name, String value);

    void texts(String name, List<String> values);

    void integer(String name, long value);

    /** Any double, NaN and infinities too; kept exactly. */
    void number(String name, double value);

    void flag(String name, boolean value);

    /**
     * Finite or not, values are kept exactly; {@code shape} multiplies to the length (row-major). No shape means one
     * dimension of the array's length.
     */
    void tensor(String name, double[] values, int... shape);

    void tensor(String name, float[] values, int... shape);

    void tensor(String name, long[] values, int... shape);

    void tensor(String name, int[] values, int... shape);

    /** A nested part, created on first use. */
    ModelWriter section(String name);
}
