package io.vigie.deep.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.Tensors;
import io.vigie.deep.engine.TorchRuntime;
import io.vigie.detect.Device;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Samplers with denoisers whose answers are known. */
class SamplerTest {
    private static final double MEAN = 0.7;
    private static final double DEVIATION = 0.4;
    private static final long SEED = 11;
    private static final double END = 0.001; // of paths whose velocity is not finite at 0

    private static Noise noise() {
        return new Noise(SEED, Device.CPU);
    }

    /** Noise of the deviation that the path has at a time where next to nothing is left of the data. */
    private static Tensor start(NoisePath path, double time, Noise noise, long... shape) {
        return Tensors.times(noise.gaussian(shape), path.deviation(time));
    }

    /** All of a path, evenly in the log ratio. */
    private static double[] times(NoisePath path, int steps) {
        return TimeGrid.evenRatio(path, 1 - END, END, steps, END);
    }

    /** Where the probability flow carries the noise: a normal distribution at each time, so places keep their quantile. */
    private static double[] exact(NoisePath path, double... start) {
        return Arrays.stream(start)
                .map(value -> quantile(path, 1 - END, value))
                .map(z -> path.scale(END) * MEAN + z * spread(path, END))
                .toArray();
    }

    private static double quantile(NoisePath path, double time, double value) {
        return (value - path.scale(time) * MEAN) / spread(path, time);
    }

    private static double spread(NoisePath path, double time) {
        return Math.hypot(path.scale(time) * DEVIATION, path.deviation(time));
    }

    private static double worst(double[] found, double... wanted) {
        double worst = 0;
        for (int i = 0; i < found.length; i++) {
            worst = Math.max(worst, Math.abs(found[i] - wanted[i]));
        }
        return worst;
    }

    @ParameterizedTest
    @EnumSource(NoiseProcess.class)
    void thoseThatDrawNothingFollowTheProbabilityFlow(NoiseProcess process) {
        NoisePath path = process.path();
        Denoising denoising = Analytic.gaussian(path, MEAN, DEVIATION);
        double[] errors = new double[Sampler.values().length];
        for (Sampler sampler : new Sampler[] {Sampler.DDIM, Sampler.DPM_SOLVER, Sampler.EULER, Sampler.HEUN}) {
            int stops = 20;
            errors[sampler.ordinal()] = TorchRuntime.compute(() -> {
                Tensor start = start(path, 1 - END, noise(), 200, 1);
                double[] exact = exact(path, Tensors.doubles(start));
                Sampler.Sampled few = sampler.run(denoising, path, start, times(path, stops), noise());
                Sampler.Sampled many = sampler.run(denoising, path, start, times(path, 16 * stops), noise());
                assertThat(few.evaluations()).isEqualTo(sampler == Sampler.HEUN ? 40 : 20);
                double error = worst(Tensors.doubles(few.values()), exact);
                assertThat(worst(Tensors.doubles(many.values()), exact))
                        .as("%s", sampler)
                        .isLessThan(0.2 * error + 1e-3); // 1/16 for first order
                return error;
            });
        }
        assertThat(errors[Sampler.DPM_SOLVER.ordinal()]).isLessThan(0.7 * errors[Sampler.DDIM.ordinal()]);
        assertThat(errors[Sampler.HEUN.ordinal()]).isLessThan(errors[Sampler.EULER.ordinal()]);
    }

    @ParameterizedTest
    @EnumSource(NoiseProcess.class)
    void drawnOnesHaveTheMomentsOfTheData(NoiseProcess process) {
        NoisePath path = process.path();
        Denoising denoising = Analytic.gaussian(path, MEAN, DEVIATION);
        double[] values = TorchRuntime.compute(() -> {
            Tensor start = start(path, 1, noise(), 4000, 1);
            return Tensors.doubles(Sampler.DDPM
                    .run(denoising, path, start, times(path, 400), new Noise(5, Device.CPU))
                    .values());
        });
        double mean = Arrays.stream(values).average().orElseThrow();
        double variance = Arrays.stream(values)
                .map(v -> (v - mean) * (v - mean))
                .average()
                .orElseThrow();
        assertThat(mean).isCloseTo(MEAN, within(0.03));
        assertThat(Math.sqrt(variance)).isCloseTo(DEVIATION, within(0.02));
    }

