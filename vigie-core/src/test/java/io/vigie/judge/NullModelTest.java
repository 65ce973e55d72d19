package io.vigie.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.data.Percentage.withPercentage;

import io.vigie.model.MemoryModel;
import io.vigie.series.BadInputException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NullModelTest {
    private static final int HELD_OUT = 400_000;
    private static final int REPEATS = 8;

    /**
     * Mean over eight calibrations of 4000 scores. At 1e-2 and 1e-3 the rank decides or nearly so; 1e-4 is extrapolated
     * 2.5-fold beyond the calibration scores. Bounded scores may be far below nominal, which is the safe side.
     */
    @ParameterizedTest
    @EnumSource(Draws.class)
    void falseAlarmRatesAreNominal(Draws family) {
        double[] heldOut = Draws.sorted(family.take(HELD_OUT, 1));
        double[] rates = new double[3];
        for (int repeat = 0; repeat < REPEATS; repeat++) {
            NullModel model = NullModel.fit(family.take(4000, 100 + repeat));
            for (int i = 0; i < rates.length; i++) {
                rates[i] += Draws.falseAlarmRate(model, heldOut, Math.pow(10, -2 - i)) / REPEATS;
            }
        }
        assertThat(rates[0]).isBetween(0.75e-2, 1.3e-2);
        assertThat(rates[1]).isLessThan(1.8e-3);
        assertThat(rates[2]).isLessThan(4e-4);
        if (family != Draws.UNIFORM) {
            assertThat(rates[1]).isGreaterThan(0.5e-3);
            assertThat(rates[2]).isGreaterThan(0.2e-4);
        }
    }

    @ParameterizedTest
    @EnumSource(Draws.class)
    void lowerTailIsCalibratedByItself(Draws family) {
        double[] heldOut = Draws.sorted(family.take(HELD_OUT, 1));
        double rate = 0;
        for (int repeat = 0; repeat < REPEATS; repeat++) {
            NullModel model = NullModel.fit(family.take(4000, 100 + repeat));
            int below = 0;
            while (model.lowerPValue(heldOut[below]) <= 1e-2) {
                below++;
            }
            rate += below / (double) HELD_OUT / REPEATS;
        }
        assertThat(rate).isBetween(0.7e-2, 1.3e-2);
    }

    /**
     * Five rows in a hundred anomalous, in runs, eight standard deviations out with a scatter of 1.2: without the robust
     * step the false-alarm rate at 1e-2 is 0 and an anomaly like those in the calibration has a p-value of about 0.025.
     */
    @ParameterizedTest
    @EnumSource(
            value = Draws.class,
            names = {"NORMAL", "EXPONENTIAL", "BIMODAL", "AUTOREGRESSIVE"})
    void contaminationIsSetAside(Draws family) {
        double[] heldOut = Draws.sorted(family.take(HELD_OUT, 1));
        double mean = Arrays.stream(heldOut).average().orElseThrow();
        double deviation = Math.sqrt(Arrays.stream(heldOut)
                .map(x -> (x - mean) * (x - mean))
                .average()
                .orElseThrow());
        double percent = 0;
        double perMille = 0;
        int found = 0;
        for (int repeat = 0; repeat < REPEATS; repeat++) {
            Random random = new Random(repeat);
            double[] calibration = family.take(5000, 100 + repeat);
            for (int run = 0; run < 5; run++) {
                int from = 100 + run * 1000 + random.nextInt(700);
                for (int i = from; i < from + 50; i++) {
                    calibration[i] = mean + deviation * (8 + 1.2 * random.nextGaussian());
                }
            }
            NullModel model = NullModel.fit(calibration);
            assertThat(model.setAside()).isLessThanOrEqualTo(400);
            assertThat(String.join("", model.notes()).contains("set aside as anomalous"))
                    .isEqualTo(model.setAside() > 0);
            found += model.pValue(mean + 8 * deviation) < 5e-3 ? 1 : 0;
            percent += Draws.falseAlarmRate(model, heldOut, 1e-2) / REPEATS;
            perMille += Draws.falseAlarmRate(model, heldOut, 1e-3) / REPEATS;
            NullModel trusting = NullModel.fit(calibration, NullModelOptions.DEFAULTS.withContamination(0));
            assertThat(trusting.setAside()).isZero();
            assertThat(trusting.pValue(mean + 8 * deviation)).isGreaterThan(0.01);
        }
        assertThat(found).isGreaterThanOrEqualTo(REPEATS - 2);
        assertThat(percent).isBetween(0.2e-2, 2.5e-2);
        assertThat(perMille).isLessThan(4e-3);
    }

    @ParameterizedTest
    @EnumSource(Draws.class)
    void pValuesFallWithTheScoreAndStayInRange(Draws family) {
        for (int n : new int[] {2, 30, 300, 3000}) {
            double[] calibration = family.take(n, n);
            NullModel model = NullModel.fit(calibration);
            double[] sorted = Draws.sorted(calibration);
            double span = sorted[n - 1] - sorted[0] + 1;
            double previous = 1;
            for (double s = sorted[0] - span; s < sorted[n - 1] + 50 * span; s += span / 97) {
                double p = model.pValue(s);
                assertThat(p).isBetween(NullModel.FLOOR, previous);
                assertThat(model.logPValue(s)).isCloseTo(Math.log(p), within(1e-9));
                assertThat(model.twoSidedPValue(s)).isBetween(NullModel.FLOOR, 1.0);
                previous = p;
            }
            assertThat(model.pValue(Double.MAX_VALUE)).isGreaterThanOrEqualTo(model.smallestPValue());
        }
    }

    @Test
    void bodyIsTheConformalRank() {
        double[] calibration = {5, 1, 3, 3, 2};
        NullModel model = NullModel.fit(calibration);
        assertThat(model.pValue(0)).isEqualTo(6 / 6.0);
        assertThat(model.pValue(1)).isEqualTo(6 / 6.0);
        assertThat(model.pValue(1.5)).isEqualTo(5 / 6.0);
        assertThat(model.pValue(3)).isEqualTo(4 / 6.0);
        assertThat(model.pValue(3.01)).isEqualTo(2 / 6.0);
        assertThat(model.pValue(5)).isEqualTo(2 / 6.0);
        assertThat(model.pValue(5.01)).isEqualTo(1 / 6.0);
        assertThat(model.lowerPValue(1)).isEqualTo(2 / 6.0);
        assertThat(model.lowerPValue(0.9)).isEqualTo(1 / 6.0);
        assertThat(model.pValue(Double.NaN)).isNaN();
        assertThat(model.hasTail()).isFalse();
        assertThat(model.describe()).contains("too few independent large calibration scores");
    }

    @Test
    void thinnedRanksAreAtMostTwoPerMilleTooLarge() {
        double[] sorted = Draws.sorted(Draws.NORMAL.take(300_000, 5));
        Survival exact = Survival.of(sorted);
        assertThat(exact.knotCount()).isLessThan(6000);
        for (int i = 0; i < sorted.length; i += 37) {
            double rank = (1.0 + sorted.length - i) / (sorted.length + 1.0);
            assertThat(exact.p(sorted[i])).isBetween(rank, rank * 1.0021);
        }
    }

    @Test
    void joinIsContinuous() {
        NullModel model = NullModel.fit(Draws.EXPONENTIAL.take(2000, 3));
        double[] sorted = Draws.sorted(Draws.EXPONENTIAL.take(2000, 3));
        double splice = sorted[2000 - 25];
        assertThat(model.hasTail()).isTrue();
        assertThat(model.pValue(splice + 1e-12)).isCloseTo(26 / 2001.0, within(1e-4));
        assertThat(model.pValue(splice)).isCloseTo(26 / 2001.0, within(1e-12));
    }

    @Test
    void equalScoresAreHandled() {
        double[] calibration = new double[500];
        Arrays.fill(calibration, 2);
        NullModel model = NullModel.fit(calibration);
        assertThat(model.pValue(2)).isEqualTo(1);
        assertThat(model.pValue(1)).isEqualTo(1);
        assertThat(model.pValue(2.5)).isEqualTo(1 / 501.0);
        assertThat(model.notes()).singleElement().asString().contains("all calibration scores are equal");
    }

    @Test
    void discreteScoresStayAtOrBelowNominalWhereRanksDecide() {
        Random random = new Random(4);
        double[] calibration = new double[5000];
        double[] heldOut = new double[200_000];
        for (double[] target : new double[][] {calibration, heldOut}) {
            for (int i = 0; i < target.length; i++) {
                for (int k = 0; k < 30; k++) {
                    target[i] += random.nextInt(10) == 0 ? 1 : 0;
                }
            }
        }
        NullModel model = NullModel.fit(calibration);
        assertThat(Draws.falseAlarmRate(model, Draws.sorted(heldOut), 1e-2)).isBetween(0.05e-2, 1.2e-2);
        assertThat(Draws.falseAlarmRate(model, Draws.sorted(heldOut), 1e-3)).isLessThan(3e-3);
    }

    @Test
    void stronglyDependentScoresGetACautiousAssumedTail() {
        double[] drift = new double[2000];
        for (int i = 0; i < drift.length; i++) {
            drift[i] = Math.sin(i * 2 * Math.PI / 500);
        }
        NullModel model = NullModel.fit(drift);
        assertThat(model.hasTail()).isFalse();
        assertThat(model.extremalIndex()).isLessThan(0.1);
        assertThat(model.notes()).anyMatch(note -> note.contains("assumed heavy tail"));
        // continuous at the largest score, then falling with the power -4/3 of the distance to the median
        double atLargest = model.pValue(Arrays.stream(drift).max().orElseThrow());
        double largest = Arrays.stream(drift).max().orElseThrow();
        double median = Draws.sorted(drift)[1000];
        for (double times : new double[] {1, 2, 10, 100}) {
            double score = median + times * (largest - median);
            assertThat(model.pValue(Math.nextUp(score)))
                    .isCloseTo(atLargest * Math.pow(times, -4 / 3.0), withPercentage(0.1));
        }
        assertThat(model.pValue(1e200)).isBetween(Double.MIN_NORMAL, 1e-260);
        MemoryModel stored = new MemoryModel();
        model.write(stored);
        assertThat(NullModel.read(stored.asReader()).pValue(7)).isEqualTo(model.pValue(7));
    }

    @Test
    void gapsAreSkippedAndBadScoresRefused() {
        double[] scores = Draws.NORMAL.take(1000, 2);
        double[] gapped = new double[1100];
        Arrays.fill(gapped, Double.NaN);
        System.arraycopy(scores, 0, gapped, 100, 1000);
        assertThat(NullModel.fit(gapped).pValue(1.7))
                .isEqualTo(NullModel.fit(scores).pValue(1.7));
        assertThatThrownBy(() -> NullModel.fit(new double[] {1, Double.NaN}))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("has 1 calibration scores");
        assertThatThrownBy(() -> NullModel.fit(new double[] {1, Double.POSITIVE_INFINITY, 2}))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("row 1");
    }

    @Test
    void writtenAndReadModelsGiveTheSameBits() {
        for (int n : new int[] {20, 5000}) {
            NullModel model = NullModel.fit(Draws.LOGNORMAL.take(n, 6));
            MemoryModel memory = new MemoryModel();
            model.write(memory);
            NullModel read = NullModel.read(memory.asReader());
            for (double s = 0; s < 200; s += 0.37) {
                assertThat(read.pValue(s)).isEqualTo(model.pValue(s));
                assertThat(read.lowerPValue(s)).isEqualTo(model.lowerPValue(s));
            }
            assertThat(read.enterPValue(1e-3, EpisodePolicy.DEFAULTS))
                    .isEqualTo(model.enterPValue(1e-3, EpisodePolicy.DEFAULTS));
            assertThat(read.describe()).isEqualTo(model.describe());
        }
    }
}
