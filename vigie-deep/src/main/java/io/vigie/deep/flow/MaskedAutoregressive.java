package io.vigie.deep.flow;

import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Each dimension is shifted and scaled by functions of those before it (Papamakarios et al., Masked autoregressive flow,
 * NeurIPS 2017, eq. 3 to 5), which one network with masked weights gives at once (Germain et al., MADE, ICML 2015). One
 * pass forward; the inverse takes a pass for each dimension. Log-scales are bounded as in {@link AffineCoupling}.
 *
 * @param hidden units of each of the two hidden layers, at least the dimension less one
 */
public record MaskedAutoregressive(int dimension, int hidden) implements Bijection {
    private static final double BOUND = 2;

    public MaskedAutoregressive {
        if (hidden < dimension - 1) {
            throw new IllegalArgumentException("hidden is " + hidden + "; " + dimension + " dimensions need at least "
                    + (dimension - 1) + " units, or some dimensions would be told nothing");
        }
    }

    @Override
    public ParameterLayout layout() {
        return new Conditioner(dimension, hidden, 2 * dimension).layout();
    }

    /** Hidden unit u sees the dimensions before this one. */
    private int degree(int unit) {
        return 1 + unit % Math.max(1, dimension - 1);
    }

    private float[] inputMask() {
        float[] mask = new float[hidden * dimension];
        for (int unit = 0; unit < hidden; unit++) {
            for (int d = 0; d < dimension; d++) {
                mask[unit * dimension + d] = d < degree(unit) ? 1 : 0;
            }
        }
        return mask;
    }

    private float[] hiddenMask() {
        float[] mask = new float[hidden * hidden];
        for (int unit = 0; unit < hidden; unit++) {
            for (int before = 0; before < hidden; before++) {
                mask[unit * hidden + before] = degree(before) <= degree(unit) ? 1 : 0;
            }
        }
        return mask;
    }

    private float[] outputMask() {
        float[] mask = new float[2 * dimension * hidden];
        for (int output = 0; output < 2 * dimension; output++) {
            for (int unit = 0; unit < hidden; unit++) {
                mask[output * hidden + unit] = degree(unit) <= output % dimension ? 1 : 0;
            }
        }
        return mask;
    }

    private Tensor masked(Parameters parameters, String name, Tensor input, float[] mask) {
        Tensor weight = parameters.get(name + ".weight");
        Tensor kept = weight.mul(Tensors.like(weight, mask, weight.size(0), weight.size(1)));
        return torch.linear(input, kept, new TensorOptional(parameters.get(name + ".bias")));
    }

    private Tensor conditions(Parameters parameters, Tensor data) {
        Tensor first = torch.relu(masked(parameters, "hidden-0", data, inputMask()));
        Tensor second = torch.relu(masked(parameters, "hidden-1", first, hiddenMask()));
        return masked(parameters, "output", second, outputMask());
    }

    @Override
    public Mapped forward(Parameters parameters, Tensor data) {
        Tensor raw = conditions(parameters, data);
        Tensor shift = raw.narrow(1, 0, dimension);
        Tensor logScale = AffineCoupling.bounded(raw.narrow(1, dimension, dimension), BOUND);
        return new Mapped(data.sub(shift).mul(logScale.exp()), AffineCoupling.sum(logScale));
    }

    @Override
    public Mapped inverse(Parameters parameters, Tensor latent) {
        Tensor known = torch.zeros_like(latent);
        for (int d = 0; d < dimension; d++) {
            Tensor raw = conditions(parameters, known);
            Tensor logScale = AffineCoupling.bounded(raw.narrow(1, dimension + d, 1), BOUND);
            Tensor value = latent.narrow(1, d, 1).mul(logScale.neg().exp()).add(raw.narrow(1, d, 1));
            Tensor before = known.narrow(1, 0, d);
            Tensor after = known.narrow(1, d, dimension - d - 1L);
            known = torch.cat(new TensorVector(before, value, after), 1);
        }
        Tensor logScale = AffineCoupling.bounded(conditions(parameters, known).narrow(1, dimension, dimension), BOUND);
        return new Mapped(known, AffineCoupling.sum(logScale).neg());
    }
}
