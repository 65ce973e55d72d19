package io.vigie.detect.classic;

import io.vigie.detect.Alignment;
import io.vigie.detect.Descriptor;
import io.vigie.detect.Detector;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.Option;
import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.detect.WindowAggregation;
import io.vigie.detect.internal.Parallel;
import io.vigie.detect.internal.PreparedRows;
import io.vigie.detect.internal.WindowScores;
import io.vigie.series.TimeSeries;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Isolation forest: rows that few random cuts set apart are anomalous.
 *
 * <p>Each of {@code trees} trees is grown on {@code sample} rows drawn without replacement from the train part, by random
 * cuts down to depth {@code ceil(log2(sample))}. With {@code h(x)} the depth at which {@code x} ends (plus
 * {@code c(size)} of the leaf, the average path of a search tree of that many rows), the score is
 * {@code 2^(-mean h(x) / c(sample))}: near 1 for rows that are set apart at once, about 0.5 for average ones (Liu, Ting
 * and Zhou, "Isolation Forest", ICDM 2008, equations 1 and 2).
 *
 * <p>{@code extension = 0} cuts along one random feature at a uniform value between its least and greatest in the node. A
 * greater extension cuts by random hyperplanes over {@code extension + 1} features with normal-distributed slopes
 * through a uniform point of the node's box (Hariri, Carrasco Kind and Brunner, "Extended Isolation Forest", TKDE 2019,
 * section 3.1). Differences: features that do not vary within a node are not drawn, so constant channels do not use up cuts
 * (as scikit-learn does), and a hyperplane with all rows on one side makes a leaf.
 *
 * <p>{@code window > 1} isolates windows of consecutive rows instead of single rows: a feature is one channel at one lag.
 *
 * <p>Contributions, in the spirit of DIFFI (Carletti, Terzi and Susto 2023): a cut tells
 * {@code log2(rows in the node / rows on x's side)} bits about {@code x}; they are credited to the cut's channels (for a
 * hyperplane in proportion to the terms' sizes), weighted by the tree's own score {@code 2^(-h / c)} so that trees which
 * isolate {@code x} quickly have the say, summed over trees and scaled so that channels add up to the score. Ours is per
 * row and additive where DIFFI is a global importance.
 *
 * <p>Complexity: fit O(trees x sample x log sample), scoring O(trees x log sample) a row, times {@code extension + 1};
 * memory O(trees x sample).
 *
 * @param trees number of trees
 * @param sample rows drawn for each tree
 * @param extension further features in a cut
 * @param window rows judged together
 * @param aggregation how scores of windows become scores of rows
 * @param alignment whether windows ahead of a row count
 */
public record IsolationForest(
        @Option(value = "100", description = "Number of trees, 1 to 10000.")
        int trees,

        @Option(value = "256", description = "Rows drawn for each tree, 2 to 65536; all of a shorter train part.")
        int sample,

        @Option(value = "0", description = "Further features in a cut, 0 (along one axis) to 64.")
        int extension,

        @Option(value = "1", description = "Rows judged together, at least 1.")
        int window,

        @Option(value = "average", description = "How scores of windows become scores of rows.")
        WindowAggregation aggregation,

        @Option(value = "centred", description = "centred: windows ahead of a row count; causal: only past ones.")
        Alignment alignment)
        implements Detector {
    public IsolationForest {
        require("trees", trees, 1, 10_000);
        require("sample", sample, 2, 65_536);
        require("extension", extension, 0, 64);
        require("window", window, 1, 1_000_000);
    }

    private static void require(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new OptionException(name + " is " + value + "; use " + least + " to " + most);
        }
    }

    @Override
    public String id() {
        return "iforest";
    }

    @Override
    public Descriptor descriptor() {
        return Descriptor.of(
                "Isolation forest, axis-parallel or extended: rows that few random cuts set apart",
                "Liu, Ting & Zhou, ICDM 2008; Hariri et al., TKDE 2019",
                "isolation in 0..1",
                windowScores().delay(),
                true,
                true);
    }

    WindowScores windowScores() {
        return WindowScores.ofWindows(window, aggregation, alignment);
    }

    @Override
    public FittedDetector fit(TrainingSet train, RunContext context) {
        int channels = train.schema().channels().size();
        int features = Math.multiplyExact(channels, window);
        List<TimeSeries> segments = PreparedRows.trainSegments(train, window);
        int[] starts = new int[segments.size() + 1];
        for (int i = 0; i < segments.size(); i++) {
            starts[i + 1] = starts[i] + segments.get(i).length() - window + 1;
        }
        int windows = starts[segments.size()];
        int drawn = Math.min(sample, windows);
        IsolationTrees.Tree[] grown = new IsolationTrees.Tree[trees];
        int terms = Math.min(extension + 1, features);
        Parallel.forChunks(context, trees, 1, (from, to) -> {
            for (int t = from; t < to; t++) {
                RandomGenerator random = context.random("iforest-tree-" + t);
                double[] data = new double[drawn * features];
                int[] chosen = draw(windows, drawn, random);
                for (int i = 0; i < drawn; i++) {
                    int segment = segmentOf(starts, chosen[i]);
                    Rows.copy(segments.get(segment), chosen[i] - starts[segment], window, data, i * features);
                }
                grown[t] = IsolationTrees.grow(data, drawn, features, terms, random);
            }
        });
        return new FittedIsolationForest(this, train.schema(), IsolationTrees.of(grown, drawn, terms));
    }

    /** Draws without replacement: Floyd's algorithm, O(drawn log drawn) whatever the population. */
    private static int[] draw(int population, int drawn, RandomGenerator random) {
        if (drawn == population) {
            int[] all = new int[drawn];
            for (int i = 0; i < drawn; i++) {
                all[i] = i;
            }
            return all;
        }
        BitSet taken = new BitSet(population);
        for (int j = population - drawn; j < population; j++) {
            int pick = random.nextInt(j + 1);
            taken.set(taken.get(pick) ? j : pick);
        }
        return taken.stream().toArray();
    }

    private static int segmentOf(int[] starts, int position) {
        int segment = Arrays.binarySearch(starts, position);
        if (segment < 0) {
            return -segment - 2;
        }
        return segment;
    }
}
