package io.vigie.deep.engine;

import io.vigie.detect.RunContext;
import io.vigie.series.Channel;
import io.vigie.series.TimeAxis;
import io.vigie.series.TimeSeries;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Small series for tests of the engine. */
final class EngineData {
    private EngineData() {}

    /** Two channels of first-order autoregressions, 0.8 and -0.5, with innovations of 0.3. */
    static TimeSeries autoregressions(int seed, int rows) {
        RandomGenerator random = RunContext.defaults().withSeed(seed).random("autoregressions");
        double[][] values = new double[2][rows];
        for (int row = 1; row < rows; row++) {
            values[0][row] = 0.8 * values[0][row - 1] + 0.3 * random.nextGaussian();
            values[1][row] = -0.5 * values[1][row - 1] + 0.3 * random.nextGaussian();
        }
        return TimeSeries.of(
                "autoregressions", TimeAxis.rows(rows), List.of(Channel.of("slow"), Channel.of("quick")), values);
    }

    /** A series whose value tells channel and row: 1000 x channel + row. */
    static TimeSeries counting(int channels, int rows) {
        double[][] values = new double[channels][rows];
        for (int c = 0; c < channels; c++) {
            for (int row = 0; row < rows; row++) {
                values[c][row] = 1000.0 * c + row;
            }
        }
        return TimeSeries.of(
                "counting",
                TimeAxis.rows(rows),
                IntStream.range(0, channels).mapToObj(c -> Channel.of("c" + c)).toList(),
                values);
    }
}
