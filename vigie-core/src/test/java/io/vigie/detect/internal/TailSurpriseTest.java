package io.vigie.detect.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigie.detect.RunContext;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TailSurpriseTest {
    private final RandomGenerator random = RunContext.defaults().random("tail-surprise");

    @Test
    void isTheLogOfTwiceTheSmallerTail() {
        TailSurprise surprise =
                TailSurprise.of(IntStream.rangeClosed(1, 99).mapToDouble(i -> i).toArray());

        assertThat(surprise.twoSided(50)).isZero();
        // at most 10: 10 of 99, so (10 + 1) / 100, and as much from 90 up
        assertThat(surprise.twoSided(10)).isCloseTo(-Math.log(2 * 0.11), within(1e-12));
        assertThat(surprise.twoSided(90)).isCloseTo(-Math.log(2 * 0.11), within(1e-12));
        assertThat(surprise.twoSided(10.5)).isCloseTo(-Math.log(2 * 0.115), within(1e-12));
    }

    @Test
    void looksToOneSideWhereAsked() {
        TailSurprise surprise =
                TailSurprise.of(IntStream.rangeClosed(1, 99).mapToDouble(i -> i).toArray());

        assertThat(surprise.low(10)).isCloseTo(-Math.log(0.11), within(1e-12));
        assertThat(surprise.high(10)).isCloseTo(-Math.log(0.91), within(1e-12));
        assertThat(surprise.high(-1000)).isZero();
        assertThat(surprise.low(-1000)).isGreaterThan(100);
    }

    @Test
    void exceedsALevelAsRarelyAsItSays() {
        TailSurprise surprise = TailSurprise.of(exponential(4000));
        double[] fresh = exponential(20_000);
        double level = -Math.log(0.05);
        long exceeding =
                Arrays.stream(fresh).filter(x -> surprise.twoSided(x) > level).count();

        assertThat(exceeding / 20_000.0).isCloseTo(0.05, within(0.01)); // 6 standard errors, both samples
    }

    @Test
    void keepsTheOrderFarOutOnBothSides() {
        TailSurprise surprise = TailSurprise.of(exponential(1000));

        for (double value = 10; value < 1e6; value *= 2) {
            assertThat(surprise.twoSided(2 * value)).isGreaterThan(surprise.twoSided(value));
            assertThat(surprise.twoSided(-2 * value)).isGreaterThan(surprise.twoSided(-value));
        }
        // an exponential tail falls by one nat for each mean excess
        assertThat(surprise.twoSided(30) - surprise.twoSided(20)).isBetween(7.0, 13.0);
    }

    @Test
    void isContinuousAtTheOutermostValue() {
        TailSurprise surprise = TailSurprise.of(exponential(300));
        double last = 0;
        for (double value = -1; value < 12; value += 1e-5) {
            double now = surprise.twoSided(value);
            assertThat(value > -1 ? Math.abs(now - last) : 0).isLessThan(0.2);
            last = now;
        }
    }

    @Test
    void isNotSurprisedByTheOnlyValueEverSeen() {
        TailSurprise surprise = TailSurprise.of(new double[] {3, 3, 3, 3});

        assertThat(surprise.twoSided(3)).isZero();
        assertThat(surprise.twoSided(3.1)).isGreaterThan(5);
        assertThat(surprise.twoSided(2.9)).isGreaterThan(5);
    }

    @Test
    void growsSlowlyFarOutWhereTheTailIsHeavy() {
        double[] seen = exponential(1000);
        TailSurprise light = TailSurprise.of(seen);
        TailSurprise heavy = TailSurprise.of(seen, 0.5, 0);
        double last = Arrays.stream(seen).max().orElseThrow();

        assertThat(heavy.high(last)).isEqualTo(light.high(last));
        double beyond = light.high(last + 20) - light.high(last); // in mean excesses
        // a generalized Pareto law of shape 1/2 exceeds x mean excesses with probability (1 + x / 2)^-2
        assertThat(heavy.high(last + 20) - heavy.high(last)).isCloseTo(2 * Math.log(1 + beyond / 2), within(1e-9));
        assertThat(heavy.high(2e6)).isGreaterThan(heavy.high(1e6));
    }

    @Test
    void isWorthNoMoreThanANatWithinItsLeastScale() {
        double[] seen = {3, 3, 3, 3};

        assertThat(TailSurprise.of(seen, 0, 0.5).high(3.5)).isCloseTo(1 - Math.log(2.0 / 5), within(1e-9));
    }

    private double[] exponential(int count) {
        return IntStream.range(0, count)
                .mapToDouble(i -> -Math.log(1 - random.nextDouble()))
                .toArray();
    }
}
