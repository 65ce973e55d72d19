package io.vigie.deep.diffusion;

import io.vigie.series.Channel;
import io.vigie.series.Interval;
import io.vigie.series.TimeAxis;
import io.vigie.series.TimeSeries;
import java.util.List;
import java.util.SplittableRandom;

/** Three channels that follow one slow process and a wave, what they would be without sensor noise beside them. */
final class Machine {
    static final double SENSOR = 0.2;
    static final int SHIFTED = 1;

    final double[][] clean;
    final double[][] values;

    Machine(long seed, int rows) {
        SplittableRandom random = new SplittableRandom(seed);
        clean = new double[3][rows];
        values = new double[3][rows];
        double slow = 0;
        for (int row = 0; row < rows; row++) {
            slow = 0.95 * slow + Math.sqrt(1 - 0.95 * 0.95) * random.nextGaussian();
            double wave = Math.sin(2 * Math.PI * row / 25);
            clean[0][row] = slow;
            clean[1][row] = 0.7 * slow + 0.7 * wave;
            clean[2][row] = wave - 0.5 * slow;
            for (int c = 0; c < 3; c++) {
                values[c][row] = clean[c][row] + SENSOR * random.nextGaussian();
            }
        }
    }

    /** Moves one channel in some rows. */
    Machine shifted(double by, List<Interval> planted) {
        for (Interval rows : planted) {
            for (int row = rows.from(); row < rows.to(); row++) {
                values[SHIFTED][row] += by;
            }
        }
        return this;
    }

    TimeSeries series() {
        return TimeSeries.of(
                "machine",
                TimeAxis.rows(values[0].length),
                List.of(Channel.of("a"), Channel.of("b"), Channel.of("c")),
                values);
    }
}
