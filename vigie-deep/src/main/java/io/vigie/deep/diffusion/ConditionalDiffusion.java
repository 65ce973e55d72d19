package io.vigie.deep.diffusion;

import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * A diffusion of the hidden cells of windows given the others, whose values and places it is told (Tashiro et al., CSDI, NeurIPS
 * 2021). Where all cells are hidden it is one of whole windows.
 *
 * @param diffusion with a denoiser of {@link #PLANES} planes
 */
record ConditionalDiffusion(Diffusion diffusion) {
    /** Noisy values, values that are seen, mask. */
    static final int PLANES = 3;

    private static final double RAREST = 0.125; // share of hidden cells below which a window counts less

    ParameterLayout layout() {
        return diffusion.denoiser().layout();
    }

    NoisePath path() {
        return diffusion.path();
    }

    /**
     * Mean squared error of the hidden cells; windows of which next to nothing is hidden count less.
     *
     * @param clean [batch, channel, time]
     * @param hidden 1 where a cell is hidden, 0 elsewhere; same shape
     * @return [batch, channel]
     */
    Tensor losses(Parameters parameters, Tensor clean, Tensor hidden, Noise noise) {
        Tensor drawn = noise.gaussian(clean.shape());
        Tensor errors = diffusion
                .errors(parameters, clean, drawn, conditions(clean, hidden), noise)
                .mul(hidden);
        Tensor share = hidden.mean(new long[] {1, 2}, true, null);
        Tensor counted = torch.maximum(share, Tensors.times(torch.ones_like(share), RAREST));
        return errors.div(counted).mean(2);
    }

    private static Tensor conditions(Tensor clean, Tensor hidden) {
        return torch.cat(new TensorVector(clean.mul(seen(hidden)), hidden), 1);
    }

    private static Tensor seen(Tensor hidden) {
        return Tensors.plus(hidden.neg(), 1);
    }

    /**
     * What is known of noisy windows given the cells that are seen; these are on their own path whatever the windows
     * have in their place.
     *
     * @param clean what stands in hidden cells is not read, but must be finite
     * @param drawn what the cells that are seen are noisy with, same shape
     */
    Denoising given(Parameters parameters, Tensor clean, Tensor drawn, Tensor hidden) {
        Denoising denoising = diffusion.denoising(parameters, conditions(clean, hidden));
        return (noisy, times) -> denoising.at(whole(noisy, clean, drawn, hidden, times[0]), times);
    }

    /** Noisy windows in their hidden cells, and in the others what these are on their own path. */
    Tensor whole(Tensor noisy, Tensor clean, Tensor drawn, Tensor hidden, double time) {
        return noisy.mul(hidden).add(diffusion.noisy(clean, drawn, time).mul(seen(hidden)));
    }

    /** One draw of the hidden cells of each window, from noise in so many steps. */
    Tensor draw(Parameters parameters, Tensor clean, Tensor hidden, int steps, Noise noise) {
        Tensor drawn = noise.gaussian(clean.shape());
        Tensor start = Tensors.times(drawn, path().deviation(1));
        return Sampler.DDIM
                .run(given(parameters, clean, drawn, hidden), path(), start, TimeGrid.even(1, 0, steps), noise)
                .values();
    }
}
