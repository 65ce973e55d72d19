package io.vigie.detect.classic;

import io.vigie.detect.FittedDetector;
import io.vigie.detect.OnlineScorer;
import io.vigie.detect.RunContext;
import io.vigie.detect.Scores;
import io.vigie.detect.TrainingSet;
import io.vigie.detect.internal.Parallel;
import io.vigie.detect.internal.PreparedRows;
import io.vigie.detect.internal.RowRing;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import io.vigie.series.SeriesSchema;
import io.vigie.series.TimeSeries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The memory, and how far the past of a row is from those in it. */
final class FittedFadingKnn implements FittedDetector, HeldOutScoring {
    private static final int RANGE = 1024;
    private static final int CHUNK = 4096;

    /** Half-lives that contributions reach back: all but a thousandth of the weight. */
    private static final int BLAMED = 10;

    private final FadingKnn detector;
    private final SeriesSchema schema;
    private final int channels;
    private final ReferenceRows memory;
    private final int[] starts; // first row of the stretch of each memory row
    private final FadingSearch search;
    private final double[] weights; // [channel]
    private final double[] fading; // weight by age

    private FittedFadingKnn(FadingKnn detector, SeriesSchema schema, ReferenceRows memory, double[] weights) {
        this.detector = detector;
        this.schema = schema;
        this.channels = schema.channels().size();
        this.memory = memory;
        this.weights = weights;
        this.search = new FadingSearch(memory, detector.halfLife());
        this.starts = new int[memory.rows()];
        for (int stretch = 0; stretch < memory.stretches(); stretch++) {
            Arrays.fill(starts, memory.start(stretch), memory.end(stretch), memory.start(stretch));
        }
        this.fading = new double[BLAMED * detector.halfLife()];
        double weight = 1;
        for (int age = 0; age < fading.length; age++) {
            fading[age] = weight;
            weight *= search.keep();
        }
    }

    static FittedFadingKnn fit(FadingKnn detector, SeriesSchema schema, List<TimeSeries> segments) {
        double[] weights = detector.discrete().weights(segments);
        List<TimeSeries> weighted = segments.stream()
                .map(segment -> ChannelWeights.apply(segment, weights))
                .toList();
        ReferenceRows memory = MemorySelection.even(weighted, detector.reach(), detector.memory());
        return new FittedFadingKnn(detector, schema, memory, weights);
    }

    static FittedFadingKnn read(FadingKnn detector, SeriesSchema schema, ModelReader in) {
        int channels = schema.channels().size();
        ReferenceRows memory = ReferenceRows.read(channels, detector.reach(), in.section("memory"));
        return new FittedFadingKnn(detector, schema, memory, ChannelWeights.read(in, channels));
    }

    @Override
    public void write(ModelWriter out) {
        memory.write(out.section("memory"));
        out.tensor("weights", weights, channels);
    }

    @Override
    public FadingKnn detector() {
        return detector;
    }

    @Override
    public SeriesSchema schema() {
        return schema;
    }

    @Override
    public Scores score(TimeSeries series, RunContext context) {
        PreparedRows.requirePrepared(schema, series);
        double[][] x = WindowPairs.values(ChannelWeights.apply(series, weights));
        int rows = series.length();
        int ranges = (search.diagonals() + RANGE - 1) / RANGE;
        double[][] squares = new double[ranges][rows];
        int[][] references = new int[ranges][rows];
        Parallel.forChunks(context, search.diagonals(), RANGE, (from, to) -> {
            FadingSearch.Diagonals diagonals = search.begin(from, to);
            double[] row = new double[channels];
            for (int t = 0; t < rows; t++) {
                if (t % CHUNK == 0) {
                    context.checkCancelled();
                }
                copyRow(x, t, row);
                diagonals.push(row, 0, 0);
                squares[from / RANGE][t] = diagonals.best();
                references[from / RANGE][t] = diagonals.bestReference();
            }
        });
        double[] totals = new double[rows];
        float[][] contributions = new float[channels][rows];
        Parallel.forChunks(context, rows, CHUNK, (from, to) -> {
            double[] channelSquares = new double[channels];
            double[] shares = new double[channels];
            for (int t = from; t < to; t++) {
                double least = squares[0][t];
                int reference = references[0][t];
                for (int range = 1; range < ranges; range++) {
                    if (isNearer(squares[range][t], references[range][t], least, reference)) {
                        least = squares[range][t];
                        reference = references[range][t];
                    }
                }
                totals[t] = Math.sqrt(least);
                int back = Math.min(Math.min(t, reference - starts[reference]) + 1, fading.length);
                for (int c = 0; c < channels; c++) {
                    channelSquares[c] = square(x[c], t, -1, memory.channel(c), reference, back);
                }
                Arrays.fill(shares, 0);
                WindowPairs.share(channelSquares, totals[t], channels, shares);
                for (int c = 0; c < channels; c++) {
                    contributions[c][t] = (float) shares[c];
                }
            }
        });
        return Scores.of(totals, contributions, FittedKnn.UNIT, 0);
    }