    /** The deviation is that of the data on the way to END, which the last step takes off as far as it is noise. */
    @ParameterizedTest
    @EnumSource(NoiseProcess.class)
    void theAdaptiveOneHasTheMomentsOfTheData(NoiseProcess process) {
        NoisePath path = process.path();
        Denoising denoising = Analytic.gaussian(path, MEAN, DEVIATION);
        TorchRuntime.compute(() -> {
            Tensor start = start(path, 1, noise(), 4000, 1);
            double[] times = Sampler.ADAPTIVE.times(path, 1, 0, 5);
            assertThat(times).containsExactly(1, 0);
            Sampler.Sampled sampled = Sampler.ADAPTIVE.run(denoising, path, start, times, noise());
            double[] standard = Tensors.doubles(Tensors.times(start, 1 / path.deviation(1)));
            double[] values = Tensors.doubles(sampled.values());
            double mean = Arrays.stream(values).average().orElseThrow();
            double offset = Arrays.stream(standard).average().orElseThrow(); // of what was begun with
            assertThat(mean - DEVIATION * offset).isCloseTo(MEAN, within(0.03));
            assertThat(deviation(values) / deviation(standard)).isCloseTo(DEVIATION, within(0.01));
            assertThat(sampled.evaluations()).isBetween(20, 400);
            return true;
        });
    }

    private static double deviation(double... values) {
        double mean = Arrays.stream(values).average().orElseThrow();
        return Math.sqrt(Arrays.stream(values)
                .map(v -> (v - mean) * (v - mean))
                .average()
                .orElseThrow());
    }

    @ParameterizedTest
    @EnumSource(NoiseProcess.class)
    void lessToleranceTakesMoreEvaluationsAndIsNearer(NoiseProcess process) {
        NoisePath path = process.path();
        Denoising denoising = Analytic.gaussian(path, MEAN, DEVIATION);
        TorchRuntime.compute(() -> {
            Tensor start = start(path, 1 - END, noise(), 200, 1);
            double[] exact = exact(path, Tensors.doubles(start));
            ProbabilityFlow.Followed loose =
                    new ProbabilityFlow(path, END, 3e-2).follow(denoising, start, 1 - END, END);
            ProbabilityFlow.Followed tight =
                    new ProbabilityFlow(path, END, 1e-5).follow(denoising, start, 1 - END, END);
            assertThat(tight.evaluations()).isGreaterThan(loose.evaluations());
            double error = worst(Tensors.doubles(tight.windows()), exact);
            double looser = worst(Tensors.doubles(loose.windows()), exact);
            // paths of so many steps have a corner at each
            assertThat(error)
                    .isLessThan(path instanceof DiscretePath ? 0.02 : 2e-3)
                    .isLessThan(0.1 * looser);
            return true;
        });
    }

    /** What is told beside windows is in their order, whichever of them are there already. */
    @Test
    void theAdaptiveOneStepsForEachWindowByItself() {
        NoisePath path = NoiseProcess.COSINE.path();
        float[] deviations = {0.02f, 1.5f, 0.3f};
        TorchRuntime.compute(() -> {
            Tensor start = start(path, 1, noise(), 3, 1, 4);
            Tensor spread = Tensors.of(deviations, 3, 1, 1);
            Tensor together = adaptive(path, start, spread);
            for (int i = 0; i < 3; i++) {
                Tensor alone = adaptive(path, start.narrow(0, i, 1), spread.narrow(0, i, 1));
                assertThat(alone.sub(together.narrow(0, i, 1)).abs().max().item_double())
                        .as("window %d", i)
                        .isLessThan(1e-5);
            }
            Tensor exact = start.mul(spread);
            assertThat(together.sub(exact).abs().max().item_double()).isLessThan(0.02);
            return true;
        });
    }

