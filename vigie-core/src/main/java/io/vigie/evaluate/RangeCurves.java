package io.vigie.evaluate;

/** Range-based ROC and precision-recall areas, window by window, over 250 thresholds taken from the sorted scores. */
final class RangeCurves {
    private static final int THRESHOLDS = 250;

    private final GroundTruth truth;
    private final int[] predicted = new int[THRESHOLDS];
    private final SoftLabels labels;

    private double roc;
    private double pr;

    RangeCurves(double[] scores, int[] descending, GroundTruth truth, int maxWindow) {
        if (maxWindow < 0) {
            throw new IllegalArgumentException("window " + maxWindow + " is negative; give 0 or more rows");
        }
        this.truth = truth;
        double[] thresholds = new double[THRESHOLDS];
        int last = truth.rows - 1;
        // The order of operations is that of numpy.linspace(0, n - 1, 250).astype(int).
        double step = last / (double) (THRESHOLDS - 1);
        for (int k = 0; k < THRESHOLDS; k++) {
            int rank = k == THRESHOLDS - 1 ? last : (int) (k * step);
            thresholds[k] = scores[descending[rank]];
        }
        int[] buckets = new int[truth.rows];
        int bucket = 0;
        for (int row : descending) {
            while (scores[row] < thresholds[bucket]) {
                bucket++;
            }
            buckets[row] = bucket;
            predicted[bucket]++;
        }
        for (int k = 1; k < THRESHOLDS; k++) {
            predicted[k] += predicted[k - 1];
        }
        this.labels = new SoftLabels(truth, buckets, THRESHOLDS, maxWindow);
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
