package io.vigie.detect.classic;

import io.vigie.detect.Alignment;
import io.vigie.detect.Descriptor;
import io.vigie.detect.Detector;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.Option;
import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.detect.internal.DominantPeriod;
import io.vigie.detect.internal.PreparedRows;
import io.vigie.model.ModelFormatException;
import io.vigie.model.ModelReader;
import io.vigie.series.SeriesSchema;
import io.vigie.series.TimeSeries;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * The default detector: a fixed ensemble for series of one channel and of many.
 *
 * <p>No single view sees all anomalies: raw windows miss changes of noise under a wandering level, shapes miss levels,
 * windows miss single rows, rows miss what lasts. So the members are, with their weights,
 *
 * <ul>
 *   <li>{@code statkmeans}, 4: levels, noise, amplitude and roughness at lengths of 8 to {@code window} rows;
 *   <li>{@code knn} on windows of 50 rows less their mean, 1.5: brief shapes with their amplitude;
 *   <li>{@code knn} on windows of one period less their mean, 1.5: cycles (the period of the train part, 8 to 300 rows;
 *       100 rows where there is none);
 *   <li>{@code knn} on z-normalised windows of one period, 1.5: shapes whatever their size;
 *   <li>{@code kmeans} on raw windows of 100 rows, 0.5: slow shapes and levels; it also says what was expected;
 *   <li>{@code channelpca} on windows of 16 rows, 1.5: what principal components leave over of each channel against its own
 *       law, and channels that fall silent; few channels out of many;
 *   <li>{@code pca} on single rows, 1: points, and channels that no longer go together.
 * </ul>
 *
 * <p>Channels of few values in train (switches, commands) share one vote with the neighbours and the statistics. Scores meet
 * as surprise of the rank among each member's own train scores, logarithmic beyond them, in a mean that leans a little
 * towards the more alarmed ({@link MemberCombination#LEANING}). With one channel, and in the causal form, neighbours forget a
 * train row while they score it ({@link MemberScale#HELD_OUT_LOG_RANK}); with several they do not ({@link
 * MemberScale#LOG_RANK}): windows of many channels lie so far apart that hardly anything is rare among held-out scores.
 * Members, weights and scale were chosen on series that no published benchmark figure is made of; {@code docs/benchmarks.md}
 * tells the search.
 *
 * <p>The causal form has members of its own: a window that ends at the row tells of an anomaly late, and goes on until the
 * last of it has left the window. They are
 *
 * <ul>
 *   <li>{@code statkmeans} on windows of 4 to {@code window} rows that end at the row, 4;
 *   <li>{@code fadingknn} whose rows halve every 5 rows, 1.5, and every 20 rows, 1.5: brief and slower shapes, the latest rows
 *       first;
 *   <li>{@code kmeans} on the last 50 rows, 0.25, which also says what was expected; {@code channelpca} on the last 16, 1.5, and
 *       {@code pca}, 1, as above.
 * </ul>
 *
 * <p>Short train parts: windows are clipped to a share of the longest normal stretch (0.3 for statistics, a third for
 * the rest, a fading past by its reach), so that half of the train part still holds some; under 8 rows the distance from the train mean ({@code zscore}) is
 * all that is left. What was used is in {@link io.vigie.detect.Scores#members()}. Series shorter than a member's window are
 * scored by the others. From long train parts members learn an evenly spread part of the windows.
 *
 * <p>Complexity: that of its members, k-nearest neighbours first: O(rows x 2048 x channels) each, twice that for a fading
 * past.
 *
 * @param window rows of the longest window of the statistics
 * @param alignment whether rows ahead of a row count
 */
public record Vigie(
        @Option(
                value = "256",
                description =
                        "Rows of the longest window, 16 to 65536; clipped to 0.3 of the train part, a power of two.")
        int window,

        @Option(value = "centred", description = "centred: rows ahead of a row count; causal: no delay.")
        Alignment alignment)
        implements Detector {
    private static final int MOST_WINDOWS = 20_000;
    private static final int LEAST_ROWS = 8;
    private static final int BRIEF = 50;
    private static final int SLOW = 100;
    private static final int JOINT = 16;
    private static final int MEMORY = 2048;
    private static final int LONGEST_PERIOD = 300;
    private static final int SHORTEST = 8;
    private static final int SHORTEST_CAUSAL = 4;
    private static final int PROMPT = 5;
    private static final int STEADY = 20;
    private static final double STATISTICS_SHARE = 0.3;

    public Vigie {
        // Not all are powers of two: models that were made with other members have others.
        if (window < 16 || window > 65_536) {
            throw new OptionException("window is " + window + "; use 16 to 65536");
        }
    }

    @Override
    public String id() {
        return "vigie";
    }

    @Override
    public Descriptor descriptor() {
        return Descriptor.of(
                "The default: window statistics, neighbours, k-means and PCA on one scale",
                "Vigie; Liu & Paparrizos, NeurIPS 2024, for what it is made of",
                Ensemble.unit(MemberScale.LOG_RANK),
                alignment == Alignment.CAUSAL ? 0 : Math.max(window, LONGEST_PERIOD) - 1,
                true,
                true);
    }

    @Override
    public FittedDetector fit(TrainingSet train, RunContext context) {
        List<TimeSeries> segments = PreparedRows.trainSegments(train, 1);
        TimeSeries longest = segments.stream()
                .max(Comparator.comparingInt(TimeSeries::length))
                .orElseThrow();
        int period = DominantPeriod.of(longest, LONGEST_PERIOD, SLOW);
        return ensemble(longest.length(), train.rows(), longest.channelCount(), period)
                .fit(this, descriptor().delay(), train, context);
    }

    /** The members for a train part of some rows and channels, whose longest normal stretch and period are given. */
    Ensemble ensemble(int longest, int rows, int channels, int period) {
        boolean heldOut = channels == 1 || alignment == Alignment.CAUSAL;
        MemberScale scale = heldOut ? MemberScale.HELD_OUT_LOG_RANK : MemberScale.LOG_RANK;
        if (longest < LEAST_ROWS) {
            return leaning(List.of("zscore(window=1)"), List.of("1"), scale);
        }
        List<String> members = new ArrayList<>();
        List<String> weights = new ArrayList<>();
        int third = longest / 3;
        int stride = Math.max(1, (rows + MOST_WINDOWS - 1) / MOST_WINDOWS);
        members.add(statistics(longest));
        weights.add("4");
        if (alignment == Alignment.CAUSAL) {
            for (int halfLife : new int[] {PROMPT, STEADY}) {
                members.add(fading(halfLife, third));
                weights.add("1.5");
            }
            members.add(
                    "kmeans(window=" + Math.min(BRIEF, third) + ",stride=" + stride + ",aggregation=last" + aligned());
            weights.add("0.25");
            members.add("channelpca(window=" + Math.min(JOINT, third) + ",aggregation=last" + aligned());
        } else {
            members.add(neighbours(Math.min(BRIEF, third), "mean"));
            members.add(neighbours(Math.min(period, third), "mean"));
            members.add(neighbours(Math.min(period, third), "zscore"));
            weights.addAll(List.of("1.5", "1.5", "1.5"));
            members.add("kmeans(window=" + Math.min(SLOW, third) + ",stride=" + stride + aligned());
            weights.add("0.5");
            members.add("channelpca(window=" + Math.min(JOINT, third) + aligned());
        }
        weights.add("1.5");
        members.add("pca");
        weights.add("1");
        return leaning(members, weights, scale);
    }

    private static Ensemble leaning(List<String> members, List<String> weights, MemberScale scale) {
        return new Ensemble(members, scale, MemberCombination.LEANING, weights);
    }

    private String statistics(int longest) {
        int statistics = Math.min(window, Integer.highestOneBit((int) (STATISTICS_SHARE * longest)));
        int shortest = alignment == Alignment.CAUSAL ? SHORTEST_CAUSAL : SHORTEST;
        return "statkmeans(shortest=" + Math.min(shortest, statistics) + ",longest=" + Integer.highestOneBit(statistics)
                + aligned();
    }

    private String neighbours(int rows, String normalize) {
        return "knn(window=" + rows + ",normalize=" + normalize + ",discrete=shared,memory=" + MEMORY + aligned();
    }

    private static String fading(int halfLife, int most) {
        int rows = Math.max(1, Math.min(halfLife, most / FadingKnn.REACH));
        return "fadingknn(half-life=" + rows + ",discrete=shared)";
    }

    private String aligned() {
        return ",alignment=" + alignment.name().toLowerCase(Locale.ROOT) + ")";
    }

    static FittedDetector read(Vigie detector, SeriesSchema schema, ModelReader in) {
        Ensemble ensemble;
        try {
            ensemble = FittedEnsemble.options(in);
        } catch (OptionException e) {
            throw new ModelFormatException("a member of the model is not usable: " + e.getMessage(), e);
        }
        int delay = detector.descriptor().delay();
        if (ensemble.descriptor().delay() > delay) {
            throw new ModelFormatException("the model's members need a delay of "
                    + ensemble.descriptor().delay() + " rows, its window allows " + delay + "; the file is damaged");
        }
        return FittedEnsemble.read(detector, ensemble, delay, schema, in);
    }
}
