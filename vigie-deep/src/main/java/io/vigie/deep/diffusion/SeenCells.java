package io.vigie.deep.diffusion;

import io.vigie.deep.engine.Tensors;
import org.bytedeco.pytorch.Tensor;

/**
 * What the seen cells of windows tell of the hidden ones without a network.
 *
 * @param bridged the windows, hidden cells on straight lines between the nearest seen ones of their channel; beyond the first and the last
 *     they are as these, and in a channel of which nothing is seen 0, its train centre; [batch, channel, time]
 * @param reach how far away the nearest seen cell of the channel is, in steps of doubled length: 0 next to it or seen itself, 1 for
 *     two rows, 2 for three or four, {@code REACHES - 1} for more than 32 or where none is seen; flat as the windows
 */
record SeenCells(Tensor bridged, int[] reach) {
    static final int REACHES = 7;

    /**
     * @param windows [batch, channel, time]; what stands in hidden cells is not read
     * @param hidden 1 where a cell is hidden, 0 elsewhere; same shape
     */
    static SeenCells of(Tensor windows, Tensor hidden) {
        float[] values = Tensors.floats(windows);
        float[] mask = Tensors.floats(hidden);
        int[] reach = new int[values.length];
        int window = (int) windows.size(2);
        for (int at = 0; at < values.length; at += window) {
            bridge(values, mask, reach, at, at + window);
        }
        return new SeenCells(Tensors.like(windows, values, windows.shape()), reach);
    }

    private static void bridge(float[] values, float[] mask, int[] reach, int from, int to) {
        int before = -1; // the last seen cell
        for (int i = from; i <= to; i++) {
            if (i < to && mask[i] != 0) {
                continue;
            }
            for (int k = before < 0 ? from : before + 1; k < i; k++) {
                int left = before < 0 ? Integer.MAX_VALUE : k - before;
                int right = i == to ? Integer.MAX_VALUE : i - k;
                reach[k] = doublings(Math.min(left, right));
                if (before >= 0 && i < to) {
                    values[k] = values[before] + (float) left / (left + right) * (values[i] - values[before]);
                } else {
                    values[k] = before >= 0 ? values[before] : i < to ? values[i] : 0;
                }
            }
            before = i;
        }
    }

    private static int doublings(int rows) {
        return Math.min(REACHES - 1, Integer.SIZE - Integer.numberOfLeadingZeros(rows - 1));
    }

    /**
     * A number for each cell, by its channel and reach.
     *
     * @param table [reach][channel], flat
     */
    Tensor spread(float... table) {
        int channels = table.length / REACHES;
        int window = (int) bridged.size(2);
        float[] spread = new float[reach.length];
        for (int i = 0; i < spread.length; i++) {
            spread[i] = table[reach[i] * channels + i / window % channels];
        }
        return Tensors.like(bridged, spread, bridged.shape());
    }
}
