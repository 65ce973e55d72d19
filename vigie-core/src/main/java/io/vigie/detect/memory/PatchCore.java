package io.vigie.detect.memory;

import io.vigie.detect.Alignment;
import io.vigie.detect.Descriptor;
import io.vigie.detect.Detector;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.Option;
import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.detect.WindowAggregation;
import io.vigie.detect.classic.DiscreteChannels;
import io.vigie.detect.internal.WindowScores;
import io.vigie.detect.represent.Encoder;
import io.vigie.detect.represent.EncoderDescriptor;
import io.vigie.detect.represent.Encoders;
import io.vigie.detect.represent.FeatureScale;
import io.vigie.model.ModelReader;
import io.vigie.series.SeriesSchema;

/**
 * Distance of what a window looks like, in the features of an encoder, to the nearest looks in a small memory of the train part.
 *
 * <p>Roth et al., Towards total recall in industrial anomaly detection, CVPR 2022, with windows for image patches. Features are
 * scaled over train windows and compressed beyond 5 spreads. The memory is a greedy k-centre coreset of the train windows'
 * features. A window's distance {@code d} is the mean of those to its {@code neighbours} nearest memory windows; with
 * {@code reweighting} b it is multiplied by {@code 1 - exp(d_1) / sum_m exp(d_m)} (equation 7), over the b memory windows m
 * nearest to the window's nearest one, itself among them. Window scores become row scores by {@code aggregation}.
 *
 * <p>Where we differ: distances are counted in units of the median distance of train windows to the nearest memory window that
 * does not overlap them, so that 1 is usual and the softmax has a scale; and a channel of few states may count less. Contributions: each feature's share of the squared distance goes to
 * the channels it is computed from, in equal parts; they add up.
 *
 * <p>Complexity: O(train windows x memory x projection) to choose, O(rows x memory x features) to score, beside what the
 * encoder takes; train windows are thinned out evenly to at most {@value FittedMemory#MOST_CANDIDATES}.
 *
 * @param encoder as text, {@code id(key=value,...)}
 * @param window rows of a window
 * @param scale what features are divided by
 * @param discrete what channels of few states count for
 * @param share of the train windows that the memory keeps
 * @param memory most windows that it keeps
 * @param projection numbers that features are projected to before the memory is chosen
 * @param neighbours nearest memory windows whose distances are averaged
 * @param reweighting memory windows that a distance is held against
 * @param aggregation how window scores become row scores
 * @param alignment windows around the row or up to it
 */
public record PatchCore(
        @Option(
                value = "statistics",
                description = "What windows are described by: an encoder as id or id(key=value,...).")
        String encoder,

        @Option(value = "129", description = "Rows of a window, at least 1.")
        int window,

        @Option(
                value = "deviation",
                description =
                        "What features are divided by: nothing, their deviation over train windows, or a robust one.")
        FeatureScale scale,

        @Option(
                value = "shared",
                description =
                        "Channels of at most 4 values in train: each like any other (equal), or all like one (shared).")
        DiscreteChannels discrete,

        @Option(value = "0.1", description = "Share of the train windows that the memory keeps, above 0, at most 1.")
        double share,

        @Option(value = "1024", description = "Most windows that the memory keeps, at least 1.")
        int memory,

        @Option(
                value = "64",
                description = "Numbers that features are projected to before the memory is chosen; 0 for none.")
        int projection,

        @Option(value = "1", description = "Nearest memory windows whose distances are averaged, at least 1.")
        int neighbours,

        @Option(
                value = "0",
                description = "Memory windows around the nearest that a distance is held against; 0 for none.")
        int reweighting,

        @Option(value = "last", description = "How the scores of the windows of a row become the score of the row.")
        WindowAggregation aggregation,

        @Option(value = "centred", description = "Windows around the row (centred) or up to it (causal).")
        Alignment alignment)
        implements Detector {

    public PatchCore {
        MemorySettings.requireAtLeast(1, "window", window);
        MemorySettings.requireAtLeast(1, "memory", memory);
        MemorySettings.requireAtLeast(0, "projection", projection);
        MemorySettings.requireAtLeast(1, "neighbours", neighbours);
        MemorySettings.requireAtLeast(0, "reweighting", reweighting);
        if (!(share > 0 && share <= 1)) {
            throw new OptionException("share is " + share + "; use a number above 0, at most 1");
        }
        Encoders.parse(encoder);
    }

    @Override
    public String id() {
        return "patchcore";
    }

    @Override
    public Descriptor descriptor() {
        EncoderDescriptor features = settings().encoder().descriptor();
        return new Descriptor(
                "Distance of windows' features to the nearest in a coreset of the train part",
                "Roth et al., CVPR 2022",
                FittedMemory.UNIT,
                settings().smoothing().delay(),
                true,
                true,
                false,
                features.nativeCode(),
                features.blindSpots());
    }

    @Override
    public boolean learnsFromAnomalies() {
        return settings().encoder().learnsFromAnomalies();
    }

    private MemorySettings settings() {
        Encoder parsed = Encoders.parse(encoder);
        return new MemorySettings(
                this,
                parsed,
                window,
                scale,
                discrete,
                share,
                memory,
                projection,
                neighbours,
                reweighting,
                alignment == Alignment.CENTRED,
                WindowScores.ofWindows(window, aggregation, alignment));
    }

    @Override
    public FittedDetector fit(TrainingSet train, RunContext context) {
        return FittedMemory.fit(settings(), train, context);
    }

    static FittedDetector read(PatchCore detector, SeriesSchema schema, ModelReader in) {
        return FittedMemory.read(detector.settings(), schema, in);
    }
}
