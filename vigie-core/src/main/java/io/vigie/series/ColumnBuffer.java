package io.vigie.series;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A column that grows by chunks, so that no moment needs twice its memory. */
final class ColumnBuffer {
    private static final int FIRST_CHUNK = 256;
    private static final int LARGEST_CHUNK = 1 << 16;

    private final List<double[]> full = new ArrayList<>();
    private double[] chunk = new double[FIRST_CHUNK];
    private int used;

    void add(double value) {
        if (used == chunk.length) {
            nextChunk();
        }
        chunk[used++] = value;
    }

    /** Adds every {@code stride}-th value of a row-major block, {@code count} of them. */
    void addStrided(double[] block, int from, int stride, int count) {
        int position = from;
        for (int left = count; left > 0; ) {
            if (used == chunk.length) {
                nextChunk();
            }
            int step = Math.min(left, chunk.length - used);
            for (int i = 0; i < step; i++) {
                chunk[used + i] = block[position];
                position += stride;
            }
            used += step;
            left -= step;
        }
    }

    /** All values; empties the buffer. */
    double[] drain() {
        int size = used;
        for (double[] earlier : full) {
            size += earlier.length;
        }
        double[] all;
        if (full.isEmpty()) {
            all = Arrays.copyOf(chunk, used);
        } else {
            all = new double[size];
            int position = 0;
            for (double[] earlier : full) {
                System.arraycopy(earlier, 0, all, position, earlier.length);
                position += earlier.length;
            }
            System.arraycopy(chunk, 0, all, position, used);
        }
        full.clear();
        chunk = new double[0];
        used = 0;
        return all;
    }

    private void nextChunk() {
        full.add(chunk);
        chunk = new double[Math.min(LARGEST_CHUNK, Math.max(FIRST_CHUNK, chunk.length * 2))];
        used = 0;
    }
}
