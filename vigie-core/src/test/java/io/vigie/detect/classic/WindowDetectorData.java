package io.vigie.detect.classic;

import io.vigie.series.Channel;
import io.vigie.series.TimeAxis;
import io.vigie.series.TimeSeries;
import java.util.ArrayList;
import java.util.List;

/** Series that a few lines of any language make again: {@code sin(2 pi t / (17 + 3 c)) + 0.3 (u - 0.5)}. */
final class WindowDetectorData {
    private WindowDetectorData() {}

    /**
     * Sines with noise from the generator {@code s = (1103515245 s + 12345) mod 2^31, u = s / 2^31}, drawn row by row and
     * within a row channel by channel.
     */
    static double[][] values(int rows, int channels, long seed) {
        double[][] x = new double[channels][rows];
        long state = seed;
        for (int t = 0; t < rows; t++) {
            for (int c = 0; c < channels; c++) {
                state = (state * 1103515245L + 12345L) % (1L << 31);
                x[c][t] = Math.sin(2 * Math.PI * t / (17 + 3 * c)) + 0.3 * (state / (double) (1L << 31) - 0.5);
            }
        }
        return x;
    }

    static TimeSeries series(double[][] values) {
        List<Channel> channels = new ArrayList<>();
        for (int c = 0; c < values.length; c++) {
            channels.add(Channel.of("c" + c));
        }
        return TimeSeries.of("waves", TimeAxis.rows(values[0].length), channels, values);
    }

    static TimeSeries series(int rows, int channels, long seed) {
        return series(values(rows, channels, seed));
    }
}
