package io.vigie.deep.diffusion;

import java.util.function.DoubleUnaryOperator;

/** How much noise each step of a diffusion in discrete time adds. */
public enum NoiseSchedule {
    /** Evenly rising, 1e-4 to 0.02 for a thousand steps and in proportion for others (Ho et al., DDPM, NeurIPS 2020). */
    LINEAR {
        @Override
        double[] rates(int steps) {
            return rising(steps, LINEAR_LEAST * ORIGINAL / steps, LINEAR_MOST * ORIGINAL / steps, rate -> rate);
        }
    },
    /** What is left of the data follows the square of a cosine (Nichol and Dhariwal, ICML 2021, equation 17). */
    COSINE {
        @Override
        double[] rates(int steps) {
            double[] rates = new double[steps];
            for (int step = 0; step < steps; step++) {
                double kept = left((step + 1.0) / steps) / left((double) step / steps);
                rates[step] = Math.min(HIGHEST, 1 - kept);
            }
            return rates;
        }

        private static double left(double time) {
            double cosine = Math.cos((time + OFFSET) / (1 + OFFSET) * Math.PI / 2);
            return cosine * cosine;
        }
    },
    /** The roots rise evenly, from that of 1e-4 to that of 0.5, for few steps (Tashiro et al., CSDI, NeurIPS 2021). */
    QUADRATIC {
        @Override
        double[] rates(int steps) {
            return rising(steps, Math.sqrt(QUADRATIC_LEAST), Math.sqrt(QUADRATIC_MOST), root -> root * root);
        }
    };

    private static final double ORIGINAL = 1000; // steps that the two rates are for
    private static final double LINEAR_LEAST = 1e-4;
    private static final double LINEAR_MOST = 0.02;
    private static final double QUADRATIC_LEAST = 1e-4;
    private static final double QUADRATIC_MOST = 0.5;
    private static final double OFFSET = 0.008;
    private static final double HIGHEST = 0.999; // a step that leaves nothing could not be undone

    /** Variance that each of the steps adds to data of variance 1 whose variance is kept, each between 0 and 1. */
    abstract double[] rates(int steps);

    private static double[] rising(int steps, double first, double last, DoubleUnaryOperator rate) {
        double[] rates = new double[steps];
        for (int step = 0; step < steps; step++) {
            double share = steps == 1 ? 1 : step / (steps - 1.0);
            rates[step] = Math.min(HIGHEST, rate.applyAsDouble(first + share * (last - first)));
        }
        return rates;
    }
}
