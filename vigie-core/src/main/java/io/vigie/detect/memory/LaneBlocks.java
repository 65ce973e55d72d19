package io.vigie.detect.memory;

/** Vectors side by side, in blocks: number {@code i} of all vectors of a block lie one after the other, as loops over lanes
 * need them. */
final class LaneBlocks {
    /** Vectors of a block: the sums of some twenty references stay in the first-level cache. */
    static final int LANES = 256;

    private final int count;
    private final int size;
    private final float[][][] values; // [block][number][lane]

    LaneBlocks(int count, int size) {
        this.count = count;
        this.size = size;
        this.values = new float[(count + LANES - 1) / LANES][size][LANES];
    }

    int count() {
        return count;
    }

    /** Numbers of a vector. */
    int size() {
        return size;
    }

    int blocks() {
        return values.length;
    }

    /** Vectors of a block: {@link #LANES}, or what is left for the last. */
    int length(int block) {
        return Math.min(LANES, count - block * LANES);
    }

    /** Lanes [number][vector of the block]; not to be changed but by {@link #put}. */
    float[][] block(int block) {
        return values[block];
    }

    /** Takes vectors {@code first .. first + number - 1} from {@code source} [vector][number]. Blocks may be filled by different threads. */
    void put(int first, int number, float[] source) {
        for (int i = 0; i < number; i++) {
            float[][] lanes = values[(first + i) / LANES];
            int lane = (first + i) % LANES;
            int at = i * size;
            for (int n = 0; n < size; n++) {
                lanes[n][lane] = source[at + n];
            }
        }
    }

    /** Copies a vector. */
    void copy(int vector, float[] target) {
        float[][] lanes = values[vector / LANES];
        for (int n = 0; n < size; n++) {
            target[n] = lanes[n][vector % LANES];
        }
    }
}