    /** Draws of windows of mean 0 whose deviations are told beside them. */
    private static Tensor adaptive(NoisePath path, Tensor start, Tensor spread) {
        Denoising denoising = (noisy, times) -> {
            Tensor scale = TimedReading.column(noisy, times, path::scale);
            Tensor sigma = TimedReading.column(noisy, times, path::deviation);
            Tensor whole = scale.mul(spread).square().add(sigma.square());
            Tensor clean = noisy.mul(scale).mul(spread.square()).div(whole);
            return new Denoising.Estimate(clean, noisy.sub(clean.mul(scale)).div(sigma));
        };
        return Sampler.ADAPTIVE
                .run(denoising, path, start, new double[] {1, 0}, noise())
                .values();
    }

    @ParameterizedTest
    @EnumSource(NoiseProcess.class)
    void stopsOfTheSecondOrderSolverAreEvenInTheRatioAndWorthIt(NoiseProcess process) {
        NoisePath path = process.path();
        double[] chosen = Sampler.DPM_SOLVER.times(path, 1 - END, END, 12);
        assertThat(chosen).hasSize(13);
        double whole = path.logRatio(END) - path.logRatio(1 - END);
        for (int i = 1; i < chosen.length; i++) {
            assertThat(path.logRatio(chosen[i]) - path.logRatio(chosen[i - 1])).isCloseTo(whole / 12, within(1e-6));
        }
        Denoising denoising = Analytic.gaussian(path, MEAN, DEVIATION);
        TorchRuntime.compute(() -> {
            Tensor start = start(path, 1 - END, noise(), 200, 1);
            double[] exact = exact(path, Tensors.doubles(start));
            double[] even = TimeGrid.even(1 - END, END, 12);
            double ours = worst(
                    Tensors.doubles(Sampler.DPM_SOLVER
                            .run(denoising, path, start, chosen, noise())
                            .values()),
                    exact);
            double theirs = worst(
                    Tensors.doubles(Sampler.DPM_SOLVER
                            .run(denoising, path, start, even, noise())
                            .values()),
                    exact);
            // the exploding path has its ratio even in time
            assertThat(ours).isLessThan(process == NoiseProcess.VARIANCE_EXPLODING ? 0.05 : 0.3 * theirs);
            return true;
        });
    }

    @Test
    void aWayThatIsAllWithinTheMarginHasStepsToo() {
        NoisePath path = NoiseProcess.COSINE.path();
        assertThat(Sampler.DPM_SOLVER.times(path, 0.5 * TimedReading.MARGIN, 0, 2))
                .containsExactly(0.5 * TimedReading.MARGIN, 0.25 * TimedReading.MARGIN, 0);
    }

    @ParameterizedTest
    @EnumSource(Sampler.class)
    void partsOfAMixtureAreFoundAsOftenAsTheyAre(Sampler sampler) {
        NoisePath path = NoiseProcess.VARIANCE_PRESERVING.path();
        Denoising denoising = Analytic.mixture(path, new double[] {0.7, 0.3}, new double[] {-1, 1.5}, 0.2);
        double[] values = TorchRuntime.compute(() -> {
            Tensor start = start(path, 1, noise(), 2000, 1);
            return Tensors.doubles(sampler.run(denoising, path, start, times(path, 60), new Noise(6, Device.CPU))
                    .values());
        });
        double right = Arrays.stream(values).filter(value -> value > 0.25).count() / 2000.0;
        assertThat(right).isCloseTo(0.3, within(0.03));
        assertThat(Arrays.stream(values)
                        .filter(value -> Math.abs(value + 1) < 0.6 || Math.abs(value - 1.5) < 0.6)
                        .count())
                .isGreaterThan(1980);
    }

