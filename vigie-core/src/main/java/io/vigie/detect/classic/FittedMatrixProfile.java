package io.vigie.detect.classic;

import io.vigie.detect.Expectation;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.OnlineScorer;
import io.vigie.detect.RunContext;
import io.vigie.detect.Scores;
import io.vigie.detect.classic.MatrixProfile.Neighbour;
import io.vigie.detect.classic.MatrixProfile.Reference;
import io.vigie.detect.internal.Nearest;
import io.vigie.detect.internal.Parallel;
import io.vigie.detect.internal.PreparedRows;
import io.vigie.detect.internal.RowRing;
import io.vigie.detect.internal.WindowScores;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import io.vigie.series.BadInputException;
import io.vigie.series.Interval;
import io.vigie.series.SeriesSchema;
import io.vigie.series.TimeSeries;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The train part to compare with, where the reference is not the scored series alone. */
final class FittedMatrixProfile implements FittedDetector {
    static final String UNIT = "distance";

    private final MatrixProfile detector;
    private final SeriesSchema schema;
    private final int channels;
    private final int selected;
    private final int window;
    private final @Nullable Trained trained;

    private record Trained(ReferenceRows references, NeighbourSearch search, WindowPairs pairs, double[] spread) {}

    private FittedMatrixProfile(MatrixProfile detector, SeriesSchema schema, @Nullable Trained trained) {
        this.detector = detector;
        this.schema = schema;
        this.channels = schema.channels().size();
        this.selected = detector.selected(channels);
        this.window = detector.window();
        this.trained = trained;
    }

    static FittedMatrixProfile fit(MatrixProfile detector, SeriesSchema schema, List<TimeSeries> segments) {
        if (detector.reference() == Reference.SELF) {
            return new FittedMatrixProfile(detector, schema, null);
        }
        ReferenceRows references = MemorySelection.even(segments, detector.window(), detector.maxReference());
        NeighbourSearch search = search(detector, references);
        WindowPairs pairs = new WindowPairs(references, detector.normalize(), search);
        return new FittedMatrixProfile(detector, schema, new Trained(references, search, pairs, pairs.spread()));
    }

    private static NeighbourSearch search(MatrixProfile detector, ReferenceRows references) {
        int selected = detector.selected(references.channels());
        return detector.neighbour() == Neighbour.OWN
                ? new CovarianceSearch(references, detector.normalize(), selected)
                : NeighbourSearch.of(references, detector.normalize(), selected);
    }

    static FittedMatrixProfile read(MatrixProfile detector, SeriesSchema schema, ModelReader in) {
        if (detector.reference() == Reference.SELF) {
            return new FittedMatrixProfile(detector, schema, null);
        }
        int channels = schema.channels().size();
        ReferenceRows references = ReferenceRows.read(channels, detector.window(), in.section("references"));
        NeighbourSearch search = search(detector, references);
        WindowPairs pairs = new WindowPairs(references, detector.normalize(), search);
        return new FittedMatrixProfile(
                detector, schema, new Trained(references, search, pairs, in.doubles("spread", channels)));
    }

    @Override
    public void write(ModelWriter out) {
        if (trained != null) {
            trained.references.write(out.section("references"));
            out.tensor("spread", trained.spread, channels);
        }
    }

    @Override
    public MatrixProfile detector() {
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
        Arrays.fill(totals, Double.POSITIVE_INFINITY);
        float[][] contributions = new float[channels][windows];
        double[][] x = WindowPairs.values(series);
        if (trained != null) {
            join(trained.search, trained.pairs, x, 0, totals, contributions, "against the train part", context);
        }
        if (detector.reference() != Reference.TRAIN) {
            if (windows <= 2 * detector.exclusion()) {
                throw new BadInputException("window " + window + " leaves the " + series.length() + " rows of '"
                        + series.name() + "' no other window to compare with; use at most " + series.length() / 2
                        + ", or reference=train");
            }
            ReferenceRows own = ReferenceRows.of(
                    series, MemorySelection.even(series.length(), window, detector.maxReference()), window);
            NeighbourSearch search = search(detector, own);
            WindowPairs pairs = new WindowPairs(own, detector.normalize(), search);
            int exclusion = detector.exclusion();
            join(search, pairs, x, exclusion, totals, contributions, "against itself", context);
        }
        return detector.smoothing().toScores(totals, contributions, UNIT, context);
    }

    /** What one thread works in. */
    private final class Room {
        private final NeighbourSearch.Work work;
        private final Nearest nearest;
        private final WindowPairs.Queries queries;
        private final double[][] squares; // [channel][query], of each channel's own nearest

        private Room(NeighbourSearch search, WindowPairs pairs) {
            work = search.work();
            nearest = new Nearest(1, search.block());
            queries = pairs.new Queries(search.block());
            squares = new double[detector.neighbour() == Neighbour.OWN ? channels : 0][search.block()];
        }
    }

