package io.vigie.deep.flow;

import io.vigie.deep.engine.Initial;
import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import org.bytedeco.pytorch.Tensor;

/**
 * A normal density of variance 1 about a mean of each entity's own, so that a flow that all entities share can still tell
 * them apart (Zhou et al., MTGFlow, AAAI 2023, section 4.4: entity-aware). Means are drawn at first, as there, and then
 * learned. Row r of a batch is of entity r mod {@code entities}.
 *
 * @param entities at least 1; batches are multiples of them
 */
public record EntityBase(int dimension, int entities) implements Base {
    public EntityBase {
        if (entities < 1) {
            throw new IllegalArgumentException("a base of " + entities + " entities; use at least 1");
        }
    }

    @Override
    public ParameterLayout layout() {
        return new ParameterLayout().add("mean", Initial.normal(1), entities, dimension);
    }

    @Override
    public Tensor logDensity(Parameters parameters, Tensor latent) {
        Tensor squares = latent.sub(means(parameters, latent.size(0))).square();
        return Tensors.plus(Tensors.times(AffineCoupling.sum(squares), -0.5), -0.5 * dimension * Math.log(2 * Math.PI));
    }

    @Override
    public Tensor sample(Parameters parameters, int count, Noise noise) {
        return noise.gaussian(count, dimension).add(means(parameters, count));
    }

    private Tensor means(Parameters parameters, long count) {
        if (count % entities != 0) {
            throw new IllegalArgumentException(count + " rows are no multiple of " + entities + " entities");
        }
        return parameters.get("mean").repeat(count / entities, 1);
    }
}
