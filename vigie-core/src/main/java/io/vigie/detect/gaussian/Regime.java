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
 * Finds the operating states of a series without labels (start-up, idle, load) and holds each against a normal of its own.
 *
 * <p>The states are those of {@link StateModel}: components of a Gaussian mixture of levels and variability, their number by the
 * integrated completed likelihood, smoothed in time by Viterbi's algorithm. The normal of a state, and that of windows which
 * hold a change of state, is that of {@link Padim} with {@code position=regime}, whose scores and contributions these are. The
 * fitted detector shows what it found ({@link io.vigie.detect.OperatingStates}). A state that lasts too long or comes at the
 * wrong time is not told: what is judged is what a state looks like.
 *
 * @param encoder as text, {@code id(key=value,...)}
 * @param window rows of a window
 * @param states most of them
 * @param dwell rows that a state lasts at least, over which level and variability are taken
 * @param features most features
 * @param shrinkage of covariances
 * @param learning whether a scored window is learned from
 * @param aggregation how window scores become row scores
 * @param alignment windows around the row or up to it
 */
public record Regime(
        @Option(
                value = "statistics",
                description = "What windows are described by: an encoder as id or id(key=value,...).")
        String encoder,

        @Option(value = "129", description = "Rows of a window, at least 1.")
        int window,

        @Option(value = "8", description = "Most operating states, 1 to 64.")
        int states,

        @Option(
                value = "128",
                description =
                        "Rows that the level and variability of a state are taken over, 8 to 4096; states should last"
                                + " twice as long.")
        int dwell,

        @Option(value = "256", description = "Most features, drawn from those of the encoder, 1 to 512.")
        int features,

        @Option(
                value = "identity",
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
    public Regime {
        PositionSettings.require(encoder, window, "states", states, dwell, features);
    }

    @Override
    public String id() {
        return "regime";
    }

    @Override
    public Descriptor descriptor() {
        return settings()
                .descriptor(
                        "Operating states found without labels, each with a normal of its own",
                        "Biernacki et al. 2000; Viterbi 1967; Defard et al., ICPR 2021");
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
                WindowPosition.REGIME,
                states,
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

    static FittedDetector read(Regime detector, SeriesSchema schema, ModelReader in) {
        return FittedPositions.read(detector.settings(), schema, in);
    }
}
