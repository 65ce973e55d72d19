package io.vigie.evaluate;

import io.vigie.series.Labels;

/** Precision@k: share of anomalous rows among the k highest scores, k the number of anomalous rows. */
public final class PrecisionAtK {
    private PrecisionAtK() {}

    /**
     * Precision among the rows whose score is at least the k-th largest (more than k rows where scores tie with it).
     * O(n log n).
     *
     * @throws io.vigie.series.BadInputException where lengths differ, a score is not finite, or no row is anomalous
     */
    public static double of(double[] scores, Labels labels) {
        GroundTruth truth = GroundTruth.withAnomaly(labels);
        truth.requireScores(scores);
        return PointWiseF1.of(Predictions.top(scores, truth.anomalousRows), labels)
                .precision();
    }
}
