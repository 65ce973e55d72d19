package io.vigie.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class TailFitTest {
    /** References: scipy 1.10.1, genpareto.logsf(y, c, scale). */
    @Test
    void survivalEqualsTheReference() {
        assertThat(new GeneralisedPareto(0.3, 2).logSurvival(5))
                .isCloseTo(Math.log(Math.pow(1.75, -1 / 0.3)), within(1e-14));
        assertThat(new GeneralisedPareto(-0.2, 1.5).logSurvival(3)).isCloseTo(-2.5541281188299534, within(1e-14));
        assertThat(new GeneralisedPareto(0, 0.7).logSurvival(4.2)).isCloseTo(-6, within(1e-13));
        assertThat(new GeneralisedPareto(0.9, 0.1).logSurvival(30)).isCloseTo(-Math.log(271) / 0.9, within(1e-13));
    }

    @Test
    void survivalFallsStrictlyBeyondTheEndOfABoundedLaw() {
        GeneralisedPareto bounded = new GeneralisedPareto(-0.4, 1);
        double end = 1 / 0.4;
        double previous = 0;
        for (double y = 0.01; y < 3 * end; y += 0.01) {
            double log = bounded.logSurvival(y);
            assertThat(log).isFinite().isLessThan(previous);
            previous = log;
        }
        double joint = (Math.exp(0.4 * Math.log(1e-6)) - 1) / -0.4;
        assertThat(bounded.logSurvival(joint + 1e-9)).isCloseTo(bounded.logSurvival(joint - 1e-9), within(1e-5));
    }

    @Test
    void excessOverAHigherThresholdIsTheConditionalLaw() {
        for (double shape : new double[] {-0.3, 0, 0.4}) {
            GeneralisedPareto law = new GeneralisedPareto(shape, 1.3);
            assertThat(law.above(0.8).logSurvival(0.5))
                    .isCloseTo(law.logSurvival(1.3) - law.logSurvival(0.8), within(1e-12));
        }
    }

    @Test
    void findsTheParametersOfALargeSample() {
        for (double shape : new double[] {-0.3, -0.1, 0, 0.2, 0.5}) {
            TailFit fit = TailFit.of(sample(shape, 2.5, 4000, 7), 4000);
            assertThat(fit.law().shape()).isCloseTo(shape, within(0.06));
            assertThat(fit.law().scale()).isCloseTo(2.5, within(0.2));
            // asymptotic standard error of the shape of n excesses with free scale: (1 + shape) / sqrt(n)
            assertThat(fit.shapeError()).isCloseTo((1 + shape) / Math.sqrt(4000), within(0.012));
        }
    }

    @Test
    void isEquivariantInScaleAndShrinksWithFewExcesses() {
        double[] excesses = sample(0.2, 1, 200, 3);
        double[] larger = excesses.clone();
        for (int i = 0; i < larger.length; i++) {
            larger[i] *= 1e6;
        }
        TailFit fit = TailFit.of(excesses, 200);
        TailFit scaled = TailFit.of(larger, 200);
        assertThat(scaled.law().shape()).isCloseTo(fit.law().shape(), within(1e-6));
        assertThat(scaled.law().scale()).isCloseTo(1e6 * fit.law().scale(), within(1.0));

        double[] bounded = sample(-0.5, 1, 200, 3);
        double free = TailFit.of(bounded, 200).law().shape();
        double shrunk = TailFit.of(bounded, 10).law().shape();
        assertThat(shrunk).isBetween(free, 0.05);
    }

    @Test
    void extremalIndexOfMovingMaximaIsOneOverTheirLength() {
        // maxima over k independent rows have the extremal index 1 / k (Leadbetter, Lindgren and Rootzen 1983)
        Random random = new Random(11);
        for (int k : new int[] {1, 2, 5}) {
            double[] raw = random.doubles(200_000).toArray();
            boolean[] exceeds = new boolean[raw.length];
            double threshold = Math.pow(0.98, 1.0 / k);
            for (int i = k; i < raw.length; i++) {
                for (int j = 0; j < k; j++) {
                    exceeds[i] |= raw[i - j] > threshold;
                }
            }
            assertThat(ExtremalIndex.of(exceeds)).isCloseTo(1.0 / k, within(0.08));
        }
    }

    private static double[] sample(double shape, double scale, int n, long seed) {
        Random random = new Random(seed);
        double[] excesses = new double[n];
        for (int i = 0; i < n; i++) {
            double log = Math.log(1 - random.nextDouble());
            excesses[i] = shape == 0 ? -scale * log : scale * Math.expm1(-shape * log) / shape;
        }
        return Draws.sorted(excesses);
    }
}
