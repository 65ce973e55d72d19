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
import io.vigie.detect.represent.FeatureScale;
import io.vigie.detect.represent.untrained.Statistics;
import io.vigie.model.ModelReader;
import io.vigie.series.SeriesSchema;

/**
 * Distance of what the rows around a row look like, in plain statistics at several lengths, to the nearest looks of the train
 * part.
 *
 * <p>{@link PatchCore} with the encoder {@link Statistics}, one window a row: the row takes the score of the window in whose
 * middle it lies (or that ends with it). Neighbours on window statistics are what several leading entries of the TSB-AD board
 * report using (Liu and Paparrizos, NeurIPS 2024); {@code statkmeans} compares nearly the same statistics with typical looks instead of
 * remembered ones. Complexity as {@link PatchCore}.
 *
 * @param neighbours nearest remembered windows whose distances are averaged
 * @param shortest rows of the shortest stretch that is described
 * @param window rows of a window; the longest stretch is the largest power of two below
 * @param memory most train windows that are remembered
 * @param discrete what channels of few states count for
 * @param alignment windows around the row or up to it
 */
public record StatKnn(
        @Option(value = "1", description = "Nearest remembered windows whose distances are averaged, at least 1.")
        int neighbours,

        @Option(
                value = "8",
                description = "Rows of the shortest stretch that is described, a power of two, at least 2.")
        int shortest,

        @Option(value = "129", description = "Rows of a window, more than shortest; lengths double up to below it.")
        int window,

        @Option(value = "1024", description = "Most train windows that are remembered, at least 1.")
        int memory,

        @Option(
                value = "shared",
                description =
                        "Channels of at most 4 values in train: each like any other (equal), or all like one (shared).")
        DiscreteChannels discrete,

        @Option(value = "centred", description = "Windows around the row (centred) or up to it (causal).")
        Alignment alignment)
        implements Detector {
    private static final int PROJECTION = 64;

    public StatKnn {
        MemorySettings.requireAtLeast(1, "neighbours", neighbours);
        MemorySettings.requireAtLeast(1, "memory", memory);
        if (window <= new Statistics(shortest, alignment).shortest()) {
            throw new OptionException(
                    "window is " + window + ", not above shortest " + shortest + "; use at least " + (shortest + 1));
        }
    }

    @Override
    public String id() {
        return "statknn";
    }

    @Override
    public Descriptor descriptor() {
        return Descriptor.of(
                "Distance of window statistics at several lengths to the nearest in train",
                "Roth et al., CVPR 2022; window statistics as in Liu and Paparrizos, NeurIPS 2024 (leading entries)",
                FittedMemory.UNIT,
                settings().smoothing().delay(),
                true,
                true);
    }

    private MemorySettings settings() {
        return new MemorySettings(
                this,
                new Statistics(shortest, alignment),
                window,
                FeatureScale.DEVIATION,
                discrete,
                1,
                memory,
                PROJECTION,
                neighbours,
                0,
                alignment == Alignment.CENTRED,
                WindowScores.ofWindows(window, WindowAggregation.LAST, alignment));
    }

    @Override
    public FittedDetector fit(TrainingSet train, RunContext context) {
        return FittedMemory.fit(settings(), train, context);
    }

    static FittedDetector read(StatKnn detector, SeriesSchema schema, ModelReader in) {
        return FittedMemory.read(detector.settings(), schema, in);
    }
}
