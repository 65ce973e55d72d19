package io.vigie.judge;

import java.util.Arrays;
import java.util.Random;

/** Seeded draws of score families. */
enum Draws {
    NORMAL,
    EXPONENTIAL,
    LOGNORMAL,
    STUDENT_T3,
    UNIFORM,
    BIMODAL,
    AUTOREGRESSIVE;

    double[] take(int n, long seed) {
        Random random = new Random(seed);
        double[] x = new double[n];
        double state = 0;
        for (int i = 0; i < n; i++) {
            double g = random.nextGaussian();
            state = 0.9 * state + Math.sqrt(1 - 0.81) * g;
            x[i] = switch (this) {
                case NORMAL -> g;
                case EXPONENTIAL -> -Math.log(1 - random.nextDouble());
                case LOGNORMAL -> Math.exp(g);
                case STUDENT_T3 -> g / Math.sqrt((square(random) + square(random) + square(random)) / 3);
                case UNIFORM -> random.nextDouble();
                case BIMODAL -> random.nextDouble() < 0.3 ? 6 + g : g;
                case AUTOREGRESSIVE -> state;
            };
        }
        return x;
    }

    private static double square(Random random) {
        double g = random.nextGaussian();
        return g * g;
    }

    /** Share of sorted scores whose p-value is at most a level, found by bisection as p never rises. */
    static double falseAlarmRate(NullModel model, double[] sorted, double level) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (model.pValue(sorted[middle]) <= level) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return (sorted.length - low) / (double) sorted.length;
    }

    static double[] sorted(double[] values) {
        double[] copy = values.clone();
        Arrays.sort(copy);
        return copy;
    }
}
