package io.vigie.evaluate;

import java.util.Arrays;

/** Range-based ROC and precision-recall areas, window by window, over 250 thresholds taken from the sorted scores. */
final class RangeCurves {
    private static final int THRESHOLDS = 250;

    private final GroundTruth truth;
    private final double[] thresholds = new double[THRESHOLDS]; // descending
    private final int[] predicted = new int[THRESHOLDS];
    private final SoftLabels labels;

    private double roc;
    private double pr;

    RangeCurves(double[] scores, GroundTruth truth, int maxWindow) {
        if (maxWindow < 0) {
            throw new IllegalArgumentException("window " + maxWindow + " is negative; give 0 or more rows");
        }
        this.truth = truth;
        double[] ascending = scores.clone();
        Arrays.sort(ascending);
        int last = truth.rows - 1;
        // The order of operations is that of numpy.linspace(0, n - 1, 250).astype(int).
        double step = last / (double) (THRESHOLDS - 1);
        for (int k = 0; k < THRESHOLDS; k++) {
            int rank = k == THRESHOLDS - 1 ? last : (int) (k * step);
            thresholds[k] = ascending[last - rank];
            int lowest = last - rank;
            if (lowest > 0 && ascending[lowest - 1] == thresholds[k]) {
                lowest = firstOf(ascending, thresholds[k], lowest);
            }
            predicted[k] = truth.rows - lowest;
        }
        this.labels = new SoftLabels(truth, row -> bucket(scores[row]), THRESHOLDS, maxWindow);
    }

    private static int firstOf(double[] ascending, double value, int knownPosition) {
        int from = 0;
        int to = knownPosition;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (ascending[middle] < value) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }

    /** The first threshold that a score reaches; the last threshold is the lowest score, so there is one. */
    private int bucket(double score) {
        int from = 0;
        int to = THRESHOLDS - 1;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (score >= thresholds[middle]) {
                to = middle;
            } else {
                from = middle + 1;
            }
        }
        return from;
    }

    /** Computes the areas for a window; windows must not decrease from call to call. */
    void moveTo(int window) {
        labels.moveTo(window);
        double rocArea = 0;
        double prArea = 0;
        double previousTpr = 0;
        double previousFpr = 0;
        int positives = truth.anomalousRows;
        for (int k = 0; k < THRESHOLDS; k++) {
            double soft = labels.softHits(k);
            double truePositives = labels.segmentHits(k) + soft;
            double allPositives = positives + soft / 2; // mean of hard and soft label mass
            double tpr = Math.min(truePositives / allPositives, 1) * labels.existence(k);
            double fpr = (predicted[k] - truePositives) / (truth.rows - allPositives);
            double precision = truePositives / predicted[k];
            rocArea += (fpr - previousFpr) * (tpr + previousTpr) / 2;
            prArea += (tpr - previousTpr) * precision;
            previousTpr = tpr;
            previousFpr = fpr;
        }
        rocArea += (1 - previousFpr) * (1 + previousTpr) / 2;
        roc = rocArea;
        pr = prArea;
    }

    double roc() {
        return roc;
    }

    double pr() {
        return pr;
    }
}
