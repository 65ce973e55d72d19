package io.vigie.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigie.series.Interval;
import io.vigie.series.Labels;
import java.util.List;
import org.junit.jupiter.api.Test;

class RankingCurveTest {
    private static final Labels LABELS =
            Labels.ofIntervals(20_000, List.of(new Interval(1000, 2000), new Interval(9000, 9500)));

    @Test
    void aRandomScoreReachesHalfAndTheShareOfAnomalies() {
        for (long seed = 0; seed < 5; seed++) {
            RankingCurve curve = RankingCurve.of(PointAdjustedF1.randomScores(20_000, seed), LABELS);
            assertThat(curve.aucRoc()).isCloseTo(0.5, within(0.03));
            assertThat(curve.aucPr()).isCloseTo(0.075, within(0.01));
        }
    }

    @Test
    void aPerfectScoreReachesOneAndItsNegativeTheFloor() {
        double[] perfect = new double[20_000];
        double[] inverted = new double[20_000];
        for (int i = 0; i < perfect.length; i++) {
            perfect[i] = LABELS.isAnomalous(i) ? 2 + 1e-6 * i : 1e-6 * i;
            inverted[i] = -perfect[i];
        }
        ScoreMetrics metrics = ScoreMetrics.of(perfect, LABELS, 0);
        assertThat(metrics.ranking().aucRoc()).isEqualTo(1);
        assertThat(metrics.ranking().aucPr()).isCloseTo(1, within(1e-12));
        // 2PR / (P + R + 0.00001) at P = R = 1
        assertThat(metrics.ranking().standardF1().value()).isCloseTo(2 / 2.00001, within(1e-15));
        assertThat(metrics.ranking().standardF1().threshold()).isEqualTo(perfect[1000]);
        assertThat(metrics.pointAdjustedF1().value()).isEqualTo(1);
        assertThat(metrics.eventF1().value()).isEqualTo(1);
        assertThat(metrics.rangeF1().value()).isEqualTo(1);
        assertThat(metrics.affiliationF1().value()).isEqualTo(1);
        assertThat(metrics.nab().value()).isCloseTo(100, within(1e-9));
        assertThat(RankingCurve.of(inverted, LABELS).aucRoc()).isEqualTo(0);
    }

    @Test
    void precisionAtKCountsAnomaliesAmongTheHighest() {
        Labels labels = Labels.ofIntervals(6, List.of(new Interval(0, 2), new Interval(5, 6)));
        assertThat(PrecisionAtK.of(new double[] {9, 1, 8, 2, 0, 7}, labels)).isEqualTo(2.0 / 3);
        assertThat(PrecisionAtK.of(new double[] {1, 1, 1, 1, 1, 1}, labels)).isEqualTo(0.5);
    }
}
