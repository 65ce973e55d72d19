package io.vigie.evaluate;

import io.vigie.series.Labels;

/** Precision and recall over rows: each row counts for itself. */
public final class PointWiseF1 {
    private PointWiseF1() {}

    /**
     * Precision and recall of given predictions, one a row; both 0 where no anomalous row is predicted.
     *
     * @throws io.vigie.series.BadInputException where lengths differ or no row is labelled anomalous
     */
    public static PrecisionRecall of(boolean[] predictions, Labels labels) {
        GroundTruth truth = GroundTruth.withAnomaly(labels);
        truth.requireRows(predictions);
        long truePositives = 0;
        long falsePositives = 0;
        for (int row = 0; row < truth.rows; row++) {
            if (predictions[row]) {
                if (truth.anomalous[row]) {
                    truePositives++;
                } else {
                    falsePositives++;
                }
            }
        }
        return PrecisionRecall.ofCounts(truePositives, falsePositives, truth.anomalousRows - truePositives);
    }
}
