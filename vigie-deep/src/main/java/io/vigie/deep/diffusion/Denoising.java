package io.vigie.deep.diffusion;

import org.bytedeco.pytorch.Tensor;

/** What noisy windows are made of, as far as it is known. */
@FunctionalInterface
interface Denoising {
    /**
     * Expected data and noise of windows; scaled and added up they are the noisy windows.
     *
     * @param clean same shape as the windows
     * @param noise same shape, of deviation 1
     */
    record Estimate(Tensor clean, Tensor noise) {}

    /**
     * @param noisy [batch, ...]
     * @param times one a window, or one for all
     */
    Estimate at(Tensor noisy, double... times);
}
