package io.vigie.detect.classic;

/** What a streaming model does with a row once it has been scored. */
public enum StreamLearning {
    /** Learns from it: the model follows slow change, and long anomalies fade into normal. */
    CONTINUE,
    /** Forgets it: the model stays as fitted. */
    FROZEN
}
