package io.vigie.deep.flow;

import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Each dimension is shifted and scaled by functions of those before it (Papamakarios et al., Masked autoregressive flow,
 * NeurIPS 2017, eq. 3 to 5), which one network with masked weights gives at once (Germain et al., MADE, ICML 2015). One
 * pass forward; the inverse takes a pass for each dimension. Log-scales are bounded as in {@link AffineCoupling}.
 *
 * @param shape of the network; at least as many hidden units as dimensions less one, or, with a context, as dimensions
 * @param context what the network is told, null before {@link #given}
 */
public record MaskedAutoregressive(
        int dimension, ConditionerShape shape, @Nullable Tensor context) implements Bijection {
    private static final double BOUND = 2;

    public MaskedAutoregressive {
        Conditioner.requireUnits(dimension, shape);
    }

    public MaskedAutoregressive(int dimension, ConditionerShape shape) {
        this(dimension, shape, null);
    }

    /** Not conditional, not bounded. */
    public MaskedAutoregressive(int dimension, int hidden) {
        this(dimension, ConditionerShape.of(hidden));
    }

    private Conditioner conditioner() {
        return Conditioner.masked(dimension, 2, shape);
    }

    @Override
    public ParameterLayout layout() {
        return conditioner().layout();
    }

    @Override
    public Bijection given(Tensor told) {
        return new MaskedAutoregressive(dimension, shape, told);
    }

    @Override
    public Mapped forward(Parameters parameters, Tensor data) {
        Tensor raw = conditioner().with(parameters, context).apply(data);
        Tensor shift = raw.narrow(1, 0, dimension);
        Tensor logScale = AffineCoupling.bounded(raw.narrow(1, dimension, dimension), BOUND);
        return new Mapped(data.sub(shift).mul(logScale.exp()), AffineCoupling.sum(logScale));
    }

    @Override
    public Mapped inverse(Parameters parameters, Tensor latent) {
        UnaryOperator<Tensor> network = conditioner().with(parameters, context);
        Tensor known = torch.zeros_like(latent);
        for (int d = 0; d < dimension; d++) {
            Tensor raw = network.apply(known);
            Tensor logScale = AffineCoupling.bounded(raw.narrow(1, dimension + d, 1), BOUND);
            Tensor value = latent.narrow(1, d, 1).mul(logScale.neg().exp()).add(raw.narrow(1, d, 1));
            Tensor before = known.narrow(1, 0, d);
            Tensor after = known.narrow(1, d, dimension - d - 1L);
            known = torch.cat(new TensorVector(before, value, after), 1);
        }
        Tensor logScale = AffineCoupling.bounded(network.apply(known).narrow(1, dimension, dimension), BOUND);
        return new Mapped(known, AffineCoupling.sum(logScale).neg());
    }
}
