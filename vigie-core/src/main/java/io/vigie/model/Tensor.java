package io.vigie.model;

import java.util.Arrays;

/** A flat numeric array with its type and shape; the array is owned by the tensor and never handed out. */
final class Tensor {
    /** Element types, named as in the safetensors format. */
    enum Type {
        F64(Double.BYTES),
        F32(Float.BYTES),
        I64(Long.BYTES),
        I32(Integer.BYTES);

        private final int bytes;

        Type(int bytes) {
            this.bytes = bytes;
        }

        int bytes() {
            return bytes;
        }

        /** A fresh array of this type. */
        Object newArray(int length) {
            return switch (this) {
                case F64 -> new double[length];
                case F32 -> new float[length];
                case I64 -> new long[length];
                case I32 -> new int[length];
            };
        }
    }

    private final Type type;
    private final int[] shape;
    private final Object values;

    /** Takes both arrays over: the caller must not keep them. */
    Tensor(Type type, int[] shape, Object values) {
        this.type = type;
        this.shape = shape;
        this.values = values;
    }

    Type type() {
        return type;
    }

    int[] shape() {
        return shape.clone();
    }

    boolean hasShape(int... expected) {
        return Arrays.equals(shape, expected);
    }

    String shapeText() {
        return Arrays.toString(shape);
    }

    int length() {
        return java.lang.reflect.Array.getLength(values);
    }

    /** The owned array itself; only for code of this package that does not change it, apart from filling a fresh one. */
    Object values() {
        return values;
    }

    boolean hasNonFinite() {
        if (values instanceof double[] doubles) {
            for (double value : doubles) {
                if (!Double.isFinite(value)) {
                    return true;
                }
            }
        } else if (values instanceof float[] floats) {
            for (float value : floats) {
                if (!Float.isFinite(value)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Same type, shape and bits. */
    boolean sameBits(Tensor other) {
        if (type != other.type || !Arrays.equals(shape, other.shape) || length() != other.length()) {
            return false;
        }
        return switch (type) {
            case F64 -> sameBits((double[]) values, (double[]) other.values);
            case F32 -> sameBits((float[]) values, (float[]) other.values);
            case I64 -> Arrays.equals((long[]) values, (long[]) other.values);
            case I32 -> Arrays.equals((int[]) values, (int[]) other.values);
        };
    }

    private static boolean sameBits(double[] a, double[] b) {
        for (int i = 0; i < a.length; i++) {
            if (Double.doubleToRawLongBits(a[i]) != Double.doubleToRawLongBits(b[i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameBits(float[] a, float[] b) {
        for (int i = 0; i < a.length; i++) {
            if (Float.floatToRawIntBits(a[i]) != Float.floatToRawIntBits(b[i])) {
                return false;
            }
        }
        return true;
    }

    /** Number of elements, or -1 where the shape has a negative dimension or does not fit a Java array. */
    static int elements(int... shape) {
        long product = 1;
        boolean empty = false;
        for (int dimension : shape) {
            if (dimension < 0) {
                return -1;
            }
            empty |= dimension == 0;
            if (dimension > 0 && product <= Integer.MAX_VALUE) {
                product *= dimension;
            }
        }
        if (empty) {
            return 0;
        }
        return product > Integer.MAX_VALUE - 8 ? -1 : (int) product;
    }
}
