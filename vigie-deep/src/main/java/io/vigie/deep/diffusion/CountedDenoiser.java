package io.vigie.deep.diffusion;

import io.vigie.deep.engine.Evaluations;
import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import org.bytedeco.pytorch.Tensor;

/**
 * A denoiser whose {@link Evaluations} are counted.
 *
 * @param name that they are counted by
 */
record CountedDenoiser(Denoiser denoiser, String name) implements Denoiser {
    @Override
    public ParameterLayout layout() {
        return denoiser.layout();
    }

    @Override
    public Tensor output(Parameters parameters, Tensor windows, Tensor times) {
        Evaluations.count(name, windows.size(0));
        return denoiser.output(parameters, windows, times);
    }
}
