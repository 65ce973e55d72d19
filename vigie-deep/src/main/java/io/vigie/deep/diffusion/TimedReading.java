package io.vigie.deep.diffusion;

import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import java.util.function.DoubleUnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** How a network reads windows at times of a path: of variance 1 whatever the noise, and told the time. */
record TimedReading(Denoiser network, NoisePath path) {
    /** Least distance from the ends of the path, where an output may tell nothing. */
    static final double MARGIN = 1e-3;

    /** A time for each of so many windows, evenly spread from 0 to the last. */
    static double[] times(Noise noise, int count, double last) {
        float[] spread = noise.spread(count);
        double[] times = new double[count];
        for (int i = 0; i < count; i++) {
            times[i] = last * spread[i];
        }
        return within(times);
    }

    /** Times away from the ends of the path. */
    static double[] within(double... times) {
        double[] inner = new double[times.length];
        for (int i = 0; i < inner.length; i++) {
            inner[i] = Math.max(MARGIN, Math.min(1 - MARGIN, times[i]));
        }
        return inner;
    }

    /**
     * Windows at times of the path.
     *
     * @param clean [batch, channel, time]
     * @param drawn what they are noisy with, same shape
     * @param times one a window, or one for all
     */
    Tensor noisy(Tensor clean, Tensor drawn, double... times) {
        return sum(clean, column(clean, times, path::scale), drawn, column(clean, times, path::deviation));
    }

    /**
     * What the network makes of noisy windows.
     *
     * @param noisy [batch, channel, time]
     * @param conditions further planes, [batch, plane x channel, time], null for none
     * @param times one a window, or one for all
     * @return [batch, channel, time]
     */
    Tensor output(Parameters parameters, Tensor noisy, @Nullable Tensor conditions, double... times) {
        long rows = noisy.size(0);
        Tensor scaled = noisy.mul(column(noisy, times, time -> 1 / path.spread(time)));
        Tensor read = conditions == null ? scaled : torch.cat(new TensorVector(scaled, conditions), 1);
        float[] told = new float[times.length];
        for (int i = 0; i < told.length; i++) {
            told[i] = (float) times[i];
        }
        return network.output(
                parameters, read, Tensors.like(noisy, told, told.length, 1).expand(rows, 1));
    }

    static Tensor sum(Tensor one, Tensor weight, Tensor other, Tensor otherWeight) {
        return one.mul(weight).add(other.mul(otherWeight));
    }

    /** A number for each time, [time, 1, 1]. */
    static Tensor column(Tensor like, double[] times, DoubleUnaryOperator value) {
        float[] values = new float[times.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) value.applyAsDouble(times[i]);
        }
        return Tensors.like(like, values, values.length, 1, 1);
    }
}