    /** Ho et al. 2020, equations 6 and 7: the posterior of the step before, from the rates themselves. */
    @ParameterizedTest
    @CsvSource({"LINEAR, 600", "COSINE, 30", "QUADRATIC, 41"})
    void aStepOfDdpmIsThePosteriorOfThePaper(NoiseSchedule schedule, int step) {
        DiscretePath path = DiscretePath.of(schedule, schedule == NoiseSchedule.QUADRATIC ? 50 : 1000);
        double rate = path.rate(step);
        double kept = path.kept(step);
        double keptBefore = path.kept(step - 1);
        double clean = -0.3;
        double noisy = 1.2;
        double mean = Math.sqrt(keptBefore) * rate / (1 - kept) * clean
                + Math.sqrt(1 - rate) * (1 - keptBefore) / (1 - kept) * noisy;
        double variance = (1 - keptBefore) / (1 - kept) * rate;
        TorchRuntime.compute(() -> {
            Denoising known = (state, times) ->
                    new Denoising.Estimate(Tensors.plus(Tensors.times(state, 0), clean), Tensors.times(state, 0));
            double[] times = {(double) step / path.steps(), (step - 1.0) / path.steps()};
            Tensor start = Tensors.of(new float[] {(float) noisy}, 1, 1);
            double found = Sampler.DDPM
                    .run(known, path, start, times, noise())
                    .values()
                    .item_double();
            double drawn = noise().gaussian(1, 1).item_double();
            assertThat(found).isCloseTo(mean + Math.sqrt(variance) * drawn, within(1e-5));
            return true;
        });
    }

    /** With all data known a step of any length ends at the data: DDIM's last one, at time 0, and DDPM's. */
    @ParameterizedTest
    @EnumSource(
            value = Sampler.class,
            names = {"DDPM", "DDIM", "DPM_SOLVER"})
    void theLastStepToTimeZeroGivesTheExpectedData(Sampler sampler) {
        NoisePath path = NoiseProcess.COSINE.path();
        Denoising known = (state, times) ->
                new Denoising.Estimate(Tensors.plus(Tensors.times(state, 0), 2), Tensors.times(state, 1));
        double found = TorchRuntime.compute(() -> sampler.run(
                        known, path, Tensors.of(new float[] {3}, 1, 1), new double[] {1, 0.5, 0}, noise())
                .values()
                .item_double());
        assertThat(found).isCloseTo(2, within(1e-6));
    }

    @Test
    void steeringIsAskedAfterEveryStepAndObeyed() {
        NoisePath path = NoiseProcess.STRAIGHT.path();
        Denoising denoising = Analytic.gaussian(path, MEAN, DEVIATION);
        double[] asked = new double[4];
        int[] count = new int[1];
        double found = TorchRuntime.compute(() -> Sampler.DDIM
                .run(
                        denoising,
                        path,
                        Tensors.of(new float[] {1}, 1, 1),
                        TimeGrid.even(1 - END, 0.1, 4),
                        noise(),
                        (state, time) -> {
                            asked[count[0]++] = time;
                            return Tensors.plus(Tensors.times(state, 0), time);
                        })
                .values()
                .item_double());
        assertThat(count[0]).isEqualTo(4);
        assertThat(asked[3]).isEqualTo(0.1);
        assertThat(found).isCloseTo(0.1, within(1e-7));
    }

    @ParameterizedTest
    @EnumSource(NoiseProcess.class)
    void theInversionGivesTheNoiseThatMakesTheWindowsAgain(NoiseProcess process) {
        NoisePath path = process.path();
        Denoising denoising = Analytic.mixture(path, new double[] {0.5, 0.5}, new double[] {-1, 1}, 0.4);
        double[] up = TimeGrid.evenRatio(path, END, 1 - END, 12, END);
        double[] down = new double[up.length];
        for (int i = 0; i < up.length; i++) {
            down[i] = up[up.length - 1 - i];
        }
        TorchRuntime.compute(() -> {
            Tensor windows = Tensors.of(new float[] {-1.5f, -0.7f, 0.1f, 0.8f, 1.3f}, 5, 1);
            double[] roundTrip = new double[2];
            int[] iterations = {1, 30};
            for (int i = 0; i < iterations.length; i++) {
                Sampler.Sampled encoded = new Inversion(iterations[i]).encode(denoising, path, windows, up);
                assertThat(encoded.evaluations()).isEqualTo(12 * iterations[i]);
                Tensor back = Sampler.DDIM
                        .run(denoising, path, encoded.values(), down, noise())
                        .values();
                roundTrip[i] = back.sub(windows).abs().max().item_double();
            }
            assertThat(roundTrip[1]).isLessThan(0.2 * roundTrip[0]).isLessThan(2e-3);
            return true;
        });
    }

