package io.vigie.detect.classic;

import io.vigie.detect.Expectation;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.OnlineScorer;
import io.vigie.detect.RunContext;
import io.vigie.detect.Scores;
import io.vigie.detect.classic.MatrixProfile.Neighbour;
import io.vigie.detect.classic.MatrixProfile.Reference;
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
        WindowPairs pairs = new WindowPairs(references, detector.normalize());
        return new FittedMatrixProfile(detector, schema, new Trained(references, search, pairs, pairs.spread(search)));
    }

    private static NeighbourSearch search(MatrixProfile detector, ReferenceRows references) {
        int selected = detector.selected(references.channels());
        boolean plain = detector.normalize() == WindowNormalization.NONE
                && detector.neighbour() == Neighbour.SHARED
                && selected == references.channels();
        return plain
                ? new RowDistanceSearch(references)
                : new CovarianceSearch(references, detector.normalize(), selected);
    }

    static FittedMatrixProfile read(MatrixProfile detector, SeriesSchema schema, ModelReader in) {
        if (detector.reference() == Reference.SELF) {
            return new FittedMatrixProfile(detector, schema, null);
        }
        int channels = schema.channels().size();
        ReferenceRows references = ReferenceRows.read(channels, detector.window(), in.section("references"));
        return new FittedMatrixProfile(
                detector,
                schema,
                new Trained(
                        references,
                        search(detector, references),
                        new WindowPairs(references, detector.normalize()),
                        in.doubles("spread", channels)));
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
            WindowPairs pairs = new WindowPairs(own, detector.normalize());
            int exclusion = detector.exclusion();
            join(search(detector, own), pairs, x, exclusion, totals, contributions, "against itself", context);
        }
        return detector.smoothing().toScores(totals, contributions, UNIT, context);
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
        Parallel.forChunks(context, totals.length, search.block(), (from, to) -> {
            double[] shares = new double[channels];
            double[] squares = new double[channels];
            double[][] own = new double[detector.neighbour() == Neighbour.OWN ? channels : 0][to - from];
            Nearest nearest = new Nearest(1, to - from);
            if (detector.neighbour() == Neighbour.OWN) {
                ((CovarianceSearch) search).ownNearest(x, from, to, exclusion, own);
            } else {
                search.work().search(x, from, to, exclusion, nearest);
            }
            for (int i = from; i < to; i++) {
                double total;
                if (detector.neighbour() == Neighbour.OWN) {
                    for (int c = 0; c < channels; c++) {
                        squares[c] = own[c][i - from];
                    }
                    total = ownTotal(squares, shares);
                } else {
                    total = sharedTotal(pairs, x, i, nearest, i - from, squares, shares);
                }
                if (total < totals[i]) {
                    totals[i] = total;
                    for (int c = 0; c < channels; c++) {
                        contributions[c][i] = (float) shares[c];
                    }
                }
            }
            int windows = done.addAndGet(to - from);
            context.progress().report("matrix profile: " + what, (double) windows / totals.length);
        });
    }

    private double sharedTotal(
            WindowPairs pairs, double[][] x, int i, Nearest nearest, int number, double[] squares, double[] shares) {
        double total = Math.sqrt(nearest.square(0, number));
        pairs.channelSquares(x, i, nearest.reference(0, number), squares);
        Arrays.fill(shares, 0);
        WindowPairs.share(squares, total, selected, shares);
        return total;
    }

    private double ownTotal(double[] squares, double[] shares) {
        double[] sorted = squares.clone();
        Arrays.sort(sorted);
        double sum = 0;
        for (int k = 1; k <= selected; k++) {
            sum += sorted[sorted.length - k];
        }
        double total = Math.sqrt(sum);
        Arrays.fill(shares, 0);
        WindowPairs.share(squares, total, selected, shares);
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
                : Optional.of(trained.pairs.expectation(trained.search, trained.spread, series, rows));
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
        private final WindowPairs pairs;
        private final NeighbourSearch.Online stream;
        private final RowRing ring;
        private final WindowScores.Online smoothed;
        private final Nearest nearest = new Nearest(1, 1);
        private final double[][] current = new double[channels][window];
        private final double[] squares = new double[channels];
        private final double[] shares = new double[channels];
        private final float[] contributions = new float[channels];

        private Online(Trained trained, NeighbourSearch.Online stream, RowRing ring, WindowScores.Online smoothed) {
            this.pairs = trained.pairs;
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
            double total;
            if (detector.neighbour() == Neighbour.OWN) {
                if (!((CovarianceSearch.Stream) stream).pushOwn(row, squares)) {
                    return Double.NaN;
                }
                total = ownTotal(squares, shares);
            } else {
                if (!stream.push(row, nearest)) {
                    return Double.NaN;
                }
                WindowPairs.copyWindow(ring, current);
                total = sharedTotal(pairs, current, 0, nearest, 0, squares, shares);
            }
            for (int c = 0; c < channels; c++) {
                contributions[c] = (float) shares[c];
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
