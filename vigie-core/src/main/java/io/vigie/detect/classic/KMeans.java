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
import io.vigie.series.TimeSeries;
import java.util.List;

/**
 * Distance of a window, all channels together, to the nearest of a few typical windows of the train part.
 *
 * <p>Windows of {@code window} rows slide over the train part; k-means (Lloyd, Least squares quantization in PCM, IEEE
 * Trans. Inf. Theory 28(2), 1982; greedy k-means++ seeding of Arthur and Vassilvitskii, SODA 2007, section 4 gives the
 * D^2 weights, with {@code 2 + ln k} candidates a step) finds centroids {@code m_1 .. m_k} that minimise the inertia
 * {@code sum_t min_k |w_t - m_k|^2}. A window's score is {@code min_k |w - m_k|} (Yairi et al., Fault detection by mining
 * association rules from house-keeping data, i-SAIRAS 2001), and window scores become row scores by averaging over all
 * windows that cover the row. Contributions are the score times each channel's share of the squared distance; they add up.
 *
 * <p>Where we differ from the common benchmark code: fitted on the train part only, scaled by train statistics, and an
 * empty cluster takes the window that its own centroid serves worst. If the train part has fewer distinct windows than
 * clusters, there are as many clusters as distinct windows. Iterations stop when no window changes its cluster or the
 * inertia falls by no more than the share {@code tolerance}. Values beyond 2^50 scale units (about 1e15) count as 2^50.
 *
 * <p>Complexity: fit O(iterations x windows x clusters x window x channels), score O(rows x clusters x window x
 * channels), memory a float32 copy of the series; an online row costs O(clusters x window x channels).
 */
public record KMeans(
        @Option(value = "20", description = "Typical windows to learn, at least 1.")
        int clusters,

        @Option(value = "100", description = "Rows of a window, at least 1.")
        int window,

        @Option(
                value = "none",
                description = "What is taken out of each window and channel: nothing, its mean, or mean and deviation.")
        WindowNormalization normalize,

        @Option(
                value = "1",
                description = "Rows between the windows learned from, at least 1; scoring uses all windows.")
        int stride,

        @Option(value = "1", description = "Seedings tried, at least 1; the one of least inertia is kept.")
        int starts,

        @Option(value = "100", description = "Most iterations of one start, at least 1.")
        int maxIterations,

        @Option(value = "1e-4", description = "Share of the inertia below which a gain ends the iterations, from 0.")
        double tolerance,

        @Option(value = "average", description = "How the scores of the windows of a row become the score of the row.")
        WindowAggregation aggregation,

        @Option(value = "centred", description = "Windows around the row (centred) or up to it (causal).")
        Alignment alignment)
        implements Detector {

    public KMeans {
        requireAtLeastOne("clusters", clusters);
        requireAtLeastOne("window", window);
        requireAtLeastOne("stride", stride);
        requireAtLeastOne("starts", starts);
        requireAtLeastOne("max-iterations", maxIterations);
        if (!(tolerance >= 0 && tolerance < 1)) {
            throw new OptionException("tolerance is " + tolerance + "; use a share from 0 to below 1");
        }
    }

    /** Twenty clusters of windows of 100 rows as they are, centred average. */
    public KMeans() {
        this(20, 100);
    }

    /** Windows as they are, one start, centred average. */
    public KMeans(int clusters, int window) {
        this(clusters, window, WindowNormalization.NONE, 1, 1, 100, 1e-4, WindowAggregation.AVERAGE, Alignment.CENTRED);
    }

    static void requireAtLeastOne(String key, int value) {
        if (value < 1) {
            throw new OptionException(key + " is " + value + "; use at least 1");
        }
    }

    @Override
    public String id() {
        return "kmeans";
    }

    @Override
    public Descriptor descriptor() {
        Descriptor descriptor = Descriptor.of(
                "Distance of windows to the nearest of k typical train windows",
                "Lloyd 1982; Arthur and Vassilvitskii 2007; Yairi et al. 2001",
                FittedKMeans.UNIT,
                smoothing().delay(),
                true,
                true);
        return descriptor.withBlindSpots(normalize.blindSpots());
    }

    WindowScores smoothing() {
        return WindowScores.ofWindows(window, aggregation, alignment);
    }

    @Override
    public FittedKMeans fit(TrainingSet train, RunContext context) {
        context.checkCancelled();
        List<TimeSeries> segments = PreparedRows.trainSegments(train, window);
        return FittedKMeans.fit(this, train.schema(), segments, context);
    }
}
