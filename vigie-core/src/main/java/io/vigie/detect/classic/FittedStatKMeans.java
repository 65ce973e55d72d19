package io.vigie.detect.classic;

import io.vigie.detect.FittedDetector;
import io.vigie.detect.OnlineScorer;
import io.vigie.detect.RunContext;
import io.vigie.detect.Scores;
import io.vigie.detect.internal.Parallel;
import io.vigie.detect.internal.PreparedRows;
import io.vigie.detect.internal.RowRing;
import io.vigie.detect.internal.WindowStatistics;
import io.vigie.model.ModelFormatException;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import io.vigie.series.SeriesSchema;
import io.vigie.series.TimeSeries;
import java.util.List;

/** Scales of the statistics, and k-means on them. */
final class FittedStatKMeans implements FittedDetector {
    static final int MOST_ROWS = 20_000;
    static final double LEAST_DEVIATION = 0.02;
    static final double CLIP = 5;
    private static final int BLOCK = 2048;

    private final StatKMeans detector;
    private final SeriesSchema schema;
    private final WindowStatistics statistics;
    private final int channels;
    private final int perChannel;
    private final double[] centres; // [channel x statistic]
    private final double[] deviations;
    private final double[] weights; // [channel]
    private final Centroids looks; // [look][channel][statistic]

    private FittedStatKMeans(
            StatKMeans detector,
            SeriesSchema schema,
            double[] centres,
            double[] deviations,
            double[] weights,
            Centroids looks) {
        this.detector = detector;
        this.schema = schema;
        this.statistics = detector.statistics();
        this.channels = schema.channels().size();
        this.perChannel = statistics.perChannel();
        this.centres = centres;
        this.deviations = deviations;
        this.weights = weights;
        this.looks = looks;
    }

    static FittedStatKMeans fit(
            StatKMeans detector, SeriesSchema schema, List<TimeSeries> segments, RunContext context) {
        WindowStatistics statistics = detector.statistics();
        int channels = schema.channels().size();
        int perChannel = statistics.perChannel();
        double[] centres = new double[channels * perChannel];
        double[] deviations = new double[channels * perChannel];
        double[] weights = detector.discrete().weights(segments);
        int stride = stride(segments);
        int taken = 0;
        for (TimeSeries segment : segments) {
            taken += (segment.length() + stride - 1) / stride;
        }
        int rows = taken;
        float[][] described = new float[channels][];
        Parallel.forChunks(context, channels, 1, (from, to) -> {
            for (int c = from; c < to; c++) {
                double[][] sample = sample(statistics, segments, c, stride, rows);
                for (int s = 0; s < perChannel; s++) {
                    double centre = mean(sample[s]);
                    centres[c * perChannel + s] = centre;
                    deviations[c * perChannel + s] = Math.max(deviation(sample[s], centre), LEAST_DEVIATION);
                }
                described[c] = standardized(sample, rows, c * perChannel, centres, deviations, weights[c]);
            }
        });
        KMeans kMeans = new KMeans(detector.clusters(), perChannel);
        Centroids looks = LloydIterations.run(
                        List.of(WindowSource.of(described, perChannel, rows)),
                        perChannel,
                        kMeans.clusters(),
                        kMeans.maxIterations(),
                        kMeans.tolerance(),
                        context.random("kmeans-0"),
                        context)
                .centroids();
        return new FittedStatKMeans(detector, schema, centres, deviations, weights, looks);
    }

    /** Rows from one that is learned from to the next, so that there are at most {@link #MOST_ROWS}. */
    private static int stride(List<TimeSeries> segments) {
        long rows = 0;
        for (TimeSeries segment : segments) {
            rows += segment.length();
        }
        return Math.toIntExact((rows + MOST_ROWS - 1) / MOST_ROWS);
    }

