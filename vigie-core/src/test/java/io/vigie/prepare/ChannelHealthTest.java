package io.vigie.prepare;

import static io.vigie.prepare.PreparationTest.fit;
import static io.vigie.prepare.PreparationTest.gaussian;
import static io.vigie.prepare.PreparationTest.series;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigie.series.Channel;
import io.vigie.series.ChannelRole;
import io.vigie.series.Interval;
import io.vigie.series.TimeSeries;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChannelHealthTest {
    private static double[] values(int size, IntToDoubleFunction function) {
        return IntStream.range(0, size).mapToDouble(function).toArray();
    }

    @Test
    void frozenChannelIsSeenFromTheEleventhIdenticalValueOnWithItsStart() {
        Preparation preparation = fit(gaussian(1, 5000, 0, 1), gaussian(2, 5000, 0, 1));
        double[] stuck = gaussian(3, 300, 0, 1);
        Arrays.fill(stuck, 100, 200, stuck[100]);
        ChannelHealth health = preparation.health(series(stuck, gaussian(4, 300, 0, 1)));
        assertThat(health.faults(1)).isEmpty();
        assertThat(health.faults(0)).hasSize(1);
        assertThat(health.faults(0).get(0).rows()).isEqualTo(new Interval(100, 200));
        assertThat(health.state(0, 109)).isEqualTo(ChannelHealth.State.HEALTHY);
        assertThat(health.evidence(0, 109)).isZero();
        assertThat(health.since(0, 109)).isEqualTo(-1);
        assertThat(health.state(0, 110)).isEqualTo(ChannelHealth.State.FROZEN);
        assertThat(health.since(0, 110)).isEqualTo(100);
        // no repeat in 5000 rows: p = (1/11)^2 / 5001
        assertThat(health.evidence(0, 110)).isCloseTo(Math.log10(5001) + 2 * Math.log10(11), within(1e-12));
        assertThat(health.evidence(0, 199)).isGreaterThan(health.evidence(0, 110));
        assertThat(health.state(0, 200)).isEqualTo(ChannelHealth.State.HEALTHY);
        assertThat(health.rowEvidence()[150]).isCloseTo(health.evidence(0, 150) - Math.log10(2), within(1e-12));
    }

    @Test
    void silentChannelIsSeenAgainstItsOwnGaps() {
        double[] gappy = gaussian(5, 5000, 0, 1);
        for (int i = 0; i < 5000; i += 500) {
            Arrays.fill(gappy, i, i + 20, Double.NaN);
        }
        Preparation preparation = fit(gaussian(6, 5000, 0, 1), gappy);
        double[] a = gaussian(7, 400, 0, 1);
        double[] b = gaussian(8, 400, 0, 1);
        Arrays.fill(a, 300, 330, Double.NaN);
        Arrays.fill(b, 300, 330, Double.NaN);
        ChannelHealth health = preparation.health(series(a, b));
        assertThat(health.state(0, 304)).isEqualTo(ChannelHealth.State.HEALTHY);
        assertThat(health.state(0, 305)).isEqualTo(ChannelHealth.State.SILENT);
        assertThat(health.since(0, 305)).isEqualTo(300);
        assertThat(health.faults(1)).isEmpty();
    }

    @Test
    void quantisedBinaryAndConstantChannelsDoNotFireOnNormalRows() {
        int size = 6000;
        for (int seed = 0; seed < 20; seed++) {
            double[][] plant = new double[6][size * 2];
            SplittableRandom random = new SplittableRandom(seed);
            double level = 20;
            int on = 0;
            for (int i = 0; i < size * 2; i++) {
                level += 0.02 * random.nextGaussian();
                on = random.nextDouble() < (on == 1 ? 0.02 : 0.01) ? 1 - on : on;
                plant[0][i] = Math.rint(level * 10) / 10; // a slow temperature read in tenths
                plant[1][i] = on;
                plant[2][i] = 4;
                plant[3][i] = Math.rint(3 * random.nextGaussian());
                plant[4][i] = Math.min(1, 0.5 + 0.6 * Math.sin(i / 50.0) + 0.01 * random.nextGaussian());
                plant[5][i] = i % 2;
            }
            TimeSeries all = series(plant);
            Preparation preparation = fit(PreparationOptions.defaults(), all.slice(0, size));
            ChannelHealth health = preparation.health(all.slice(size, 2 * size));
            double worst = Arrays.stream(health.rowEvidence()).max().orElseThrow();
            assertThat(worst).as("evidence in normal rows, seed %d", seed).isLessThan(3);
            assertThat(health.faults(2)).isEmpty();
            assertThat(health.faults(3)).isEmpty();
            assertThat(health.faults(4)).isEmpty();
            assertThat(health.faults(5)).isEmpty();
        }
    }

    @Test
    void restingAtTheIdleLevelIsNormalStandingAtAnyOtherIsNot() {
        double[] train = gaussian(9, 6000, 40, 3);
        for (int day = 0; day < 6; day++) {
            Arrays.fill(train, day * 1000, day * 1000 + 300, 0);
        }
        Preparation preparation = fit(train);
        double[] test = gaussian(10, 1000, 40, 3);
        Arrays.fill(test, 0, 300, 0);
        Arrays.fill(test, 600, 640, 38.25);
        ChannelHealth health = preparation.health(series(test));
        assertThat(health.faults(0)).extracting(ChannelHealth.Fault::rows).containsExactly(new Interval(600, 640));
    }

    @Test
    void stuckHeartbeatIsFrozen() {
        Preparation preparation = fit(values(2000, i -> i / 2 % 2));
        ChannelHealth health = preparation.health(series(values(200, i -> i < 100 ? i / 2 % 2 : 1)));
        assertThat(health.state(0, 150)).isEqualTo(ChannelHealth.State.FROZEN);
        assertThat(health.evidence(0, 150)).isGreaterThan(4);
    }

    @Test
    void referenceChannelsMayRest() {
        TimeSeries train = series(gaussian(11, 1000, 0, 1))
                .withChannels(List.of(Channel.of("set-point").withRole(ChannelRole.REFERENCE)));
        Preparation preparation = fit(PreparationOptions.defaults(), train);
        TimeSeries held = series(new double[200]).withChannels(train.schema().channels());
        assertThat(preparation.health(held).isHealthy()).isTrue();
    }
}
