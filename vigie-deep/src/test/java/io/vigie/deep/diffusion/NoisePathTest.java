package io.vigie.deep.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class NoisePathTest {
    @ParameterizedTest
    @EnumSource(NoiseSchedule.class)
    void whatIsLeftIsTheProductOfWhatEachStepKeeps(NoiseSchedule schedule) {
        DiscretePath path = DiscretePath.of(schedule, 200);
        double kept = 1;
        double rateBefore = 0;
        for (int step = 1; step <= path.steps(); step++) {
            assertThat(path.rate(step)).isGreaterThan(rateBefore).isLessThan(1);
            rateBefore = path.rate(step);
            kept *= 1 - path.rate(step);
            assertThat(path.kept(step)).isCloseTo(kept, Percentage.withPercentage(1e-8));
            double time = step / 200.0;
            assertThat(path.scale(time)).isCloseTo(Math.sqrt(kept), Percentage.withPercentage(1e-6));
        }
        assertThat(path.kept(0)).isEqualTo(1);
    }

    /** Ho et al. 2020, section 4: betas from 1e-4 to 0.02 in 1000 steps leave alpha-bar 4.04e-5, so the end is noise. */
    @Test
    void theLinearScheduleIsThatOfThePaper() {
        DiscretePath path = DiscretePath.of(NoiseSchedule.LINEAR, 1000);

        assertThat(path.rate(1)).isCloseTo(1e-4, within(1e-15));
        assertThat(path.rate(1000)).isCloseTo(0.02, within(1e-15));
        assertThat(path.kept(1000)).isCloseTo(4.0358e-5, within(1e-8));
    }

    /** Nichol and Dhariwal 2021, equation 17: alpha-bar is the square of a cosine, up to where a step would leave nothing. */
    @Test
    void theCosineScheduleIsThatOfThePaper() {
        DiscretePath path = DiscretePath.of(NoiseSchedule.COSINE, 1000);
        double whole = Math.pow(Math.cos(0.008 / 1.008 * Math.PI / 2), 2);
        for (int step : new int[] {1, 250, 500, 990}) {
            double cosine = Math.cos((step / 1000.0 + 0.008) / 1.008 * Math.PI / 2);
            assertThat(path.kept(step)).isCloseTo(cosine * cosine / whole, within(1e-9));
        }
        assertThat(path.rate(1000)).isEqualTo(0.999);
    }

    /** Tashiro et al. 2021, appendix E.1: 50 steps, beta from 1e-4 to 0.5. */
    @Test
    void theQuadraticScheduleIsThatOfThePaper() {
        DiscretePath path = DiscretePath.of(NoiseSchedule.QUADRATIC, 50);

        assertThat(path.rate(1)).isCloseTo(1e-4, within(1e-15));
        assertThat(path.rate(50)).isCloseTo(0.5, within(1e-15));
        double root = 0.01 + 24 / 49.0 * (Math.sqrt(0.5) - 0.01);
        assertThat(path.rate(25)).isCloseTo(root * root, within(1e-15));
    }

    @ParameterizedTest
    @EnumSource(NoiseProcess.class)
    void theRatioFallsAndSlopesAreDerivatives(NoiseProcess process) {
        NoisePath path = process.path();
        double before = Double.POSITIVE_INFINITY;
        double step = 1e-7;
        for (double time = 0.0105; time < 1; time += 0.02) { // between the stops of discrete paths
            assertThat(path.logRatio(time)).isLessThan(before);
            before = path.logRatio(time);
            double scaleSlope = (path.scale(time + step) - path.scale(time - step)) / (2 * step);
            double deviationSlope = (path.deviation(time + step) - path.deviation(time - step)) / (2 * step);
            assertThat(path.scaleSlope(time)).isCloseTo(scaleSlope, within(1e-5 * (1 + Math.abs(scaleSlope))));
            assertThat(path.deviationSlope(time))
                    .isCloseTo(deviationSlope, within(1e-5 * (1 + Math.abs(deviationSlope))));
        }
        assertThat(path.scale(0)).isEqualTo(1);
        assertThat(path.deviation(0)).isLessThan(0.02);
        assertThat(path.logRatio(1)).isLessThan(-2.9);
    }

    @ParameterizedTest
    @EnumSource(
            value = NoiseProcess.class,
            names = {"LINEAR", "COSINE", "QUADRATIC", "VARIANCE_PRESERVING"})
    void varianceIsKept(NoiseProcess process) {
        NoisePath path = process.path();
        for (double time = 0; time <= 1; time += 0.01) {
            assertThat(path.spread(time)).isCloseTo(1, within(1e-12));
        }
    }

    /** Song et al. 2021, appendix C: the diffusion of discrete time goes over into that of continuous time. */
    @Test
    void aThousandStepsAreNearlyTheContinuousDiffusion() {
        NoisePath steps = NoiseProcess.LINEAR.path();
        NoisePath continuous = NoiseProcess.VARIANCE_PRESERVING.path();
        for (double time = 0.1; time <= 1; time += 0.1) {
            assertThat(steps.logRatio(time)).isCloseTo(continuous.logRatio(time), within(0.06));
        }
    }

    @ParameterizedTest
    @EnumSource(NoiseProcess.class)
    void stopsAreEvenInTheLogRatio(NoiseProcess process) {
        NoisePath path = process.path();
        double[] times = TimeGrid.evenRatio(path, 0.9, 0.1, 8, 0.001);

        assertThat(times[0]).isEqualTo(0.9);
        assertThat(times[8]).isEqualTo(0.1);
        double step = (path.logRatio(0.1) - path.logRatio(0.9)) / 8;
        for (int i = 1; i < times.length; i++) {
            assertThat(path.logRatio(times[i]) - path.logRatio(times[i - 1])).isCloseTo(step, within(1e-9));
        }
        double[] whole = TimeGrid.evenRatio(path, 1, 0, 5, 0.001);
        assertThat(whole[0]).isEqualTo(1);
        assertThat(whole[5]).isZero();
        assertThat(whole[1]).isBetween(whole[2], 0.999);
        assertThat(TimeGrid.even(1, 0.25, 3)).containsExactly(1, 0.75, 0.5, 0.25);
    }

    @ParameterizedTest
    @CsvSource({"0, 5", "2, 1", "NaN, 1"})
    void ratesAndDeviationsThatFallAreRefused(double first, double last) {
        assertThatThrownBy(() -> new VariancePreserving(first, last)).hasMessageContaining(Double.toString(first));
        assertThatThrownBy(() -> new VarianceExploding(first, last)).hasMessageContaining(Double.toString(first));
    }
}
