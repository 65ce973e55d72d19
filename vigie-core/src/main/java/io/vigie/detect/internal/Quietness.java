package io.vigie.detect.internal;

import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How surprising it is that channels move so little, in nats. A channel's activity is the log mean square of its steps from row to row; its surprise at so
 * little or less is held against the windows of the train part, and so is the sum of the channels' surprises. Two nats less than
 * that are told, as nearly all that is quiet is normal.
 */
public final class Quietness {
    private static final double ODDS = 2;

    private final double floor;
    private final List<TailSurprise> channels;
    private final TailSurprise sum;

    private Quietness(double floor, List<TailSurprise> channels, TailSurprise sum) {
        this.floor = floor;
        this.channels = List.copyOf(channels);
        this.sum = sum;
    }

    /**
     * From windows of the train part.
     *
     * @param windows [window][channel][time]
     * @param rows of each window, the last that activity is taken from; 2 or more
     * @param floor deviation below which nothing is told apart
     */
    public static Quietness of(float[] windows, int channels, int window, int rows, double floor) {
        int count = windows.length / (channels * window);
        double[][] activity = new double[channels][count];
        for (int i = 0; i < count; i++) {
            for (int c = 0; c < channels; c++) {
                activity[c][i] = activity(windows, (i * channels + c + 1) * window - rows, rows, floor);
            }
        }
        List<TailSurprise> laws = new ArrayList<>();
        double[] sums = new double[count];
        for (double[] channel : activity) {
            TailSurprise law = TailSurprise.of(channel);
            laws.add(law);
            for (int i = 0; i < count; i++) {
                sums[i] += law.low(channel[i]);
            }
        }
        return new Quietness(floor, laws, TailSurprise.of(sums));
    }

    private static double activity(float[] values, int from, int rows, double floor) {
        return Math.log(meanSquareStep(values, from, rows) + floor * floor);
    }

    /** Mean square of the steps from value to value; infinite for one value. */
    public static double meanSquareStep(float[] values, int from, int length) {
        double squares = 0;
        for (int t = from + 1; t < from + length; t++) {
            double step = (double) values[t] - values[t - 1];
            squares += step * step;
        }
        return length == 1 ? Double.POSITIVE_INFINITY : squares / (length - 1);
    }

    /**
     * The surprise of one window in nats, 0 where it moves as much as usual.
     *
     * @param window [channel][row] of as many rows as it was learned from
     * @param shares receives what channels have of it, which adds up to it; may be empty
     */
    public double of(float[] window, float[] shares) {
        int rows = window.length / channels.size();
        double[] low = new double[channels.size()];
        double total = 0;
        for (int c = 0; c < low.length; c++) {
            low[c] = channels.get(c).low(activity(window, c * rows, rows, floor));
            total += low[c];
        }
        double surprise = Math.max(0, sum.high(total) - ODDS);
        Arrays.fill(shares, 0f);
        for (int c = 0; c < shares.length && total > 0; c++) {
            shares[c] = (float) (surprise * low[c] / total);
        }
        return surprise;
    }

    public void write(ModelWriter out) {
        out.number("floor", floor);
        out.integer("channels", channels.size());
        for (int c = 0; c < channels.size(); c++) {
            channels.get(c).write(out.section("channel-" + c));
        }
        sum.write(out.section("sum"));
    }

    public static Quietness read(ModelReader in) {
        List<TailSurprise> channels = new ArrayList<>();
        int count = in.integer("channels", 1, Integer.MAX_VALUE);
        for (int c = 0; c < count; c++) {
            channels.add(TailSurprise.read(in.section("channel-" + c)));
        }
        return new Quietness(in.number("floor"), channels, TailSurprise.read(in.section("sum")));
    }
}
