package io.vigie.deep.diffusion;

import io.vigie.deep.engine.Tensors;
import io.vigie.deep.engine.TorchRuntime;
import org.bytedeco.pytorch.Tensor;

/**
 * The noise that {@link Sampler#DDIM} makes given windows of. Going its steps the other way, as is common (Song et al., ICLR
 * 2021, section 4.3), takes the estimate at the wrong end of each step; here each step is solved for where it came from, by
 * fixed-point iterations (Pan et al., Effective real image editing with accelerated iterative diffusion inversion, ICCV 2023,
 * without their acceleration), so the way back gives the windows again.
 *
 * @param iterations of each step, at least 1; 1 is the common way
 */
record Inversion(int iterations) {
    Inversion {
        if (iterations < 1) {
            throw new IllegalArgumentException(iterations + " iterations");
        }
    }

    /**
     * @param windows at {@code times[0]}
     * @param times rising
     * @return windows at the last time
     */
    Sampler.Sampled encode(Denoising denoising, NoisePath path, Tensor windows, double... times) {
        Tensor state = windows.clone();
        for (int i = 1; i < times.length; i++) {
            double from = times[i];
            double to = times[i - 1]; // the sampler comes from noise
            TorchRuntime.compute(() -> {
                state.copy_(before(denoising, path, state, from, to));
                return true;
            });
        }
        return new Sampler.Sampled(state, iterations * (times.length - 1));
    }

    /** The windows at {@code from} whose step to {@code to} ends at {@code reached}. */
    private Tensor before(Denoising denoising, NoisePath path, Tensor reached, double from, double to) {
        Tensor before = reached;
        for (int i = 0; i < iterations; i++) {
            Denoising.Estimate estimate = denoising.at(before, from);
            before = path.scale(from) > 0
                    ? byNoise(estimate.noise(), path, reached, from, to)
                    : ofNoise(estimate, path, reached, from, to);
        }
        return before;
    }

    private static Tensor byNoise(Tensor noise, NoisePath path, Tensor reached, double from, double to) {
        // the step is reached = ratio x before + drift x noise(before)
        double ratio = path.scale(to) / path.scale(from);
        double drift = path.deviation(to) - ratio * path.deviation(from);
        return Tensors.times(reached.sub(Tensors.times(noise, drift)), 1 / ratio);
    }

    /** Where nothing of the data is left: the noise that with the expected data is what was reached. */
    private static Tensor ofNoise(Denoising.Estimate estimate, NoisePath path, Tensor reached, double from, double to) {
        double deviation = path.deviation(to);
        Tensor noise = deviation > 0
                ? Tensors.times(reached.sub(Tensors.times(estimate.clean(), path.scale(to))), 1 / deviation)
                : estimate.noise(); // data without noise tell of none
        return Tensors.times(noise, path.deviation(from));
    }
}
