package io.vigie.deep.flow;

import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * The second half of a vector is scaled and shifted by functions of the first (Dinh et al., Density estimation using Real
 * NVP, ICLR 2017, eq. 7 and 8). Log-scales are kept within {@value #BOUND} by a hyperbolic tangent: without a bound a
 * single step can blow a density up, and samples far off would have any.
 *
 * @param dimension length of the vectors, at least 2
 * @param shape of the network that scales and shifts are outputs of
 * @param context what the network is told, null before {@link #given}
 */
public record AffineCoupling(
        int dimension, ConditionerShape shape, @Nullable Tensor context) implements Bijection {
    private static final double BOUND = 2;

    public AffineCoupling {
        requireTwo(dimension);
    }

    public AffineCoupling(int dimension, ConditionerShape shape) {
        this(dimension, shape, null);
    }

    /** Not conditional, not bounded. */
    public AffineCoupling(int dimension, int hidden) {
        this(dimension, ConditionerShape.of(hidden));
    }

    static void requireTwo(int dimension) {
        if (dimension < 2) {
            throw new IllegalArgumentException("a coupling of " + dimension + " dimensions; use at least 2");
        }
    }

    private int told() {
        return dimension / 2;
    }

    private int changed() {
        return dimension - dimension / 2;
    }

    private Conditioner conditioner() {
        return Conditioner.dense(told(), 2 * changed(), shape);
    }

    @Override
    public ParameterLayout layout() {
        return conditioner().layout();
    }

    @Override
    public Bijection given(Tensor told) {
        return new AffineCoupling(dimension, shape, told);
    }

    @Override
    public Mapped forward(Parameters parameters, Tensor data) {
        return map(parameters, data, true);
    }

    @Override
    public Mapped inverse(Parameters parameters, Tensor latent) {
        return map(parameters, latent, false);
    }

    private Mapped map(Parameters parameters, Tensor values, boolean forward) {
        Tensor first = values.narrow(1, 0, told());
        Tensor second = values.narrow(1, told(), changed());
        Tensor raw = conditioner().with(parameters, context).apply(first);
        Tensor logScale = bounded(raw.narrow(1, 0, changed()), BOUND);
        Tensor shift = raw.narrow(1, changed(), changed());
        Tensor mapped = forward
                ? second.mul(logScale.exp()).add(shift)
                : second.sub(shift).mul(logScale.neg().exp());
        Tensor logDeterminant = sum(logScale);
        return new Mapped(
                torch.cat(new TensorVector(first, mapped), 1), forward ? logDeterminant : logDeterminant.neg());
    }

    /** Smoothly within plus and minus {@code bound}; the identity about 0. */
    static Tensor bounded(Tensor values, double bound) {
        return Tensors.times(Tensors.times(values, 1 / bound).tanh(), bound);
    }

    /** Sum over the dimensions of a batch, in float64. */
    static Tensor sum(Tensor values) {
        return values.to(torch.ScalarType.Double).sum(1);
    }
}
