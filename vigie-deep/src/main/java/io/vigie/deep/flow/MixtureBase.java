package io.vigie.deep.flow;

import io.vigie.deep.engine.Initial;
import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * A mixture of normal densities of learned weight, mean and deviation (a deviation a dimension): data in clusters, which a
 * smooth map from a single normal density can only draw threads between (as in Izmailov et al., FlowGMM, ICML 2020).
 *
 * @param parts densities that are mixed, at least 1
 */
public record MixtureBase(int dimension, int parts) implements Base {
    public MixtureBase {
        if (parts < 1) {
            throw new IllegalArgumentException("a mixture of " + parts + " parts; use at least 1");
        }
    }

    @Override
    public ParameterLayout layout() {
        return new ParameterLayout()
                .add("weight", Initial.zeros(), parts)
                .add("mean", Initial.normal(1), parts, dimension)
                .add("log-deviation", Initial.zeros(), parts, dimension);
    }

    @Override
    public Tensor logDensity(Parameters parameters, Tensor latent) {
        Tensor logDeviation = parameters.get("log-deviation");
        Tensor standard = latent.unsqueeze(1)
                .sub(parameters.get("mean"))
                .mul(logDeviation.neg().exp());
        Tensor each = Tensors.times(standard.square(), -0.5)
                .sub(logDeviation)
                .to(torch.ScalarType.Double)
                .sum(2);
        Tensor weighted =
                each.add(parameters.get("weight").to(torch.ScalarType.Double).log_softmax(0));
        return Tensors.plus(weighted.logsumexp(1), -0.5 * dimension * Math.log(2 * Math.PI));
    }

    @Override
    public Tensor sample(Parameters parameters, int count, Noise noise) {
        int[] part =
                noise.choices(count, Tensors.doubles(parameters.get("weight").softmax(0)));
        Tensor drawn = noise.gaussian(count, dimension);
        Tensor deviation = Tensors.rows(parameters.get("log-deviation").exp(), part);
        return drawn.mul(deviation).add(Tensors.rows(parameters.get("mean"), part));
    }
}
