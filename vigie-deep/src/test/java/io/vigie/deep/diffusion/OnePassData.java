package io.vigie.deep.diffusion;

import io.vigie.detect.RunContext;
import io.vigie.series.Interval;
import java.util.random.RandomGenerator;

/** Small series for tests of detectors that evaluate their network a few times a window. */
final class OnePassData {
    /** Rows that {@link #shift} moves. */
    static final Interval PLANTED = new Interval(500, 530);

    /** Channel that {@link #shift} moves. */
    static final int CHANNEL = 2;

    private static final double NOISE = 0.2;

    private OnePassData() {}

    /** Four channels that are one cycle of 16 rows, each with its own phase. */
    static double[][] clean(int rows) {
        double[][] values = new double[4][rows];
        for (int row = 0; row < rows; row++) {
            for (int c = 0; c < 4; c++) {
                values[c][row] = 1.4 * Math.sin(2 * Math.PI * row / 16 + c);
            }
        }
        return values;
    }

    /** The same under noise of deviation 0.2. */
    static double[][] cycles(int seed, int rows) {
        RandomGenerator random = RunContext.defaults().withSeed(seed).random("cycles");
        double[][] values = clean(rows);
        for (int row = 0; row < rows; row++) {
            for (int c = 0; c < 4; c++) {
                values[c][row] += NOISE * random.nextGaussian();
            }
        }
        return values;
    }

    /** Moves one channel in the planted rows. */
    static double[][] shift(double[][] values, double by) {
        for (int row = PLANTED.from(); row < PLANTED.to(); row++) {
            values[CHANNEL][row] += by;
        }
        return values;
    }
}
