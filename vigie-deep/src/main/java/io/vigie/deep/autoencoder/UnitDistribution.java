package io.vigie.deep.autoencoder;

import io.vigie.deep.engine.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Independent normal distributions of latent units; units are the last dimension. */
record UnitDistribution(Tensor mean, Tensor deviation) {
    private static final double LEAST_DEVIATION = 1e-4; // a logarithm is taken of it

    /**
     * @param outputs means, then what deviations are the softplus of, side by side in the last dimension
     */
    static UnitDistribution of(Tensor outputs) {
        long last = outputs.dim() - 1;
        long half = outputs.size(last) / 2;
        Tensor deviation = Tensors.plus(torch.softplus(outputs.narrow(last, half, half)), LEAST_DEVIATION);
        return new UnitDistribution(outputs.narrow(last, 0, half), deviation);
    }

    /** Standard normal, of the shape of some values. */
    static UnitDistribution standard(Tensor values) {
        return new UnitDistribution(torch.zeros_like(values), torch.ones_like(values));
    }

    /** Units drawn by standard normal numbers (Kingma and Welling 2014, section 2.4). */
    Tensor at(Tensor standard) {
        return mean.add(deviation.mul(standard));
    }

    /** Kullback-Leibler divergence from the standard normal distribution, unit by unit, nats. */
    Tensor divergence() {
        Tensor squares = mean.square().add(deviation.square());
        return Tensors.plus(Tensors.times(squares, 0.5).sub(deviation.log()), -0.5);
    }

    /** Logarithms of the densities of some values of the units. */
    Tensor logDensity(Tensor units) {
        return new DecodedCells(mean, deviation).nats(units).neg();
    }
}
