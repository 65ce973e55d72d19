package io.vigie.deep.flow;

import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import io.vigie.deep.engine.TimeFeatures;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * A velocity for each place and each time from 0 to 1: a network of two hidden layers of hyperbolic tangents, and beside it
 * a stretch of each axis that depends on the time alone. Far out the network is constant and the stretch is left, so the
 * field neither bends nor explodes where nothing was learned. At first all velocities are 0.
 *
 * <p>With weights A, B, C of the layers and a, b the slopes of the hidden units, the Jacobian of the network is C b B a A, and
 * its trace against a moment M is the sum of b (B o (A M C)') a over the units: one product with a matrix of hidden x hidden
 * that is made once for all places. So the exact divergence costs what one random direction would.
 *
 * @param hidden units of each of the two hidden layers
 */
record VelocityField(int dimension, int hidden) {
    private static final TimeFeatures TIME = new TimeFeatures(3);
    private static final int FEATURES = TIME.size();

    ParameterLayout layout() {
        return new ParameterLayout()
                .linear("hidden-0", dimension + FEATURES, hidden)
                .linear("hidden-1", hidden, hidden)
                .silentLinear("output", hidden, dimension)
                .silentLinear("stretch", FEATURES, dimension);
    }

    /** Weights of what depends on the time alone and of what depends on the place, under some parameters. */
    private final class Layers {
        private final Tensor inner; // of the place, to the first hidden layer
        private final Tensor timed;
        private final TensorOptional timedBias;
        private final Parameters parameters;

        private Layers(Parameters parameters) {
            Tensor first = parameters.get("hidden-0.weight");
            this.inner = first.narrow(1, 0, dimension);
            this.timed = torch.cat(
                    new TensorVector(first.narrow(1, dimension, FEATURES), parameters.get("stretch.weight")), 0);
            this.timedBias = new TensorOptional(
                    torch.cat(new TensorVector(parameters.get("hidden-0.bias"), parameters.get("stretch.bias")), 0));
            this.parameters = parameters;
        }

        /** What times [row, 1] add to the first hidden layer, then the stretch: [row, hidden + dimension]. */
        private Tensor context(Tensor times) {
            return torch.linear(TIME.of(times), timed, timedBias);
        }

        private Passed pass(Tensor places, Tensor context) {
            Tensor first = context.narrow(1, 0, hidden).addmm(places, inner.t()).tanh_();
            Tensor second = parameters.linear("hidden-1", first).tanh_();
            Tensor stretch = context.narrow(1, hidden, dimension);
            Tensor velocity = parameters.linear("output", second).addcmul(stretch, places);
            return new Passed(first, second, stretch, velocity);
        }
    }

    /** What the layers make of places and times. */
    private record Passed(Tensor first, Tensor second, Tensor stretch, Tensor velocity) {}

    /**
     * Velocities.
     *
     * @param places [row, dimension]
     * @param times [row, 1]
     * @return [row, dimension]
     */
    Tensor velocity(Parameters parameters, Tensor places, Tensor times) {
        Layers layers = new Layers(parameters);
        return layers.pass(places, layers.context(times)).velocity();
    }

    /**
     * The way back from data, which are at time 1 of the field, to the base: the slope of states [row, dimension + 1] that are
     * a place and the log volume change on the way to it. The time of the solver is 1 less that of the field.
     */
    DormandPrince.Slope backward(Parameters parameters, Probes probes) {
        Layers layers = new Layers(parameters);
        Tensor moment = Tensors.like(layers.inner, probes.moment(), dimension, dimension);
        Tensor through = torch.matmul(layers.inner, torch.matmul(moment, parameters.get("output.weight")));
        Tensor mixing = parameters.get("hidden-1.weight").mul(through.t());
        return new DormandPrince.Slope() {
            @Override
            public Tensor context(Tensor times) {
                return layers.context(Tensors.plus(times.neg(), 1));
            }

            @Override
            public Tensor at(Tensor states, Tensor context) {
                Passed passed = layers.pass(states.narrow(1, 0, dimension), context);
                Tensor bent = slope(passed.second()).mul(torch.linear(slope(passed.first()), mixing));
                Tensor divergence = bent.sum(1).add(passed.stretch().sum(1));
                return torch.cat(new TensorVector(passed.velocity(), divergence.unsqueeze(1)), 1)
                        .neg_();
            }
        };
    }

    /** Of a hyperbolic tangent, by its value. */
    private static Tensor slope(Tensor value) {
        return value.square().neg_().add_(new Scalar(1.0));
    }
}
