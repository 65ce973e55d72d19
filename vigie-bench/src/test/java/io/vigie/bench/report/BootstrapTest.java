package io.vigie.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class BootstrapTest {
    /** Three standard errors of a 2.5 % quantile from 10,000 resamples, for means with a deviation of 0.04. */
    private static final double MONTE_CARLO = 0.0035;

    private static final Bootstrap BOOTSTRAP = new Bootstrap(20_260_101L);

    private static double[] wave() {
        double[] values = new double[30];
        for (int i = 0; i < values.length; i++) {
            values[i] = 0.3 * Math.sin(1.7 * i) + 0.05;
        }
        return values;
    }

    /** numpy 1.24.2: percentiles 2.5 and 97.5 of 1,000,000 resampled means, default_rng(7). */
    @Test
    void theIntervalIsThatOfAnIndependentBootstrap() {
        Bounds bounds = BOOTSTRAP.mean(wave());
        assertThat(bounds.low()).isCloseTo(-0.02726, within(MONTE_CARLO));
        assertThat(bounds.high()).isCloseTo(0.12337, within(MONTE_CARLO));
    }

    /** The same with ten groups of three values drawn as wholes. */
    @Test
    void groupsAreResampledAsWholes() {
        int[] group = new int[30];
        for (int i = 0; i < group.length; i++) {
            group[i] = i / 3;
        }
        Bounds bounds = BOOTSTRAP.groupedMean(wave(), group);
        assertThat(bounds.low()).isCloseTo(0.01511, within(MONTE_CARLO));
        assertThat(bounds.high()).isCloseTo(0.08103, within(MONTE_CARLO));
    }

    @Test
    void sameSeedSameBits() {
        assertThat(BOOTSTRAP.mean(wave())).isEqualTo(new Bootstrap(20_260_101L).mean(wave()));
        assertThat(BOOTSTRAP.mean(wave())).isNotEqualTo(new Bootstrap(1).mean(wave()));
    }

    @Test
    void equalValuesLeaveNoDoubt() {
        assertThat(BOOTSTRAP.mean(new double[] {0.25, 0.25, 0.25})).isEqualTo(new Bounds(0.25, 0.25));
    }

    @Test
    void groupsWithGapsInTheirNumbersAreThoseThatOccur() {
        double[] values = {1, 1, 1};
        assertThat(BOOTSTRAP.groupedMean(values, new int[] {0, 4, 4})).isEqualTo(new Bounds(1, 1));
    }
}
