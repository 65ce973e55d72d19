package io.vigie.deep.diffusion;

import io.vigie.deep.engine.Tensors;
import java.util.random.RandomGenerator;
import org.bytedeco.pytorch.Tensor;

/**
 * Masks of the cells of a window that are hidden: 1 where one is, 0 elsewhere.
 *
 * @param channels of a window
 * @param window rows of a window
 * @param stripes that the rows are cut into, at most {@code window}
 */
record HiddenCells(int channels, int window, int stripes) {
    private static final int FEWEST = 2; // stripes
    private static final double GRATINGS = 0.5; // of the masks that are learned with
    private static final double ALL_CHANNELS = 0.3; // of the blocks
    private static final double WHOLE_CHANNELS = 0.3; // of the other blocks

    /**
     * Every other stripe of rows, of all channels.
     *
     * @param first whether the first stripe is hidden; the two are complementary
     * @return [channel, time]
     */
    Tensor grating(boolean first, Tensor like) {
        float[] mask = new float[channels * window];
        grate(mask, 0, stripes, first);
        return Tensors.like(like, mask, channels, window);
    }

    private void grate(float[] mask, int at, int count, boolean first) {
        for (int i = 0; i < channels * window; i++) {
            int stripe = (int) ((long) (i % window) * count / window);
            mask[at + i] = stripe % 2 == (first ? 0 : 1) ? 1 : 0;
        }
    }

    /**
     * A mask for each window: gratings of two stripes or more, and blocks of rows of some channels or all, whole channels among them.
     *
     * @return [batch, channel, time]
     */
    Tensor drawn(int batch, RandomGenerator random, Tensor like) {
        float[] mask = new float[batch * channels * window];
        for (int i = 0; i < batch; i++) {
            int at = i * channels * window;
            if (random.nextDouble() < GRATINGS) {
                grate(mask, at, FEWEST + random.nextInt(stripes - FEWEST + 1), random.nextBoolean());
            } else {
                block(mask, at, random);
            }
        }
        return Tensors.like(like, mask, batch, channels, window);
    }

    private void block(float[] mask, int at, RandomGenerator random) {
        int rows = 1 + random.nextInt(Math.max(1, window - window / 4));
        int hidden = channels;
        if (channels > 1 && random.nextDouble() >= ALL_CHANNELS) {
            hidden = 1 + random.nextInt(Math.max(1, channels / 2));
            if (random.nextDouble() < WHOLE_CHANNELS) {
                rows = window;
            }
        }
        int from = random.nextInt(window - rows + 1);
        int left = hidden;
        for (int c = 0; c < channels; c++) { // every set of so many channels is as likely (Knuth, algorithm S)
            if (random.nextInt(channels - c) < left) {
                left--;
                for (int row = from; row < from + rows; row++) {
                    mask[at + c * window + row] = 1;
                }
            }
        }
    }
}
