package io.vigie.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vigie.detect.OptionException;
import io.vigie.series.Interval;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BeliefTest {
    /** References: the closed form of Vovk and Wang 2021 in 50 digits (mpmath). */
    @ParameterizedTest
    @CsvSource({
        "1e-10, 18861169.655845827134", "1e-4, 117.76194878071966251", "0.01, 4.4509922600858187774",
        "0.5, 0.63867394011664439051", "0.9, 0.51803254121540497549", "0.9999, 0.50001666791677222976"
    })
    void bayesFactorEqualsTheReference(double p, double expected) {
        assertThat(Posterior.bayesFactor(p)).isCloseTo(expected, within(1e-9 * expected));
    }

    @Test
    void posteriorFallsWithPAndKnowsItsEnds() {
        for (double prior : new double[] {1e-6, 0.01, 0.5, 0.99}) {
            Posterior posterior = new Posterior(prior);
            double previous = 1;
            for (double log = -600; log <= 0; log += 0.01) {
                double value = posterior.of(Math.exp(log));
                assertThat(value).isBetween(0.0, Math.min(1, previous * (1 + 1e-14)));
                previous = value;
            }
            assertThat(posterior.of(1.0)).isLessThan(prior);
            assertThat(posterior.of(NullModel.FLOOR)).isCloseTo(1, within(1e-12));
            assertThat(posterior.of(Double.NaN)).isNaN();
        }
        assertThatThrownBy(() -> new Posterior(0))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("(0, 1)");
    }

    @Test
    void alternativeIsADensity() {
        // substituting p = exp(-x) makes the integrand (exp(x) - 1 - x) / x^2 * exp(-x), whose tail 1 / x^2 is added in
        // closed form
        double sum = 0;
        double step = 0.01;
        double end = 400;
        for (double x = step / 2; x < end; x += step) {
            sum += Posterior.bayesFactor(Math.exp(-x)) * Math.exp(-x) * step;
        }
        assertThat(sum + 1 / end).isCloseTo(1, within(1e-4));
    }

    @ParameterizedTest
    @CsvSource({
        "1/day, 1.15740740740740741e-5",
        "2/week, 3.3068783068783069e-6",
        "0.5/1000rows, 0.0005",
        "3 per 500 rows, 0.006",
        "1/8hours, 3.4722222222222222e-5",
        "10/Month, 3.8580246913580247e-6"
    })
    void budgetsAreReadPerRowOfOneSecond(String text, double perRow) {
        FalseAlarmBudget budget = FalseAlarmBudget.parse(text);
        assertThat(budget.perRow(Duration.ofSeconds(1))).isCloseTo(perRow, within(1e-12));
        assertThat(FalseAlarmBudget.parse(budget.toString())).isEqualTo(budget);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "day", "1", "1/fortnight", "0/day", "-1/day", "x/day", "1/0rows", "1/0days", "1e999/day"})
    void otherBudgetsAreRefused(String text) {
        assertThatThrownBy(() -> FalseAlarmBudget.parse(text)).isInstanceOf(OptionException.class);
    }

    @Test
    void budgetPerTimeNeedsTime() {
        assertThatThrownBy(() -> FalseAlarmBudget.perDay(1).perRow(Duration.ZERO))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("1/day")
                .hasMessageContaining("0.5/1000rows");
        assertThat(FalseAlarmBudget.defaultFor(Duration.ZERO)).isEqualTo(FalseAlarmBudget.perThousandRows(0.5));
        assertThat(FalseAlarmBudget.defaultFor(Duration.ofSeconds(1))).isEqualTo(FalseAlarmBudget.perDay(1));
        assertThat(FalseAlarmBudget.defaultFor(Duration.ofHours(1))).isEqualTo(FalseAlarmBudget.perThousandRows(0.5));
    }

    /** Mean over six calibrations of 10,000 rows; at 1e-4 one false episode is expected in the calibration itself. */
    @ParameterizedTest
    @CsvSource({
        "EXPONENTIAL, 1e-3",
        "EXPONENTIAL, 1e-4",
        "NORMAL, 1e-3",
        "NORMAL, 1e-4",
        "AUTOREGRESSIVE, 1e-3",
        "AUTOREGRESSIVE, 1e-4"
    })
    void falseEpisodesStayNearTheBudget(Draws family, double budget) {
        double rate = 0;
        for (int repeat = 0; repeat < 6; repeat++) {
            NullModel model = NullModel.fit(family.take(10_000, repeat));
            double enter = model.enterPValue(budget, EpisodePolicy.DEFAULTS);
            double[] heldOut = family.take(200_000, 50 + repeat);
            rate += Episodes.intervals(model.pValues(heldOut), enter, EpisodePolicy.DEFAULTS)
                            .size()
                    / 200_000.0
                    / 6;
            assertThat(model.episodesPerRow(enter, EpisodePolicy.DEFAULTS)).isCloseTo(budget, within(0.1 * budget));
        }
        assertThat(rate).isBetween(budget / 2.5, budget * 2.5);
    }

    @Test
    void smallerBudgetsEnterLater() {
        NullModel model = NullModel.fit(Draws.AUTOREGRESSIVE.take(5000, 3));
        double previous = 0;
        for (double budget = 1e-8; budget < 1; budget *= 2) {
            double enter = model.enterPValue(budget, EpisodePolicy.DEFAULTS);
            assertThat(enter).isBetween(previous, FalseAlarmBudget.LARGEST_ENTER_P_VALUE);
            previous = enter;
        }
    }

    @Test
    void hysteresisEntersLowAndLeavesHigh() {
        double[] p = {1, .05, .02, .001, .02, .05, 1, .02, 1, .009, Double.NaN, .009, 1};
        assertThat(Episodes.intervals(p, .01, new EpisodePolicy(2, 0, 1)))
                .containsExactly(new Interval(2, 5), new Interval(9, 10), new Interval(11, 12));
        assertThat(Episodes.intervals(p, .01, new EpisodePolicy(5, 0, 1)))
                .containsExactly(new Interval(1, 6), new Interval(9, 10), new Interval(11, 12));
        assertThat(Episodes.intervals(p, .01, new EpisodePolicy(5, 1, 2)))
                .containsExactly(new Interval(1, 6), new Interval(9, 12));
        assertThat(Episodes.intervals(p, .01, new EpisodePolicy(5, 3, 1))).containsExactly(new Interval(1, 12));
        assertThat(Episodes.intervals(p, .0001, EpisodePolicy.DEFAULTS)).isEmpty();
    }

    @Test
    void episodesKeepTheirPromisesOnRandomRows() {
        Random random = new Random(9);
        for (int repeat = 0; repeat < 200; repeat++) {
            double[] p = random.doubles(120).map(u -> u * u).toArray();
            double[] scores = new double[p.length];
            for (int i = 0; i < p.length; i++) {
                scores[i] = -Math.log(p[i]);
            }
            EpisodePolicy policy =
                    new EpisodePolicy(1 + random.nextInt(5), random.nextInt(5), 1 + random.nextInt(4), 0);
            double enter = 0.01 + 0.1 * random.nextDouble();
            List<Episode> found = Episodes.find(scores, p, 1, s -> false, Posterior.DEFAULT, enter, policy);
            int previous = -policy.mergeGap() - 1;
            for (Episode episode : found) {
                Interval rows = episode.rows();
                assertThat(rows.from() - previous).isGreaterThan(policy.mergeGap());
                assertThat(rows.length()).isGreaterThanOrEqualTo(policy.minLength());
                assertThat(p[episode.peak()]).isLessThanOrEqualTo(enter);
                assertThat(episode.probability())
                        .isGreaterThanOrEqualTo(Posterior.DEFAULT.of(p[episode.peak()]) * (1 - 1e-9));
                assertThat(p[rows.from()]).isLessThanOrEqualTo(enter * policy.leaveFactor());
                assertThat(p[rows.to() - 1]).isLessThanOrEqualTo(enter * policy.leaveFactor());
                previous = rows.to();
            }
            if (policy.minLength() == 1) {
                for (int i = 0; i < p.length; i++) {
                    int row = i;
                    boolean inside = found.stream().anyMatch(e -> e.rows().contains(row));
                    assertThat(p[i] > enter || inside).isTrue();
                }
            }
        }
    }

    @Test
    void severityIsTheRootMeanSquareOfTheSurprise() {
        Episode episode = Episodes.find(
                        new double[] {1, 9, 2},
                        new double[] {1e-3, 1e-40, 1e-3},
                        1,
                        s -> false,
                        Posterior.DEFAULT,
                        1e-2,
                        EpisodePolicy.DEFAULTS)
                .get(0);
        assertThat(episode.severity()).isCloseTo(Math.sqrt((9 + 144 + 9) / 3.0), within(1e-9));
        assertThat(episode.peak()).isEqualTo(1);
        assertThat(episode.level()).isEqualTo(SeverityLevel.HIGH);
    }
}
