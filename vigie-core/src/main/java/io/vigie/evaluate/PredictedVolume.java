package io.vigie.evaluate;

import io.vigie.series.Labels;

/**
 * VUS-Recall, VUS-Precision and VUS-F: range-based values of given predictions averaged over all label windows from 0 to
 * a maximum, as TSB-AD has them: like {@link VolumeUnderSurface}, without the existence factor.
 *
 * <p>TSB-AD carries the soft labels of predicted rows over from window to window and adds to them, so a predicted normal
 * row at distance d of a segment weighs sqrt(1/2) at window 2d, where it first comes into reach, and 1 at every wider
 * one (1 at once where two segments are equally near). These values are therefore kinder to near misses than the curves
 * of {@link VolumeUnderSurface}; we keep them comparable with published ones.
 *
 * @param recall mean of min(TP/P', 1)
 * @param precision mean of TP/predicted; NaN where nothing is predicted
 * @param f mean over windows of the harmonic mean of the two, 0 where it is undefined
 */
public record PredictedVolume(double recall, double precision, double f) {
    private static final double FIRST_LABEL = Math.sqrt(0.5);

    /**
     * The volume values of predictions, one a row. O(n + L).
     *
     * @throws io.vigie.series.BadInputException where lengths differ or the labels hold one class only
     * @throws IllegalArgumentException where the window is negative
     */
    public static PredictedVolume of(boolean[] predictions, Labels labels, int window) {
        if (window < 0) {
            throw new IllegalArgumentException("window " + window + " is negative; give 0 or more rows");
        }
        GroundTruth truth = GroundTruth.withBothClasses(labels);
        truth.requireRows(predictions);
        int predicted = 0;
        int hits = 0;
        for (int row = 0; row < truth.rows; row++) {
            predicted += predictions[row] ? 1 : 0;
            hits += predictions[row] && truth.anomalous[row] ? 1 : 0;
        }
        int maxReach = Math.min(window / 2, truth.rows);
        int[] atDistance = new int[maxReach + 1];
        double[] labelsAtFirst = new double[maxReach + 1];
        NearRows.visit(truth, maxReach, (row, nearest, secondNearest) -> {
            if (predictions[row]) {
                atDistance[nearest]++;
                labelsAtFirst[nearest] += secondNearest == nearest ? 1 : FIRST_LABEL;
            }
        });
        double recalls = 0;
        double precisions = 0;
        double fs = 0;
        long settled = 0;
        for (int w = 0; w <= window; w++) {
            int reach = w / 2;
            boolean enters = w % 2 == 0 && reach <= maxReach;
            double soft = settled + (enters ? labelsAtFirst[reach] : 0);
            settled += enters ? atDistance[reach] : 0;
            double truePositives = hits + soft;
            double recall = Math.min(truePositives / (truth.anomalousRows + soft / 2), 1);
            double precision = truePositives / predicted;
            recalls += recall;
            precisions += precision;
            fs += precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0;
        }
        int windows = window + 1;
        return new PredictedVolume(recalls / windows, precisions / windows, fs / windows);
    }
}
