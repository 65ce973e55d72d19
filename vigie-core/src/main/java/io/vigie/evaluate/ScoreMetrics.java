package io.vigie.evaluate;

import io.vigie.series.Labels;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * All metrics of scores against labels, at once.
 *
 * @param volume VUS-PR and VUS-ROC; its last window is R-AUC
 * @param ranking AUC-PR, AUC-ROC and Standard-F1
 * @param pointAdjustedF1 PA-F1; see {@link PointAdjustedF1} for why not to trust it
 * @param eventF1 Event-F1
 * @param rangeF1 R-F1
 * @param affiliationF1 affiliation F1
 * @param nab early reward with the standard profile
 * @param nabLowFalsePositives early reward with {@link NabProfile#REWARD_LOW_FP}
 * @param nabLowFalseNegatives early reward with {@link NabProfile#REWARD_LOW_FN}
 */
public record ScoreMetrics(
        VolumeUnderSurface volume,
        RankingCurve ranking,
        BestF1 pointAdjustedF1,
        BestF1 eventF1,
        BestF1 rangeF1,
        BestF1 affiliationF1,
        NabScore nab,
        NabScore nabLowFalsePositives,
        NabScore nabLowFalseNegatives) {
    /**
     * Computes all metrics. O(250 L^2/4 + 200 n).
     *
     * @param scores one finite score a row, higher is more anomalous
     * @param labels one label a row
     * @param window the largest label window of VUS, in rows
     * @throws io.vigie.series.BadInputException where lengths differ, a score is not finite, or the labels hold one
     *     class only
     * @throws IllegalArgumentException where the window is negative
     */
    public static ScoreMetrics of(double[] scores, Labels labels, int window) {
        GroundTruth truth = GroundTruth.withBothClasses(labels);
        truth.requireScores(scores);
        int[] descending = ScoreOrder.descending(scores);
        ThresholdGrid grid = new ThresholdGrid(scores);
        NabScore.Sweep sweep = new NabScore.Sweep(scores, descending, truth);
        return new ScoreMetrics(
                VolumeUnderSurface.of(scores, descending, truth, window),
                RankingCurve.of(scores, descending, truth),
                PointAdjustedF1.best(grid, truth),
                EventF1.best(grid, truth),
                RangeF1.best(grid, truth),
                AffiliationF1.best(grid, truth),
                sweep.best(NabProfile.STANDARD),
                sweep.best(NabProfile.REWARD_LOW_FP),
                sweep.best(NabProfile.REWARD_LOW_FN));
    }

    /** R-AUC-ROC and R-AUC-PR at the largest window. */
    public RangeAuc rangeAuc() {
        int window = volume.window();
        return new RangeAuc(volume.rocAt(window), volume.prAt(window));
    }

    /** The metrics by name, in the order of the tables. */
    public Map<String, Double> asMap() {
        Map<String, Double> map = new LinkedHashMap<>();
        map.put("VUS-PR", volume.pr());
        map.put("VUS-ROC", volume.roc());
        map.put("R-AUC-PR", rangeAuc().pr());
        map.put("R-AUC-ROC", rangeAuc().roc());
        map.put("AUC-PR", ranking.aucPr());
        map.put("AUC-ROC", ranking.aucRoc());
        map.put("Standard-F1", ranking.standardF1().value());
        map.put("Event-F1", eventF1.value());
        map.put("R-F1", rangeF1.value());
        map.put("Affiliation-F1", affiliationF1.value());
        map.put("PA-F1", pointAdjustedF1.value());
        map.put("NAB " + nab.profile().label(), nab.value());
        map.put("NAB " + nabLowFalsePositives.profile().label(), nabLowFalsePositives.value());
        map.put("NAB " + nabLowFalseNegatives.profile().label(), nabLowFalseNegatives.value());
        return Collections.unmodifiableMap(map);
    }
}
