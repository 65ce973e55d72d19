package io.vigie.detect.classic;

import io.vigie.detect.internal.LaneSums;
import java.util.Arrays;
import java.util.List;

/** What k-means learned: which centroid is nearest to a window, how far it is, and what each channel adds to that. */
final class Centroids {
    private final int count;
    private final int channels;
    private final int window;
    private final int size;
    private final float[] values; // [centroid][channel][offset]
    private final int[] starts; // where each centroid begins
    private final float[][] byOffset; // [channel x offset][centroid]: one window against all centroids at once

    Centroids(int count, int channels, int window, float[] values) {
        this.count = count;
        this.channels = channels;
        this.window = window;
        this.size = channels * window;
        this.values = values;
        this.starts = starts(count, size);
        this.byOffset = new float[size][count];
        for (int k = 0; k < count; k++) {
            for (int i = 0; i < size; i++) {
                byOffset[i][k] = values[k * size + i];
            }
        }
    }

    /** Where references of some size each begin that lie one after the other. */
    static int[] starts(int count, int size) {
        int[] starts = new int[count];
        for (int k = 0; k < count; k++) {
            starts[k] = k * size;
        }
        return starts;
    }

    int count() {
        return count;
    }

    /** Numbers [centroid][channel][offset]; not to be changed. */
    float[] values() {
        return values;
    }

    float value(int centroid, int channel, int offset) {
        return values[centroid * size + channel * window + offset];
    }

    /** Index of the least of a lane's totals {@code [reference][lane]}; the first of equals. */
    static int nearest(double[][] totals, int references, int lane) {
        int nearest = 0;
        for (int k = 1; k < references; k++) {
            nearest = totals[k][lane] < totals[nearest][lane] ? k : nearest;
        }
        return nearest;
    }

    /**
     * Distances of windows to their nearest centroids, and each channel's share of the square times the distance.
     *
     * @param blocks room to work in
     * @param start first of the windows
     * @param end window after the last
     * @param totals set, one a window
     * @param contributions set, [channel][window]
     * @param at where in {@code totals} and {@code contributions} the first window is
     */
    void score(
            WindowSource source, Blocks blocks, int start, int end, double[] totals, float[][] contributions, int at) {
        for (int from = start; from < end; from += WindowSource.BLOCK) {
            int length = Math.min(WindowSource.BLOCK, end - from);
            int to = at + from - start;
            blocks.find(source, from, length);
            for (int i = 0; i < length; i++) {
                totals[to + i] = Math.sqrt(blocks.squares[i]);
            }
            for (int c = 0; c < channels; c++) {
                blocks.split(source, c);
                for (int i = 0; i < length; i++) {
                    contributions[c][to + i] = share(blocks.parts[i], blocks.squares[i], totals[to + i]);
                }
            }
        }
    }

    /** Root mean square of the windows of a cluster about their centroid, [centroid][channel]. */
    float[] spread(List<WindowSource> sources) {
        double[] squares = new double[count * channels];
        int[] members = new int[count];
        Blocks blocks = new Blocks();
        for (WindowSource source : sources) {
            for (int from = 0; from < source.count(); from += WindowSource.BLOCK) {
                int length = Math.min(WindowSource.BLOCK, source.count() - from);
                blocks.find(source, from, length);
                for (int i = 0; i < length; i++) {
                    members[blocks.nearest[i]]++;
                }
                for (int c = 0; c < channels; c++) {
                    blocks.split(source, c);
                    for (int i = 0; i < length; i++) {
                        squares[blocks.nearest[i] * channels + c] += blocks.parts[i];
                    }
                }
            }
        }
        float[] spread = new float[squares.length];
        for (int i = 0; i < spread.length; i++) {
            spread[i] = (float) Math.sqrt(squares[i] / Math.max(1L, (long) members[i / channels] * window));
        }
        return spread;
    }

    /** Room to find the centroids nearest to the windows of a block; one per thread. */
    final class Blocks {
        private final WindowSource.Scratch scratch = new WindowSource.Scratch(count);
        private final int[] found = new int[count]; // where the centroids begin that are nearest to some window
        private final int[] order = new int[count]; // and where among those a centroid is
        private int from;
        private int length;

        /** Nearest centroid of each window of the block. */
        final int[] nearest = new int[WindowSource.BLOCK];

        /** Squared distance to it. */
        final double[] squares = new double[WindowSource.BLOCK];

        /** What one channel adds to that. */
        final float[] parts = new float[WindowSource.BLOCK];

        /** Finds the centroids nearest to some windows, at most {@link WindowSource#BLOCK}. */
        void find(WindowSource source, int newFrom, int newLength) {
            from = newFrom;
            length = newLength;
            source.distances(from, length, values, starts, count, scratch);
            for (int i = 0; i < length; i++) {
                nearest[i] = Centroids.nearest(scratch.totals, count, i);
                squares[i] = scratch.totals[nearest[i]][i];
            }
        }

        /** Sets {@link #parts} of a channel of the same windows: computed again, for only few centroids are nearest to a window of a block. */
        void split(WindowSource source, int channel) {
            Arrays.fill(order, -1);
            int different = 0;
            for (int i = 0; i < length; i++) {
                if (order[nearest[i]] < 0) {
                    order[nearest[i]] = different;
                    found[different++] = starts[nearest[i]];
                }
            }
            source.channelDistances(channel, from, length, values, found, different, scratch);
            for (int i = 0; i < length; i++) {
                parts[i] = scratch.sums[order[nearest[i]]][i];
            }
        }
    }

    private static float share(float square, double squares, double total) {
        return squares > 0 ? (float) (total * (square / squares)) : 0f;
    }

    /** Room to score one window at a time, with the bits of {@link #score}. */
    final class Single {
        private final float[][] sums = new float[channels][count];
        private final double[] totals = new double[count];

        /** Contribution of each channel to the last score. */
        final float[] shares = new float[channels];

        /** Distance of the only window of a source to its nearest centroid. */
        double score(WindowSource source) {
            Arrays.fill(totals, 0);
            for (int c = 0; c < channels; c++) {
                Arrays.fill(sums[c], 0f);
                for (int o = 0; o < window; o++) {
                    LaneSums.addSquares(byOffset[c * window + o], source.value(c, 0, o), sums[c], count);
                }
                for (int k = 0; k < count; k++) {
                    totals[k] += sums[c][k];
                }
            }
            int nearest = 0;
            for (int k = 1; k < count; k++) {
                nearest = totals[k] < totals[nearest] ? k : nearest;
            }
            double total = Math.sqrt(totals[nearest]);
            for (int c = 0; c < channels; c++) {
                shares[c] = share(sums[c][nearest], totals[nearest], total);
            }
            return total;
        }
    }
}
