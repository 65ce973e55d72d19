package io.vigie.detect.classic;

import io.vigie.detect.FittedDetector;
import io.vigie.detect.OnlineScorer;
import io.vigie.detect.RunContext;
import io.vigie.detect.Scores;
import io.vigie.detect.TrainingSet;
import io.vigie.detect.internal.Parallel;
import io.vigie.detect.internal.PreparedRows;
import io.vigie.detect.internal.RowRing;
import io.vigie.model.ModelFormatException;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import io.vigie.series.Channel;
import io.vigie.series.SeriesSchema;
import io.vigie.series.TimeAxis;
import io.vigie.series.TimeSeries;
import java.util.ArrayList;
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
    private final double[] centres; // [channel x statistic]
    private final double[] deviations;
    private final double[] weights; // [channel]
    private final FittedKMeans looks;

    private FittedStatKMeans(
            StatKMeans detector,
            SeriesSchema schema,
            double[] centres,
            double[] deviations,
            double[] weights,
            FittedKMeans looks) {
        this.detector = detector;
        this.schema = schema;
        this.statistics = detector.statistics();
        this.channels = schema.channels().size();
        this.centres = centres;
        this.deviations = deviations;
        this.weights = weights;
        this.looks = looks;
    }

    static FittedStatKMeans fit(
            StatKMeans detector, SeriesSchema schema, List<TimeSeries> segments, RunContext context) {
        WindowStatistics statistics = detector.statistics();
        double[][] sample = sample(statistics, segments, context);
        double[] centres = new double[sample.length];
        double[] deviations = new double[sample.length];
        for (int s = 0; s < sample.length; s++) {
            double sum = 0;
            for (double value : sample[s]) {
                sum += value;
            }
            centres[s] = sum / sample[s].length;
            double squares = 0;
            for (double value : sample[s]) {
                squares += (value - centres[s]) * (value - centres[s]);
            }
            deviations[s] = Math.max(Math.sqrt(squares / sample[s].length), LEAST_DEVIATION);
        }
        double[] weights = ChannelWeights.of(detector.discrete(), segments);
        standardize(sample, sample[0].length, centres, deviations, weights);
        TimeSeries train = described(sample);
        KMeans kMeans = new KMeans(detector.clusters(), 1);
        FittedKMeans looks = kMeans.fit(TrainingSet.of(train), context);
        return new FittedStatKMeans(detector, schema, centres, deviations, weights, looks);
    }

    /** Statistics of at most {@link #MOST_ROWS} rows, evenly spread, [channel x statistic][row]. */
    private static double[][] sample(WindowStatistics statistics, List<TimeSeries> segments, RunContext context) {
        long rows = 0;
        for (TimeSeries segment : segments) {
            rows += segment.length();
        }
        int stride = Math.toIntExact((rows + MOST_ROWS - 1) / MOST_ROWS);
        int taken = 0;
        for (TimeSeries segment : segments) {
            taken += (segment.length() + stride - 1) / stride;
        }
        int perChannel = statistics.perChannel();
        int channels = segments.get(0).channelCount();
        double[][] sample = new double[channels * perChannel][taken];
        Parallel.forChunks(context, channels, 1, (fromChannel, toChannel) -> {
            double[][] block = new double[perChannel][BLOCK];
            for (int c = fromChannel; c < toChannel; c++) {
                int at = 0;
                for (TimeSeries segment : segments) {
                    double[] values = segment.channelValues(c);
                    for (int from = 0; from < values.length; from += BLOCK) {
                        int to = Math.min(values.length, from + BLOCK);
                        statistics.describe(values, 0, values.length, from, to, block, 0);
                        int row = (from + stride - 1) / stride * stride;
                        for (; row < to; row += stride) {
                            for (int s = 0; s < perChannel; s++) {
                                sample[c * perChannel + s][at] = block[s][row - from];
                            }
                            at++;
                        }
                    }
                }
            }
        });
        return sample;
    }

    private static void standardize(
            double[][] values, int rows, double[] centres, double[] deviations, double[] weights) {
        int perChannel = values.length / weights.length;
        for (int s = 0; s < values.length; s++) {
            double weight = weights[s / perChannel];
            double[] statistic = values[s];
            for (int i = 0; i < rows; i++) {
                statistic[i] = weight * compress((statistic[i] - centres[s]) / deviations[s]);
            }
        }
    }

    private static double compress(double z) {
        double size = Math.abs(z);
        return size <= CLIP ? z : Math.copySign(CLIP * (1 + Math.log(size / CLIP)), z);
    }

    private static TimeSeries described(double[][] statistics) {
        return TimeSeries.wrap(
                "window statistics", TimeAxis.rows(statistics[0].length), channels(statistics.length), statistics);
    }

    private static List<Channel> channels(int statistics) {
        List<Channel> channels = new ArrayList<>();
        for (int s = 0; s < statistics; s++) {
            channels.add(Channel.of("statistic-" + s));
        }
        return channels;
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
        int size = channels * perChannel;
        SeriesSchema looked = described(new double[size][1]).schema();
        return new FittedStatKMeans(
                detector,
                schema,
                centres,
                deviations,
                ChannelWeights.read(in, channels),
                FittedKMeans.read(new KMeans(detector.clusters(), 1), looked, in.section("looks")));
    }

    @Override
    public void write(ModelWriter out) {
        int perChannel = statistics.perChannel();
        out.tensor("centres", centres, channels, perChannel);
        out.tensor("deviations", deviations, channels, perChannel);
        out.tensor("weights", weights, channels);
        looks.write(out.section("looks"));
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
        double[][] values = new double[channels][];
        for (int c = 0; c < channels; c++) {
            values[c] = series.channelValues(c);
        }
        double[] totals = new double[rows];
        float[][] contributions = new float[channels][rows];
        RunContext alone = context.withThreads(1);
        Parallel.forChunks(
                context, rows, BLOCK, (from, to) -> judge(values, 0, rows, from, to, totals, contributions, alone));
        return Scores.of(totals, contributions, FittedKMeans.UNIT, 0);
    }

    private void judge(
            double[][] values,
            int first,
            int end,
            int from,
            int to,
            double[] totals,
            float[][] contributions,
            RunContext context) {
        int perChannel = statistics.perChannel();
        double[][] described = new double[channels * perChannel][to - from];
        for (int c = 0; c < channels; c++) {
            statistics.describe(values[c], first, end, from, to, described, c * perChannel);
        }
        standardize(described, to - from, centres, deviations, weights);
        Scores scores = looks.score(described(described), context);
        for (int i = 0; i < to - from; i++) {
            totals[from + i] = scores.total(i);
        }
        for (int c = 0; c < channels; c++) {
            for (int s = c * perChannel; s < (c + 1) * perChannel; s++) {
                for (int i = 0; i < to - from; i++) {
                    contributions[c][from + i] += scores.contribution(s, i);
                }
            }
        }
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
        private final double[][] described = new double[channels * statistics.perChannel()][1];
        private final float[] contributions = new float[channels];
        private final OnlineScorer stream = looks.online();

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
            int perChannel = statistics.perChannel();
            for (int c = 0; c < channels; c++) {
                statistics.describe(values[c], first, held + first, at, at + 1, described, c * perChannel);
            }
            standardize(described, 1, centres, deviations, weights);
            double[] look = new double[described.length];
            for (int s = 0; s < look.length; s++) {
                look[s] = described[s][0];
            }
            double total = stream.push(look);
            float[] shares = stream.contributions();
            for (int c = 0; c < channels; c++) {
                contributions[c] = 0f;
                for (int s = c * perChannel; s < (c + 1) * perChannel; s++) {
                    contributions[c] += shares[s];
                }
            }
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
