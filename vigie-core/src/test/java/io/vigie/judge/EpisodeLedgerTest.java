package io.vigie.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigie.model.MemoryModel;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** How often normal rows make an episode, and what a budget on episodes lets through. */
class EpisodeLedgerTest {
    private static final double BUDGET = 1e-3;

    private static double[] uniform(long seed, int rows, double from) {
        return new Random(seed).doubles(rows, from, 1).toArray();
    }

    private static double[] pValues(Draws family, int rows, long seed) {
        return NullModel.fit(family.take(rows, seed)).pValues(family.take(rows, seed));
    }

    @ParameterizedTest
    @CsvSource({"8, 20, 1", "1, 0, 1", "3, 5, 2", "8, 100, 1"})
    void countsAtEveryLevelAreThoseOfTheEpisodesThere(double leaveFactor, int mergeGap, int minLength) {
        EpisodePolicy policy = new EpisodePolicy(leaveFactor, mergeGap, minLength);
        double[] p = pValues(Draws.AUTOREGRESSIVE, 20_000, 3);
        EpisodeRates calibrated = EpisodeLedger.of(p, p.length, 1, policy).rates();
        EpisodeLedger followed = EpisodeLedger.of(new double[0], 1, 1, policy);
        for (double row : p) {
            followed.push(row);
        }
        followed.push(1);
        followed.push(0.04); // the rates are those before a suspicious row
        int compared = 0;
        double level = FalseAlarmBudget.LARGEST_ENTER_P_VALUE;
        for (int i = 0; i < 60; i++) {
            int episodes = Episodes.intervals(p, level, policy).size();
            if (episodes > EpisodeRates.ENOUGH) {
                assertThat(calibrated.rate(level) * p.length).isCloseTo(episodes, within(1e-6 * episodes));
                // the last episode counts when another begins; rows count by those that look like the calibration
                assertThat(followed.rates().rate(level) * p.length)
                        .isBetween(0.98 * (episodes - 1), 1.03 * (episodes + 1));
                compared++;
            }
            level *= 0.8;
        }
        assertThat(compared).isGreaterThan(8);
    }

    @Test
    void levelsAtWhichEpisodesHaveGrownTogetherAreNotBelieved() {
        // one row in 20 has p <= 0.05, so that over gaps of 100 rows all of them are one episode
        double[] p = uniform(4, 30_000, 1e-9);
        EpisodePolicy policy = EpisodePolicy.DEFAULTS;
        assertThat(Episodes.intervals(p, 0.05, policy).size()).isLessThan(EpisodeRates.ENOUGH);
        EpisodeRates rates = EpisodeLedger.of(p, p.length, 1, policy).rates();
        double enter = rates.enterPValue(BUDGET);
        assertThat(enter).isBetween(0.5e-3, 2e-3);
        assertThat(rates.rate(enter)).isCloseTo(BUDGET, within(1e-9));
        assertThat(rates.rate(1e-7)).isBetween(0.4e-7, 2.5e-7);
    }

    /** Mean over eight calibrations of 8000 rows; the ledger learns from the rows it judges, and the rate stays the budget's. */
    @ParameterizedTest
    @EnumSource(
            value = Draws.class,
            names = {"EXPONENTIAL", "NORMAL", "AUTOREGRESSIVE", "STUDENT_T3"})
    void falseEpisodesStayWithinTheBudgetWhileTheLedgerLearns(Draws family) {
        double found = 0;
        double believed = 0;
        for (int repeat = 0; repeat < 8; repeat++) {
            NullModel model = NullModel.fit(family.take(8000, 70 + repeat));
            double[] scores = family.take(40_000, 170 + repeat);
            double[] p = model.pValues(scores);
            EpisodePolicy policy = EpisodePolicy.DEFAULTS;
            found += Episodes.findWithin(BUDGET, scores, p, model, Posterior.DEFAULT, policy.withMinProbability(0))
                    .size();
            believed += Episodes.findWithin(BUDGET, scores, p, model, Posterior.DEFAULT, policy)
                    .size();
        }
        double expected = 8 * 40_000 * BUDGET;
        assertThat(found).isBetween(expected / 1.6, expected * 1.3);
        assertThat(believed).isLessThan(0.75 * found);
    }

    @Test
    void aStrengthThatHasBecomeCommonIsNoNewsAnyMore() {
        NullModel model = NullModel.fit(Draws.EXPONENTIAL.take(8000, 5));
        double[] scores = Draws.EXPONENTIAL.take(40_000, 6);
        for (int row = 100; row < scores.length; row += 400) {
            scores[row] = 10 + row % 7 / 7.0;
        }
        double[] p = model.pValues(scores);
        long early = 0;
        long late = 0;
        for (Episode episode : Episodes.findWithin(
                BUDGET / 2, scores, p, model, Posterior.DEFAULT, EpisodePolicy.DEFAULTS.withMinProbability(0))) {
            early += episode.rows().from() < 8000 ? 1 : 0;
            late += episode.rows().from() >= 32_000 ? 1 : 0;
        }
        assertThat(early).isGreaterThanOrEqualTo(4);
        assertThat(late).isLessThan(early / 2);
    }

