package io.vigie.detect.classic;

import io.vigie.detect.Alignment;
import io.vigie.detect.Descriptor;
import io.vigie.detect.Detector;
import io.vigie.detect.Option;
import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.detect.internal.PreparedRows;
import io.vigie.detect.internal.WindowStatistics;
import io.vigie.series.TimeSeries;
import java.util.List;

/**
 * Distance of what the windows around a row look like, in plain statistics at several lengths, to the nearest of k typical
 * looks of the train part.
 *
 * <p>A row is described, channel by channel, by mean, standard deviation, range and root mean square step of the windows
 * of {@code shortest}, 2 {@code shortest}, ... {@code longest} rows around it (or up to it). Each statistic is centred and
 * scaled by its train mean and deviation (at least {@value FittedStatKMeans#LEAST_DEVIATION} prepared units, so that a
 * channel that never moved in train cannot drown all others by one twitch) and compressed logarithmically beyond
 * {@value FittedStatKMeans#CLIP} deviations. The score is the Euclidean distance to the nearest of {@code clusters} centroids,
 * learned by k-means on at most {@value FittedStatKMeans#MOST_ROWS} train rows evenly spread. No shape is compared, so phase
 * does not matter: changes of level, noise, amplitude and roughness at any of the lengths do.
 *
 * <p>Sources: neighbours on window statistics are what several leading entries of the TSB-AD board report; k-means as {@link
 * KMeans}. Contributions: each channel's share of the squared distance, times the distance; they add up.
 *
 * <p>A train part needs {@code longest} rows; series to score may be of any length, windows are cut at their ends.
 * Complexity: O(rows x channels x (log longest + lengths x clusters)); memory of O(channels x lengths) a row in blocks.
 *
 * @param clusters typical looks to learn
 * @param shortest rows of the shortest window
 * @param longest rows of the longest window
 * @param discrete what channels of few states count for
 * @param alignment windows around the row or up to it
 */
public record StatKMeans(
        @Option(value = "20", description = "Typical looks to learn, at least 1.")
        int clusters,

        @Option(value = "16", description = "Rows of the shortest window, a power of two, at least 2.")
        int shortest,

        @Option(value = "256", description = "Rows of the longest window, a power of two; lengths double up to it.")
        int longest,

        @Option(
                value = "shared",
                description =
                        "Channels of at most 4 values in train: each like any other (equal), or all like one (shared).")
        DiscreteChannels discrete,

        @Option(value = "centred", description = "Windows around the row (centred) or up to it (causal).")
        Alignment alignment)
        implements Detector {
    private static final int LONGEST = 1 << 16;

    public StatKMeans {
        KMeans.requireAtLeastOne("clusters", clusters);
        requirePowerOfTwo("shortest", shortest);
        requirePowerOfTwo("longest", longest);
        if (longest < shortest) {
            throw new OptionException("longest is " + longest + ", below shortest " + shortest + "; use at least that");
        }
    }

    /** Twenty looks at windows of 16 to 256 rows around a row. */
    public StatKMeans() {
        this(20, 16, 256, DiscreteChannels.SHARED, Alignment.CENTRED);
    }

    private static void requirePowerOfTwo(String key, int value) {
        if (value < 2 || value > LONGEST || Integer.bitCount(value) != 1) {
            throw new OptionException(key + " is " + value + "; use a power of two, 2 to " + LONGEST);
        }
    }

    @Override
    public String id() {
        return "statkmeans";
    }

    @Override
    public Descriptor descriptor() {
        return Descriptor.of(
                "Distance of window statistics at several lengths to the nearest of k typical looks",
                "Lloyd 1982; window statistics as in Liu and Paparrizos, NeurIPS 2024 (leading entries)",
                FittedKMeans.UNIT,
                statistics().ahead(),
                true,
                true);
    }

    WindowStatistics statistics() {
        return new WindowStatistics(shortest, longest, alignment);
    }

    @Override
    public FittedStatKMeans fit(TrainingSet train, RunContext context) {
        context.checkCancelled();
        List<TimeSeries> segments = PreparedRows.trainSegments(train, longest);
        return FittedStatKMeans.fit(this, train.schema(), segments, context);
    }
}
