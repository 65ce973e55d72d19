package io.vigie.detect.classic;

import io.vigie.detect.internal.SharedVote;

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
    SHARED
}