    @Test
    void lifeEasierThanTheCalibrationRaisesTheLevelAndRememberedRowsDoNot() {
        double[] calibration = pValues(Draws.AUTOREGRESSIVE, 8000, 7);
        EpisodeLedger calm = EpisodeLedger.of(calibration, 8000, 1, EpisodePolicy.DEFAULTS);
        EpisodeLedger remembered = EpisodeLedger.of(calibration, 8000, 1, EpisodePolicy.DEFAULTS);
        double before = calm.rates().enterPValue(BUDGET);
        for (double p : uniform(8, 16_000, 0.06)) {
            calm.push(p);
            remembered.push(0.5 + p / 2);
        }
        calm.push(0.04);
        remembered.push(0.04);
        assertThat(calm.rates().enterPValue(BUDGET)).isGreaterThan(1.5 * before);
        assertThat(calm.rates().rate(before)).isBetween(0.3 * BUDGET, 0.4 * BUDGET);
        assertThat(remembered.rates().enterPValue(BUDGET)).isEqualTo(before);
    }

    @Test
    void theMeasureOfASuspiciousRunDoesNotMoveWithinIt() {
        EpisodeLedger ledger =
                EpisodeLedger.of(pValues(Draws.AUTOREGRESSIVE, 8000, 9), 8000, 1, EpisodePolicy.DEFAULTS);
        ledger.push(0.05);
        EpisodeRates rates = ledger.rates();
        for (double p : new double[] {1e-4, 0.01, 1e-6, 0.05, 1e-3}) {
            ledger.push(p);
            assertThat(ledger.rates()).isSameAs(rates);
        }
        ledger.push(Double.NaN);
        ledger.push(0.05);
        assertThat(ledger.rates()).isNotSameAs(rates);
    }

    @Test
    void aStateGoesOnWithTheSameBits() {
        NullModel model = NullModel.fit(Draws.AUTOREGRESSIVE.take(8000, 10));
        double[] p = model.pValues(Draws.AUTOREGRESSIVE.take(60_000, 11));
        EpisodeLedger one = model.ledger(EpisodePolicy.DEFAULTS);
        EpisodeLedger other = model.ledger(EpisodePolicy.DEFAULTS);
        for (int row = 0; row < p.length; row++) {
            if (row % 9_973 == 0) {
                MemoryModel state = new MemoryModel();
                other.write(state);
                other = model.ledger(EpisodePolicy.DEFAULTS, state.asReader());
            }
            one.push(p[row]);
            other.push(p[row]);
            if (p[row] <= 0.05) {
                assertThat(other.rates().enterPValue(BUDGET))
                        .isEqualTo(one.rates().enterPValue(BUDGET));
            }
        }
    }

    @Test
    void probabilityOfAnEpisodeIsTheShareOfIncidentsAmongThoseAsStrong() {
        // one row in 100 in incidents of 25 rows is one incident in 2500 rows
        assertThat(Posterior.DEFAULT.ofEpisode(1 / 2500.0)).isCloseTo(0.5, within(1e-12));
        assertThat(Posterior.DEFAULT.ofEpisode(9 / 2500.0)).isCloseTo(0.1, within(1e-12));
        assertThat(Posterior.DEFAULT.ofEpisode(0)).isEqualTo(1);
        assertThat(new Posterior(0.1).ofEpisode(1 / 2500.0)).isCloseTo(10 / 11.0, within(1e-12));
    }

    @Test
    void laterRowsDoNotChangeWhatAnEarlierEpisodeWasEnteredAt() {
        NullModel model = NullModel.fit(Draws.AUTOREGRESSIVE.take(8000, 12));
        double[] scores = Draws.AUTOREGRESSIVE.take(20_000, 13);
        double[] longer = Arrays.copyOf(scores, 30_000);
        System.arraycopy(Draws.AUTOREGRESSIVE.take(10_000, 14), 0, longer, 20_000, 10_000);
        EpisodePolicy policy = EpisodePolicy.DEFAULTS.withMinProbability(0);
        var first = Episodes.findWithin(2e-3, scores, model.pValues(scores), model, Posterior.DEFAULT, policy);
        var both = Episodes.findWithin(2e-3, longer, model.pValues(longer), model, Posterior.DEFAULT, policy);
        assertThat(first).hasSizeGreaterThan(20);
        int settled = first.size() - 1; // the last may be merged with what follows
        assertThat(both.subList(0, settled)).isEqualTo(first.subList(0, settled));
    }
}
