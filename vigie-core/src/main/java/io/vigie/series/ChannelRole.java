package io.vigie.series;

/** What a channel is good for. */
public enum ChannelRole {
    /** A noisy observation of the system: modelled and judged. The default. */
    OBSERVATION,
    /** A trusted reference sensor or a set-point: informs the model, is not itself blamed. */
    REFERENCE
}
