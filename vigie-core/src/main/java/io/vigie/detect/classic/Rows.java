package io.vigie.detect.classic;

import io.vigie.series.TimeSeries;

/** Row-major copies of a channel-major series: [row][channel], as distance and tree kernels read them. */
final class Rows {
    private Rows() {}

    /** Copies rows {@code from .. from + count - 1}, all channels, to {@code target} from {@code position} on. */
    static void copy(TimeSeries series, int from, int count, double[] target, int position) {
        int channels = series.channelCount();
        if (count == 1) {
            for (int c = 0; c < channels; c++) {
                target[position + c] = series.value(c, from);
            }
            return;
        }
        double[] channel = new double[count];
        for (int c = 0; c < channels; c++) {
            series.copyChannel(c, from, channel, 0, count);
            int at = position + c;
            for (int i = 0; i < count; i++, at += channels) {
                target[at] = channel[i];
            }
        }
    }
}
