package io.vigie.deep.autoencoder;

import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.Tensors;
import io.vigie.detect.Device;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Standard normal draws of latent units that are the same for every window and every time, so that a Monte Carlo mean is a
 * function of the window. They come in pairs of opposite sign, whose errors of odd order cancel; an odd one is the
 * posterior mean itself.
 */
record FixedDraws(int count, int units) {
    private static final long SEED = 20_140_414; // any; the draws are part of the model

    /** Mean over draws of what is computed from the units. */
    Tensor mean(UnitDistribution posterior, UnaryOperator<Tensor> computation) {
        Noise noise = new Noise(SEED, Device.CPU);
        List<Tensor> values = new ArrayList<>();
        if (count % 2 == 1) {
            values.add(computation.apply(posterior.mean()));
        }
        for (int pair = 0; pair < count / 2; pair++) {
            Tensor standard = Tensors.like(posterior.mean(), Tensors.floats(noise.gaussian(units)), units);
            values.add(computation.apply(posterior.at(standard)));
            values.add(computation.apply(posterior.at(standard.neg())));
        }
        return torch.stack(new TensorVector(values.toArray(Tensor[]::new))).mean(0);
    }
}
