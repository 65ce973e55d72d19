package io.vigie.deep.oneclass;

import io.vigie.detect.RunContext;
import java.util.random.RandomGenerator;

/** Small series for tests of one-class networks. */
final class PlantData {
    private PlantData() {}

    /** Four channels that are one cycle of 16 rows, each with its own phase, and noise of 0.2. */
    static double[][] cycles(int seed, int rows) {
        RandomGenerator random = RunContext.defaults().withSeed(seed).random("cycles");
        double[][] values = new double[4][rows];
        for (int row = 0; row < rows; row++) {
            for (int c = 0; c < 4; c++) {
                values[c][row] = 1.4 * Math.sin(2 * Math.PI * row / 16 + c) + 0.2 * random.nextGaussian();
            }
        }
        return values;
    }
}
