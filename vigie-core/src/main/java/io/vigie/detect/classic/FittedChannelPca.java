package io.vigie.detect.classic;

import io.vigie.detect.Alignment;
import io.vigie.detect.Expectation;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.OnlineScorer;
import io.vigie.detect.RunContext;
import io.vigie.detect.Scores;
import io.vigie.detect.internal.Parallel;
import io.vigie.detect.internal.PartSurprise;
import io.vigie.detect.internal.PreparedRows;
import io.vigie.detect.internal.Quietness;
import io.vigie.detect.internal.RowRing;
import io.vigie.detect.internal.SharedVote;
import io.vigie.detect.internal.WindowScores;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import io.vigie.series.Interval;
import io.vigie.series.SeriesSchema;
import io.vigie.series.TimeSeries;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What components leave over of each channel, and the laws of that and of quietness among windows of the train part. */
final class FittedChannelPca implements FittedDetector {
    static final int MOST_CALIBRATED = 2048;

    private static final int BLOCK = 128;
    private static final int CHUNK = 4 * BLOCK;

    private final ChannelPca detector;
    private final SeriesSchema schema;
    private final int channels;
    private final int window;
    private final ChannelLeftover leftover;
    private final PartSurprise parts;
    private final Quietness quietness;
    private final double[] spread; // [channel], root mean square of what is left over in the train part

    private FittedChannelPca(
            ChannelPca detector,
            SeriesSchema schema,
            ChannelLeftover leftover,
            PartSurprise parts,
            Quietness quietness,
            double[] spread) {
        this.detector = detector;
        this.schema = schema;
        this.channels = schema.channels().size();
        this.window = detector.window();
        this.leftover = leftover;
        this.parts = parts;
        this.quietness = quietness;
        this.spread = spread;
    }

    static FittedChannelPca fit(
            ChannelPca detector, SeriesSchema schema, List<TimeSeries> segments, RunContext context) {
        int window = detector.window();
        int channels = schema.channels().size();
        ChannelLeftover leftover = ChannelLeftover.of(segments, window, detector.components(), context);
        double[][] samples = WindowSample.of(segments, window, MOST_CALIBRATED);
        int count = samples.length;
        int size = window * channels;
        double[][] nats = new double[channels][count];
        float[] windows = new float[count * size];
        Parallel.forChunks(context, count, BLOCK, () -> leftover.new Block(BLOCK), (block, from, to) -> {
            block.measure(samples, from, to - from);
            for (int i = 0; i < to - from; i++) {
                for (int c = 0; c < channels; c++) {
                    nats[c][from + i] = block.nats(c, i);
                }
                block.copyWindow(i, windows, (from + i) * size);
            }
        });
        double[] spread = new double[channels];
        for (int c = 0; c < channels; c++) {
            double sum = Arrays.stream(nats[c]).sum();
            spread[c] = Math.sqrt(2 * leftover.noise() * sum / ((double) count * window));
        }
        double[] leastScale = new double[channels];
        Arrays.fill(leastScale, leftover.leastPart());
        return new FittedChannelPca(
                detector,
                schema,
                leftover,
                PartSurprise.of(nats, SharedVote.weights(segments, 2), leastScale),
                Quietness.of(windows, channels, window, window, ChannelLeftover.LEAST_DEVIATION),
                spread);
    }

    static FittedChannelPca read(ChannelPca detector, SeriesSchema schema, ModelReader in) {
        int channels = schema.channels().size();
        return new FittedChannelPca(
                detector,
                schema,
                ChannelLeftover.read(in.section("leftover"), channels, detector.window()),
                PartSurprise.read(in.section("parts")),
                Quietness.read(in.section("quietness")),
                in.doubles("spread", channels));
    }

    @Override
    public void write(ModelWriter out) {
        leftover.write(out.section("leftover"));
        parts.write(out.section("parts"));
        quietness.write(out.section("quietness"));
        out.tensor("spread", spread, channels);
    }

    @Override
    public ChannelPca detector() {
        return detector;
    }

