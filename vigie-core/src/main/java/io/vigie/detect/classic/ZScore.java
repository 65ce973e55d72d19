package io.vigie.detect.classic;

import io.vigie.detect.Alignment;
import io.vigie.detect.Descriptor;
import io.vigie.detect.Detector;
import io.vigie.detect.Option;
import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.detect.WindowAggregation;
import io.vigie.detect.internal.PreparedRows;
import io.vigie.detect.internal.WindowScores;

/**
 * How many standard deviations a row is from the train mean, over all channels, smoothed over time: the plain baseline
 * that every other detector has to beat.
 *
 * <p>With train mean {@code m_c} and standard deviation {@code s_c} of channel {@code c} the score of a row is the
 * moving mean over {@code window} rows of {@code sqrt(sum_c ((x_c - m_c) / s_c)^2)}; a channel that is constant in train
 * has {@code s_c = 1} (values are scaled already). Contributions are a row's score times its shares of the squared
 * deviations; they add up. Shewhart's control chart (Shewhart, Economic Control of Quality of Manufactured Product, 1931)
 * over several channels. O(rows x channels) for fit and score.
 */
public record ZScore(
        @Option(value = "100", description = "Rows of the moving mean, at least 1; 1 judges single rows.")
        int window,

        @Option(value = "centred", description = "Moving mean around the row (centred) or up to it (causal).")
        Alignment alignment)
        implements Detector {

    public ZScore {
        if (window < 1) {
            throw new OptionException("window is " + window + "; use at least 1");
        }
    }

    /** The centred moving mean over 100 rows. */
    public ZScore() {
        this(100, Alignment.CENTRED);
    }

    @Override
    public String id() {
        return "zscore";
    }

    @Override
    public Descriptor descriptor() {
        return Descriptor.of(
                "Distance from the train mean in standard deviations over all channels, moving mean",
                "Shewhart 1931",
                FittedZScore.UNIT,
                smoothing().delay(),
                true,
                true);
    }

    WindowScores smoothing() {
        return WindowScores.ofRows(window, WindowAggregation.AVERAGE, alignment);
    }

    @Override
    public FittedZScore fit(TrainingSet train, RunContext context) {
        context.checkCancelled();
        return FittedZScore.fit(this, train.schema(), PreparedRows.trainSegments(train, 1));
    }
}
