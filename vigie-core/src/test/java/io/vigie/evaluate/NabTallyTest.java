package io.vigie.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vigie.series.Interval;
import io.vigie.series.Labels;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NabTallyTest {
    private static final List<Interval> WINDOWS = List.of(new Interval(20, 30), new Interval(60, 64));

    @Test
    void noAlarmIsZeroAndTheFirstRowsOfAllWindowsAreAHundred() {
        boolean[] none = new boolean[100];
        boolean[] perfect = new boolean[100];
        perfect[20] = true;
        perfect[60] = true;
        for (NabProfile profile : NabProfile.values()) {
            assertThat(NabTally.of(none, WINDOWS, 10).normalised(profile)).isZero();
            assertThat(NabTally.of(perfect, WINDOWS, 10).normalised(profile)).isCloseTo(100, within(1e-12));
        }
    }

    /** s(y) = 2/(1 + exp(5y)) - 1 by hand: s(-1) = 0.986614, s(-0.5) = 0.848284, s(1/9) = -0.270847. */
    @Test
    void earliestAlarmEarnsAndEveryNormalRowCosts() {
        boolean[] alarms = new boolean[100];
        alarms[12] = true; // before the first window: 1
        alarms[25] = true; // middle of the first window
        alarms[27] = true; // later in it: nothing
        alarms[30] = true; // one row behind it
        alarms[95] = true; // far behind the second
        NabTally tally = NabTally.of(alarms, WINDOWS, 10);
        assertThat(tally.earned()).isCloseTo(0.848284 / 0.986614, within(1e-6));
        assertThat(tally.falseAlarms()).isCloseTo(2 + 0.270847, within(1e-6));
        assertThat(tally.missed()).isEqualTo(1);
        assertThat(tally.windows()).isEqualTo(2);
        assertThat(tally.raw(NabProfile.STANDARD)).isCloseTo(0.848284 / 0.986614 - 0.11 * 2.270847 - 1, within(1e-6));
    }

    @Test
    void probationCountsForNothing() {
        boolean[] alarms = new boolean[100];
        for (int row = 0; row < 25; row++) {
            alarms[row] = true;
        }
        NabTally tally = NabTally.of(alarms, WINDOWS, 30);
        assertThat(tally).isEqualTo(new NabTally(0, 0, 1, 1));
        NabTally half = NabTally.of(alarms, WINDOWS, 24);
        assertThat(half.windows()).isEqualTo(2);
        assertThat(half.falseAlarms()).isZero();
        assertThat(half.earned()).isCloseTo((2 / (1 + Math.exp(-3)) - 1) / 0.986614, within(1e-6));
    }

    @Test
    void atItsBestThresholdItIsTheScoreOfASeries() {
        SplittableRandom random = new SplittableRandom(5);
        Labels labels = Labels.ofIntervals(100, WINDOWS);
        for (int round = 0; round < 20; round++) {
            double[] scores = random.doubles(100).toArray();
            for (NabProfile profile : NabProfile.values()) {
                NabScore best = NabScore.of(scores, labels, profile);
                boolean[] alarms = Predictions.atLeast(scores, best.threshold());
                assertThat(NabTally.of(alarms, WINDOWS, 0).normalised(profile)).isCloseTo(best.value(), within(1e-9));
            }
        }
    }

    @Test
    void aCorpusIsTheSumOfItsSeries() {
        boolean[] alarms = new boolean[100];
        alarms[40] = true;
        NabTally normal = NabTally.of(alarms, List.of(), 15);
        assertThat(normal.normalised(NabProfile.STANDARD)).isNaN();
        NabTally sum = NabTally.EMPTY.plus(normal).plus(NabTally.of(new boolean[100], WINDOWS, 0));
        assertThat(sum).isEqualTo(new NabTally(0, 1, 2, 2));
        assertThat(sum.normalised(NabProfile.STANDARD)).isCloseTo(100 * -0.11 / 4, within(1e-12));
    }

    @Test
    void windowsMustBeInOrderAndInside() {
        assertThatThrownBy(() -> NabTally.of(new boolean[50], WINDOWS, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("after row 49");
    }
}
