package io.vigie.detect.classic;

import io.vigie.series.TimeSeries;
import java.util.List;

/** Windows drawn evenly from some segments. */
final class WindowSample {
    private WindowSample() {}

    /** Windows at stride 1 in segments that each hold at least one. */
    static int count(List<TimeSeries> segments, int window) {
        int count = 0;
        for (TimeSeries segment : segments) {
            count = Math.addExact(count, segment.length() - window + 1);
        }
        return count;
    }

    /** At most {@code most} windows, evenly spaced over all segments, [window][row in window x channel], row first. */
    static double[][] of(List<TimeSeries> segments, int window, int most) {
        int channels = segments.get(0).channelCount();
        int windows = count(segments, window);
        double[][] samples = new double[Math.min(windows, most)][Math.multiplyExact(window, channels)];
        double[] values = new double[window];
        int segment = 0;
        int first = 0; // number of the segment's first window
        for (int i = 0; i < samples.length; i++) {
            int chosen = (int) ((long) i * windows / samples.length);
            while (chosen - first > segments.get(segment).length() - window) {
                first += segments.get(segment++).length() - window + 1;
            }
            for (int c = 0; c < channels; c++) {
                segments.get(segment).copyChannel(c, chosen - first, values, 0, window);
                for (int o = 0; o < window; o++) {
                    samples[i][o * channels + c] = values[o];
                }
            }
        }
        return samples;
    }
}
