package io.vigie.deep.diffusion;

import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import org.bytedeco.pytorch.Tensor;

/** A network that reads noisy windows, and whatever is known beside them, at some time of a {@link NoisePath}. */
interface Denoiser {
    ParameterLayout layout();

    /**
     * What the {@link Prediction} says of windows.
     *
     * @param windows [batch, planes x channel, time]: all channels of the noisy windows, then those of each further plane
     * @param times [batch, 1]
     * @return [batch, channel, time]
     */
    Tensor output(Parameters parameters, Tensor windows, Tensor times);
}
