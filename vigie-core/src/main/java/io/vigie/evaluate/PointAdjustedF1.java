package io.vigie.evaluate;

import io.vigie.series.Labels;
import java.util.SplittableRandom;

/**
 * PA-F1: row-wise F1 after every row of a segment with at least one predicted row counts as predicted (Xu et al.,
 * "Unsupervised Anomaly Detection via Variational Auto-Encoder for Seasonal KPIs in Web Applications", WWW 2018).
 *
 * <p>One lucky row in a long segment counts as the whole segment, so random scores reach high values (Kim et al.,
 * "Towards a Rigorous Evaluation of Time-Series Anomaly Detection", AAAI 2022). Never report it without
 * {@link #random} of the same labels beside it; {@link #WARNING} says so in words.
 *
 * <p>As in TSB-AD, row 0 is not adjusted: an anomaly that starts at row 0 gets that row only where it is predicted itself.
 */
public final class PointAdjustedF1 {
    /** One sentence to print beside a PA-F1. */
    public static final String WARNING =
            "PA-F1 counts a whole segment as found when one row of it is; compare it with the random score's value"
                    + " and never rank methods by it.";

    private PointAdjustedF1() {}

    /**
     * The best PA-F1 over 100 evenly spaced thresholds from the lowest to the highest score (predicted: above).
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
        int[] falsePositives = grid.predicted(truth.anomalous, false);
        int[] truePositives = new int[ThresholdGrid.SIZE];
        for (int i = 0; i < segments.count; i++) {
            int found = grid.highestLevel(segments.first[i], segments.last[i]);
            int length = segments.last[i] - segments.first[i] + 1;
            for (int k = 0; k < found; k++) {
                boolean firstRowMissed = segments.first[i] == 0 && grid.levels[0] <= k;
                truePositives[k] += firstRowMissed ? length - 1 : length;
            }
        }
        return grid.best(k -> PrecisionRecall.ofCounts(
                        truePositives[k], falsePositives[k], truth.anomalousRows - truePositives[k])
                .f1());
    }

    /** PA-F1 of given predictions, one a row. */
    public static PrecisionRecall of(boolean[] predictions, Labels labels) {
        GroundTruth truth = GroundTruth.withAnomaly(labels);
        truth.requireRows(predictions);
        long predicted = 0;
        long predictedInSegments = 0;
        for (int row = 0; row < truth.rows; row++) {
            predicted += predictions[row] ? 1 : 0;
        }
        long truePositives = 0;
        Runs segments = truth.segments;
        for (int i = 0; i < segments.count; i++) {
            int inside = 0;
            for (int row = segments.first[i]; row <= segments.last[i]; row++) {
                inside += predictions[row] ? 1 : 0;
            }
            predictedInSegments += inside;
            if (inside > 0) {
                boolean firstRowMissed = segments.first[i] == 0 && !predictions[0];
                truePositives += segments.last[i] - segments.first[i] + (firstRowMissed ? 0 : 1);
            }
        }
        return PrecisionRecall.ofCounts(
                truePositives, predicted - predictedInSegments, truth.anomalousRows - truePositives);
    }

    /**
     * The best PA-F1 that a score drawn uniformly at random, one independent value a row, reaches on these labels.
     *
     * @param seed the same seed gives the same value
     */
    public static BestF1 random(Labels labels, long seed) {
        return best(randomScores(labels.size(), seed), labels);
    }

    static double[] randomScores(int rows, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] scores = new double[rows];
        for (int row = 0; row < rows; row++) {
            scores[row] = random.nextDouble();
        }
        return scores;
    }
}