    // Keeps, window by window, the smaller of what is there and what is found.
    private void join(
            NeighbourSearch search,
            WindowPairs pairs,
            double[][] x,
            int exclusion,
            double[] totals,
            float[][] contributions,
            String what,
            RunContext context) {
        AtomicInteger done = new AtomicInteger();
        Supplier<Room> room = () -> new Room(search, pairs);
        Parallel.forChunks(context, totals.length, search.block(), room, (own, from, to) -> {
            WindowPairs.Queries queries = own.queries;
            if (detector.neighbour() == Neighbour.OWN) {
                ((CovarianceSearch) search).ownNearest(x, from, to, exclusion, own.squares);
            } else {
                own.work.search(x, from, to, exclusion, own.nearest);
                queries.take(x, from, to - from);
            }
            for (int i = from; i < to; i++) {
                if (detector.neighbour() == Neighbour.OWN) {
                    for (int c = 0; c < channels; c++) {
                        queries.squares[c] = own.squares[c][i - from];
                    }
                } else {
                    queries.compare(i - from, own.nearest.reference(0, i - from));
                }
                double total = total(queries);
                if (total < totals[i]) {
                    totals[i] = total;
                    for (int c = 0; c < channels; c++) {
                        contributions[c][i] = (float) queries.shares[c];
                    }
                }
            }
            int windows = done.addAndGet(to - from);
            context.progress().report("matrix profile: " + what, (double) windows / totals.length);
        });
    }

    /** The distance in the channels that differ most, from the squares of all; sets what each of them contributes. */
    private double total(WindowPairs.Queries queries) {
        double[] sorted = queries.squares.clone();
        Arrays.sort(sorted);
        double sum = 0;
        for (int k = 1; k <= selected; k++) {
            sum += sorted[sorted.length - k];
        }
        double total = Math.sqrt(sum);
        Arrays.fill(queries.shares, 0);
        WindowPairs.share(queries.squares, total, selected, queries.shares);
        return total;
    }

    /**
     * What the nearest train windows have at the rows, at the level and size of the scored windows. Empty without a train
     * reference, or if the series is shorter than the window.
     */
    @Override
    public Optional<Expectation> expectation(TimeSeries series, Interval rows) {
        PreparedRows.requirePrepared(schema, series);
        return trained == null || series.length() < window
                ? Optional.empty()
                : Optional.of(trained.pairs.expectation(trained.spread, series, rows));
    }

    private Trained requireOnline() {
        if (trained == null || detector.reference() != Reference.TRAIN) {
            throw new UnsupportedOperationException("reference="
                    + (trained == null ? "self" : "both")
                    + " of detector 'matrixprofile' needs the whole series; use reference=train to score row by row");
        }
        return trained;
    }

    @Override
    public OnlineScorer online() {
        Trained found = requireOnline();
        return new Online(
                found,
                found.search.online(),
                new RowRing(window, channels),
                detector.smoothing().online(channels));
    }

    @Override
    public OnlineScorer online(ModelReader state) {
        Trained found = requireOnline();
        return new Online(
                found,
                found.search.online(state.section("search")),
                RowRing.read(window, channels, state.section("rows")),
                detector.smoothing().online(channels, state.section("scores")));
    }

    private final class Online implements OnlineScorer {
        private final WindowPairs.Queries query;
        private final NeighbourSearch.Online stream;
        private final RowRing ring;
        private final WindowScores.Online smoothed;
        private final Nearest nearest = new Nearest(1, 1);
        private final double[][] current = new double[channels][window];
        private final float[] contributions = new float[channels];

        private Online(Trained trained, NeighbourSearch.Online stream, RowRing ring, WindowScores.Online smoothed) {
            this.query = trained.pairs.new Queries(1);
            this.stream = stream;
            this.ring = ring;
            this.smoothed = smoothed;
        }

        @Override
        public int delay() {
            return detector.smoothing().delay();
        }

        @Override
        public double push(double[] row) {
            PreparedRows.requireRow(schema, row);
            ring.push(row);
            if (detector.neighbour() == Neighbour.OWN) {
                if (!((CovarianceSearch.Stream) stream).pushOwn(row, query.squares)) {
                    return Double.NaN;
                }
            } else {
                if (!stream.push(row, nearest)) {
                    return Double.NaN;
                }
                WindowPairs.copyWindow(ring, current);
                query.take(current, 0, 1);
                query.compare(0, nearest.reference(0, 0));
            }
            double total = total(query);
            for (int c = 0; c < channels; c++) {
                contributions[c] = (float) query.shares[c];
            }
            return smoothed.push(total, contributions);
        }

        @Override
        public float[] contributions() {
            return smoothed.contributions();
        }

        @Override
        public void write(ModelWriter out) {
            stream.write(out.section("search"));
            ring.write(out.section("rows"));
            smoothed.write(out.section("scores"));
        }
    }
}
