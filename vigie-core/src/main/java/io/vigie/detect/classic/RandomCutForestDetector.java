package io.vigie.detect.classic;

import com.amazon.randomcutforest.RandomCutForest;
import io.vigie.detect.Descriptor;
import io.vigie.detect.Detector;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.Option;
import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.detect.internal.PreparedRows;
import io.vigie.series.TimeSeries;
import java.util.List;

/**
 * Robust random cut forest, the streaming reference: a row is anomalous where adding it would change the trees much.
 *
 * <p>Trees of random cuts, drawn in proportion to the extent of the data, are kept over a sample of recent shingles
 * ({@code shingle} consecutive rows laid end to end), and change row by row. The score is the expected change of the
 * model's complexity by the new point (its collusive displacement, estimated by mass and depth along its path): Guha,
 * Mishra, Roy and Schrijvers, "Robust Random Cut Forest Based Anomaly Detection On Streams", ICML 2016, section 3. This is
 * an adapter over the library of its authors (AWS Random Cut Forest), with its parallel execution off and its random
 * numbers drawn from the run's seed.
 *
 * <p>Fit streams the train part. Then each row is scored and forgotten ({@code learning = frozen}), or scored and then learned
 * ({@code continue}): that follows slow change, and an anomaly that lasts fades into normal. A fitted forest itself never changes: every call that scores a series, and every online scorer,
 * starts from the forest as fitted, so the same series gets the same scores, in one piece or row by row. Shingles never
 * reach over the start of a series: the first {@code shingle - 1} rows have no score.
 *
 * <p>Points are forgotten exponentially, with time constant {@code memory}; fit reads the newest {@code 10 * memory} rows of
 * a longer train part, as older points would weigh less than e^-10. Contributions are the library's attribution (its
 * directional vector, both directions, summed over the shingle), scaled to add up to the score; the two agree to float
 * precision.
 *
 * <p>Complexity: O(trees x log sample x shingle x channels) a row for scoring and for learning, attribution several times
 * that; memory O(trees x sample). {@code frozen} scores rows on several threads, {@code continue} cannot.
 *
 * @param shingle consecutive rows that make a point
 * @param trees number of trees
 * @param sample points a tree holds
 * @param memory time constant of forgetting, in rows
 * @param learning what happens to a row once it has been scored
 * @param attribution true for contributions per channel
 */
public record RandomCutForestDetector(
        @Option(value = "4", description = "Consecutive rows that make a point, 1 to 1024.")
        int shingle,

        @Option(value = "30", description = "Number of trees, 1 to 1000.")
        int trees,

        @Option(value = "256", description = "Points a tree holds, 4 to 65536.")
        int sample,

        @Option(value = "2560", description = "Time constant of forgetting, in rows, at least 1.")
        int memory,

        @Option(value = "frozen", description = "continue: learn from rows once scored; frozen: stay as fitted.")
        StreamLearning learning,

        @Option(value = "true", description = "true: contributions per channel, at several times the cost.")
        boolean attribution)
        implements Detector {

    public RandomCutForestDetector {
        require("shingle", shingle, 1, 1024);
        require("trees", trees, 1, 1000);
        require("sample", sample, 4, 65_536);
        require("memory", memory, 1, 100_000_000);
    }

    private static void require(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new OptionException(name + " is " + value + "; use " + least + " to " + most);
        }
    }

    @Override
    public String id() {
        return "rcf";
    }

    @Override
    public Descriptor descriptor() {
        return Descriptor.of(
                "Robust random cut forest (AWS): streaming trees over recent shingles",
                "Guha et al., ICML 2016",
                "displacement",
                0,
                attribution,
                attribution);
    }

    @Override
    public FittedDetector fit(TrainingSet train, RunContext context) {
        List<TimeSeries> segments = PreparedRows.trainSegments(train, shingle);
        int channels = train.schema().channels().size();
        RandomCutForest forest = RandomCutForest.builder()
                .dimensions(Math.multiplyExact(shingle, channels))
                .shingleSize(shingle)
                .internalShinglingEnabled(false)
                .numberOfTrees(trees)
                .sampleSize(sample)
                .timeDecay(1.0 / memory)
                .outputAfter(1)
                .randomSeed(context.random("rcf").nextLong())
                .parallelExecutionEnabled(false)
                .boundingBoxCacheFraction(1)
                .build();
        long skipped = segments.stream().mapToLong(TimeSeries::length).sum() - 10L * memory;
        for (TimeSeries segment : segments) {
            int from = (int) Math.max(0, Math.min(skipped, segment.length()));
            skipped -= segment.length();
            Shingle point = new Shingle(shingle, channels);
            for (int row = from; row < segment.length(); row++) {
                if (row % 256 == 0) {
                    context.checkCancelled();
                }
                if (point.push(segment, row)) {
                    forest.update(point.values());
                }
            }
        }
        return new FittedRandomCutForest(this, train.schema(), RandomCutForestStates.of(forest));
    }

    /** The last rows of a stream, end to end, in float32 as the forest takes them. */
    static final class Shingle {
        private final int rows;
        private final int channels;
        private final float[] values; // oldest row first
        private int filled;

        Shingle(int rows, int channels) {
            this.rows = rows;
            this.channels = channels;
            this.values = new float[rows * channels];
        }

        Shingle(int rows, int channels, int filled, float[] values) {
            this(rows, channels);
            this.filled = filled;
            System.arraycopy(values, 0, this.values, 0, values.length);
        }

        /** Takes a row; true once there are enough for a point. */
        boolean push(TimeSeries series, int row) {
            shift();
            for (int c = 0; c < channels; c++) {
                values[values.length - channels + c] = (float) series.value(c, row);
            }
            return filled == rows;
        }

        boolean push(double[] row) {
            shift();
            for (int c = 0; c < channels; c++) {
                values[values.length - channels + c] = (float) row[c];
            }
            return filled == rows;
        }

        private void shift() {
            System.arraycopy(values, channels, values, 0, values.length - channels);
            filled = Math.min(rows, filled + 1);
        }

        int filled() {
            return filled;
        }

        float[] values() {
            return values.clone();
        }
    }
}
