package io.vigie.detect;

import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import io.vigie.series.Interval;
import io.vigie.series.SeriesSchema;
import io.vigie.series.TimeSeries;
import java.util.List;
import java.util.Optional;

/**
 * What was learned. Immutable, thread-safe, independent of the data it came from. After {@link #close} every method
 * except {@code close} may throw {@link IllegalStateException}; pure-Java detectors hold nothing to close.
 */
public interface FittedDetector extends AutoCloseable {
    /** The options it was fitted with. */
    Detector detector();

    SeriesSchema schema();

    /** As {@link #score(TimeSeries, RunContext)} with default context. */
    default Scores score(TimeSeries series) {
        return score(series, RunContext.defaults());
    }

    /**
     * Scores every row of a prepared series; higher is more anomalous. Thread count changes nothing.
     *
     * @return scores of the series' length; NaN only in the first {@link Scores#warmUp()} rows
     * @throws io.vigie.series.BadInputException if the schema differs, values are missing, or the series is shorter
     *     than the window
     */
    Scores score(TimeSeries series, RunContext context);

    /**
     * A fresh scorer that is fed row by row and agrees with {@link #score} (delayed by the descriptor's delay).
     *
     * @throws UnsupportedOperationException if the descriptor says the whole series is needed
     */
    OnlineScorer online();

    /** A scorer that goes on from a state written by {@link OnlineScorer#write}. */
    OnlineScorer online(ModelReader state);

    /**
     * What the model would have expected at the given rows, where the method has such a notion; in prepared units.
     * Empty by default.
     */
    default Optional<Expectation> expectation(TimeSeries series, Interval rows) {
        return Optional.empty();
    }

    /** What tells cells given the others, where the method can; in prepared units. Empty by default. */
    default Optional<Imputer> imputer() {
        return Optional.empty();
    }

    /**
     * A score on the scale that beliefs are calibrated on; increasing. The score itself by default. A method whose scores are
     * logarithms gives what they are logarithms of: tails of scores are told apart by their ratios, which a logarithm hides.
     */
    default double linear(double score) {
        return score;
    }

    /**
     * What a user should know of the fit, one sentence each: how a training ended, what it had to undo, a model that
     * collapsed. Empty by default.
     */
    default List<String> notes() {
        return List.of();
    }

    /** Writes all that {@link DetectorType}'s reader needs; options are written by the caller. */
    void write(ModelWriter out);

    @Override
    default void close() {}
}
