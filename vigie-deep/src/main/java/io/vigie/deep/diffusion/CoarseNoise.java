package io.vigie.deep.diffusion;

import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Noise that is drawn on a coarse grid of rows and interpolated linearly between (Kascenas et al. 2022, where grids are of
 * pixels). The first knot lies at or before the first row, at a place of the window's own, so that no row is special.
 */
final class CoarseNoise {
    private CoarseNoise() {}

    /**
     * Normal noise of deviation 1 at the knots, less between.
     *
     * @param resolutions rows from knot to knot, at least 1, one a window; 1 is white noise
     * @return [resolutions.length, channel, time]
     */
    static Tensor of(Noise noise, int channels, int window, double... resolutions) {
        double least = Double.POSITIVE_INFINITY;
        for (double resolution : resolutions) {
            least = Math.min(least, resolution);
        }
        int knots = (int) Math.ceil(window / least) + 2;
        float[] shares = new float[Math.multiplyExact(resolutions.length, knots * window)];
        for (int i = 0; i < resolutions.length; i++) {
            double first = resolutions[i] == 1 ? 0 : noise.generator().nextDouble();
            for (int row = 0; row < window; row++) {
                double place = first + row / resolutions[i];
                int knot = (int) place;
                float share = (float) (place - knot);
                shares[(i * knots + knot) * window + row] = 1 - share;
                shares[(i * knots + knot + 1) * window + row] = share;
            }
        }
        Tensor drawn = noise.gaussian(resolutions.length, channels, knots);
        return torch.matmul(drawn, Tensors.like(drawn, shares, resolutions.length, knots, window));
    }
}
