package io.vigie.deep.diffusion;

/**
 * Sizes of a {@link Denoiser}.
 *
 * @param channels of a window
 * @param planes what is read of each cell: 1 for its noisy value alone, one more for each condition
 * @param window rows of a window
 * @param hidden units of the layers
 */
record DenoiserShape(int channels, int planes, int window, int hidden) {
    int inputs() {
        return planes * channels;
    }
}
