package io.vigie.deep.flow;

import io.vigie.deep.engine.Tensors;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * A mixture of normal distributions for each of some values, which are seen through noise of known size: their variances add
 * up, so what is learned of the signal stays apart from what is known of the sensor.
 *
 * @param logWeights [batch, part, dimension]; their exponentials add up to 1 over the parts
 * @param means [batch, part, dimension]
 * @param deviations of the signal, [batch, part, dimension]
 * @param noise variance of the noise, [dimension]
 */
record Mixture(Tensor logWeights, Tensor means, Tensor deviations, Tensor noise) {
    private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

    /** Mean and standard deviation of some distribution, each [batch, dimension]. */
    record Moments(Tensor mean, Tensor deviation) {}

    /** Negative log densities of values, signal and noise, [batch, dimension]. */
    Tensor nats(Tensor values) {
        return weighed(values).logsumexp(1).neg();
    }

    /** Logarithms of weight times density, [batch, part, dimension]. */
    private Tensor weighed(Tensor values) {
        Tensor variance = deviations.square().add(noise);
        Tensor squared = values.unsqueeze(1).sub(means).square().div(variance);
        return logWeights.sub(Tensors.plus(Tensors.times(squared.add(variance.log()), 0.5), HALF_LOG_TWO_PI));
    }

    /** What values were expected, noise included. */
    Moments expected() {
        return moments(logWeights.exp(), means, deviations.square().add(noise));
    }

    /**
     * The signal behind values, by Bayes' rule: a part that holds a value draws it towards its mean, the more the larger
     * the noise is beside the part's own variance.
     */
    Moments clean(Tensor values) {
        Tensor variance = deviations.square();
        Tensor gain = variance.div(variance.add(noise));
        Tensor parts = means.add(gain.mul(values.unsqueeze(1).sub(means)));
        return moments(weighed(values).softmax(1), parts, gain.mul(noise));
    }

    private static Moments moments(Tensor weights, Tensor means, Tensor variances) {
        Tensor mean = weights.mul(means).sum(1);
        Tensor around = means.sub(mean.unsqueeze(1)).square().add(variances);
        return new Moments(mean, weights.mul(around).sum(1).sqrt());
    }

    /**
     * Draws of one dimension, noise included.
     *
     * @param chances uniform between 0 and 1, [batch]: which part
     * @param standard standard normal, [batch]
     */
    Tensor draw(int dimension, Tensor chances, Tensor standard) {
        Tensor sums = logWeights.select(2, dimension).exp().cumsum(1);
        long last = sums.size(1) - 1;
        Tensor part = chances.unsqueeze(1)
                .gt(sums.narrow(1, 0, last))
                .to(torch.ScalarType.Long)
                .sum(new long[] {1}, true, new ScalarTypeOptional());
        Tensor mean = means.select(2, dimension).gather(1, part).squeeze(1);
        Tensor variance =
                deviations.select(2, dimension).gather(1, part).squeeze(1).square();
        return mean.add(variance.add(noise.select(0, dimension)).sqrt().mul(standard));
    }
}