    /** Statistics of every {@code stride}-th row of a channel, [statistic][row]. */
    private static double[][] sample(
            WindowStatistics statistics, List<TimeSeries> segments, int channel, int stride, int rows) {
        double[][] sample = new double[statistics.perChannel()][rows];
        double[][] block = new double[statistics.perChannel()][BLOCK];
        int at = 0;
        for (TimeSeries segment : segments) {
            double[] values = segment.channelValues(channel);
            for (int from = 0; from < values.length; from += BLOCK) {
                int to = Math.min(values.length, from + BLOCK);
                statistics.describe(values, 0, values.length, from, to, block);
                for (int row = (from + stride - 1) / stride * stride; row < to; row += stride) {
                    for (int s = 0; s < block.length; s++) {
                        sample[s][at] = block[s][row - from];
                    }
                    at++;
                }
            }
        }
        return sample;
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static double deviation(double[] values, double centre) {
        double squares = 0;
        for (double value : values) {
            squares += (value - centre) * (value - centre);
        }
        return Math.sqrt(squares / values.length);
    }

    /**
     * One channel's statistics {@code [statistic][row]}, which are overwritten, as they are compared: [statistic x row].
     *
     * @param at first of the channel's centres and deviations
     */
    private static float[] standardized(
            double[][] values, int rows, int at, double[] centres, double[] deviations, double weight) {
        float[] compared = new float[values.length * rows];
        for (int s = 0; s < values.length; s++) {
            toDeviations(values[s], rows, centres[at + s], deviations[at + s]);
            compress(values[s], rows, weight, compared, s * rows);
        }
        return compared;
    }

    private static void toDeviations(double[] values, int rows, double centre, double deviation) {
        for (int i = 0; i < rows; i++) {
            values[i] = (values[i] - centre) / deviation;
        }
    }

    private static void compress(double[] values, int rows, double weight, float[] target, int at) {
        for (int i = 0; i < rows; i++) {
            double z = values[i];
            double size = Math.abs(z);
            if (size > CLIP) {
                z = Math.copySign(CLIP * (1 + Math.log(size / CLIP)), z);
            }
            target[at + i] = (float) (weight * z);
        }
    }

    static FittedStatKMeans read(StatKMeans detector, SeriesSchema schema, ModelReader in) {
        int channels = schema.channels().size();
        int perChannel = detector.statistics().perChannel();
        double[] deviations = in.doubles("deviations", channels, perChannel);
        for (double deviation : deviations) {
            if (!(deviation >= LEAST_DEVIATION) || Double.isInfinite(deviation)) {
                throw new ModelFormatException("entry 'deviations' holds " + deviation
                        + ", which is no number of at least " + LEAST_DEVIATION + "; the model file is damaged");
            }
        }
        double[] centres = in.doubles("centres", channels, perChannel);
        for (double centre : centres) {
            if (!Double.isFinite(centre)) {
                throw new ModelFormatException(
                        "entry 'centres' holds " + centre + ", which is no finite number; the model file is damaged");
            }
        }
        double[] weights = ChannelWeights.read(in, channels);
        ModelReader looks = in.section("looks");
        int clusters = looks.integer("clusters", 1, detector.clusters());
        float[] centroids = looks.floats("centroids", clusters, channels * perChannel, 1);
        return new FittedStatKMeans(
                detector,
                schema,
                centres,
                deviations,
                weights,
                new Centroids(clusters, channels, perChannel, centroids));
    }

    // The looks are written as k-means on single rows of all statistics writes them.
    @Override
    public void write(ModelWriter out) {
        out.tensor("centres", centres, channels, perChannel);
        out.tensor("deviations", deviations, channels, perChannel);
        out.tensor("weights", weights, channels);
        ModelWriter section = out.section("looks");
        section.integer("clusters", looks.count());
        section.tensor("centroids", looks.values(), looks.count(), channels * perChannel, 1);
    }

    @Override
    public StatKMeans detector() {
        return detector;
    }

    @Override
    public SeriesSchema schema() {
        return schema;
    }

    @Override
    public Scores score(TimeSeries series, RunContext context) {
        PreparedRows.requirePrepared(schema, series);
        int rows = series.length();
        double[][] values = PreparedRows.channels(series);
        double[] totals = new double[rows];
        float[][] contributions = new float[channels][rows];
        Parallel.forChunks(context, rows, BLOCK, () -> looks.new Blocks(), (blocks, from, to) -> {
            WindowSource described = described(values, 0, rows, from, to);
            looks.score(described, blocks, 0, to - from, totals, contributions, from);
        });
        return Scores.of(totals, contributions, FittedKMeans.UNIT, 0);
    }

    /** Rows {@code from .. to - 1} as they are compared; the other arguments are those of {@link WindowStatistics#describe}. */
    private WindowSource described(double[][] values, int first, int end, int from, int to) {
        double[][] block = new double[perChannel][to - from];
        float[][] compared = new float[channels][];
        for (int c = 0; c < channels; c++) {
            statistics.describe(values[c], first, end, from, to, block);
            compared[c] = standardized(block, to - from, c * perChannel, centres, deviations, weights[c]);
        }
        return WindowSource.of(compared, perChannel, to - from);
    }

    @Override
    public OnlineScorer online() {
        return new Online(new RowRing(detector.longest() + 1, channels));
    }

    @Override
    public OnlineScorer online(ModelReader state) {
        Online online = new Online(RowRing.read(detector.longest() + 1, channels, state.section("rows")));
        System.arraycopy(state.floats("contributions", channels), 0, online.contributions, 0, channels);
        return online;
    }

    private final class Online implements OnlineScorer {
        private final RowRing ring;
        private final double[][] values = new double[channels][detector.longest() + 1];
        private final float[] contributions = new float[channels];
        private final Centroids.Single single = looks.new Single();

        private Online(RowRing ring) {
            this.ring = ring;
        }

        @Override
        public int delay() {
            return statistics.ahead();
        }

        @Override
        public double push(double[] row) {
            PreparedRows.requireRow(schema, row);
            ring.push(row);
            long judged = ring.pushed() - 1 - statistics.ahead();
            if (judged < 0) {
                return Double.NaN;
            }
            // Rows are counted from the oldest in the ring; once it is full there are rows before that.
            int held = (int) Math.min(ring.pushed(), detector.longest() + 1L);
            int start = ring.isFull() ? ring.windowStart() : 0;
            double[] stored = ring.storage();
            for (int i = 0; i < held; i++) {
                for (int c = 0; c < channels; c++) {
                    values[c][i] = stored[start + i * channels + c];
                }
            }
            int first = (int) Math.min(ring.pushed() - held, 1);
            int at = held - 1 - statistics.ahead() + first;
            double total = single.score(described(values, first, held + first, at, at + 1));
            System.arraycopy(single.shares, 0, contributions, 0, channels);
            return total;
        }

        @Override
        public float[] contributions() {
            return contributions.clone();
        }

        @Override
        public void write(ModelWriter out) {
            ring.write(out.section("rows"));
            out.tensor("contributions", contributions, channels);
        }
    }
}
