package io.vigie.deep.flow;

import io.vigie.deep.engine.Initial;
import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Student's t with learned degrees of freedom, above 2, a dimension: tails that couplings, which are affine far out, cannot
 * make from a normal base (Jaini et al., Tails of Lipschitz triangular flows, ICML 2020).
 */
public record StudentBase(int dimension) implements Base {
    private static final double LEAST = 2;

    @Override
    public ParameterLayout layout() {
        return new ParameterLayout().add("freedom", Initial.constant(5), dimension);
    }

    private static Tensor freedom(Parameters parameters) {
        return Tensors.plus(torch.softplus(parameters.get("freedom")), LEAST);
    }

    @Override
    public Tensor logDensity(Parameters parameters, Tensor latent) {
        Tensor freedom = freedom(parameters);
        Tensor half = Tensors.times(Tensors.plus(freedom, 1), 0.5);
        Tensor normalizer = half.lgamma()
                .sub(Tensors.times(freedom, 0.5).lgamma())
                .sub(Tensors.times(Tensors.times(freedom, Math.PI).log(), 0.5));
        return AffineCoupling.sum(
                normalizer.sub(half.mul(latent.square().div(freedom).log1p())));
    }

    @Override
    public Tensor sample(Parameters parameters, int count, Noise noise) {
        return noise.studentT(count, Tensors.doubles(freedom(parameters)));
    }
}
