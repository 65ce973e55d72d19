package io.vigie.detect.classic;

import io.vigie.model.ModelFormatException;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import java.util.Arrays;

/**
 * Nearest windows by plain Euclidean distance over all channels. The squared distance of the windows at i and j is the sum
 * of {@code e(i + o, j + o)} along a diagonal, where {@code e(s, t)} is the squared distance of two single rows: O(channels)
 * work for a pair of windows whatever the window is long.
 *
 * <p>Diagonal sums are van Herk's: references are cut into blocks of {@code window} rows from the start of their stretch,
 * and a window is a suffix of one block plus a prefix of the next. Nothing is ever subtracted, so float32 does not
 * drift, and the sum of a pair has one order whatever block or stream position it is computed in.
 */
final class RowDistanceSearch implements NeighbourSearch {
    private static final int BLOCK = 1024;

    private final ReferenceRows references;
    private final int window;
    private final int channels;
    private final float[][] y;

    RowDistanceSearch(ReferenceRows references) {
        this.references = references;
        this.window = references.window();
        this.channels = references.channels();
        this.y = new float[channels][references.rows()];
        for (int c = 0; c < channels; c++) {
            toFloats(references.channel(c), 0, y[c], references.rows());
        }
    }

    private static void toFloats(double[] source, int from, float[] target, int length) {
        for (int i = 0; i < length; i++) {
            target[i] = (float) source[from + i];
        }
    }

    @Override
    public int block() {
        return BLOCK;
    }

    @Override
    public Work work() {
        return new BlockWork();
    }

    @Override
    public Online online() {
        return new Stream();
    }

    @Override
    public Online online(ModelReader state) {
        Stream stream = new Stream();
        stream.read(state);
        return stream;
    }

    private static void addSquares(float[] x, int length, float value, float[] sum) {
        for (int i = 0; i < length; i++) {
            float d = x[i] - value;
            sum[i] += d * d;
        }
    }

    // Four reference rows share each load of x.
    private static void addSquares(
            float[] x,
            int length,
            float y0,
            float y1,
            float y2,
            float y3,
            float[] sum0,
            float[] sum1,
            float[] sum2,
            float[] sum3) {
        for (int i = 0; i < length; i++) {
            float v = x[i];
            float d0 = v - y0;
            float d1 = v - y1;
            float d2 = v - y2;
            float d3 = v - y3;
            sum0[i] += d0 * d0;
            sum1[i] += d1 * d1;
            sum2[i] += d2 * d2;
            sum3[i] += d3 * d3;
        }
    }

    private static void add(float[] sum, float[] summand, int length) {
        for (int i = 0; i < length; i++) {
            sum[i] += summand[i];
        }
    }

    private final class BlockWork implements Work {
        private final int room = BLOCK + window - 1;
        private final float[][] x = new float[channels][room];
        private final float[][] rowSquares = new float[4][room];
        // Row o of a block, by the query row at which the block's first row stands; the margin takes diagonals that
        // enter from the side.
        private float[][] current = new float[window][room + window];
        private float[][] suffix = new float[window][room + window];
        private final float[] prefix = new float[room + window];
        private final float[] best = new float[BLOCK];
        private final int[] bestReference = new int[BLOCK];

        @Override
        public void search(double[][] query, int from, int to, int exclusion, Nearest result) {
            int queries = to - from;
            int rows = queries + window - 1;
            for (int c = 0; c < channels; c++) {
                toFloats(query[c], from, x[c], rows);
            }
            result.clear();
            Arrays.fill(best, Float.POSITIVE_INFINITY);
            Arrays.fill(bestReference, -1);
            for (int stretch = 0; stretch < references.stretches(); stretch++) {
                int end = references.end(stretch);
                for (int start = references.start(stretch); start < end; start += window) {
                    int length = Math.min(window, end - start);
                    int shift = references.origin(stretch) - references.start(stretch) - from;
                    boolean follows = start > references.start(stretch);
                    scanBlock(start, length, follows, shift, queries, rows, exclusion, result);
                }
                flush(queries, result); // the last group, whether or not its block was followed by another
            }
        }

        private void scanBlock(
                int start,
                int length,
                boolean follows,
                int shift,
                int queries,
                int rows,
                int exclusion,
                Nearest result) {
            squareRows(start, length, rows);
            int width = rows + window;
            Arrays.fill(prefix, 0, width, 0f);
            for (int o = 0; o < length; o++) {
                add(prefix, current[o], width);
                if (o == window - 1) {
                    // Before this block's own first window, the group of the block before it is complete.
                    flush(queries, result);
                    scanWhole(start, start + shift, queries, exclusion);
                } else if (follows) {
                    int reference = start - window + o + 1;
                    scan(o, reference, reference + shift, queries, exclusion);
                }
            }
            for (int o = length - 2; o >= 0; o--) {
                add(current[o], current[o + 1], width);
            }
            float[][] swap = suffix;
            suffix = current;
            current = swap;
        }

        private void squareRows(int start, int length, int rows) {
            for (int o = 0; o < length; o += 4) {
                int together = Math.min(4, length - o);
                for (int r = 0; r < together; r++) {
                    Arrays.fill(rowSquares[r], 0, rows, 0f);
                }
                for (int c = 0; c < channels; c++) {
                    float[] values = y[c];
                    int at = start + o;
                    if (together == 4) {
                        addSquares(
                                x[c],
                                rows,
                                values[at],
                                values[at + 1],
                                values[at + 2],
                                values[at + 3],
                                rowSquares[0],
                                rowSquares[1],
                                rowSquares[2],
                                rowSquares[3]);
                    } else {
                        for (int r = 0; r < together; r++) {
                            addSquares(x[c], rows, values[at + r], rowSquares[r]);
                        }
                    }
                }
                for (int r = 0; r < together; r++) {
                    System.arraycopy(rowSquares[r], 0, current[o + r], window - o - r, rows);
                }
            }
        }