    private static void copyRow(double[][] x, int t, double[] row) {
        for (int c = 0; c < row.length; c++) {
            row[c] = x[c][t];
        }
    }

    // Ties between ranges go to the reference that comes first in the memory, in whatever order ranges are worked on.
    private static boolean isNearer(double square, int reference, double least, int nearest) {
        return reference >= 0 && (nearest < 0 || square < least || (square == least && reference < nearest));
    }

    /** Weighted variance of the differences of one channel; {@code step} goes back from a row to the one before it. */
    private double square(double[] x, int at, int step, double[] y, int reference, int back) {
        double sum = 0;
        double square = 0;
        double weight = 0;
        for (int age = 0; age < back; age++) {
            double e = x[at + age * step] - y[reference - age];
            sum += fading[age] * e;
            square += fading[age] * e * e;
            weight += fading[age];
        }
        return Math.max(0, square - sum * sum / weight);
    }

    /** Scores of the memory's own rows, each compared with rows at least two reaches away. */
    @Override
    public double[] heldOutScores(TrainingSet train, RunContext context) {
        int rows = memory.rows();
        double[] scores = new double[rows];
        double[][] x = new double[channels][];
        for (int c = 0; c < channels; c++) {
            x[c] = memory.channel(c);
        }
        Parallel.forChunks(context, memory.stretches(), 1, (from, to) -> {
            double[] row = new double[channels];
            int start = memory.start(from);
            FadingSearch.Diagonals diagonals = search.begin(0, rows);
            for (int t = start; t < memory.end(from); t++) {
                copyRow(x, t, row);
                diagonals.push(row, t, 2 * detector.reach());
                boolean settled = t - start >= detector.reach() - 1 && diagonals.bestReference() >= 0;
                scores[t] = settled ? Math.sqrt(diagonals.best()) : Double.NaN;
            }
        });
        return scores;
    }

    @Override
    public OnlineScorer online() {
        List<FadingSearch.Diagonals> ranges = new ArrayList<>();
        for (int from = 0; from < search.diagonals(); from += RANGE) {
            ranges.add(search.begin(from, Math.min(search.diagonals(), from + RANGE)));
        }
        return new Online(ranges, new RowRing(fading.length, channels));
    }

    @Override
    public OnlineScorer online(ModelReader state) {
        List<FadingSearch.Diagonals> ranges = new ArrayList<>();
        for (int from = 0; from < search.diagonals(); from += RANGE) {
            int to = Math.min(search.diagonals(), from + RANGE);
            ranges.add(search.goOn(from, to, state.section("diagonals-" + from)));
        }
        Online online = new Online(ranges, RowRing.read(fading.length, channels, state.section("rows")));
        System.arraycopy(state.floats("contributions", channels), 0, online.contributions, 0, channels);
        return online;
    }

    private final class Online implements OnlineScorer {
        private final List<FadingSearch.Diagonals> ranges;
        private final RowRing ring;
        private final double[] channelSquares = new double[channels];
        private final double[] shares = new double[channels];
        private final float[] contributions = new float[channels];

        private Online(List<FadingSearch.Diagonals> ranges, RowRing ring) {
            this.ranges = ranges;
            this.ring = ring;
        }

        @Override
        public int delay() {
            return 0;
        }

        @Override
        public double push(double[] row) {
            PreparedRows.requireRow(schema, row);
            double[] weighted = ChannelWeights.apply(row, weights);
            for (int c = 0; c < channels; c++) {
                weighted[c] = PreparedRows.clamp(weighted[c]);
            }
            ring.push(weighted);
            double least = Double.POSITIVE_INFINITY;
            int reference = -1;
            for (FadingSearch.Diagonals range : ranges) {
                range.push(weighted, 0, 0);
                if (isNearer(range.best(), range.bestReference(), least, reference)) {
                    least = range.best();
                    reference = range.bestReference();
                }
            }
            double total = Math.sqrt(least);
            int held = (int) Math.min(ring.pushed(), fading.length);
            int back = Math.min(held, reference - starts[reference] + 1);
            int newest = (ring.isFull() ? ring.windowStart() : 0) + (held - 1) * channels;
            for (int c = 0; c < channels; c++) {
                channelSquares[c] = square(ring.storage(), newest + c, -channels, memory.channel(c), reference, back);
            }
            Arrays.fill(shares, 0);
            WindowPairs.share(channelSquares, total, channels, shares);
            for (int c = 0; c < channels; c++) {
                contributions[c] = (float) shares[c];
            }
            return total;
        }

        @Override
        public float[] contributions() {
            return contributions.clone();
        }

        @Override
        public void write(ModelWriter out) {
            for (int i = 0; i < ranges.size(); i++) {
                ranges.get(i).write(out.section("diagonals-" + i * RANGE));
            }
            ring.write(out.section("rows"));
            out.tensor("contributions", contributions, channels);
        }
    }
}
