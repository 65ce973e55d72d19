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
 * 2021). Where all cells are hidden it is one of whole windows. A history is nothing else: where the first rows of a window are
 * seen and the later ones hidden, these are drawn given what came before (Rasul et al., TimeGrad, ICML 2021, tell a recurrent
 * state instead).
 *
 * @param diffusion with a denoiser of a {@link #shape}, whose noise is paired with windows at random: what lies nearest
 *     would depend on the cells that are seen ({@link Pairing})
 * @param sampler of draws
 */
record ConditionalDiffusion(Diffusion diffusion, Sampler sampler) {
    private static final int PLANES = 3; // noisy values, what is told of the cells that are seen, mask

    private static final double RAREST = 0.125; // share of hidden cells below which a window counts less

    /** Of a denoiser for windows of some channels. */
    static DenoiserShape shape(int channels, int window, int hidden) {
        return new DenoiserShape(channels, PLANES, window, hidden);
    }

    /** @param denoiser of a {@link #shape} */
    static ConditionalDiffusion of(Denoiser denoiser, NoiseProcess process, Prediction prediction, Sampler sampler) {
        return new ConditionalDiffusion(
                new Diffusion(denoiser, process.path(), prediction, Pairing.INDEPENDENT), sampler);
    }

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
        return losses(parameters, clean, clean.mul(seen(hidden)), drawn, hidden, noise);
    }

    /**
     * As {@link #losses(Parameters, Tensor, Tensor, Noise)}, told something else than the values.
     *
     * @param told of the cells that are seen; same shape
     * @param drawn what the windows are noisy with, same shape
     * @param noise for the times
     */
    Tensor losses(Parameters parameters, Tensor clean, Tensor told, Tensor drawn, Tensor hidden, Noise noise) {
        Tensor errors = diffusion
                .errors(parameters, clean, drawn, conditions(told, hidden), noise)
                .mul(hidden);
        Tensor share = hidden.mean(new long[] {1, 2}, true, null);
        Tensor counted = torch.maximum(share, Tensors.times(torch.ones_like(share), RAREST));
        return errors.div(counted).mean(2);
    }

    private static Tensor conditions(Tensor told, Tensor hidden) {
        return torch.cat(new TensorVector(told, hidden), 1);
    }

    /** 1 where a cell is seen, 0 where it is hidden. */
    static Tensor seen(Tensor hidden) {
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
        return given(parameters, clean, clean.mul(seen(hidden)), drawn, hidden);
    }

    /**
     * As {@link #given(Parameters, Tensor, Tensor, Tensor)}, told something else than the values.
     *
     * @param told as in {@link #losses(Parameters, Tensor, Tensor, Tensor, Tensor, Noise)}
     */
    Denoising given(Parameters parameters, Tensor clean, Tensor told, Tensor drawn, Tensor hidden) {
        Denoising denoising = diffusion.denoising(parameters, conditions(told, hidden));
        return (noisy, times) -> denoising.at(whole(noisy, clean, drawn, hidden, times), times);
    }

    /**
     * Noisy windows in their hidden cells, and in the others what these are on their own path.
     *
     * @param times one a window, or one for all
     */
    Tensor whole(Tensor noisy, Tensor clean, Tensor drawn, Tensor hidden, double... times) {
        return noisy.mul(hidden).add(diffusion.noisy(clean, drawn, times).mul(seen(hidden)));
    }

    /**
     * One draw of the hidden cells of each window, from noise.
     *
     * @param evaluations at most, for each window; see {@link Sampler#times}
     */
    Tensor draw(Parameters parameters, Tensor clean, Tensor hidden, int evaluations, Noise noise) {
        Tensor drawn = noise.gaussian(clean.shape());
        return draw(given(parameters, clean, drawn, hidden), drawn, evaluations, noise, Sampler.Steering.NONE);
    }

    /**
     * One draw of each window.
     *
     * @param denoising of {@link #given}
     * @param drawn noise that is begun with
     * @param noise for steps that draw
     */
    Tensor draw(Denoising denoising, Tensor drawn, int evaluations, Noise noise, Sampler.Steering steering) {
        double begin = diffusion.last();
        Tensor start = Tensors.times(drawn, path().deviation(begin));
        double[] times = sampler.times(path(), begin, 0, evaluations);
        return sampler.run(denoising, path(), start, times, noise, steering).values();
    }
}
