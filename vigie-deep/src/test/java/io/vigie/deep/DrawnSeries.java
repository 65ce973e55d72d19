package io.vigie.deep;

import io.vigie.series.Channel;
import io.vigie.series.TimeAxis;
import io.vigie.series.TimeSeries;
import java.util.List;
import java.util.stream.IntStream;

/** Series of values that a test draws. */
public final class DrawnSeries {
    private DrawnSeries() {}

    /**
     * A row a step, channels c0, c1 and on.
     *
     * @param values [channel][row]
     */
    public static TimeSeries of(double[][] values) {
        List<Channel> channels = IntStream.range(0, values.length)
                .mapToObj(c -> Channel.of("c" + c))
                .toList();
        return TimeSeries.of("drawn", TimeAxis.rows(values[0].length), channels, values);
    }
}
