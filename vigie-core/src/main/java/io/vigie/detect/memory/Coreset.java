package io.vigie.detect.memory;

import io.vigie.detect.RunContext;
import io.vigie.detect.internal.LaneSums;
import io.vigie.detect.internal.Parallel;
import java.util.Arrays;

/**
 * Few vectors that cover many: greedy k-centre (Gonzalez, Clustering to minimize the maximum intercluster distance, Theoretical
 * Computer Science 38, 1985), as PatchCore chooses its memory (Roth et al., CVPR 2022, algorithm 1). First the first vector, then
 * always the one farthest from all chosen, so that none is farther from the nearest chosen one than twice what the best
 * choice of as many could do.
 *
 * <p>Exact but for the rounding of float32 sums. O(vectors x chosen x numbers), in blocks whose running minima are kept beside
 * them; no distances are stored.
 */
public final class Coreset {
    private Coreset() {}

    /**
     * Chooses some of many vectors.
     *
     * @param vectors [vector][number], row-major, finite
     * @param size numbers of a vector, at least 1
     * @param wanted vectors to choose, at least 1
     * @return numbers of the chosen vectors, in the order in which they were chosen; fewer than wanted where those chosen are
     *     equal to all others
     * @throws java.util.concurrent.CancellationException if the context was cancelled
     */
    public static int[] greedy(float[] vectors, int size, int wanted, RunContext context) {
        if (size < 1 || vectors.length == 0 || vectors.length % size != 0) {
            throw new IllegalArgumentException(
                    vectors.length + " numbers are no vectors of " + size + "; give at least one whole vector");
        }
        if (wanted < 1) {
            throw new IllegalArgumentException("wanted is " + wanted + "; use at least 1");
        }
        LaneBlocks blocks = new LaneBlocks(vectors.length / size, size);
        blocks.put(0, blocks.count(), vectors);
        return greedy(blocks, wanted, context);
    }

    /** As {@link #greedy(float[], int, int, RunContext)}. */
    static int[] greedy(LaneBlocks vectors, int wanted, RunContext context) {
        int blocks = vectors.blocks();
        float[][] least = new float[blocks][LaneBlocks.LANES];
        for (float[] block : least) {
            Arrays.fill(block, Float.POSITIVE_INFINITY);
        }
        int[] farthest = new int[blocks]; // lane of each block
        int[] chosen = new int[Math.min(wanted, vectors.count())];
        float[] centre = new float[vectors.size()];
        int[] start = {0};
        int next = 0;
        for (int n = 0; n < chosen.length; n++) {
            context.progress().report("choosing the memory", (double) n / chosen.length);
            chosen[n] = next;
            vectors.copy(next, centre);
            Parallel.forChunks(context, blocks, 8, () -> new float[1][LaneBlocks.LANES], (sums, from, to) -> {
                for (int b = from; b < to; b++) {
                    Arrays.fill(sums[0], 0f);
                    LaneSums.addSquares(vectors.block(b), vectors.size(), centre, start, 0, sums, 1, LaneBlocks.LANES);
                    keepSmaller(least[b], sums[0]);
                    farthest[b] = largest(least[b], vectors.length(b));
                }
            });
            int block = 0;
            for (int b = 1; b < blocks; b++) {
                block = least[b][farthest[b]] > least[block][farthest[block]] ? b : block;
            }
            if (least[block][farthest[block]] == 0) {
                return Arrays.copyOf(chosen, n + 1);
            }
            next = block * LaneBlocks.LANES + farthest[block];
        }
        return chosen;
    }

    private static void keepSmaller(float[] values, float[] others) {
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.min(values[i], others[i]);
        }
    }

    private static int largest(float[] values, int length) {
        int largest = 0;
        for (int i = 1; i < length; i++) {
            largest = values[i] > values[largest] ? i : largest;
        }
        return largest;
    }
}
