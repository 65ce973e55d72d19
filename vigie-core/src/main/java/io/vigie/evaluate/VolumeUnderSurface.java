package io.vigie.evaluate;

import io.vigie.series.Labels;

/**
 * VUS-PR and VUS-ROC: range-based areas under the precision-recall and ROC curves, averaged over all label windows from
 * 0 to a maximum (Paparrizos et al., "Volume Under the Surface", PVLDB 15(11), 2022, section 5), as TSB-AD computes
 * them. Free of a threshold and forgiving to alarms some rows beside a segment. Immutable.
 *
 * <p>Definition. 250 thresholds are the descending sorted scores at floor(linspace(0, n-1, 250)); predicted is a score
 * at least the threshold. For window w a normal row at distance d = 1..w/2 of a segment has the soft label
 * sqrt(1 - d/w), summed over segments and capped at 1. With S the soft labels of predicted normal rows, H the predicted
 * anomalous rows and P all anomalous rows: TP = H + S; P' = P + S/2; recall = min(TP/P', 1) x (share of segment zones,
 * widened by w/2 and merged where they overlap, that hold a prediction); FPR = (predicted - TP)/(n - P');
 * precision = TP/predicted. AUC is the trapezoid rule over these points, with (0, 0) before and (1, 1) behind them; AP
 * sums (recall gained) x precision.
 *
 * <p>Cost: O(n) for one radix sort of the scores, then for all windows together O(rows near segments + 250 L^2/4); see
 * {@code SoftLabels}. Memory about 30 bytes a row and 1 kB a window.
 */
public final class VolumeUnderSurface {
    private final double[] roc;
    private final double[] pr;

    private VolumeUnderSurface(double[] roc, double[] pr) {
        this.roc = roc;
        this.pr = pr;
    }

    /**
     * The surface over windows 0..{@code window}.
     *
     * @param scores one finite score a row, higher is more anomalous; only their order matters
     * @param labels one label a row
     * @param window largest label window in rows, at least 0; {@link WindowLengthRule} gives the usual one
     * @throws io.vigie.series.BadInputException where lengths differ, a score is not finite, or the labels hold one
     *     class only
     * @throws IllegalArgumentException where the window is negative
     */
    public static VolumeUnderSurface of(double[] scores, Labels labels, int window) {
        GroundTruth truth = GroundTruth.withBothClasses(labels);
        truth.requireScores(scores);
        return of(scores, ScoreOrder.descending(scores), truth, window);
    }

    static VolumeUnderSurface of(double[] scores, int[] descending, GroundTruth truth, int window) {
        RangeCurves curves = new RangeCurves(scores, descending, truth, window);
        double[] roc = new double[window + 1];
        double[] pr = new double[window + 1];
        for (int w = 0; w <= window; w++) {
            curves.moveTo(w);
            roc[w] = curves.roc();
            pr[w] = curves.pr();
        }
        return new VolumeUnderSurface(roc, pr);
    }

    /** VUS-PR: mean of {@link #prAt} over all windows. */
    public double pr() {
        return mean(pr);
    }

    /** VUS-ROC: mean of {@link #rocAt} over all windows. */
    public double roc() {
        return mean(roc);
    }

    /** Area under the range-based precision-recall curve at one window. */
    public double prAt(int window) {
        return pr[window];
    }

    /** Area under the range-based ROC curve at one window. */
    public double rocAt(int window) {
        return roc[window];
    }

    /** The largest window. */
    public int window() {
        return pr.length - 1;
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }
}
