package io.vigie.deep.flow;

import io.vigie.deep.engine.Initial;
import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Shift and scale of each dimension, set from data so that its first sight has mean 0 and variance 1, then learned (Kingma
 * and Dhariwal, Glow, NeurIPS 2018, section 3.1).
 */
public record ActNorm(int dimension) implements Bijection {
    /** A dimension that does not vary is not stretched beyond this deviation. */
    private static final double LEAST_DEVIATION = 1e-3;

    @Override
    public ParameterLayout layout() {
        return new ParameterLayout()
                .add("shift", Initial.zeros(), dimension)
                .add("log-scale", Initial.zeros(), dimension);
    }

    @Override
    public void adapt(float[] initial, Tensor data) {
        double[] values = Tensors.doubles(data);
        int rows = values.length / dimension;
        for (int d = 0; d < dimension; d++) {
            double mean = 0;
            for (int row = 0; row < rows; row++) {
                mean += values[row * dimension + d] / rows;
            }
            double variance = 0;
            for (int row = 0; row < rows; row++) {
                variance += Math.pow(values[row * dimension + d] - mean, 2) / rows;
            }
            initial[d] = (float) -mean;
            initial[dimension + d] = (float) -Math.log(Math.max(LEAST_DEVIATION, Math.sqrt(variance)));
        }
    }

    @Override
    public Mapped forward(Parameters parameters, Tensor data) {
        Tensor logScale = parameters.get("log-scale");
        Tensor mapped = data.add(parameters.get("shift")).mul(logScale.exp());
        return new Mapped(mapped, same(logScale, data.size(0)));
    }

    @Override
    public Mapped inverse(Parameters parameters, Tensor latent) {
        Tensor logScale = parameters.get("log-scale");
        Tensor mapped = latent.mul(logScale.neg().exp()).sub(parameters.get("shift"));
        return new Mapped(mapped, same(logScale, latent.size(0)).neg());
    }

    /** A sum of log-scales that is the same for the whole batch. */
    static Tensor same(Tensor logScale, long batch) {
        return logScale.to(torch.ScalarType.Double).sum().expand(batch);
    }
}
