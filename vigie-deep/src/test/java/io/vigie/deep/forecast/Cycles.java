package io.vigie.deep.forecast;

import io.vigie.detect.RunContext;
import io.vigie.series.Channel;
import io.vigie.series.TimeAxis;
import io.vigie.series.TimeSeries;
import java.util.List;
import java.util.random.RandomGenerator;

/** Two cycles with noise of known size: the entropy rate of a channel is that of its noise. */
final class Cycles {
    static final double[] NOISE = {0.2, 0.6};

    private Cycles() {}

    static TimeSeries of(int seed, int rows) {
        RandomGenerator random = RunContext.defaults().withSeed(seed).random("cycles");
        double[][] values = new double[2][rows];
        for (int row = 0; row < rows; row++) {
            values[0][row] = Math.sin(2 * Math.PI * row / 25) + NOISE[0] * random.nextGaussian();
            values[1][row] = Math.sin(2 * Math.PI * row / 40 + 1) + NOISE[1] * random.nextGaussian();
        }
        return TimeSeries.of("cycles", TimeAxis.rows(rows), List.of(Channel.of("a"), Channel.of("b")), values);
    }

    /** Nats of the best forecast there is: nobody tells noise. */
    static double entropy(int channel) {
        return 0.5 * Math.log(2 * Math.PI * Math.E * NOISE[channel] * NOISE[channel]);
    }
}
