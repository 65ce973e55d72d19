package io.vigie.deep.flow;

import io.vigie.deep.engine.Initial;
import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import io.vigie.detect.Device;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * A density of vectors as the product of the densities of each dimension given those before it, by the chain rule, so that
 * every dimension has nats of its own and they add up. A masked autoregressive flow whose dimensions each pass the
 * distribution function of a mixture of normal distributions on their way to the base (Papamakarios et al., Masked
 * autoregressive flow, NeurIPS 2017, MAF MoG; Ho et al., Flow++, ICML 2019). Affine layers in the same order would be of no
 * use before it: all they can make of a normal base is one normal distribution a dimension, and layers in other orders would
 * take the chain rule away.
 *
 * @param parts of a mixture, at least 1
 * @param shape of the masked network; conditional where it has a context
 * @param floor least deviation of a part
 * @param noise deviation of known noise in each dimension, 0 where there is none; its variance adds to that of the parts
 */
record AutoregressiveMixture(int parts, ConditionerShape shape, double floor, float... noise) {
    private static final int DRAWS = 32;
    private static final long DRAW_SEED = 20_170_519; // any: the same draws for every row, so that bands are smooth

    int dimension() {
        return noise.length;
    }

    private Conditioner conditioner() {
        return Conditioner.masked(dimension(), 3 * parts, shape);
    }

    /** Parts begin apart, a narrow one in the middle of wider ones, or they would all learn the same. */
    ParameterLayout layout() {
        float[] scales = new float[parts * dimension()];
        float[] centres = new float[parts * dimension()];
        for (int part = 0; part < parts; part++) {
            for (int d = 0; d < dimension(); d++) {
                scales[part * dimension() + d] = part == 0 ? -0.5f : 0.5f;
                centres[part * dimension() + d] = part == 0 ? 0 : (part % 2 == 0 ? 0.5f : -0.5f) * part / parts;
            }
        }
        return new ParameterLayout()
                .addAll("network", conditioner().layout())
                .add("scale", Initial.of(scales), scales.length)
                .add("centre", Initial.of(centres), centres.length);
    }

    private Tensor noiseVariance(Tensor like) {
        return Tensors.like(like, noise, noise.length).square();
    }

    private UnaryOperator<Tensor> network(Parameters parameters, @Nullable Tensor context) {
        return conditioner().with(parameters.part("network"), context);
    }

    /**
     * The distribution of each dimension given those before it.
     *
     * @param seen vectors as the dimensions after see them, [batch, dimension]
     * @param context [batch, context], null where there is none
     */
    Mixture given(Parameters parameters, Tensor seen, @Nullable Tensor context) {
        return mixture(parameters, network(parameters, context).apply(seen));
    }

    private Mixture mixture(Parameters parameters, Tensor raw) {
        int size = parts * dimension();
        Tensor scales = torch.softplus(raw.narrow(1, 0, size).add(parameters.get("scale")));
        Tensor centres = raw.narrow(1, size, size).add(parameters.get("centre"));
        return new Mixture(
                byPart(raw.narrow(1, 2L * size, size)).log_softmax(1),
                byPart(centres),
                byPart(Tensors.plus(scales, floor)),
                noiseVariance(raw));
    }

    private Tensor byPart(Tensor values) {
        return values.reshape(values.size(0), parts, dimension());
    }

    /**
     * Mean and deviation of each dimension when none is known yet: over {@value #DRAWS} draws of the dimensions before it,
     * of its own distribution given them (Rao-Blackwell), which is steadier than over draws of its own.
     *
     * @param batch how many vectors
     * @param context [batch, context], null where there is none
     */
    Mixture.Moments expected(Parameters parameters, long batch, @Nullable Tensor context) {
        Noise random = new Noise(DRAW_SEED, Device.CPU);
        Tensor like = parameters.get("scale");
        Tensor standard = repeated(like, random.gaussian(DRAWS, 1, dimension()), batch);
        Tensor chances = repeated(
                like,
                Tensors.plus(
                        Tensors.times(
                                Tensors.times(random.gaussian(DRAWS, 1, dimension()), Math.sqrt(0.5))
                                        .erf(),
                                0.5),
                        0.5),
                batch);
        UnaryOperator<Tensor> network = network(parameters, context == null ? null : context.repeat(DRAWS, 1));
        Tensor known = torch.zeros_like(standard);
        Tensor[] means = new Tensor[dimension()];
        Tensor[] deviations = new Tensor[dimension()];
        for (int d = 0; d < dimension(); d++) {
            Mixture mixture = mixture(parameters, network.apply(known));
            Mixture.Moments each = mixture.expected();
            Tensor mean = each.mean().select(1, d).view(DRAWS, batch);
            Tensor square = each.deviation().select(1, d).square().view(DRAWS, batch);
            means[d] = mean.mean(0);
            deviations[d] = square.add(mean.sub(means[d]).square()).mean(0).sqrt();
            Tensor drawn = mixture.draw(d, chances.select(1, d), standard.select(1, d));
            known = torch.cat(
                    new TensorVector(
                            known.narrow(1, 0, d), drawn.unsqueeze(1), known.narrow(1, d + 1L, dimension() - d - 1L)),
                    1);
        }
        return new Mixture.Moments(
                torch.stack(new TensorVector(means), 1), torch.stack(new TensorVector(deviations), 1));
    }

    /** Draws [draw, 1, dimension] for every vector of a batch, as [draw x batch, dimension]. */
    private Tensor repeated(Tensor like, Tensor draws, long batch) {
        Tensor there = like.is_cuda() ? draws.cuda() : draws;
        return there.expand(DRAWS, batch, dimension()).reshape(DRAWS * batch, dimension());
    }
}
