package io.vigie.deep.diffusion;

import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.Parameters;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A denoiser, the path whose noise it takes off, and what its output means. Ends of the path where an output would tell
 * nothing are left out: the denoiser is asked for times within {@value TimedReading#MARGIN} of 0 and 1 at most.
 *
 * @param pairing of windows and noise while learning
 */
record Diffusion(Denoiser denoiser, NoisePath path, Prediction prediction, Pairing pairing) {
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
        double[] times = TimedReading.times(noise, Math.toIntExact(clean.size(0)), 1);
        Tensor noisy = reading().noisy(clean, drawn, times);
        Tensor wanted = TimedReading.sum(
                clean,
                TimedReading.column(clean, times, time -> prediction.dataWeight(path, time)),
                drawn,
                TimedReading.column(clean, times, time -> prediction.noiseWeight(path, time)));
        return reading()
                .output(parameters, noisy, conditions, times)
                .sub(wanted)
                .square();
    }

    /**
     * What is known of noisy windows under some parameters.
     *
     * @param conditions as in {@link #errors}
     */
    Denoising denoising(Parameters parameters, @Nullable Tensor conditions) {
        return (noisy, asked) -> {
            double[] times = TimedReading.within(asked);
            Tensor output = reading().output(parameters, noisy, conditions, times);
            // two weighted sums of data and noise are known: the windows and the output
            Tensor clean = TimedReading.sum(
                    noisy,
                    TimedReading.column(noisy, times, time -> prediction.noiseWeight(path, time) / determinant(time)),
                    output,
                    TimedReading.column(noisy, times, time -> -path.deviation(time) / determinant(time)));
            Tensor noise = TimedReading.sum(
                    noisy,
                    TimedReading.column(noisy, times, time -> -prediction.dataWeight(path, time) / determinant(time)),
                    output,
                    TimedReading.column(noisy, times, time -> path.scale(time) / determinant(time)));
            return new Denoising.Estimate(clean, noise);
        };
    }

    private TimedReading reading() {
        return new TimedReading(denoiser, path);
    }

    private double determinant(double time) {
        return path.scale(time) * prediction.noiseWeight(path, time)
                - path.deviation(time) * prediction.dataWeight(path, time);
    }

    /** The latest time at which data can be told, from where they are drawn; see {@link Prediction#last}. */
    double last() {
        return prediction.last(path);
    }

    /**
     * Windows at times of the path, from data and noise.
     *
     * @param times one a window, or one for all
     */
    Tensor noisy(Tensor clean, Tensor noise, double... times) {
        return reading().noisy(clean, noise, times);
    }
}
