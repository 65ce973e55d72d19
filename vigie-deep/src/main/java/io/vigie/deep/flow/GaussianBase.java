package io.vigie.deep.flow;

import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import org.bytedeco.pytorch.Tensor;

/** Standard normal. */
public record GaussianBase(int dimension) implements Base {
    @Override
    public ParameterLayout layout() {
        return new ParameterLayout();
    }

    @Override
    public Tensor logDensity(Parameters parameters, Tensor latent) {
        Tensor squares = AffineCoupling.sum(latent.square());
        return Tensors.plus(Tensors.times(squares, -0.5), -0.5 * dimension * Math.log(2 * Math.PI));
    }

    @Override
    public Tensor sample(Parameters parameters, int count, Noise noise) {
        return noise.gaussian(count, dimension);
    }
}
