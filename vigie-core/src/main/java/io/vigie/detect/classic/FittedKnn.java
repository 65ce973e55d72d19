package io.vigie.detect.classic;

import io.vigie.detect.Alignment;
import io.vigie.detect.Expectation;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.NormalNeighbour;
import io.vigie.detect.NormalNeighbours;
import io.vigie.detect.OnlineScorer;
import io.vigie.detect.RunContext;
import io.vigie.detect.Scores;
import io.vigie.detect.TrainingSet;
import io.vigie.detect.internal.Nearest;
import io.vigie.detect.internal.Parallel;
import io.vigie.detect.internal.PreparedRows;
import io.vigie.detect.internal.RowRing;
import io.vigie.detect.internal.TrainPlaces;
import io.vigie.detect.internal.WindowScores;
import io.vigie.model.ModelFormatException;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import io.vigie.series.Interval;
import io.vigie.series.SeriesSchema;
import io.vigie.series.TimeSeries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The memory, and how far its windows are from one another. */
final class FittedKnn implements FittedDetector, HeldOutScoring, NormalNeighbours {
    static final String UNIT = "distance";

    private final Knn detector;
    private final SeriesSchema schema;
    private final int channels;
    private final int window;
    private final ReferenceRows memory;
    private final NeighbourSearch search;
    private final WindowPairs pairs;
    private final double[] weights; // [channel], what the memory and series to score are multiplied with
    private final double[] spread;
    private final @Nullable TrainPlaces places; // [memory row]; null if the model was written before they were kept

    private FittedKnn(
            Knn detector,
            SeriesSchema schema,
            ReferenceRows memory,
            NeighbourSearch search,
            WindowPairs pairs,
            double[] weights,
            double[] spread,
            @Nullable TrainPlaces places) {
        this.detector = detector;
        this.schema = schema;
        this.channels = schema.channels().size();
        this.window = detector.window();
        this.memory = memory;
        this.search = search;
        this.pairs = pairs;
        this.weights = weights;
        this.spread = spread;
        this.places = places;
    }

    static FittedKnn fit(Knn detector, TrainingSet train, List<TrainingSet.Stretch> stretches, RunContext context) {
        List<TimeSeries> segments =
                stretches.stream().map(TrainingSet.Stretch::series).toList();
        double[] weights = detector.discrete().weights(segments);
        List<TimeSeries> weighted = segments.stream()
                .map(segment -> ChannelWeights.apply(segment, weights))
                .toList();
        ReferenceRows memory =
                MemorySelection.coreset(weighted, detector.window(), detector.memory(), detector.normalize(), context);
        NeighbourSearch search = search(detector, memory);
        WindowPairs pairs = new WindowPairs(memory, detector.normalize(), search);
        TrainPlaces places = places(train, stretches, memory);
        return new FittedKnn(detector, train.schema(), memory, search, pairs, weights, pairs.spread(), places);
    }

    private static TrainPlaces places(TrainingSet train, List<TrainingSet.Stretch> stretches, ReferenceRows memory) {
        int[] items = new int[memory.rows()];
        int[] rows = new int[memory.rows()];
        for (int s = 0; s < memory.stretches(); s++) {
            ReferenceRows.Place place = memory.places().get(s);
            TrainingSet.Stretch learned = stretches.get(place.segment());
            for (int row = memory.start(s); row < memory.end(s); row++) {
                items[row] = learned.item();
                rows[row] = learned.from() + place.row() + row - memory.start(s);
            }
        }
        return TrainPlaces.of(train, items, rows);
    }

    private static NeighbourSearch search(Knn detector, ReferenceRows memory) {
        return NeighbourSearch.of(memory, detector.normalize(), memory.channels());
    }

    static FittedKnn read(Knn detector, SeriesSchema schema, ModelReader in) {
        int channels = schema.channels().size();
        ReferenceRows memory = ReferenceRows.read(channels, detector.window(), in.section("memory"));
        NeighbourSearch search = search(detector, memory);
        TrainPlaces places = in.hasSection("places") ? TrainPlaces.read(in.section("places")) : null;
        if (places != null && places.count() != memory.rows()) {
            throw new ModelFormatException("the model has places of " + places.count() + " rows for a memory of "
                    + memory.rows() + "; the model file is damaged");
        }
        return new FittedKnn(
                detector,
                schema,
                memory,
                search,
                new WindowPairs(memory, detector.normalize(), search),
                in.has("weights") ? ChannelWeights.read(in, channels) : equal(channels),
                in.doubles("spread", channels),
                places);
    }

    /** What models that were written before channels had factors used. */
    private static double[] equal(int channels) {
        double[] weights = new double[channels];
        Arrays.fill(weights, 1);
        return weights;
    }

    @Override
    public void write(ModelWriter out) {
        memory.write(out.section("memory"));
        out.tensor("weights", weights, channels);
        out.tensor("spread", spread, channels);
        if (places != null) {
            places.write(out.section("places"));
        }
    }

    @Override
    public Knn detector() {
        return detector;
    }

    @Override
    public SeriesSchema schema() {
        return schema;
    }

    ReferenceRows memory() {
        return memory;
    }