    /** At time 1 of the straight path nothing is left of the data, so the noise must be found by what is expected of them. */
    @Test
    void theInversionEndsInNoiseAlone() {
        NoisePath path = NoiseProcess.STRAIGHT.path();
        Denoising denoising = Analytic.mixture(path, new double[] {0.5, 0.5}, new double[] {-1, 1}, 0.4);
        double[] up = TimeGrid.even(0.1, 1, 12);
        double[] down = TimeGrid.even(1, 0.1, 12);
        TorchRuntime.compute(() -> {
            Tensor windows = Tensors.of(new float[] {-1.5f, -0.7f, 0.1f, 0.8f, 1.3f}, 5, 1);
            Tensor encoded =
                    new Inversion(30).encode(denoising, path, windows, up).values();
            Tensor back =
                    Sampler.DDIM.run(denoising, path, encoded, down, noise()).values();
            assertThat(back.sub(windows).abs().max().item_double()).isLessThan(2e-3);
            Tensor once =
                    new Inversion(1).encode(denoising, path, windows, 0, 1).values();
            assertThat(once.abs().max().item_double()).isBetween(0.5, 5.0);
            return true;
        });
    }

    @ParameterizedTest
    @EnumSource(
            value = NoiseProcess.class,
            names = {"VARIANCE_PRESERVING", "STRAIGHT", "VARIANCE_EXPLODING"})
    void likelihoodsAreThoseOfTheMixture(NoiseProcess process) {
        NoisePath path = process.path();
        double[] weights = {0.7, 0.3};
        double[] means = {-1, 1.5};
        Denoising denoising = Analytic.mixture(path, weights, means, 0.5);
        double[][] places = {{-1, -1}, {1.5, 1}, {0, 0.5}, {-2, 1}, {3, 3}};
        float[] flat = new float[10];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = (float) places[i / 2][i % 2];
        }
        ProbabilityFlow flow = new ProbabilityFlow(path, END, 1e-4);
        TorchRuntime.compute(() -> {
            Tensor axes = Tensors.of(new float[] {1, 0, 0, 1}, 2, 2);
            ProbabilityFlow.Told told = flow.logDensities(denoising, Tensors.of(flat, 5, 2), axes);
            for (int i = 0; i < places.length; i++) {
                // what has gone through the path up to END is a little wider
                double wider = Math.hypot(0.5, path.deviation(END));
                double exact = Analytic.logDensity(weights, means, wider, places[i]);
                assertThat(told.logDensities()[i]).as("place %d", i).isCloseTo(exact, within(0.01 * (1 - exact)));
                assertThat(told.evaluations()[i]).isBetween(7, 400);
            }
            return true;
        });
    }

    @Test
    void randomDirectionsEstimateTheDivergence() {
        NoisePath path = NoiseProcess.STRAIGHT.path();
        Denoising denoising = Analytic.gaussian(path, MEAN, DEVIATION);
        double half = Math.sqrt(0.5);
        TorchRuntime.compute(() -> {
            // of a normal distribution the Jacobian is diagonal, so any signs give the trace exactly
            Tensor signs = Tensors.of(new float[] {(float) half, (float) -half, (float) half, (float) half}, 2, 2);
            Tensor place = Tensors.of(new float[] {0.2f, 1.1f}, 1, 2);
            ProbabilityFlow flow = new ProbabilityFlow(path, END, 1e-4);
            double found = flow.logDensities(denoising, place, signs).logDensities()[0];
            double exact = Analytic.logDensity(new double[] {1}, new double[] {MEAN}, DEVIATION, 0.2, 1.1);
            assertThat(found).isCloseTo(exact, within(0.02));
            return true;
        });
    }
}
