package io.vigie.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vigie.detect.OptionException;
import io.vigie.model.MemoryModel;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** When a lasting change becomes normal, and what an episode's rows say together. */
class AdaptationTest {
    private static final Adaptation SHORT = new Adaptation(100);

    @Test
    void medianOfTheWindowIsTheMedianByDefinition() {
        double[] calibration = Draws.EXPONENTIAL.take(2000, 1);
        NullModel model = NullModel.fit(calibration);
        double[] sorted = calibration.clone();
        Arrays.sort(sorted);
        double normal = sorted[999];
        ScoreLevel level = model.level(SHORT);
        Random random = new Random(4);
        double[] scores = new double[900];
        for (int row = 0; row < scores.length; row++) {
            scores[row] = random.nextInt(30) / 5.0 + row / 300.0;
            double relative = level.push(scores[row]);
            if (row < 200) {
                continue; // the window still holds quantiles of the calibration
            }
            double[] window = Arrays.copyOfRange(scores, row - 200, row);
            Arrays.sort(window);
            double above = Math.max(0, window[99] - normal);
            assertThat(relative).isCloseTo(scores[row] - above, within(0.02));
        }
    }

    @Test
    void aStepBecomesNormalAfterTheStatedRowsAndAnomaliesOnTopAreSeenAgain() {
        NullModel model = NullModel.fit(Draws.EXPONENTIAL.take(5000, 2));
        double[] scores = Draws.EXPONENTIAL.take(2000, 3);
        for (int row = 500; row < scores.length; row++) {
            scores[row] += 30;
        }
        for (int row = 1500; row < 1510; row++) {
            scores[row] += 30;
        }
        double[] pValues = model.pValues(scores, SHORT);
        for (int row = 500; row < 590; row++) {
            assertThat(pValues[row]).as("row %d", row).isLessThan(1e-6);
        }
        int low = 0;
        for (int row = 620; row < 1500; row++) {
            low += pValues[row] < 1e-3 ? 1 : 0;
        }
        assertThat(low).isLessThan(8);
        for (int row = 1500; row < 1510; row++) {
            assertThat(pValues[row]).isLessThan(1e-6);
        }
        assertThat(model.pValues(scores, Adaptation.OFF)).isEqualTo(model.pValues(scores));
    }

    @Test
    void anAnomalyOfFewerRowsIsNotSwallowed() {
        NullModel model = NullModel.fit(Draws.EXPONENTIAL.take(5000, 5));
        double[] scores = Draws.EXPONENTIAL.take(1000, 6);
        for (int row = 500; row < 590; row++) {
            scores[row] += 30;
        }
        double[] pValues = model.pValues(scores, SHORT);
        for (int row = 500; row < 590; row++) {
            assertThat(pValues[row]).isLessThan(1e-6);
        }
    }

    @Test
    void adaptationNeverMakesARowLookWorse() {
        NullModel model = NullModel.fit(Draws.AUTOREGRESSIVE.take(4000, 7));
        double[] scores = Draws.AUTOREGRESSIVE.take(3000, 8);
        double[] plain = model.pValues(scores);
        double[] adapted = model.pValues(scores, SHORT);
        for (int row = 0; row < plain.length; row++) {
            assertThat(adapted[row]).isGreaterThanOrEqualTo(plain[row]);
        }
    }

    @Test
    void aStateGoesOnWithTheSameBitsAndGapsLeaveItAlone() {
        NullModel model = NullModel.fit(Draws.EXPONENTIAL.take(2000, 9));
        ScoreLevel one = model.level(SHORT);
        double[] scores = Draws.EXPONENTIAL.take(700, 10);
        for (int row = 0; row < 350; row++) {
            one.push(scores[row] + row / 100.0);
        }
        assertThat(one.push(Double.NaN)).isNaN();
        MemoryModel state = new MemoryModel();
        one.write(state);
        ScoreLevel other = model.level(SHORT, state.asReader());
        for (int row = 350; row < 700; row++) {
            assertThat(other.push(scores[row])).isEqualTo(one.push(scores[row]));
        }
    }

    @Test
    void manyMildRowsAreBelievedAsMuchAsTheirEffectiveNumberAllows() {
        EpisodeEvidence single = new EpisodeEvidence(0.1);
        single.add(0.01);
        assertThat(single.probability(Posterior.DEFAULT)).isCloseTo(Posterior.DEFAULT.of(0.01), within(1e-12));
        EpisodeEvidence run = new EpisodeEvidence(0.1);
        for (int row = 0; row < 100; row++) {
            run.add(0.01);
        }
        run.add(Double.NaN);
        double odds = Math.pow(Posterior.bayesFactor(0.01), 10) / 99;
        assertThat(run.probability(Posterior.DEFAULT)).isCloseTo(odds / (1 + odds), within(1e-9));
        run.clear();
        run.add(0.5);
        assertThat(run.probability(Posterior.DEFAULT)).isLessThan(0.01);
    }

    @Test
    void improbableEpisodesAreDroppedAndLeavingIsCapped() {
        double[] p = {1, 1e-3, 1, 1, 1, 1e-5, 0.04, 0.2, 1};
        double[] scores = Arrays.stream(p).map(x -> -Math.log(x)).toArray();
        EpisodePolicy policy = new EpisodePolicy(100, 0, 1, 0.5);
        assertThat(Episodes.find(scores, p, 1, s -> false, Posterior.DEFAULT, 0.01, policy))
                .singleElement()
                .satisfies(episode -> {
                    assertThat(episode.rows().from()).isEqualTo(5);
                    assertThat(episode.rows().to()).isEqualTo(7);
                    assertThat(episode.probability()).isGreaterThan(0.5);
                });
        assertThat(Episodes.find(scores, p, 1, s -> false, Posterior.DEFAULT, 0.01, policy.withMinProbability(0)))
                .hasSize(2);
        assertThat(policy.leavePValue(0.01)).isEqualTo(0.05);
        assertThat(policy.leavePValue(0.2)).isEqualTo(0.2);
        assertThat(policy.leavePValue(1e-4)).isEqualTo(0.01);
        assertThatThrownBy(() -> policy.withMinProbability(1)).isInstanceOf(OptionException.class);
        assertThatThrownBy(() -> new Adaptation(-1)).isInstanceOf(OptionException.class);
    }

    @Test
    void withFewCalibrationRowsOneRowFarOutIsToldAndOneJustBeyondIsNot() {
        double[] calibration = Draws.EXPONENTIAL.take(80, 11);
        NullModel model = NullModel.fit(calibration);
        assertThat(model.hasTail()).isFalse();
        double largest = Arrays.stream(calibration).max().orElseThrow();
        for (double factor : new double[] {1.2, 5}) {
            double[] scores = new double[40];
            scores[20] = largest * factor;
            double[] pValues = model.pValues(scores);
            assertThat(Episodes.find(scores, pValues, model, Posterior.DEFAULT, 0.02, EpisodePolicy.DEFAULTS))
                    .hasSize(factor > 3 ? 1 : 0);
        }
        assertThat(NullModel.fit(Draws.EXPONENTIAL.take(5000, 12)).beyondReach(1e9))
                .isFalse();
    }
}