        // Windows that begin in row o + 1 of the block before and end in row o of this one.
        private void scan(int o, int reference, int at, int queries, int exclusion) {
            int gapFrom = exclusion == 0 ? queries : clip(at - exclusion + 1, queries);
            int gapTo = exclusion == 0 ? queries : clip(at + exclusion, queries);
            scanRange(suffix[o + 1], window - o - 1, 2 * window - o - 1, reference, 0, gapFrom);
            scanRange(suffix[o + 1], window - o - 1, 2 * window - o - 1, reference, gapTo, queries);
        }

        private void scanRange(float[] tail, int tailAt, int headAt, int reference, int from, int to) {
            for (int i = from; i < to; i++) {
                float square = tail[tailAt + i] + prefix[headAt + i];
                if (square < best[i]) {
                    best[i] = square;
                    bestReference[i] = reference;
                }
            }
        }

        private void scanWhole(int reference, int at, int queries, int exclusion) {
            for (int i = 0; i < queries; i++) {
                if (prefix[window + i] < best[i] && Math.abs(i - at) >= exclusion) {
                    best[i] = prefix[window + i];
                    bestReference[i] = reference;
                }
            }
        }

        // Ends a group. The next one need only beat the farthest neighbour kept so far.
        private void flush(int queries, Nearest result) {
            for (int i = 0; i < queries; i++) {
                if (bestReference[i] >= 0) {
                    result.offer(i, best[i], bestReference[i]);
                    best[i] = (float) result.farthest(i);
                    bestReference[i] = -1;
                }
            }
        }

        private int clip(int value, int limit) {
            return Math.max(0, Math.min(limit, value));
        }
    }

    /** One query row against all reference rows at a time: the transposed order of work, the same sums. */
    private final class Stream implements Online {
        private final int total = references.rows();
        private final float[][] squares = new float[window][total]; // ring by row number
        private final float[][] suffix = new float[window][total]; // ring by the row number at which a block ended
        private final float[] prefix = new float[total];
        private final double[][] recent = new double[channels][window]; // ring by row number
        private final boolean[] first = new boolean[total]; // begins a block
        private final boolean[] last = new boolean[total]; // ends a whole block
        private long pushed;

        private Stream() {
            for (int stretch = 0; stretch < references.stretches(); stretch++) {
                for (int row = references.start(stretch); row < references.end(stretch); row += window) {
                    first[row] = true;
                    if (row + window <= references.end(stretch)) {
                        last[row + window - 1] = true;
                    }
                }
            }
        }

        @Override
        public boolean push(double[] row, Nearest result) {
            int slot = (int) (pushed % window);
            float[] square = squares[slot];
            Arrays.fill(square, 0f);
            for (int c = 0; c < channels; c++) {
                double value = ReferenceRows.clamp(row[c]);
                recent[c][slot] = value;
                addSquares(y[c], total, (float) value, square);
            }
            System.arraycopy(prefix, 0, prefix, 1, total - 1);
            for (int j = 0; j < total; j++) {
                prefix[j] = first[j] ? square[j] : prefix[j] + square[j];
            }
            pushed++;
            sumBlocks(slot);
            if (pushed < window) {
                return false;
            }
            scan(slot, result);
            return true;
        }

        private void sumBlocks(int slot) {
            float[] ended = suffix[slot];
            for (int end = window - 1; end < total; end++) {
                if (last[end]) {
                    float sum = squares[slot][end];
                    ended[end] = sum;
                    for (int back = 1, at = slot; back < window; back++) {
                        at = at == 0 ? window - 1 : at - 1;
                        sum = squares[at][end - back] + sum;
                        ended[end - back] = sum;
                    }
                }
            }
        }

        private void scan(int slot, Nearest result) {
            result.clear();
            for (int stretch = 0; stretch < references.stretches(); stretch++) {
                int start = references.start(stretch);
                int end = references.end(stretch) - window; // last reference of the stretch
                for (int group = start; group <= end; group += window) {
                    float best = prefix[group + window - 1];
                    int bestReference = group;
                    for (int j = group + 1, o = 0; j <= end && o < window - 1; j++, o++) {
                        int ended = slot - o - 1;
                        float sum = suffix[ended < 0 ? ended + window : ended][j] + prefix[j + window - 1];
                        if (sum < best) {
                            best = sum;
                            bestReference = j;
                        }
                    }
                    if (best < Float.POSITIVE_INFINITY) {
                        result.offer(0, best, bestReference);
                    }
                }
            }
        }

        @Override
        public void write(ModelWriter out) {
            int kept = (int) Math.min(pushed, window);
            double[] rows = new double[kept * channels];
            for (int r = 0; r < kept; r++) {
                for (int c = 0; c < channels; c++) {
                    rows[r * channels + c] = recent[c][(int) ((pushed - kept + r) % window)];
                }
            }
            out.integer("pushed", pushed);
            out.tensor("recent", rows, kept, channels);
        }

        // Sums reach back one window at most, so the last rows rebuild all of them.
        private void read(ModelReader in) {
            int kept = in.shape("recent")[0];
            double[] rows = in.doubles("recent", kept, channels);
            long total = in.integer("pushed");
            if (kept > window || total < kept || (kept != window && total != kept)) {
                throw new ModelFormatException("entry 'recent' holds " + kept + " rows of " + total + " pushed");
            }
            pushed = total - kept;
            Nearest ignored = new Nearest(1, 1);
            for (int r = 0; r < kept; r++) {
                push(Arrays.copyOfRange(rows, r * channels, (r + 1) * channels), ignored);
            }
        }
    }
}
