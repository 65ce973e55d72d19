package io.vigie.detect.classic;

import io.vigie.detect.internal.SharedVote;
import io.vigie.series.TimeSeries;
import java.util.Arrays;
import java.util.List;

/**
 * What channels of few states (switches, modes, commands: at most {@link SharedVote#STATES} values in the train part,
 * constant ones among them) count for in a distance.
 */
public enum DiscreteChannels {
    /** Each as much as any other channel. */
    EQUAL,
    /**
     * All of them together at most as much as one other channel, so that many switches do not drown the one sensor: of
     * {@code k} each is multiplied by {@code 1 / k} before anything else. Windows that are divided by their deviation lose
     * the factor again, but for those quieter than {@link WindowNormalization#DEVIATION_FLOOR}.
     */
    SHARED;

    /** One factor a channel of the train part: 1, or what {@link SharedVote} gives it where such channels share one vote. */
    public double[] weights(List<TimeSeries> train) {
        if (this == SHARED) {
            return SharedVote.weights(train, 1);
        }
        double[] weights = new double[train.get(0).channelCount()];
        Arrays.fill(weights, 1);
        return weights;
    }
}
