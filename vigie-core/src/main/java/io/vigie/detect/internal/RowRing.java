package io.vigie.detect.internal;

import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;

/**
 * The last {@code capacity} rows of a stream, always readable as one contiguous row-major window: every row is kept
 * twice, {@code capacity} rows apart.
 */
public final class RowRing {
    private final int capacity;
    private final int channels;
    private final double[] values; // [2 * capacity][channels]
    private long pushed;

    public RowRing(int capacity, int channels) {
        this.capacity = capacity;
        this.channels = channels;
        this.values = new double[Math.multiplyExact(2 * capacity, channels)];
    }

    /** Takes a row (copied), dropping the oldest when full. */
    public void push(double[] row) {
        int slot = (int) (pushed % capacity);
        System.arraycopy(row, 0, values, slot * channels, channels);
        System.arraycopy(row, 0, values, (slot + capacity) * channels, channels);
        pushed++;
    }

    /** Rows pushed so far. */
    public long pushed() {
        return pushed;
    }

    /** True once {@code capacity} rows have been pushed: a whole window is there. */
    public boolean isFull() {
        return pushed >= capacity;
    }

    /** Storage; the current window is at {@link #windowStart()}, {@code capacity * channels} long, oldest row first. */
    public double[] storage() {
        return values;
    }

    /** Where the current full window begins in {@link #storage()}. */
    public int windowStart() {
        return (int) (pushed % capacity) * channels;
    }

    /** Copies the current full window to {@code target} [channel][row]. */
    public void copyWindow(double[][] target) {
        int at = windowStart();
        for (int o = 0; o < capacity; o++) {
            for (double[] channel : target) {
                channel[o] = values[at++];
            }
        }
    }

    public void write(ModelWriter out) {
        out.integer("pushed", pushed);
        double[] kept = new double[capacity * channels];
        System.arraycopy(values, 0, kept, 0, kept.length);
        out.tensor("rows", kept, capacity, channels);
    }

    /** A ring of the given size in a state that was written. */
    public static RowRing read(int capacity, int channels, ModelReader in) {
        RowRing ring = new RowRing(capacity, channels);
        double[] kept = in.doubles("rows", capacity, channels);
        System.arraycopy(kept, 0, ring.values, 0, kept.length);
        System.arraycopy(kept, 0, ring.values, kept.length, kept.length);
        ring.pushed = in.nonNegative("pushed");
        return ring;
    }
}
