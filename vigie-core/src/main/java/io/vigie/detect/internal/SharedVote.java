package io.vigie.detect.internal;

import io.vigie.series.TimeSeries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Weights of channels where those of few states (switches, modes, commands) count together for one. */
public final class SharedVote {
    /** A channel of at most this many values in the train part is discrete. */
    public static final int STATES = 4;

    private SharedVote() {}

    /**
     * One weight a channel: 1, or for {@code k} discrete channels {@code 1 / k} each. If all channels are discrete they all
     * count.
     *
     * @param train segments of the train part, at least one
     * @param least values that a discrete channel takes, 1 or 2; 2 leaves constant channels out, which are good witnesses when
     *     they move after all
     */
    public static double[] weights(List<TimeSeries> train, int least) {
        double[] weights = new double[train.get(0).channelCount()];
        Arrays.fill(weights, 1);
        List<Integer> found = new ArrayList<>();
        for (int c = 0; c < weights.length; c++) {
            int states = states(train, c);
            if (states >= least && states <= STATES) {
                found.add(c);
            }
        }
        if (found.size() < weights.length) {
            for (int c : found) {
                weights[c] = 1.0 / found.size();
            }
        }
        return weights;
    }

    /** Distinct values of a channel, counted up to one more than {@link #STATES}. */
    private static int states(List<TimeSeries> train, int channel) {
        double[] states = new double[STATES];
        int count = 0;
        for (TimeSeries segment : train) {
            for (int row = 0; row < segment.length(); row++) {
                double value = segment.value(channel, row);
                int at = 0;
                while (at < count && states[at] != value) {
                    at++;
                }
                if (at == STATES) {
                    return STATES + 1;
                }
                if (at == count) {
                    states[count++] = value;
                }
            }
        }
        return count;
    }
}
