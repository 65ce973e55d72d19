package io.vigie.detect.memory;

import io.vigie.detect.internal.LaneSums;
import io.vigie.detect.internal.Nearest;
import java.util.Arrays;

/** Vectors that others are compared with, all with all: exact nearest neighbours. */
final class Memory {
    /** Vectors whose sums are kept in the first-level cache together. */
    private static final int GROUP = 16;

    private final int count;
    private final int size;
    private final float[] values; // [vector][number]

    Memory(int count, int size, float[] values) {
        this.count = count;
        this.size = size;
        this.values = values;
    }

    int count() {
        return count;
    }

    /** Numbers [vector][number]; not to be changed. */
    float[] values() {
        return values;
    }

    /** A number of a vector. */
    float value(int vector, int number) {
        return values[vector * size + number];
    }

    /** Square of the distance of one of some vectors [vector][number] to one of the memory. */
    double square(float[] vectors, int vector, int remembered) {
        double sum = 0;
        int a = vector * size;
        int b = remembered * size;
        for (int n = 0; n < size; n++) {
            double difference = vectors[a + n] - values[b + n];
            sum += difference * difference;
        }
        return sum;
    }

    /** Room to search in, for one thread. */
    Search newSearch() {
        return new Search();
    }

    /** Which vectors of the memory may be found for a query. */
    @FunctionalInterface
    interface Admission {
        boolean admits(int query, int remembered);
    }

    /** Searches for some vectors at a time. Not thread-safe. */
    final class Search {
        private final float[][] lanes = new float[size][LaneBlocks.LANES];
        private final float[][] sums = new float[GROUP][LaneBlocks.LANES];
        private final int[] starts = new int[GROUP];

        /** Finds the nearest of the whole memory for at most {@link LaneBlocks#LANES} vectors [vector][number]. */
        void find(float[] vectors, int length, Nearest result) {
            find(vectors, length, result, (query, remembered) -> true);
        }

        /** As {@link #find(float[], int, Nearest)} of those that are admitted. */
        void find(float[] vectors, int length, Nearest result, Admission admission) {
            for (int i = 0; i < length; i++) {
                for (int n = 0; n < size; n++) {
                    lanes[n][i] = vectors[i * size + n];
                }
            }
            result.clear();
            for (int first = 0; first < count; first += GROUP) {
                int group = Math.min(GROUP, count - first);
                for (int k = 0; k < group; k++) {
                    Arrays.fill(sums[k], 0, length, 0f);
                    starts[k] = (first + k) * size;
                }
                LaneSums.addSquares(lanes, size, values, starts, 0, sums, group, length);
                for (int k = 0; k < group; k++) {
                    for (int i = 0; i < length; i++) {
                        if (sums[k][i] < result.farthest(i) && admission.admits(i, first + k)) {
                            result.offer(i, sums[k][i], first + k);
                        }
                    }
                }
            }
        }
    }
}
