package io.vigie.deep.diffusion;

import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import io.vigie.deep.engine.TimeFeatures;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Layers that are told the time: a residual block of one convolution over three rows and one dense layer, and what is
 * added to the output of every denoiser.
 *
 * @param hidden units of a row
 * @param dilation rows between the taps of the convolution
 */
record TimedBlock(int hidden, int dilation) {
    static final int KERNEL = 3;
    static final TimeFeatures TIME = new TimeFeatures(4);

    ParameterLayout layout() {
        return new ParameterLayout()
                .linear("time", TIME.size(), hidden)
                .convolution("mix", hidden, hidden, KERNEL)
                .silentLinear("out", hidden, hidden);
    }

    /**
     * @param rows [batch, row, hidden]
     * @param time {@link TimeFeatures} of the windows, [batch, size]
     * @return same shape as rows
     */
    Tensor apply(Parameters parameters, Tensor rows, Tensor time) {
        Tensor timed = rows.add(parameters.linear("time", time).unsqueeze(1));
        Tensor mixed = torch.silu(convolution(parameters, "mix", torch.silu(timed), dilation));
        return rows.add(parameters.linear("out", mixed));
    }

    /** As many rows as before: the first and the last are repeated. */
    static Tensor convolution(Parameters parameters, String name, Tensor rows, int dilation) {
        int beside = dilation * (KERNEL / 2);
        return parameters.convolution(name, Tensors.repeatEnds(rows, beside, beside), dilation);
    }

    /** Parameters of {@link #stretched}. */
    static ParameterLayout stretch(int channels) {
        return new ParameterLayout().silentLinear("stretch", TIME.size(), channels);
    }

    /**
     * The noisy windows, each channel times a number that depends on the time alone: the whole answer where all is normal noise,
     * and what is left of a network far from all it has learned.
     *
     * @param windows [batch, planes x channel, time]
     * @return [batch, channel, time]
     */
    static Tensor stretched(Parameters parameters, Tensor windows, Tensor time, int channels) {
        return windows.narrow(1, 0, channels)
                .mul(parameters.linear("stretch", time).unsqueeze(2));
    }
}
