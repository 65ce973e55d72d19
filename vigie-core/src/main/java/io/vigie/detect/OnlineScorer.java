package io.vigie.detect;

import io.vigie.model.ModelWriter;

/**
 * Scores prepared rows as they come, in bounded memory. Not thread-safe. The value returned by the call for row
 * {@code t} is the score of row {@code t - delay()}.
 */
public interface OnlineScorer {
    /** Rows between an observation and its score. */
    int delay();

    /**
     * Takes the next prepared row (one finite value a channel).
     *
     * @return the score of the row {@code delay()} rows ago, NaN while there is none yet or in the warm-up
     */
    double push(double[] row);

    /** Contributions per channel to the last score returned; empty where the method has none. */
    float[] contributions();

    /** Writes the state, so that {@link FittedDetector#online(io.vigie.model.ModelReader)} goes on from here. */
    void write(ModelWriter out);
}
