package io.vigie.detect.classic;

import io.vigie.detect.Alignment;
import io.vigie.detect.Descriptor;
import io.vigie.detect.Detector;
import io.vigie.detect.Option;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.detect.WindowAggregation;
import io.vigie.detect.internal.PreparedRows;
import io.vigie.detect.internal.WindowScores;

/**
 * Mean distance of a window, all channels together, to its nearest windows in a memory of the train part.
 *
 * <p>The score of a window is {@code (1/k) sum_(i=1..k) |w - m_i|} over its k nearest memory windows (Ramaswamy et al.,
 * Efficient algorithms for mining outliers from large data sets, SIGMOD 2000; the mean is Angiulli and Pizzuti, PKDD 2002).
 * The search is exact. Of {@code window} memory windows that begin one after the other only the nearest counts, so that k
 * neighbours are k occurrences and not one occurrence shifted by a row. Contributions are each distance times each
 * channel's share of its square; they add up. Memory: all train windows, or, if there are more than {@code memory}, whole
 * stretches of windows chosen by greedy k-center, as PatchCore's coreset (Roth et al., CVPR 2022).
 *
 * <p>Rows that were fitted on find themselves in the memory and score near 0: calibrate on rows that were held out. A window
 * cannot be told from its own copy in the memory, so no exclusion zone is tried.
 *
 * <p>Complexity: O(rows x memory x channels), independent of the window's length: squared distances are running sums along
 * diagonals (of row distances for windows as they are, of covariances for normalised ones). An online row costs
 * O(memory x channels). Values beyond 2^50 scale units (about 1e15) count as 2^50.
 */
public record Knn(
        @Option(
                value = "1",
                description = "Nearest occurrences in the memory whose distances are averaged, at least 1.")
        int neighbours,

        @Option(value = "100", description = "Rows of a window, at least 1.")
        int window,

        @Option(value = "8192", description = "Most train windows kept, at least 1.")
        int memory,

        @Option(
                value = "none",
                description = "What is taken out of each window and channel: nothing, its mean, or mean and deviation.")
        WindowNormalization normalize,

        @Option(
                value = "equal",
                description =
                        "Channels of at most 4 values in train: each like any other (equal), or all like one (shared).")
        DiscreteChannels discrete,

        @Option(value = "average", description = "How the scores of the windows of a row become the score of the row.")
        WindowAggregation aggregation,

        @Option(value = "centred", description = "Windows around the row (centred) or up to it (causal).")
        Alignment alignment)
        implements Detector {

    public Knn {
        KMeans.requireAtLeastOne("neighbours", neighbours);
        KMeans.requireAtLeastOne("window", window);
        KMeans.requireAtLeastOne("memory", memory);
    }

    /** The nearest neighbour of windows of 100 rows as they are, centred average. */
    public Knn() {
        this(1, 100);
    }

    /** Windows as they are, at most 8,192 of them, centred average. */
    public Knn(int neighbours, int window) {
        this(
                neighbours,
                window,
                8192,
                WindowNormalization.NONE,
                DiscreteChannels.EQUAL,
                WindowAggregation.AVERAGE,
                Alignment.CENTRED);
    }

    @Override
    public String id() {
        return "knn";
    }

    @Override
    public Descriptor descriptor() {
        Descriptor descriptor = Descriptor.of(
                "Distance of windows to their nearest train windows",
                "Ramaswamy et al. 2000; Angiulli and Pizzuti 2002",
                FittedKnn.UNIT,
                smoothing().delay(),
                true,
                true);
        return descriptor.withBlindSpots(normalize.blindSpots());
    }

    WindowScores smoothing() {
        return WindowScores.ofWindows(window, aggregation, alignment);
    }

    @Override
    public FittedKnn fit(TrainingSet train, RunContext context) {
        context.checkCancelled();
        return FittedKnn.fit(this, train, PreparedRows.trainStretches(train, window), context);
    }
}
