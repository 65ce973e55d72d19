package io.vigie.evaluate;

import java.util.function.IntToDoubleFunction;

/**
 * The 100 evenly spaced thresholds from the lowest to the highest score that TSB-AD searches for the best F1 of
 * thresholded metrics; a row is predicted where its score is above the threshold. Each row is reduced to its level, the
 * number of thresholds below its score, so that threshold k predicts exactly the rows whose level is above k.
 */
final class ThresholdGrid {
    static final int SIZE = 100;

    final double[] thresholds = new double[SIZE];
    final byte[] levels;

    ThresholdGrid(double[] scores) {
        double low = scores[0];
        double high = scores[0];
        for (double score : scores) {
            low = Math.min(low, score);
            high = Math.max(high, score);
        }
        // The order of operations is that of numpy.linspace: thresholds must agree to the last bit where scores tie.
        double step = (high - low) / (SIZE - 1);
        for (int k = 0; k < SIZE; k++) {
            thresholds[k] = (step == 0 ? (double) k / (SIZE - 1) * (high - low) : k * step) + low;
        }
        thresholds[SIZE - 1] = high;
        levels = new byte[scores.length];
        for (int row = 0; row < scores.length; row++) {
            levels[row] = (byte) level(scores[row]);
        }
    }

    private int level(double score) {
        int from = 0;
        int to = SIZE;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (thresholds[middle] < score) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }

    /** Rows of the wanted label predicted at each threshold. */
    int[] predicted(boolean[] anomalous, boolean wanted) {
        int[] atLevel = new int[SIZE + 1];
        for (int row = 0; row < levels.length; row++) {
            if (anomalous[row] == wanted) {
                atLevel[levels[row]]++;
            }
        }
        int[] predicted = new int[SIZE];
        int above = 0;
        for (int k = SIZE - 1; k >= 0; k--) {
            above += atLevel[k + 1];
            predicted[k] = above;
        }
        return predicted;
    }

    /** Highest level of the rows first..last (inclusive); 0, which no threshold predicts, where there are none. */
    int highestLevel(int first, int last) {
        int highest = 0;
        for (int row = first; row <= last; row++) {
            highest = Math.max(highest, levels[row]);
        }
        return highest;
    }

    /** The first threshold with the highest F1. Undefined values lose, unless the lowest threshold gives one. */
    BestF1 best(IntToDoubleFunction f1AtThreshold) {
        int best = 0;
        double value = f1AtThreshold.applyAsDouble(0);
        for (int k = 1; k < SIZE; k++) {
            double candidate = f1AtThreshold.applyAsDouble(k);
            if (candidate > value) {
                value = candidate;
                best = k;
            }
        }
        return new BestF1(value, thresholds[best]);
    }
}