    @Override
    public Scores score(TimeSeries series, RunContext context) {
        PreparedRows.requirePrepared(schema, series, window);
        double[][] x = WindowPairs.values(ChannelWeights.apply(series, weights));
        int windows = series.length() - window + 1;
        double[] totals = new double[windows];
        float[][] contributions = new float[channels][windows];
        Parallel.forChunks(context, windows, search.block(), Room::new, (room, from, to) -> {
            room.work.search(x, from, to, 0, room.nearest);
            room.queries.take(x, from, to - from);
            for (int i = from; i < to; i++) {
                totals[i] = room.queries.meanDistance(i - from, room.nearest);
                for (int c = 0; c < channels; c++) {
                    contributions[c][i] = (float) room.queries.shares[c];
                }
            }
        });
        return detector.smoothing().toScores(totals, contributions, UNIT, context);
    }

    /**
     * Remembered windows are compared with those at least a window away from them, others, and those where nothing is left,
     * with the whole memory.
     */
    @Override
    public double[] heldOutScores(TrainingSet train, RunContext context) {
        List<double[]> distances = new ArrayList<>();
        for (TimeSeries segment : PreparedRows.trainSegments(train, window)) {
            distances.add(distances(WindowPairs.values(ChannelWeights.apply(segment, weights)), 0, context));
        }
        double[][] remembered = new double[channels][];
        for (int c = 0; c < channels; c++) {
            remembered[c] = memory.channel(c);
        }
        double[] apart = distances(remembered, window, context);
        for (int stretch = 0; stretch < memory.stretches(); stretch++) {
            ReferenceRows.Place place = memory.places().get(stretch);
            int start = memory.start(stretch);
            double[] all = distances.get(place.segment());
            for (int i = start; i + window <= memory.end(stretch); i++) {
                if (!Double.isNaN(apart[i])) {
                    all[place.row() + i - start] = apart[i];
                }
            }
        }
        return distances.stream()
                .flatMapToDouble(windows -> Arrays.stream(detector.smoothing().toRows(windows)))
                .toArray();
    }

    /** Mean distance of each window to its neighbours; NaN where all memory is nearer in time than the exclusion. */
    private double[] distances(double[][] x, int exclusion, RunContext context) {
        double[] distances = new double[x[0].length - window + 1];
        Parallel.forChunks(context, distances.length, search.block(), Room::new, (room, from, to) -> {
            room.work.search(x, from, to, exclusion, room.nearest);
            room.queries.take(x, from, to - from);
            for (int i = from; i < to; i++) {
                distances[i] = room.queries.meanDistance(i - from, room.nearest);
            }
        });
        return distances;
    }

    /** What one thread works in. */
    private final class Room {
        private final NeighbourSearch.Work work = search.work();
        private final Nearest nearest = new Nearest(detector.neighbours(), search.block());
        private final WindowPairs.Queries queries = pairs.new Queries(search.block());
    }

    /** What the nearest memory windows have at the rows, averaged over the windows that cover a row. */
    @Override
    public Optional<Expectation> expectation(TimeSeries series, Interval rows) {
        PreparedRows.requirePrepared(schema, series);
        if (series.length() < window) {
            return Optional.empty();
        }
        Expectation weighted = pairs.expectation(spread, ChannelWeights.apply(series, weights), rows);
        return Optional.of(ChannelWeights.undo(weighted, weights));
    }

    /** As described; empty if the model was written before places of its memory were kept. */
    @Override
    public List<NormalNeighbour> nearestNormal(TimeSeries series, int row) {
        PreparedRows.requirePrepared(schema, series, window);
        Interval rows = TrainPlaces.windowOf(row, series.length(), window, detector.alignment() == Alignment.CENTRED);
        List<NormalNeighbour> neighbours = new ArrayList<>();
        if (places == null) {
            return neighbours;
        }
        TimeSeries seen = series.slice(rows.from(), rows.to());
        double[][] x = WindowPairs.values(ChannelWeights.apply(seen, weights));
        Nearest nearest = new Nearest(detector.neighbours(), search.block());
        search.work().search(x, 0, 1, 0, nearest);
        double[][] values = WindowPairs.values(seen);
        for (int rank = 0; rank < nearest.found(0); rank++) {
            int reference = nearest.reference(rank, 0);
            double[][] normal = new double[channels][window];
            for (int c = 0; c < channels; c++) {
                for (int o = 0; o < window; o++) {
                    normal[c][o] = memory.channel(c)[reference + o] / weights[c];
                }
            }
            double distance = Math.sqrt(nearest.square(rank, 0));
            neighbours.add(places.neighbour(reference, rows, distance, values, normal, detector.descriptor()));
        }
        return neighbours;
    }

    @Override
    public OnlineScorer online() {
        return new Online(
                search.online(),
                new RowRing(window, channels),
                detector.smoothing().online(channels));
    }

    @Override
    public OnlineScorer online(ModelReader state) {
        return new Online(
                search.online(state.section("search")),
                RowRing.read(window, channels, state.section("rows")),
                detector.smoothing().online(channels, state.section("scores")));
    }

    private final class Online implements OnlineScorer {
        private final NeighbourSearch.Online stream;
        private final RowRing ring;
        private final WindowScores.Online smoothed;
        private final Nearest nearest = new Nearest(detector.neighbours(), 1);
        private final double[][] current = new double[channels][window];
        private final WindowPairs.Queries query = pairs.new Queries(1);
        private final float[] contributions = new float[channels];

        private Online(NeighbourSearch.Online stream, RowRing ring, WindowScores.Online smoothed) {
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
            double[] weighted = ChannelWeights.apply(row, weights);
            ring.push(weighted);
            if (!stream.push(weighted, nearest)) {
                return Double.NaN;
            }
            WindowPairs.copyWindow(ring, current);
            query.take(current, 0, 1);
            double total = query.meanDistance(0, nearest);
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
