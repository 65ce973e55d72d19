package io.vigie.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigie.series.Interval;
import io.vigie.series.Labels;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RangeMetricsTest {
    private static boolean[] rows(int n, int... set) {
        boolean[] predictions = new boolean[n];
        for (int row : set) {
            predictions[row] = true;
        }
        return predictions;
    }

    @Test
    void bestThresholdsAgreeWithPredictionsMadeAtThatThreshold() {
        SplittableRandom random = new SplittableRandom(21);
        for (int trial = 0; trial < 50; trial++) {
            int n = random.nextInt(20, 400);
            double[] scores = new double[n];
            boolean[] anomalous = new boolean[n];
            for (int i = 0; i < n; i++) {
                anomalous[i] = random.nextInt(10) == 0 || (i > 0 && anomalous[i - 1] && random.nextInt(4) > 0);
                scores[i] = random.nextGaussian() + (anomalous[i] ? 1 : 0);
            }
            anomalous[1] = true;
            anomalous[3] = false;
            Labels labels = Labels.ofBinary(anomalous);
            BestF1 adjusted = PointAdjustedF1.best(scores, labels);
            BestF1 event = EventF1.best(scores, labels);
            BestF1 range = RangeF1.best(scores, labels);
            BestF1 affiliation = AffiliationF1.best(scores, labels);
            assertThat(PointAdjustedF1.of(above(scores, adjusted.threshold()), labels)
                            .f1())
                    .isEqualTo(adjusted.value());
            assertThat(EventF1.of(above(scores, event.threshold()), labels).f1())
                    .isEqualTo(event.value());
            assertThat(RangeF1.of(above(scores, range.threshold()), labels).f1())
                    .isEqualTo(range.value());
            assertThat(AffiliationF1.of(above(scores, affiliation.threshold()), labels)
                            .f1())
                    .isEqualTo(affiliation.value());
        }
    }

    private static boolean[] above(double[] scores, double threshold) {
        return Predictions.atLeast(scores, Math.nextUp(threshold));
    }

    @Test
    void pointAdjustmentTurnsOneRowIntoASegmentExceptAtRowZero() {
        Labels labels = Labels.ofIntervals(10, List.of(new Interval(4, 8)));
        assertThat(PointAdjustedF1.of(rows(10, 7), labels)).isEqualTo(new PrecisionRecall(1, 1));
        assertThat(PointWiseF1.of(rows(10, 7), labels)).isEqualTo(new PrecisionRecall(1, 0.25));
        Labels first = Labels.ofIntervals(10, List.of(new Interval(0, 4)));
        assertThat(PointAdjustedF1.of(rows(10, 2), first)).isEqualTo(new PrecisionRecall(1, 0.75));
    }

    @Test
    void aRandomScoreLooksGoodUnderPointAdjustmentOnLongSegments() {
        Labels labels = Labels.ofIntervals(10_000, List.of(new Interval(2000, 4000)));
        BestF1 random = PointAdjustedF1.random(labels, 1);
        assertThat(random.value()).isGreaterThan(0.9);
        assertThat(PointAdjustedF1.random(labels, 1)).isEqualTo(random);
        assertThat(PointAdjustedF1.random(labels, 2)).isNotEqualTo(random);
        assertThat(RankingCurve.of(PointAdjustedF1.randomScores(10_000, 1), labels)
                        .standardF1()
                        .value())
                .isLessThan(0.4);
    }

    @Test
    void eventRecallCountsSegmentsAndPrecisionRows() {
        Labels labels = Labels.ofIntervals(20, List.of(new Interval(2, 6), new Interval(10, 14)));
        assertThat(EventF1.of(rows(20, 3, 8, 9, 17), labels)).isEqualTo(new PrecisionRecall(0.25, 0.5));
        assertThat(EventF1.of(rows(20), labels)).isEqualTo(new PrecisionRecall(0, 0));
        Labels atEnd = Labels.ofIntervals(20, List.of(new Interval(19, 20)));
        assertThat(EventF1.of(rows(20, 19), atEnd)).isEqualTo(new PrecisionRecall(1, 0));
    }

    /** By hand from Tatbul et al. 2018: two predicted ranges in a segment of 4 rows share it, so its overlap is halved. */
    @Test
    void rangeRecallPunishesFragments() {
        Labels labels = Labels.ofIntervals(20, List.of(new Interval(4, 8)));
        RangeF1 fragments = RangeF1.of(rows(20, 4, 6, 7, 15), labels);
        assertThat(fragments.existence()).isEqualTo(1);
        assertThat(fragments.overlap()).isEqualTo(0.375);
        assertThat(fragments.recall()).isCloseTo(0.2 + 0.8 * 0.375, within(1e-15));
        assertThat(fragments.precision()).isCloseTo(2.0 / 3, within(1e-15));
        boolean[] everything = new boolean[20];
        java.util.Arrays.fill(everything, true);
        assertThat(RangeF1.of(everything, labels)).isEqualTo(new RangeF1(0.2, 1, 0, 0));
    }

    /** The closed-form integrals against a fine Riemann sum of the paper's survival functions. */
    @Test
    void affiliationAgreesWithNumericIntegration() {
        SplittableRandom random = new SplittableRandom(4);
        for (int trial = 0; trial < 60; trial++) {
            int n = random.nextInt(3, 40);
            boolean[] anomalous = new boolean[n];
            boolean[] predictions = new boolean[n];
            double densityOfTruth = random.nextDouble();
            double densityOfPredictions = random.nextDouble();
            for (int i = 0; i < n; i++) {
                anomalous[i] = random.nextDouble() < densityOfTruth;
                predictions[i] = random.nextDouble() < densityOfPredictions;
            }
            anomalous[random.nextInt(n)] = true;
            PrecisionRecall actual = AffiliationF1.of(predictions, Labels.ofBinary(anomalous));
            PrecisionRecall expected = affiliationByRiemannSum(predictions, anomalous);
            assertThat(actual.recall()).isCloseTo(expected.recall(), within(2e-3));
            if (Double.isNaN(expected.precision())) {
                assertThat(actual.precision()).isNaN();
                assertThat(actual.f1()).isNaN();
            } else {
                assertThat(actual.precision()).isCloseTo(expected.precision(), within(2e-3));
            }
        }
    }

    private static PrecisionRecall affiliationByRiemannSum(boolean[] predictions, boolean[] anomalous) {
        int n = predictions.length;
        List<Interval> segments = Labels.ofBinary(anomalous).anomalies();
        int steps = 1000;
        double precision = 0;
        double recall = 0;
        int zones = 0;
        for (int j = 0; j < segments.size(); j++) {
            Interval segment = segments.get(j);
            double from = j == 0 ? 0 : (segments.get(j - 1).to() + segment.from()) / 2.0;
            double to = j == segments.size() - 1
                    ? n
                    : (segment.to() + segments.get(j + 1).from()) / 2.0;
            double[] inZone = new double[n * steps];
            int points = 0;
            for (int i = 0; i < n * steps; i++) {
                double x = (i + 0.5) / steps;
                if (x > from && x < to && predictions[i / steps]) {
                    inZone[points++] = x;
                }
            }
            if (points == 0) {
                continue;
            }
            zones++;
            double sum = 0;
            for (int i = 0; i < points; i++) {
                double d = Math.max(0, Math.max(segment.from() - inZone[i], inZone[i] - segment.to()));
                sum += d == 0
                        ? 1
                        : (Math.max(0, segment.from() - from - d) + Math.max(0, to - segment.to() - d)) / (to - from);
            }
            precision += sum / points;
            sum = 0;
            int nearest = 0;
            for (int i = segment.from() * steps; i < segment.to() * steps; i++) {
                double y = (i + 0.5) / steps;
                while (nearest + 1 < points && Math.abs(inZone[nearest + 1] - y) <= Math.abs(inZone[nearest] - y)) {
                    nearest++;
                }
                double d = Math.abs(inZone[nearest] - y);
                sum += (Math.max(0, y - from - d) + Math.max(0, to - y - d)) / (to - from);
            }
            recall += sum / (segment.length() * steps);
        }
        return new PrecisionRecall(zones == 0 ? Double.NaN : precision / zones, recall / segments.size());
    }
}
