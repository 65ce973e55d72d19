package io.vigie.deep.flow;

/** What is done about the noise of sensors. */
public enum SensorNoise {
    /** It is learned with everything else that cannot be told ahead. */
    LEARNED,
    /**
     * It is taken as known: what was declared of a channel, or else what the preparation estimated from its second
     * differences, which is right for white noise on a smooth signal and too much for a signal that swings from row to row.
     */
    KNOWN
}
