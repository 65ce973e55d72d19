package io.vigie.evaluate;

import io.vigie.series.Labels;
import java.util.Arrays;

/**
 * The eleven values that TSB-UAD's {@code metric_new} prints (Paparrizos et al., "TSB-UAD", PVLDB 15(8), 2022), to
 * compare with older tables only. Two of its habits make the last five unfit for judging a method; use {@link RangeF1}
 * and {@link PrecisionAtK} instead:
 *
 * <ul>
 *   <li>differences of boolean predictions lose their sign, so all predicted ranges together are read as one range from
 *       the first change of the prediction to the last row; range precision, overlap and R-F follow from it;
 *   <li>precision@k compares the 0/1 prediction, not the score, with the (1 - k/n) quantile of the scores.
 * </ul>
 *
 * @param auc AUC-ROC of the scores
 * @param precision row-wise precision of the predictions
 * @param recall row-wise recall
 * @param f row-wise F1
 * @param pointAdjustedF PA-F1 of the predictions
 * @param rangeRecall 0.2 existence + 0.8 overlap
 * @param existence share of segments with a predicted row
 * @param overlap mean share of a segment's rows that are predicted, over segments that the one range touches
 * @param rangePrecision share of anomalous rows in the one range, over the number of segments in it
 * @param rangeF harmonic mean of range recall and range precision
 * @param precisionAtK share of the anomalous rows whose 0/1 prediction is above the quantile
 */
public record TsbUadMetrics(
        double auc,
        double precision,
        double recall,
        double f,
        double pointAdjustedF,
        double rangeRecall,
        double existence,
        double overlap,
        double rangePrecision,
        double rangeF,
        double precisionAtK) {
    /**
     * The values of scores and of predictions made from them, usually {@link Predictions#threeSigma}. O(n log n).
     *
     * @throws io.vigie.series.BadInputException where lengths differ, a score is not finite, or the labels hold one
     *     class only
     */
    public static TsbUadMetrics of(double[] scores, boolean[] predictions, Labels labels) {
        GroundTruth truth = GroundTruth.withBothClasses(labels);
        truth.requireScores(scores);
        truth.requireRows(predictions);
        PrecisionRecall points = PointWiseF1.of(predictions, labels);
        int oneRangeFrom = firstChange(predictions);
        int rangeHits = 0;
        int rangeSegments = 0;
        double existence = 0;
        double overlap = 0;
        int segments = truth.segments.count;
        for (int i = 0; i < segments; i++) {
            int last = truth.segments.last[i];
            int hits = 0;
            for (int row = truth.segments.first[i]; row <= last; row++) {
                hits += predictions[row] ? 1 : 0;
                rangeHits += row >= oneRangeFrom ? 1 : 0;
            }
            existence += hits > 0 ? 1.0 / segments : 0;
            if (last >= oneRangeFrom) {
                rangeSegments++;
                overlap += (double) hits / (last - truth.segments.first[i] + 1) / segments;
            }
        }
        double rangePrecision =
                rangeSegments == 0 ? 0 : (double) rangeHits / (truth.rows - oneRangeFrom) / rangeSegments;
        RangeF1 range = new RangeF1(0.2 * existence + 0.8 * overlap, existence, overlap, rangePrecision);
        return new TsbUadMetrics(
                RankingCurve.of(scores, labels).aucRoc(),
                points.precision(),
                points.recall(),
                points.f1(),
                PointAdjustedF1.of(predictions, labels).f1(),
                range.recall(),
                range.existence(),
                range.overlap(),
                range.precision(),
                range.f1(),
                precisionAtK(scores, predictions, truth));
    }

    /** The first row whose prediction differs from that of the row before; the number of rows where none does. */
    private static int firstChange(boolean[] predictions) {
        for (int row = 1; row < predictions.length; row++) {
            if (predictions[row] != predictions[row - 1]) {
                return row;
            }
        }
        return predictions.length;
    }

    private static double precisionAtK(double[] scores, boolean[] predictions, GroundTruth truth) {
        double threshold = quantile(scores, 1 - (double) truth.anomalousRows / truth.rows);
        int found = 0;
        for (int row = 0; row < truth.rows; row++) {
            found += truth.anomalous[row] && (predictions[row] ? 1 : 0) > threshold ? 1 : 0;
        }
        return (double) found / truth.anomalousRows;
    }

    /** Linear interpolation between order statistics (Hyndman and Fan 1996, type 7). */
    private static double quantile(double[] values, double share) {
        double[] ascending = values.clone();
        Arrays.sort(ascending);
        double position = share * (ascending.length - 1);
        int below = (int) position;
        int above = Math.min(below + 1, ascending.length - 1);
        return ascending[below] + (ascending[above] - ascending[below]) * (position - below);
    }
}
