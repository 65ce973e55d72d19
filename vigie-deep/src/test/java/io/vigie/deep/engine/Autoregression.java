package io.vigie.deep.engine;

import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** The last row from the one before it, a coefficient and a bias a channel; squared errors. Windows of two rows. */
class Autoregression implements Network {
    private final boolean jitter;

    Autoregression(boolean jitter) {
        this.jitter = jitter;
    }

    @Override
    public String name() {
        return "autoregression";
    }

    @Override
    public ParameterLayout layout() {
        return new ParameterLayout().add("coefficient", Initial.normal(0.1), 2).add("bias", Initial.zeros(), 2);
    }

    @Override
    public Tensor losses(Parameters parameters, Tensor windows, @Nullable Noise noise) {
        Tensor before = windows.select(2, 0);
        if (jitter && noise != null) {
            before = before.add(Tensors.times(noise.gaussian(before.shape()), 0.01));
        }
        Tensor expected = before.mul(parameters.get("coefficient")).add(parameters.get("bias"));
        return windows.select(2, 1).sub(expected).square();
    }
}
