package io.vigie.evaluate;

import io.vigie.series.Labels;

/**
 * Metrics over all thresholds and single rows: AUC-ROC, AUC-PR (average precision) and Standard-F1, tied scores taken
 * together, as scikit-learn defines them. They depend on the order of the scores only.
 *
 * @param aucRoc area under the ROC curve: the probability that an anomalous row scores above a normal one, ties half
 *     (Hanley and McNeil 1982); random scores give 0.5
 * @param aucPr average precision, sum over thresholds of (recall gained) x precision; random scores give about the
 *     share of anomalous rows
 * @param standardF1 the best of 2PR / (P + R + 0.00001) over all thresholds (predicted: score at least the threshold);
 *     the constant is TSB-AD's
 */
public record RankingCurve(double aucRoc, double aucPr, BestF1 standardF1) {
    private static final double F1_GUARD = 1e-5;

    /**
     * The curve's metrics. O(n).
     *
     * @param scores one finite score a row, higher is more anomalous
     * @param labels one label a row
     * @throws io.vigie.series.BadInputException where lengths differ, a score is not finite, or the labels hold one
     *     class only
     */
    public static RankingCurve of(double[] scores, Labels labels) {
        GroundTruth truth = GroundTruth.withBothClasses(labels);
        truth.requireScores(scores);
        return of(scores, ScoreOrder.descending(scores), truth);
    }

    static RankingCurve of(double[] scores, int[] descending, GroundTruth truth) {
        int positives = truth.anomalousRows;
        int negatives = truth.rows - positives;
        int found = 0;
        double concordantPairs = 0;
        double averagePrecision = 0;
        double bestF1 = 0;
        double bestThreshold = Double.POSITIVE_INFINITY;
        int i = 0;
        while (i < truth.rows) {
            double threshold = scores[descending[i]];
            int predictedBefore = i;
            int foundBefore = found;
            while (i < truth.rows && scores[descending[i]] == threshold) {
                found += truth.anomalous[descending[i]] ? 1 : 0;
                i++;
            }
            int newlyFound = found - foundBefore;
            int newlyFalse = i - predictedBefore - newlyFound;
            double precision = (double) found / i;
            double recall = (double) found / positives;
            concordantPairs += newlyFalse * (foundBefore + newlyFound / 2.0);
            averagePrecision += newlyFound * precision;
            double f1 = 2 * (precision * recall) / (precision + recall + F1_GUARD);
            if (f1 > bestF1) {
                bestF1 = f1;
                bestThreshold = threshold;
            }
        }
        return new RankingCurve(
                concordantPairs / ((double) positives * negatives),
                averagePrecision / positives,
                new BestF1(bestF1, bestThreshold));
    }
}
