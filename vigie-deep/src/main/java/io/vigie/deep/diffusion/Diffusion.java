package io.vigie.deep.diffusion;

import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import java.util.function.DoubleUnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * A denoiser, the path whose noise it takes off, and what its output means. Ends of the path where an output would tell
 * nothing are left out: the denoiser is asked for times within {@value #MARGIN} of 0 and 1 at most.
 *
 * @param pairing of windows and noise while learning
 */
record Diffusion(Denoiser denoiser, NoisePath path, Prediction prediction, Pairing pairing) {
    static final double MARGIN = 1e-3;

    /**
     * Squared errors of the denoiser at a random time for each window, at which it is as wrong as it is wherever the noise is
     * (Ho et al. 2020, equation 14, for noise; Lipman et al. 2023, equation 23, for velocities).
     *
     * @param clean windows without noise, [batch, channel, time]
     * @param conditions further planes, [batch, plane x channel, time], null for none
     * @return same shape as clean
     */
    Tensor errors(Parameters parameters, Tensor clean, @Nullable Tensor conditions, Noise noise) {
        return errors(parameters, clean, pairing.of(clean, noise.gaussian(clean.shape())), conditions, noise);
    }

    /**
     * As {@link #errors(Parameters, Tensor, Tensor, Noise)} with noise that the conditions may tell of.
     *
     * @param drawn what the windows are noisy with, same shape
     * @param noise for the times
     */
    Tensor errors(Parameters parameters, Tensor clean, Tensor drawn, @Nullable Tensor conditions, Noise noise) {
        float[] spread = noise.spread(Math.toIntExact(clean.size(0)));
        double[] times = new double[spread.length];
        for (int i = 0; i < times.length; i++) {
            times[i] = within(spread[i]);
        }
        Tensor noisy = sum(clean, column(clean, times, path::scale), drawn, column(clean, times, path::deviation));
        Tensor wanted = sum(
                clean,
                column(clean, times, time -> prediction.dataWeight(path, time)),
                drawn,
                column(clean, times, time -> prediction.noiseWeight(path, time)));
        return output(parameters, noisy, conditions, times).sub(wanted).square();
    }

    /**
     * What is known of noisy windows under some parameters.
     *
     * @param conditions as in {@link #errors}
     */
    Denoising denoising(Parameters parameters, @Nullable Tensor conditions) {
        return (noisy, asked) -> {
            double[] times = new double[asked.length];
            for (int i = 0; i < times.length; i++) {
                times[i] = within(asked[i]);
            }
            Tensor output = output(parameters, noisy, conditions, times);
            // two weighted sums of data and noise are known: the windows and the output
            Tensor clean = sum(
                    noisy,
                    column(noisy, times, time -> prediction.noiseWeight(path, time) / determinant(time)),
                    output,
                    column(noisy, times, time -> -path.deviation(time) / determinant(time)));
            Tensor noise = sum(
                    noisy,
                    column(noisy, times, time -> -prediction.dataWeight(path, time) / determinant(time)),
                    output,
                    column(noisy, times, time -> path.scale(time) / determinant(time)));
            return new Denoising.Estimate(clean, noise);
        };
    }

    private double determinant(double time) {
        return path.scale(time) * prediction.noiseWeight(path, time)
                - path.deviation(time) * prediction.dataWeight(path, time);
    }

    /** Windows at one time, from data and noise. */
    Tensor noisy(Tensor clean, Tensor noise, double time) {
        return Tensors.times(clean, path.scale(time)).add(Tensors.times(noise, path.deviation(time)));
    }

    private Tensor output(Parameters parameters, Tensor noisy, @Nullable Tensor conditions, double... times) {
        long rows = noisy.size(0);
        Tensor scaled = noisy.mul(column(noisy, times, time -> 1 / path.spread(time)));
        Tensor read = conditions == null ? scaled : torch.cat(new TensorVector(scaled, conditions), 1);
        float[] told = new float[times.length];
        for (int i = 0; i < told.length; i++) {
            told[i] = (float) times[i];
        }
        return denoiser.output(
                parameters, read, Tensors.like(noisy, told, told.length, 1).expand(rows, 1));
    }

    private static double within(double time) {
        return Math.max(MARGIN, Math.min(1 - MARGIN, time));
    }

    private static Tensor sum(Tensor one, Tensor weight, Tensor other, Tensor otherWeight) {
        return one.mul(weight).add(other.mul(otherWeight));
    }

    /** A number for each time, [time, 1, 1]. */
    private static Tensor column(Tensor like, double[] times, DoubleUnaryOperator value) {
        float[] values = new float[times.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) value.applyAsDouble(times[i]);
        }
        return Tensors.like(like, values, values.length, 1, 1);
    }
}
