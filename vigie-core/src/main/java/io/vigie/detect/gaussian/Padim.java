package io.vigie.detect.gaussian;

import io.vigie.detect.Alignment;
import io.vigie.detect.Descriptor;
import io.vigie.detect.Detector;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.Option;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.detect.WindowAggregation;
import io.vigie.detect.classic.StreamLearning;
import io.vigie.model.ModelReader;
import io.vigie.series.SeriesSchema;

/**
 * Mahalanobis distance of what a window looks like, in the features of an encoder, to what windows at its position look like in
 * the train part.
 *
 * <p>Defard et al., PaDiM: a patch distribution modeling framework for anomaly detection and localization, ICPR 2021, with
 * windows for image patches. For each position {@code p} the mean {@code m} of the features {@code x} and their covariance
 * {@code S + 0.01 I} (equation 1) are kept; a window's distance is {@code sqrt((x - m)' S^-1 (x - m))} (equation 2). Of the
 * encoder's features at most {@code features} are drawn, from all channels as evenly as can be.
 *
 * <p>An image has its positions, a series does not; here they are the phase in the train part's cycle, told by a clock that follows
 * the rows ({@link PhaseClock}), the operating state ({@link StateModel}), or one for all windows. Positions with fewer than
 * {@value FittedPositions#LEAST_WINDOWS} train windows take the Gaussian of all.
 *
 * <p>With {@code learning=continue} a scored window is taken into the moments of its position as those of the train part were
 * ({@link RunningCovariance}), and Gaussians are drawn again every 256 windows; laws of distances stay.
 *
 * <p>Where we differ: features are scaled by their deviation over train windows and compressed beyond 5 of them; and a score is
 * no distance but {@code -log} of the chance of a distance as great at that position, in nats ({@link
 * io.vigie.detect.internal.TailSurprise}). Positions differ in how widely their windows scatter and in how many there are to
 * learn from, so distances cannot be held against each other. That chance is taken from distances of train windows to Gaussians
 * of the other three quarters of the train part: those to Gaussians they have helped to fit are too small.
 * And the covariance of a position with few windows leans on the one within all positions ({@link PositionGaussian#of}).
 *
 * <p>Contributions are those of the partial decomposition of Alcala and Qin (Journal of Process Control 2011): channels share a
 * score as {@code sum over their features of (x - m)_f (S^-1 (x - m))_f}, negative sums as none; they add up.
 *
 * <p>Complexity, with F features and P positions: fit O(train windows x F^2 + P F^3) from at most
 * {@value FittedPositions#MOST_WINDOWS} evenly spaced windows, each seen once; score O(rows x F^2), memory O(P F^2), beside what
 * the encoder takes.
 *
 * @param encoder as text, {@code id(key=value,...)}
 * @param window rows of a window
 * @param position what tells windows apart
 * @param positions most of them
 * @param dwell rows that the level and variability of an operating state are taken over, and that it lasts at least
 * @param features most features
 * @param shrinkage of covariances
 * @param learning whether a scored window is learned from
 * @param aggregation how window scores become row scores
 * @param alignment windows around the row or up to it
 */
public record Padim(
        @Option(
                value = "statistics",
                description = "What windows are described by: an encoder as id or id(key=value,...).")
        String encoder,

        @Option(value = "129", description = "Rows of a window, at least 1.")
        int window,

        @Option(
                value = "none",
                description = "What a window's position is: one for all (none), the phase in the train part's cycle, or"
                        + " the operating state (regime).")
        WindowPosition position,

        @Option(value = "8", description = "Most positions: parts of a cycle or operating states, 1 to 64.")
        int positions,

        @Option(
                value = "128",
                description =
                        "Rows that the level and variability of an operating state are taken over, 8 to 4096; states"
                                + " should last twice as long.")
        int dwell,

        @Option(value = "256", description = "Most features, drawn from those of the encoder, 1 to 512.")
        int features,

        @Option(
                value = "ledoit-wolf",
                description =
                        "What makes covariances invertible: 0.01 added to variances of scaled features (identity),"
                                + " or a pull towards equal variances before that (ledoit-wolf).")
        Shrinkage shrinkage,

        @Option(
                value = "frozen",
                description =
                        "What is done with a window once it is scored: nothing (frozen), or it is learned from like those"
                                + " of the train part (continue).")
        StreamLearning learning,

        @Option(value = "last", description = "How the scores of the windows of a row become the score of the row.")
        WindowAggregation aggregation,

        @Option(value = "centred", description = "Windows around the row (centred) or up to it (causal).")
        Alignment alignment)
        implements Detector {
    public Padim {
        PositionSettings.require(encoder, window, "positions", positions, dwell, features);
    }

    @Override
    public String id() {
        return "padim";
    }

    @Override
    public Descriptor descriptor() {
        return settings()
                .descriptor("Mahalanobis distance of windows' features at their position", "Defard et al., ICPR 2021");
    }

    @Override
    public boolean learnsFromAnomalies() {
        return settings().parsed().learnsFromAnomalies();
    }

    private PositionSettings settings() {
        return new PositionSettings(
                this,
                encoder,
                window,
                position,
                positions,
                dwell,
                features,
                shrinkage,
                learning,
                aggregation,
                alignment);
    }

    @Override
    public FittedDetector fit(TrainingSet train, RunContext context) {
        return FittedPositions.fit(settings(), train, context);
    }

    static FittedDetector read(Padim detector, SeriesSchema schema, ModelReader in) {
        return FittedPositions.read(detector.settings(), schema, in);
    }
}
