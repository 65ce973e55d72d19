package io.vigie.deep.diffusion;

import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.Tensors;
import io.vigie.deep.engine.TorchRuntime;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Ways along a {@link NoisePath}, step by step, with the number of evaluations of the denoiser told. All but {@link #DDPM} draw
 * nothing and go either way: from noise to data, or from data to the noise that they come from.
 */
public enum Sampler {
    /**
     * Draws each stop given the one before and the data expected there (Ho et al. 2020, equations 6 and 7, for steps of any
     * length on any path: Kingma et al. 2021, equation 25 and after). Towards data only.
     */
    DDPM {
        @Override
        Tensor step(Stage stage, Noise noise) {
            Denoising.Estimate estimate = stage.estimate(stage.state, stage.from);
            double scale = stage.scaleFrom / stage.scaleTo;
            double kept = scale * stage.deviationTo;
            double whole = stage.deviationFrom * stage.deviationFrom;
            double added = whole - kept * kept;
            Tensor mean = Tensors.times(stage.state, kept * stage.deviationTo / whole)
                    .add(Tensors.times(estimate.clean(), stage.scaleTo * added / whole));
            double deviation = stage.deviationTo * Math.sqrt(added / whole);
            return deviation == 0 ? mean : mean.add(Tensors.times(noise.gaussian(mean.shape()), deviation));
        }
    },
    /** Keeps the expected noise (Song et al., Denoising diffusion implicit models, ICLR 2021, equation 12 with eta 0). */
    DDIM {
        @Override
        Tensor step(Stage stage, Noise noise) {
            Denoising.Estimate estimate = stage.estimate(stage.state, stage.from);
            return stage.ending(estimate);
        }
    },
    /**
     * Lets the expected data go on as they went since the stop before: second order in the log ratio of scale and deviation at one
     * evaluation a step (Lu et al., DPM-Solver++, 2022, algorithm 2, 2M). The first step, and one that has no finite
     * ratio at its end, are those of {@link #DDIM}. It remembers the step before, so a run has no stops inside. Steps are even
     * in that ratio ({@link TimeGrid#evenRatio}).
     */
    DPM_SOLVER {
        @Override
        Tensor step(Stage stage, Noise noise) {
            Denoising.Estimate estimate = stage.estimate(stage.state, stage.from);
            Tensor clean = estimate.clean();
            double step = stage.path.logRatio(stage.to) - stage.path.logRatio(stage.from);
            boolean bounded = Double.isFinite(step) && Double.isFinite(stage.stepBefore);
            Tensor towards = clean;
            if (bounded && stage.cleanBefore != null) {
                double share = step / (2 * stage.stepBefore);
                towards = Tensors.times(clean, 1 + share).sub(Tensors.times(stage.cleanBefore, share));
            }
            stage.remember(clean, step);
            if (!Double.isFinite(step)) {
                return Tensors.times(towards, stage.scaleTo).add(Tensors.times(estimate.noise(), stage.deviationTo));
            }
            return Tensors.times(stage.state, stage.deviationTo / stage.deviationFrom)
                    .sub(Tensors.times(towards, stage.scaleTo * Math.expm1(-step)));
        }

        @Override
        double[] times(NoisePath path, double from, double to, int evaluations) {
            return TimeGrid.evenRatio(path, from, to, evaluations, TimedReading.MARGIN);
        }
    },
    /** Follows the velocity of the probability flow (Song et al., ICLR 2021, equation 13), a straight line a step. */
    EULER {
        @Override
        Tensor step(Stage stage, Noise noise) {
            return stage.along(stage.velocity(stage.state, stage.from));
        }
    },
    /**
     * The mean of the velocities at both ends of a step, two evaluations each (Heun; Karras et al., NeurIPS 2022, algorithm 1
     * without its churn). A step to where the path has no finite velocity is one of {@link #EULER}.
     */
    HEUN {
        @Override
        Tensor step(Stage stage, Noise noise) {
            Tensor first = stage.velocity(stage.state, stage.from);
            Tensor reached = stage.along(first);
            if (!Double.isFinite(stage.path.deviationSlope(stage.to))) {
                return reached;
            }
            return stage.along(Tensors.times(first.add(stage.velocity(reached, stage.to)), 0.5));
        }

        @Override
        int evaluationsOfAStep() {
            return 2;
        }
    },
    /**
     * Follows the velocity of the probability flow by steps of each window's own, as short as {@value #TOLERANCE} of error in a
     * step asks for ({@link ProbabilityFlow#follow}). It takes as many evaluations as that needs, whatever is allowed, and
     * all of the way is one step to it; the last thousandth before time 0 is a step of {@link #DDIM}.
     */
    ADAPTIVE {
        @Override
        Tensor step(Stage stage, Noise noise) {
            ProbabilityFlow flow = new ProbabilityFlow(stage.path, TimedReading.MARGIN, TOLERANCE);
            ProbabilityFlow.Followed followed = flow.follow(stage.denoising, stage.state, stage.from, stage.to);
            stage.evaluations += followed.evaluations();
            if (stage.to >= flow.first()) {
                return followed.windows();
            }
            Denoising.Estimate estimate = stage.estimate(followed.windows(), flow.first());
            return stage.ending(estimate);
        }

        @Override
        double[] times(NoisePath path, double from, double to, int evaluations) {
            return new double[] {from, to};
        }
    };

    private static final double TOLERANCE = 1e-3;

    /**
     * What is done to windows between two steps: known cells put back, say.
     */
    @FunctionalInterface
    interface Steering {
        /** Leaves the sampler alone. */
        Steering NONE = (state, time) -> state;

        /**
         * @param state windows at the time
         * @return what the sampler goes on from, or gives back after the last step
         */
        Tensor after(Tensor state, double time);
    }

    /**
     * @param values windows at the last time
     * @param evaluations of the denoiser, for each window; the most of any where each takes steps of its own
     */
    record Sampled(Tensor values, int evaluations) {}

    /** Most evaluations of the denoiser in one step. */
    int evaluationsOfAStep() {
        return 1;
    }

    /**
     * Where to stop from a time to another.
     *
     * @param evaluations of the denoiser, at most, for each window; at least {@link #evaluationsOfAStep}
     */
    double[] times(NoisePath path, double from, double to, int evaluations) {
        return TimeGrid.even(from, to, evaluations / evaluationsOfAStep());
    }

    /** One step, from a time to another. */
    abstract Tensor step(Stage stage, Noise noise);

    /**
     * Goes from the first time to the last.
     *
     * @param start windows at {@code times[0]}
     * @param times where to stop, at least two, rising or falling; those of {@link #times}, say
     * @param noise for {@link #DDPM}
     */
    Sampled run(Denoising denoising, NoisePath path, Tensor start, double[] times, Noise noise, Steering steering) {
        Stage stage = new Stage(denoising, path, start);
        for (int i = 1; i < times.length; i++) {
            stage.between(times[i - 1], times[i]);
            // a scope a step, or what the denoiser made would be held until the whole computation ends
            TorchRuntime.compute(() -> {
                stage.state.copy_(steering.after(step(stage, noise), stage.to));
                return true;
            });
        }
        return new Sampled(stage.state, stage.evaluations);
    }

    /** As {@link #run(Denoising, NoisePath, Tensor, double[], Noise, Steering)}, left alone. */
    Sampled run(Denoising denoising, NoisePath path, Tensor start, double[] times, Noise noise) {
        return run(denoising, path, start, times, noise, Steering.NONE);
    }

    /** Where a run is. */
    static final class Stage {
        private final Denoising denoising;
        private final NoisePath path;
        private final Tensor state;
        private final Tensor kept; // expected data of the step before
        private @Nullable Tensor cleanBefore;
        private double stepBefore = Double.NaN;
        private int evaluations;
        private double from;
        private double to;
        private double scaleFrom;
        private double scaleTo;
        private double deviationFrom;
        private double deviationTo;

        private Stage(Denoising denoising, NoisePath path, Tensor start) {
            this.denoising = denoising;
            this.path = path;
            this.state = start.clone();
            this.kept = start.clone();
        }

        private void between(double begin, double end) {
            from = begin;
            to = end;
            scaleFrom = path.scale(from);
            scaleTo = path.scale(to);
            deviationFrom = path.deviation(from);
            deviationTo = path.deviation(to);
        }

        private Denoising.Estimate estimate(Tensor windows, double time) {
            evaluations++;
            return denoising.at(windows, time);
        }

        private Tensor velocity(Tensor windows, double time) {
            Denoising.Estimate estimate = estimate(windows, time);
            return Tensors.times(estimate.clean(), path.scaleSlope(time))
                    .add(Tensors.times(estimate.noise(), path.deviationSlope(time)));
        }

        private Tensor ending(Denoising.Estimate estimate) {
            return Tensors.times(estimate.clean(), scaleTo).add(Tensors.times(estimate.noise(), deviationTo));
        }

        private Tensor along(Tensor velocity) {
            return state.add(Tensors.times(velocity, to - from));
        }

        private void remember(Tensor clean, double step) {
            kept.copy_(clean);
            cleanBefore = kept;
            stepBefore = step;
        }
    }
}
