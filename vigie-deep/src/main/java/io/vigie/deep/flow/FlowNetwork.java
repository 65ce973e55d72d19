package io.vigie.deep.flow;

import io.vigie.deep.engine.Network;
import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.ParameterLayout;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** The density of windows: a flow over their principal components, and isotropic noise beyond those. */
final class FlowNetwork implements Network {
    private static final long ORDER_SEED = 20_170_427; // any; the orders are part of the architecture

    private final RealNvp options;
    private final PrincipalAxes axes;
    private final Flow flow;

    FlowNetwork(RealNvp options, PrincipalAxes axes) {
        this.options = options;
        this.axes = axes;
        int dimension = axes.components();
        List<Bijection> steps = new ArrayList<>();
        for (int block = 0; block < options.blocks(); block++) {
            steps.add(new ActNorm(dimension));
            steps.add(new LuLinear(dimension));
            if (dimension > 1) {
                steps.add(new AffineCoupling(dimension, options.hidden()));
                steps.add(Permutation.reversal(dimension));
                steps.add(new AffineCoupling(dimension, options.hidden()));
                steps.add(Permutation.random(dimension, ORDER_SEED + block));
            }
        }
        this.flow = new Flow(new Chain(steps), options.base().of(dimension));
    }

    @Override
    public String name() {
        return options.id();
    }

    @Override
    public ParameterLayout layout() {
        return flow.layout();
    }

    @Override
    public Tensor losses(Parameters parameters, Tensor windows, @Nullable Noise noise) {
        Tensor rows = windows.flatten(1, 2);
        if (noise != null) {
            rows = rows.add(Tensors.times(noise.gaussian(rows.shape()), options.jitter()));
        }
        return nats(parameters, rows).unsqueeze(1);
    }

    @Override
    public void adapt(float[] initial, Tensor windows) {
        flow.adapt(initial, components(centred(windows.flatten(1, 2))));
    }

    private Tensor centred(Tensor windows) {
        return windows.sub(Tensors.like(windows, axes.mean(), axes.size()));
    }

    private Tensor components(Tensor centred) {
        return torch.matmul(
                centred,
                Tensors.like(centred, axes.axes(), axes.components(), axes.size())
                        .t());
    }

    /** Negative log densities of windows [batch, channel x time], as [batch] in float64. */
    Tensor nats(Parameters parameters, Tensor windows) {
        Tensor centred = centred(windows);
        Tensor components = components(centred);
        Tensor nats = flow.logDensity(parameters, components).neg();
        int directions = axes.size() - axes.components();
        if (directions == 0) {
            return nats;
        }
        Tensor left = AffineCoupling.sum(centred.square()).sub(AffineCoupling.sum(components.square()));
        double constant = 0.5 * directions * Math.log(2 * Math.PI * axes.residualVariance());
        return nats.add(Tensors.plus(Tensors.times(left, 0.5 / axes.residualVariance()), constant));
    }
}
