package io.vigie.deep.flow;

import io.vigie.deep.DrawnSeries;
import io.vigie.detect.RunContext;
import io.vigie.series.TimeSeries;
import java.util.random.RandomGenerator;

/** Independent rows of a standard normal x, and y = x^2 / 2 + noise of 0.3. */
final class CurvedCloud {
    /** Nats a row: as x alone and the noise are normal, the entropy is theirs. The best normal density has .94 more. */
    static final double ENTROPY = Math.log(2 * Math.PI * Math.E) + Math.log(0.3);

    private CurvedCloud() {}

    static TimeSeries of(int seed, int rows) {
        RandomGenerator random = RunContext.defaults().withSeed(seed).random("curve");
        double[][] values = new double[2][rows];
        for (int row = 0; row < rows; row++) {
            values[0][row] = random.nextGaussian();
            values[1][row] = values[0][row] * values[0][row] / 2 + 0.3 * random.nextGaussian();
        }
        return DrawnSeries.of(values);
    }
}
