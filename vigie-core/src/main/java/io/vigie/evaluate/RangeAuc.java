package io.vigie.evaluate;

import io.vigie.series.Labels;

/**
 * R-AUC-ROC and R-AUC-PR: the range-based areas at one label window (Paparrizos et al., PVLDB 15(11), 2022, section 4),
 * that is one slice of {@link VolumeUnderSurface}.
 *
 * <p>TSB-AD's separate RangeAUC function agrees at windows 0 and 1 and raises a division by zero at all wider windows,
 * where it finds no segment in its soft labels; this one is defined at every window.
 *
 * @param roc R-AUC-ROC
 * @param pr R-AUC-PR
 */
public record RangeAuc(double roc, double pr) {
    /**
     * The areas at one window. O(n + 250 w).
     *
     * @param scores one finite score a row, higher is more anomalous; only their order matters
     * @param labels one label a row
     * @param window label window in rows, at least 0
     * @throws io.vigie.series.BadInputException where lengths differ, a score is not finite, or the labels hold one
     *     class only
     * @throws IllegalArgumentException where the window is negative
     */
    public static RangeAuc of(double[] scores, Labels labels, int window) {
        GroundTruth truth = GroundTruth.withBothClasses(labels);
        truth.requireScores(scores);
        RangeCurves curves = new RangeCurves(scores, ScoreOrder.descending(scores), truth, window);
        curves.moveTo(window);
        return new RangeAuc(curves.roc(), curves.pr());
    }
}
