package io.vigie.pipeline;

import io.vigie.series.Channel;
import io.vigie.series.Interval;
import io.vigie.series.TimeAxis;
import io.vigie.series.TimeSeries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** A made-up plant of five sensors, one row a minute: two autocorrelated processes seen with noise, one constant channel. */
final class Plant {
    static final List<String> NAMES = List.of("pressure", "flow", "temperature", "level", "mode");
    private static final long MINUTE = 60_000_000_000L;
    private static final long START = 1_767_225_600_000_000_000L; // 2026-01-01

    private final double[][] values;

    private Plant(double[][] values) {
        this.values = values;
    }

    /** Normal operation; two seeds give two independent stretches of the same plant. */
    static Plant normal(long seed, int rows) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] values = new double[NAMES.size()][rows];
        double fast = 0;
        double slow = 0;
        for (int row = 0; row < rows; row++) {
            fast = 0.7 * fast + Math.sqrt(1 - 0.49) * random.nextGaussian();
            slow = 0.8 * slow + 0.6 * random.nextGaussian();
            values[0][row] = 4 + 0.2 * fast + 0.05 * random.nextGaussian();
            values[1][row] = 100 - 5 * fast + random.nextGaussian();
            values[2][row] = 60 + slow + 0.3 * random.nextGaussian();
            values[3][row] = 10 + 0.5 * slow + 0.2 * random.nextGaussian();
            values[4][row] = 3;
        }
        return new Plant(values);
    }

    Plant shift(int channel, Interval rows, double by) {
        for (int row = rows.from(); row < rows.to(); row++) {
            values[channel][row] += by;
        }
        return this;
    }

    Plant freeze(int channel, Interval rows) {
        Arrays.fill(values[channel], rows.from(), rows.to(), values[channel][rows.from()]);
        return this;
    }

    Plant silence(int channel, Interval rows) {
        Arrays.fill(values[channel], rows.from(), rows.to(), Double.NaN);
        return this;
    }

    TimeSeries series() {
        List<Channel> channels = new ArrayList<>();
        for (String name : NAMES) {
            channels.add(Channel.of(name));
        }
        return TimeSeries.of(
                "plant", TimeAxis.regular(TimeAxis.Kind.INSTANT, START, MINUTE, values[0].length), channels, values);
    }
}
