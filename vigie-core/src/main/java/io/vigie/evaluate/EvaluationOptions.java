package io.vigie.evaluate;

import io.vigie.series.TimeAxis;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link Evaluation} needs to know beside scores and labels.
 *
 * @param window the largest label window of VUS in rows, at least 0; {@link WindowLengthRule} gives the usual one
 * @param threshold alarms are rows whose score is at least this; null takes the threshold of the best Standard-F1, an
 *     oracle that looks at the labels
 * @param time the time of each row; null for a series without time
 * @param seed seed of the random score that is evaluated for comparison
 */
public record EvaluationOptions(
        int window, @Nullable Double threshold, @Nullable TimeAxis time, long seed) {
    /** Seed of the random score where none is given. */
    public static final long DEFAULT_SEED = 42;

    public EvaluationOptions {
        if (window < 0) {
            throw new IllegalArgumentException("window " + window + " is negative; give 0 or more rows");
        }
        if (threshold != null && threshold.isNaN()) {
            throw new IllegalArgumentException("threshold is NaN; give a number, or none for the best of Standard-F1");
        }
    }

    /** A window, the oracle threshold, no time and the default seed. */
    public static EvaluationOptions window(int window) {
        return new EvaluationOptions(window, null, null, DEFAULT_SEED);
    }

    /** The same with alarms where the score is at least a threshold. */
    public EvaluationOptions withThreshold(double alarmThreshold) {
        return new EvaluationOptions(window, alarmThreshold, time, seed);
    }

    /** The same with the time of each row. */
    public EvaluationOptions withTime(TimeAxis rowTimes) {
        return new EvaluationOptions(window, threshold, rowTimes, seed);
    }

    /** The same with another seed of the random score. */
    public EvaluationOptions withSeed(long randomSeed) {
        return new EvaluationOptions(window, threshold, time, randomSeed);
    }
}