    @Override
    public SeriesSchema schema() {
        return schema;
    }

    @Override
    public Scores score(TimeSeries series, RunContext context) {
        PreparedRows.requirePrepared(schema, series, window);
        int windows = series.length() - window + 1;
        double[] totals = new double[windows];
        float[][] contributions = new float[channels][windows];
        Parallel.forChunks(context, windows, CHUNK, () -> new Judge(Math.min(BLOCK, windows)), (judge, from, to) -> {
            for (int start = from; start < to; start += BLOCK) {
                int width = Math.min(BLOCK, to - start);
                judge.block.measure(series, start, width);
                for (int i = 0; i < width; i++) {
                    totals[start + i] = judge.score(i);
                    for (int c = 0; c < channels; c++) {
                        contributions[c][start + i] = judge.shares[c];
                    }
                }
            }
        });
        return detector.windowScores().toScores(totals, contributions, ChannelPca.UNIT, context);
    }

    /**
     * What the components make of the window around the row, or up to it where windows are causal (rows at the ends are
     * taken from the first and the last window); one root mean square of what is left over in the train part.
     */
    @Override
    public Optional<Expectation> expectation(TimeSeries series, Interval rows) {
        PreparedRows.requirePrepared(schema, series, window);
        int before = detector.alignment() == Alignment.CENTRED ? window / 2 : window - 1;
        double[][] expected = new double[channels][rows.length()];
        double[][] deviation = new double[channels][rows.length()];
        ChannelLeftover.Block block = leftover.new Block(1);
        for (int row = rows.from(); row < rows.to(); row++) {
            int start = Math.max(0, Math.min(row - before, series.length() - window));
            block.measure(series, start, 1);
            for (int c = 0; c < channels; c++) {
                expected[c][row - rows.from()] = block.reconstructed(0, row - start, c);
                deviation[c][row - rows.from()] = spread[c];
            }
        }
        return Optional.of(new Expectation(rows, expected, deviation));
    }

    @Override
    public OnlineScorer online() {
        return new Online(new RowRing(window, channels), detector.windowScores().online(channels));
    }

    @Override
    public OnlineScorer online(ModelReader state) {
        return new Online(
                RowRing.read(window, channels, state.section("rows")),
                detector.windowScores().online(channels, state.section("scores")));
    }

    /** Scores of the windows of a block; room for one thread. */
    private final class Judge {
        private final ChannelLeftover.Block block;
        private final double[] nats = new double[channels];
        private final double[] ownNats = new double[channels];
        private final float[] current = new float[channels * window];
        private final float[] quietShares = new float[channels];

        /** What each channel has of the last score. */
        private final float[] shares = new float[channels];

        private Judge(int capacity) {
            this.block = leftover.new Block(capacity);
        }

        private double score(int i) {
            for (int c = 0; c < channels; c++) {
                nats[c] = block.nats(c, i);
                ownNats[c] = block.ownNats(c, i);
            }
            double score = parts.of(nats, ownNats, shares);
            block.copyWindow(i, current, 0);
            double quiet = quietness.of(current, quietShares);
            if (quiet > score) {
                System.arraycopy(quietShares, 0, shares, 0, channels);
                return quiet;
            }
            return score;
        }
    }

    private final class Online implements OnlineScorer {
        private final RowRing rows;
        private final WindowScores.Online scores;
        private final Judge judge = new Judge(1);

        private Online(RowRing rows, WindowScores.Online scores) {
            this.rows = rows;
            this.scores = scores;
        }

        @Override
        public int delay() {
            return detector.windowScores().delay();
        }

        @Override
        public double push(double[] row) {
            PreparedRows.requireRow(schema, row);
            rows.push(row);
            if (!rows.isFull()) {
                return Double.NaN;
            }
            judge.block.measure(rows);
            return scores.push(judge.score(0), judge.shares);
        }

        @Override
        public float[] contributions() {
            return scores.contributions();
        }

        @Override
        public void write(ModelWriter out) {
            rows.write(out.section("rows"));
            scores.write(out.section("scores"));
        }
    }
}
