package io.vigie.deep.diffusion;

import io.vigie.deep.engine.Tensors;
import java.util.function.DoubleUnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** Denoisers whose answers are known without learning. */
final class Analytic {
    private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

    private Analytic() {}

    /** Of independent normal values of one mean and deviation. */
    static Denoising gaussian(NoisePath path, double mean, double deviation) {
        return mixture(path, new double[] {1}, new double[] {mean}, deviation);
    }

    /**
     * Of a mixture in which all values of a row [row, dimension] have the same mean: by Bayes' rule the expected data are the
     * mean of what each part expects, weighted by how probable the noisy row is under it.
     */
    static Denoising mixture(NoisePath path, double[] weights, double[] means, double deviation) {
        return (noisy, times) -> {
            Tensor scale = column(noisy, times, path::scale);
            Tensor sigma = column(noisy, times, path::deviation);
            Tensor variance = sigma.square().add(Tensors.times(scale.square(), deviation * deviation));
            Tensor[] logs = new Tensor[means.length];
            Tensor[] expected = new Tensor[means.length];
            for (int part = 0; part < means.length; part++) {
                Tensor off = noisy.sub(Tensors.times(scale, means[part]));
                logs[part] = Tensors.plus(
                        Tensors.times(off.square().div(variance).sum(new long[] {1}, true, null), -0.5),
                        Math.log(weights[part]));
                Tensor gain = Tensors.times(scale, deviation * deviation).div(variance);
                expected[part] = Tensors.plus(off.mul(gain), means[part]);
            }
            Tensor shares = torch.cat(new TensorVector(logs), 1).softmax(1);
            Tensor clean = expected[0].mul(shares.narrow(1, 0, 1));
            for (int part = 1; part < means.length; part++) {
                clean = clean.add(expected[part].mul(shares.narrow(1, part, 1)));
            }
            return new Denoising.Estimate(clean, noisy.sub(clean.mul(scale)).div(sigma));
        };
    }

    /** Nats of a row under such a mixture that has no noise on it. */
    static double logDensity(double[] weights, double[] means, double deviation, double... row) {
        double density = 0;
        for (int part = 0; part < means.length; part++) {
            double squares = 0;
            for (double value : row) {
                squares += (value - means[part]) * (value - means[part]);
            }
            double log =
                    -0.5 * squares / (deviation * deviation) - row.length * (0.5 * LOG_TWO_PI + Math.log(deviation));
            density += weights[part] * Math.exp(log);
        }
        return Math.log(density);
    }

    private static Tensor column(Tensor like, double[] times, DoubleUnaryOperator value) {
        float[] values = new float[times.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) value.applyAsDouble(times[i]);
        }
        return Tensors.like(like, values, values.length, 1);
    }
}
