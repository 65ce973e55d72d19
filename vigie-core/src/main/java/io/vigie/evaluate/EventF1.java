package io.vigie.evaluate;

import io.vigie.series.Labels;

/**
 * Event-F1: recall over segments (found when one of their rows is predicted), precision over rows (Garg et al., "An
 * Evaluation of Anomaly Detection and Diagnosis in Multivariate Time Series", TNNLS 2021, composite F-score).
 *
 * <p>As in TSB-AD, the last row of a segment that reaches the end of the series does not count as a chance to find it;
 * a one-row segment on the last row is never found.
 */
public final class EventF1 {
    private EventF1() {}

    /**
     * The best Event-F1 over 100 evenly spaced thresholds from the lowest to the highest score (predicted: above).
     * O(n log 100).
     *
     * @throws io.vigie.series.BadInputException where lengths differ, a score is not finite, or the labels hold one
     *     class only
     */
    public static BestF1 best(double[] scores, Labels labels) {
        GroundTruth truth = GroundTruth.withBothClasses(labels);
        truth.requireScores(scores);
        return best(new ThresholdGrid(scores), truth);
    }

    static BestF1 best(ThresholdGrid grid, GroundTruth truth) {
        Runs segments = truth.segments;
        int[] truePositives = grid.predicted(truth.anomalous, true);
        int[] falsePositives = grid.predicted(truth.anomalous, false);
        int[] found = new int[ThresholdGrid.SIZE];
        for (int i = 0; i < segments.count; i++) {
            int highest = grid.highestLevel(segments.first[i], lastCounted(truth, i));
            for (int k = 0; k < highest; k++) {
                found[k]++;
            }
        }
        return grid.best(k -> combine(truePositives[k], falsePositives[k], found[k], segments.count)
                .f1());
    }

    /** Event-F1 of given predictions, one a row: precision over rows, recall over segments. */
    public static PrecisionRecall of(boolean[] predictions, Labels labels) {
        GroundTruth truth = GroundTruth.withAnomaly(labels);
        truth.requireRows(predictions);
        long truePositives = 0;
        long falsePositives = 0;
        for (int row = 0; row < truth.rows; row++) {
            truePositives += predictions[row] && truth.anomalous[row] ? 1 : 0;
            falsePositives += predictions[row] && !truth.anomalous[row] ? 1 : 0;
        }
        int found = 0;
        for (int i = 0; i < truth.segments.count; i++) {
            int last = lastCounted(truth, i);
            for (int row = truth.segments.first[i]; row <= last; row++) {
                if (predictions[row]) {
                    found++;
                    break;
                }
            }
        }
        return combine(truePositives, falsePositives, found, truth.segments.count);
    }

    private static PrecisionRecall combine(long truePositives, long falsePositives, int found, int segments) {
        long predicted = truePositives + falsePositives;
        return new PrecisionRecall(predicted == 0 ? 0 : (double) truePositives / predicted, (double) found / segments);
    }

    private static int lastCounted(GroundTruth truth, int segment) {
        int last = truth.segments.last[segment];
        return last == truth.rows - 1 ? last - 1 : last;
    }
}
