package io.vigie.deep.flow;

import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import org.bytedeco.pytorch.Tensor;

/** A bijection the other way round: of a masked autoregressive one it makes an inverse autoregressive one. */
record Inverted(Bijection original) implements Bijection {
    @Override
    public int dimension() {
        return original.dimension();
    }

    @Override
    public ParameterLayout layout() {
        return original.layout();
    }

    @Override
    public Bijection given(Tensor context) {
        return new Inverted(original.given(context));
    }

    @Override
    public Mapped forward(Parameters parameters, Tensor data) {
        return original.inverse(parameters, data);
    }

    @Override
    public Mapped inverse(Parameters parameters, Tensor latent) {
        return original.forward(parameters, latent);
    }

    @Override
    public Bijection inverted() {
        return original;
    }
}
