package io.vigie.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vigie.series.BadInputException;
import io.vigie.series.Interval;
import io.vigie.series.Labels;
import io.vigie.series.TimeAxis;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AlarmMetricsTest {
    private static final Labels LABELS =
            Labels.ofIntervals(1440, List.of(new Interval(100, 140), new Interval(700, 720), new Interval(1000, 1060)));

    private static boolean[] alarms() {
        boolean[] predictions = new boolean[1440];
        for (int row : new int[] {10, 11, 12, 99, 100, 300, 715, 716, 1439}) {
            predictions[row] = true;
        }
        return predictions;
    }

    @Test
    void delayCountsFromTheSegmentStartToTheFirstAlarmInside() {
        TimeAxis minutes = TimeAxis.regular(TimeAxis.Kind.INSTANT, 0, 60_000_000_000L, 1440);
        DetectionDelay delay = DetectionDelay.of(alarms(), LABELS, minutes);
        assertThat(delay.detected())
                .containsExactly(
                        new DetectionDelay.Detection(new Interval(100, 140), 0, Duration.ZERO),
                        new DetectionDelay.Detection(new Interval(700, 720), 15, Duration.ofMinutes(15)));
        assertThat(delay.missed()).containsExactly(new Interval(1000, 1060));
        assertThat(delay.segments()).isEqualTo(3);
        assertThat(delay.meanRows()).isEqualTo(7.5);
        assertThat(delay.medianRows()).isEqualTo(7.5);
        assertThat(delay.meanSeconds()).isEqualTo(450);
        DetectionDelay none = DetectionDelay.of(new boolean[1440], LABELS, TimeAxis.rows(1440));
        assertThat(none.missed()).hasSize(3);
        assertThat(none.medianRows()).isNaN();
        double[] scores = new double[1440];
        scores[105] = 3;
        assertThat(DetectionDelay.of(scores, 3, LABELS, TimeAxis.rows(1440)).detected())
                .containsExactly(new DetectionDelay.Detection(new Interval(100, 140), 5, null));
    }

    @Test
    void falseAlarmsAreRunsThatTouchNoSegmentPerNormalTime() {
        TimeAxis minutes = TimeAxis.regular(TimeAxis.Kind.LOCAL, 0, 60_000_000_000L, 1440);
        FalseAlarms falseAlarms = FalseAlarms.of(alarms(), LABELS, minutes);
        assertThat(falseAlarms.alarms()).isEqualTo(5);
        assertThat(falseAlarms.count()).isEqualTo(3);
        assertThat(falseAlarms.perThousandRows()).isCloseTo(3000.0 / 1320, within(1e-12));
        assertThat(falseAlarms.perDay()).isCloseTo(3 * 1440.0 / 1320, within(1e-12));
        FalseAlarms withoutTime = FalseAlarms.of(new boolean[1440], LABELS, TimeAxis.rows(1440));
        assertThat(withoutTime.count()).isZero();
        assertThat(withoutTime.perDay()).isNaN();
        assertThatThrownBy(() -> FalseAlarms.of(alarms(), LABELS, TimeAxis.rows(9)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("9 times for 1440 labels");
    }

    @Test
    void noAlarmAtAllIsDocumentedNotAnError() {
        AlarmMetrics none = AlarmMetrics.of(new boolean[1440], LABELS, 20, TimeAxis.rows(1440));
        assertThat(none.pointWise()).isEqualTo(new PrecisionRecall(0, 0));
        assertThat(none.affiliation().precision()).isNaN();
        assertThat(none.affiliation().recall()).isZero();
        assertThat(none.volume().precision()).isNaN();
        assertThat(none.asMap()).containsEntry("F1", 0.0).containsEntry("segments missed", 3.0);
    }

    /** The definition of the NAB score, threshold by threshold. */
    @Test
    void nabScoreAgreesWithItsDefinition() {
        SplittableRandom random = new SplittableRandom(9);
        for (int trial = 0; trial < 100; trial++) {
            int n = random.nextInt(4, 80);
            boolean[] anomalous = new boolean[n];
            double[] scores = new double[n];
            for (int i = 0; i < n; i++) {
                anomalous[i] = random.nextInt(4) == 0 || (i > 0 && anomalous[i - 1] && random.nextInt(4) > 0);
                scores[i] = random.nextInt(12);
            }
            anomalous[random.nextInt(n)] = true;
            Labels labels = Labels.ofBinary(anomalous);
            for (NabProfile profile : NabProfile.values()) {
                double best = 0;
                for (double threshold = 0; threshold < 12; threshold++) {
                    best = Math.max(best, nab(Predictions.atLeast(scores, threshold), labels, profile));
                }
                NabScore score = NabScore.of(scores, labels, profile);
                assertThat(score.value()).isCloseTo(best, within(1e-9));
                assertThat(nab(Predictions.atLeast(scores, score.threshold()), labels, profile))
                        .isCloseTo(best, within(1e-9));
            }
        }
    }

    private static double nab(boolean[] predictions, Labels labels, NabProfile profile) {
        List<Interval> segments = labels.anomalies();
        double sum = 0;
        for (Interval segment : segments) {
            int row = segment.from();
            while (row < segment.to() && !predictions[row]) {
                row++;
            }
            sum += row == segment.to()
                    ? -profile.falseNegativeWeight()
                    : curve((double) (row - segment.to()) / segment.length()) / curve(-1);
        }
        for (int row = 0; row < predictions.length; row++) {
            if (predictions[row] && !labels.isAnomalous(row)) {
                double position = 3;
                for (Interval segment : segments) {
                    if (segment.to() <= row) {
                        position = (row - segment.to() + 1.0) / Math.max(1, segment.length() - 1);
                    }
                }
                sum += profile.falsePositiveWeight() * (position >= 3 ? -1 : curve(position));
            }
        }
        double nothing = -profile.falseNegativeWeight() * segments.size();
        return 100 * (sum - nothing) / (segments.size() - nothing);
    }

    private static double curve(double y) {
        return 2 / (1 + Math.exp(5 * y)) - 1;
    }

    @Test
    void nabRewardsTheEarlierAlarm() {
        Labels labels = Labels.ofIntervals(100, List.of(new Interval(40, 60)));
        double previous = 101;
        for (int row = 40; row < 60; row++) {
            double[] scores = new double[100];
            scores[row] = 1;
            NabScore score = NabScore.of(scores, labels, NabProfile.STANDARD);
            assertThat(score.value()).isLessThan(previous).isBetween(50.0, 100.0);
            previous = score.value();
        }
        double[] outside = new double[100];
        outside[10] = 1;
        assertThat(NabScore.of(outside, labels, NabProfile.STANDARD))
                .isEqualTo(new NabScore(NabProfile.STANDARD, 0, Double.POSITIVE_INFINITY));
    }

    @Test
    void predictionRules() {
        double[] scores = {1, 5, 3, 5, 0};
        assertThat(Predictions.top(scores, 1)).containsExactly(false, true, false, true, false);
        assertThat(Predictions.atLeast(scores, 3)).containsExactly(false, true, true, true, false);
        assertThat(Predictions.threeSigma(scores)).containsOnly(false);
        assertThatThrownBy(() -> Predictions.top(scores, 6))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("top 6 of 5");
    }

    @Test
    void evaluationShowsChanceBesideEachMetricAndTheAlarms() {
        double[] scores = PointAdjustedF1.randomScores(1440, 8);
        for (int row = 0; row < 1440; row++) {
            scores[row] += LABELS.isAnomalous(row) ? 0.7 : 0;
        }
        TimeAxis minutes = TimeAxis.regular(TimeAxis.Kind.LOCAL, 0, 60_000_000_000L, 1440);
        Evaluation oracle = Evaluation.of(scores, LABELS, 30);
        assertThat(oracle.threshold())
                .isEqualTo(oracle.scores().ranking().standardF1().threshold());
        assertThat(oracle.random().pointAdjustedF1())
                .isEqualTo(PointAdjustedF1.random(LABELS, EvaluationOptions.DEFAULT_SEED));
        Evaluation fixed = Evaluation.of(
                scores,
                LABELS,
                EvaluationOptions.window(30)
                        .withThreshold(1.2)
                        .withTime(minutes)
                        .withSeed(5));
        assertThat(fixed.oracle()).isFalse();
        assertThat(fixed.alarms()).isEqualTo(AlarmMetrics.of(Predictions.atLeast(scores, 1.2), LABELS, 30, minutes));
        assertThat(fixed.random().ranking()).isNotEqualTo(oracle.random().ranking());
        assertThat(fixed.asMap())
                .containsEntry("VUS-PR", fixed.scores().volume().pr())
                .containsEntry("random PA-F1", fixed.random().pointAdjustedF1().value())
                .containsEntry("alarms threshold", 1.2)
                .containsEntry("alarms false alarms per day", 0.0);
        assertThat(oracle.toText())
                .startsWith("1,440 rows, 120 anomalous in 3 segments (8.33 %); label window 30\n")
                .contains("VUS-PR", "NAB reward_low_FP", "an oracle that looks at the labels", PointAdjustedF1.WARNING)
                .doesNotContain("\r", "NaN");
        assertThat(fixed.toText())
                .contains("Alarms: score at least 1.2\n")
                .containsPattern("segments missed +0\n")
                .containsPattern("Precision +1\\.0000\n");
        assertThatThrownBy(() -> EvaluationOptions.window(-2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("window -2");
    }
}
