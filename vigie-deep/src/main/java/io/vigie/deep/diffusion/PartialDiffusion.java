package io.vigie.deep.diffusion;

import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.Parameters;
import io.vigie.detect.Device;
import io.vigie.detect.OptionException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Windows under noise up to some level and denoised from there: what is unusual about them drowns, and what comes back is
 * usual (Wyatt et al., AnoDDPM, CVPR workshops 2022, section 3.1). The noise is the same for every window and every time, so
 * that what comes back is a function of the window.
 *
 * @param level time of the path up to which noise is added, above 0, at most 1
 * @param evaluations most evaluations of the denoiser; see {@link Sampler#times}
 */
record PartialDiffusion(Diffusion diffusion, Sampler sampler, double level, int evaluations) {
    private static final long SEED = 20_220_619; // any; the noise is part of the model

    /**
     * Levels evenly spaced up to the highest, from the least noise to the most.
     *
     * @param evaluations most of all levels together, at least one each
     */
    static List<PartialDiffusion> levels(
            Diffusion diffusion, Sampler sampler, int levels, double highest, int evaluations) {
        List<PartialDiffusion> all = new ArrayList<>();
        for (int i = 1; i <= levels; i++) {
            all.add(new PartialDiffusion(diffusion, sampler, highest * i / levels, evaluations / levels));
        }
        return all;
    }

    /** Refuses what makes no function of a window. */
    static void checkDrawsNothing(Sampler sampler) {
        if (sampler == Sampler.DDPM) {
            throw new OptionException(
                    "sampler is ddpm, which draws at every step, so a window would have another score each time; use"
                            + " ddim, dpm-solver, euler or heun");
        }
    }

    /** Refuses what makes no function of a window, and too few evaluations for one step. */
    static void check(Sampler sampler, int evaluations) {
        checkDrawsNothing(sampler);
        int least = sampler.evaluationsOfAStep();
        if (evaluations < least) {
            throw new OptionException("evaluations is " + evaluations + "; use at least " + least
                    + (least == 1 ? "" : ", which one step of heun takes"));
        }
    }

    /** Refuses levels at which data must be told from what the denoiser takes for noise, and hardly can. */
    static void checkLevel(String option, double level, NoiseProcess process, Prediction prediction) {
        NoisePath path = process.path();
        if (level > prediction.last(path)) {
            double drowned = Math.exp(-path.logRatio(Math.min(level, 1 - TimedReading.MARGIN)));
            throw new OptionException(String.format(
                    Locale.ROOT,
                    "%s is %s, where noise is %.0f times what is left of the data, too much to know them by prediction=noise;"
                            + " use less, or prediction angular, velocity or clean",
                    option,
                    level,
                    drowned));
        }
    }

    /**
     * @param windows [batch, channel, time]
     * @param conditions as in {@link Diffusion#errors}
     * @return windows of the same shape
     */
    Sampler.Sampled restored(Parameters parameters, Tensor windows, @Nullable Tensor conditions) {
        return restored(parameters, windows, conditions, null);
    }

    /**
     * @param where 1 for cells that are restored, 0 for those that the others are restored by (Lugmayr et al., RePaint,
     *     CVPR 2022, without going back and forth); its shape broadcasts; null for all
     */
    Sampler.Sampled restored(
            Parameters parameters, Tensor windows, @Nullable Tensor conditions, @Nullable Tensor where) {
        Noise noise = new Noise(SEED, windows.is_cuda() ? Device.CUDA : Device.CPU);
        Tensor drawn = noise.gaussian(1, windows.size(1), windows.size(2));
        Sampler.Steering steering = where == null
                ? Sampler.Steering.NONE
                : (state, time) -> {
                    Tensor known = diffusion.noisy(windows, drawn, time);
                    return known.add(state.sub(known).mul(where));
                };
        return sampler.run(
                diffusion.denoising(parameters, conditions),
                diffusion.path(),
                diffusion.noisy(windows, drawn, level),
                sampler.times(diffusion.path(), level, 0, evaluations),
                noise,
                steering);
    }
}
