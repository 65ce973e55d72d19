package io.vigie.evaluate;

import io.vigie.series.Labels;

/**
 * R-F1: range-based precision and recall (Tatbul et al., "Precision and Recall for Time Series", NeurIPS 2018), with a
 * flat positional bias, cardinality factor 1/(number of overlapping ranges), existence weight 0.2 for the recall and 0
 * for the precision, as TSB-AD sets them.
 *
 * <p>As in TSB-AD, predictions that cover every row count as no range at all: existence is rewarded, overlap and
 * precision are 0.
 *
 * @param recall 0.2 existence + 0.8 overlap
 * @param existence share of labelled segments with a predicted row
 * @param overlap mean over labelled segments of (share of rows predicted) / (number of predicted ranges in it)
 * @param precision mean over predicted ranges of (share of rows anomalous) / (number of segments in it); 0 without any
 */
public record RangeF1(double recall, double existence, double overlap, double precision) {
    private static final double EXISTENCE_WEIGHT = 0.2;

    /** Harmonic mean of range precision and range recall; 0 where both are 0. */
    public double f1() {
        return new PrecisionRecall(precision, recall).f1();
    }

    /**
     * The best R-F1 over 100 evenly spaced thresholds from the lowest to the highest score (predicted: above).
     * O(100 n) of a plain scan.
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
        Runs predicted = Runs.forRows(truth.rows);
        return grid.best(k -> {
            predicted.aboveLevel(grid.levels, k);
            return of(predicted, truth).f1();
        });
    }

    /**
     * Range-based precision and recall of given predictions, one a row.
     *
     * @throws io.vigie.series.BadInputException where lengths differ or the labels hold one class only
     */
    public static RangeF1 of(boolean[] predictions, Labels labels) {
        GroundTruth truth = GroundTruth.withBothClasses(labels);
        truth.requireRows(predictions);
        return of(Runs.of(predictions), truth);
    }

    private static RangeF1 of(Runs predicted, GroundTruth truth) {
        Runs segments = truth.segments;
        if (predicted.coverAll(truth.rows)) {
            return new RangeF1(EXISTENCE_WEIGHT, 1, 0, 0);
        }
        int found = 0;
        double overlap = 0;
        int j = 0;
        for (int i = 0; i < segments.count; i++) {
            while (j < predicted.count && predicted.last[j] < segments.first[i]) {
                j++;
            }
            Shared shared = Shared.of(segments.first[i], segments.last[i], predicted, j);
            found += shared.ranges > 0 ? 1 : 0;
            overlap += shared.reward();
        }
        double precise = 0;
        int i = 0;
        for (int p = 0; p < predicted.count; p++) {
            while (i < segments.count && segments.last[i] < predicted.first[p]) {
                i++;
            }
            precise += Shared.of(predicted.first[p], predicted.last[p], segments, i)
                    .reward();
        }
        double recall = (EXISTENCE_WEIGHT * found + (1 - EXISTENCE_WEIGHT) * overlap) / segments.count;
        return new RangeF1(
                recall,
                (double) found / segments.count,
                overlap / segments.count,
                predicted.count == 0 ? 0 : precise / predicted.count);
    }

    /** What one range shares with the ranges of the other side. */
    private record Shared(int length, int rows, int ranges) {
        static Shared of(int first, int last, Runs others, int from) {
            int rows = 0;
            int ranges = 0;
            for (int i = from; i < others.count && others.first[i] <= last; i++) {
                rows += Math.min(last, others.last[i]) - Math.max(first, others.first[i]) + 1;
                ranges++;
            }
            return new Shared(last - first + 1, rows, ranges);
        }

        double reward() {
            return ranges == 0 ? 0 : (double) rows / length / ranges;
        }
    }
}
