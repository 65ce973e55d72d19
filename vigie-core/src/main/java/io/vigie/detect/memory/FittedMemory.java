package io.vigie.detect.memory;

import io.vigie.detect.Detector;
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
import io.vigie.detect.represent.Encoders;
import io.vigie.detect.represent.FeatureScaling;
import io.vigie.detect.represent.FittedEncoder;
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
import java.util.function.LongUnaryOperator;

/** An encoder, the memory of what it makes of train windows, and how far from it is usual. */
final class FittedMemory implements FittedDetector, NormalNeighbours {
    static final String UNIT = "usual distances";

    /** Most train windows that the memory is chosen from. */
    static final int MOST_CANDIDATES = 32_768;

    private static final int MOST_MEASURED = 2048; // train windows that scales are taken from
    private static final int MOST_HELD_OUT = 512; // train windows that the usual distance is taken from
    private static final double LEAST_UNIT = 0.01;
    private static final int BLOCK = LaneBlocks.LANES;

    private final MemorySettings settings;
    private final SeriesSchema schema;
    private final int channels;
    private final int window;
    private final FittedEncoder encoder;
    private final FeatureScaling scaling;
    private final int features;
    private final int[][] featureChannels; // [feature], channels that it is computed from
    private final Memory memory;
    private final TrainWindows windows; // of the memory
    private final int[] around; // [memory window][rank], the memory windows nearest to it, itself first
    private final int reweighting; // of them
    private final double unit; // usual distance
    private final double[] spread; // [channel], of rows about those of the nearest memory window

    private FittedMemory(
            MemorySettings settings,
            FittedEncoder encoder,
            FeatureScaling scaling,
            Memory memory,
            TrainWindows windows,
            int[] around,
            double unit,
            double[] spread) {
        this.settings = settings;
        this.schema = encoder.schema();
        this.channels = schema.channels().size();
        this.window = settings.window();
        this.encoder = encoder;
        this.scaling = scaling;
        this.features = scaling.features();
        this.featureChannels = new int[features][];
        for (int f = 0; f < features; f++) {
            featureChannels[f] = encoder.channels(f);
        }
        this.memory = memory;
        this.windows = windows;
        this.around = around;
        this.reweighting = reweighting(settings, memory);
        this.unit = unit;
        this.spread = spread;
    }

    private static int reweighting(MemorySettings settings, Memory memory) {
        int wanted = Math.min(settings.reweighting(), memory.count());
        return wanted < 2 ? 0 : wanted;
    }

    static FittedMemory fit(MemorySettings settings, TrainingSet train, RunContext context) {
        context.checkCancelled();
        List<TrainingSet.Stretch> stretches = PreparedRows.trainStretches(train, settings.window());
        FittedEncoder encoder = settings.encoder().fit(train, settings.window(), context.forComponent("encoder"));
        FittedMemory fitted = null;
        try {
            fitted = new MemoryFit(settings, train, stretches, encoder, context).fit();
            return fitted;
        } finally {
            if (fitted == null) {
                encoder.close();
            }
        }
    }

    /** The steps of a fit, which share the train windows. */
    private static final class MemoryFit {
        private final MemorySettings settings;
        private final TrainingSet train;
        private final List<TrainingSet.Stretch> stretches;
        private final FittedEncoder encoder;
        private final RunContext context;
        private final int window;
        private final int features;
        private final List<double[][]> values = new ArrayList<>(); // of each stretch
        private final long count; // train windows

        MemoryFit(
                MemorySettings settings,
                TrainingSet train,
                List<TrainingSet.Stretch> stretches,
                FittedEncoder encoder,
                RunContext context) {
            this.settings = settings;
            this.train = train;
            this.stretches = stretches;
            this.encoder = encoder;
            this.context = context;
            this.window = settings.window();
            this.features = encoder.features();
            long sum = 0;
            for (TrainingSet.Stretch stretch : stretches) {
                values.add(PreparedRows.channels(stretch.series()));
                sum += stretch.series().length() - window + 1;
            }
            this.count = sum;
        }

        FittedMemory fit() {
            FeatureScaling scaling = scaling();
            int[][] candidates = thinned(MOST_CANDIDATES);
            int[] chosen = choose(candidates, scaling);
            int[][] kept = new int[chosen.length][];
            for (int i = 0; i < chosen.length; i++) {
                kept[i] = candidates[chosen[i]];
            }
            Memory memory = new Memory(kept.length, features, scaled(kept, scaling));
            TrainWindows windows = TrainWindows.of(train, stretches, kept, window);
            int[] around = around(memory);
            double[] spread = new double[train.schema().channels().size()];
            double unit = usual(scaling, memory, windows, spread);
            return new FittedMemory(settings, encoder, scaling, memory, windows, around, unit, spread);
        }

        /** {@code most} train windows, or all, evenly spaced. */
        private int[][] even(int most) {
            long wanted = Math.min(most, count);
            return places((int) wanted, i -> i * count / wanted);
        }

        /** One of so many train windows that there are at most {@code most}; as far apart, they are encoded in blocks. */
        private int[][] thinned(int most) {
            long stride = (count + most - 1) / most;
            return places((int) ((count + stride - 1) / stride), i -> i * stride);
        }

        /** Number of the stretch and first row there of some train windows, of which each has a number that is rising. */
        private int[][] places(int size, LongUnaryOperator numbers) {
            int[][] chosen = new int[size][];
            int stretch = 0;
            long first = 0;
            for (int i = 0; i < chosen.length; i++) {
                long number = numbers.applyAsLong(i);
                while (number - first > stretches.get(stretch).series().length() - window) {
                    first += stretches.get(stretch++).series().length() - window + 1;
                }
                chosen[i] = new int[] {stretch, (int) (number - first)};
            }
            return chosen;
        }

        private FeatureScaling scaling() {
            int[][] measured = even(MOST_MEASURED);
            float[] sample = encoded(measured);
            double[] votes = settings.discrete()
                    .weights(stretches.stream().map(TrainingSet.Stretch::series).toList());
            return FeatureScaling.of(settings.scale(), sample, FeatureScaling.weights(encoder, votes));
        }

        /** Features as the encoder gives them, from {@code at} on. */
        private void encode(int[][] places, int from, int to, float[] target, int at) {
            for (int i = from; i < to; ) {
                int[] place = places[i];
                int stride = i + 1 < to && places[i + 1][0] == place[0] ? places[i + 1][1] - place[1] : 1;
                int end = i + 1;
                while (end < to && places[end][0] == place[0] && places[end][1] - places[end - 1][1] == stride) {
                    end++;
                }
                encoder.encode(values.get(place[0]), place[1], stride, end - i, target, at + (i - from) * features);
                i = end;
            }
        }

        private float[] encoded(int[][] places) {
            float[] vectors = new float[Math.multiplyExact(places.length, features)];
            Parallel.forChunks(
                    context, places.length, BLOCK, (from, to) -> encode(places, from, to, vectors, from * features));
            return vectors;
        }

        private float[] scaled(int[][] places, FeatureScaling scaling) {
            float[] vectors = encoded(places);
            scaling.apply(vectors, places.length);
            return vectors;
        }

        private int[] choose(int[][] candidates, FeatureScaling scaling) {
            int wanted = (int) Math.min(settings.most(), Math.ceil(settings.share() * candidates.length));
            int projected = settings.projection();
            boolean projects = projected > 0 && projected < features;
            RandomProjection projection =
                    projects ? new RandomProjection(features, projected, context.random("projection")) : null;
            LaneBlocks vectors = new LaneBlocks(candidates.length, projects ? projected : features);
            Parallel.forChunks(context, candidates.length, BLOCK, (from, to) -> {
                float[] full = new float[BLOCK * features];
                encode(candidates, from, to, full, 0);
                scaling.apply(full, to - from);
                float[] put = full;
                if (projection != null) {
                    put = new float[BLOCK * projected];
                    projection.apply(full, to - from, put);
                }
                vectors.put(from, to - from, put);
            });
            int[] chosen = Coreset.greedy(vectors, wanted, context);
            Arrays.sort(chosen);
            return chosen;
        }

        private int[] around(Memory memory) {
            int wanted = reweighting(settings, memory);
            int[] around = new int[memory.count() * wanted];
            if (wanted == 0) {
                return around;
            }
            Parallel.forChunks(context, memory.count(), BLOCK, memory::newSearch, (search, from, to) -> {
                Nearest nearest = new Nearest(wanted, BLOCK);
                float[] vectors = Arrays.copyOfRange(memory.values(), from * features, to * features);
                search.find(vectors, to - from, nearest);
                for (int i = from; i < to; i++) {
                    for (int rank = 0; rank < wanted; rank++) {
                        around[i * wanted + rank] = nearest.reference(rank, i - from);
                    }
                }
            });
            return around;
        }

        /**
         * Median distance of train windows to the nearest memory window that does not overlap them; sets what their rows differ
         * by. 1, and the train part's own spread, where there is none.
         */
        private double usual(FeatureScaling scaling, Memory memory, TrainWindows windows, double[] spread) {
            int[][] places = even(MOST_HELD_OUT);
            float[] vectors = scaled(places, scaling);
            double[] distances = new double[places.length];
            int found = 0;
            Memory.Search search = memory.newSearch();
            Nearest nearest = new Nearest(1, BLOCK);
            double[] squares = new double[spread.length];
            for (int from = 0; from < places.length; from += BLOCK) {
                context.checkCancelled();
                int to = Math.min(places.length, from + BLOCK);
                int first = from;
                float[] block = Arrays.copyOfRange(vectors, from * features, to * features);
                search.find(
                        block,
                        to - from,
                        nearest,
                        (query, remembered) -> apart(places[first + query], windows, remembered));
                for (int i = 0; i < to - from; i++) {
                    if (nearest.found(i) > 0) {
                        distances[found++] = Math.sqrt(nearest.square(0, i));
                        addSquares(places[from + i], windows, nearest.reference(0, i), squares);
                    }
                }
            }
            for (int c = 0; c < spread.length; c++) {
                spread[c] = found > 0 ? Math.sqrt(squares[c] / ((double) found * window)) : 1;
            }
            if (found == 0) {
                return 1;
            }
            Arrays.sort(distances, 0, found);
            return Math.max(distances[found / 2], LEAST_UNIT);
        }

        private boolean apart(int[] place, TrainWindows windows, int remembered) {
            TrainingSet.Stretch stretch = stretches.get(place[0]);
            return stretch.item() != windows.places().item(remembered)
                    || Math.abs(stretch.from() + place[1] - windows.places().row(remembered)) >= window;
        }

        private void addSquares(int[] place, TrainWindows windows, int remembered, double[] squares) {
            double[][] x = values.get(place[0]);
            for (int c = 0; c < squares.length; c++) {
                for (int o = 0; o < window; o++) {
                    double difference = x[c][place[1] + o] - windows.value(remembered, c, o);
                    squares[c] += difference * difference;
                }
            }
        }
    }

    static FittedMemory read(MemorySettings settings, SeriesSchema schema, ModelReader in) {
        FittedEncoder encoder = Encoders.read(settings.encoder(), settings.window(), schema, in.section("encoder"));
        int features = encoder.features();
        FeatureScaling scaling = FeatureScaling.read(settings.scale(), features, in.section("scaling"));
        int channels = schema.channels().size();
        TrainWindows windows = TrainWindows.read(channels, settings.window(), in.section("windows"));
        Memory memory = new Memory(windows.count(), features, in.finiteFloats("memory", windows.count(), features));
        int[] around = in.ints("around", memory.count(), reweighting(settings, memory));
        for (int one : around) {
            if (one < 0 || one >= memory.count()) {
                throw new ModelFormatException(
                        "entry 'around' names window " + one + " of " + memory.count() + "; the model file is damaged");
            }
        }
        double unit = in.number("unit");
        if (!(unit >= LEAST_UNIT) || Double.isInfinite(unit)) {
            throw new ModelFormatException("entry 'unit' is " + unit + ", which is no distance of at least "
                    + LEAST_UNIT + "; the model file is damaged");
        }
        return new FittedMemory(
                settings, encoder, scaling, memory, windows, around, unit, in.doubles("spread", channels));
    }

    @Override
    public void write(ModelWriter out) {
        Encoders.write(encoder, out.section("encoder"));
        scaling.write(out.section("scaling"));
        windows.write(out.section("windows"));
        out.tensor("memory", memory.values(), memory.count(), features);
        out.tensor("around", around, memory.count(), reweighting);
        out.number("unit", unit);
        out.tensor("spread", spread, channels);
    }

    @Override
    public Detector detector() {
        return settings.detector();
    }

    @Override
    public SeriesSchema schema() {
        return schema;
    }

    @Override
    public List<String> notes() {
        return encoder.notes();
    }

    @Override
    public void close() {
        encoder.close();
    }

    @Override
    public Scores score(TimeSeries series, RunContext context) {
        PreparedRows.requirePrepared(schema, series, window);
        double[][] x = PreparedRows.channels(series);
        int count = series.length() - window + 1;
        double[] totals = new double[count];
        float[][] contributions = new float[channels][count];
        Parallel.forChunks(context, count, BLOCK, () -> new Room(BLOCK), (room, from, to) -> {
            room.find(x, from, to - from);
            for (int i = from; i < to; i++) {
                totals[i] = room.score(i - from);
                for (int c = 0; c < channels; c++) {
                    contributions[c][i] = (float) room.shares[c];
                }
            }
        });
        return settings.smoothing().toScores(totals, contributions, UNIT, context);
    }

    /** What one thread works in. */
    private final class Room {
        private final Memory.Search search = memory.newSearch();
        private final Nearest nearest;
        private final float[] vectors;
        private final double[] squares = new double[channels];

        /** What each channel contributes to the last score. */
        private final double[] shares = new double[channels];

        Room(int capacity) {
            nearest = new Nearest(Math.min(settings.neighbours(), memory.count()), capacity);
            vectors = new float[capacity * features];
        }

        /** Takes windows that begin at a row and those after it. */
        void find(double[][] values, int from, int count) {
            encoder.encode(values, from, 1, count, vectors, 0);
            scaling.apply(vectors, count);
            search.find(vectors, count, nearest);
        }

        /** Distance of one of them, and what channels bring to it. */
        double score(int query) {
            int found = nearest.found(query);
            double weight = weight(query) / (found * unit);
            Arrays.fill(shares, 0);
            double total = 0;
            for (int rank = 0; rank < found; rank++) {
                double distance = weight * Math.sqrt(nearest.square(rank, query));
                total += distance;
                split(query, nearest.reference(rank, query), distance);
            }
            return total;
        }

        /** Equation 7 of the paper, less the largest exponent in both sums. */
        private double weight(int query) {
            if (reweighting == 0) {
                return 1;
            }
            int first = nearest.reference(0, query);
            double least = Math.sqrt(memory.square(vectors, query, first));
            double sum = 0;
            for (int rank = 0; rank < reweighting; rank++) {
                int other = around[first * reweighting + rank];
                sum += Math.exp((Math.sqrt(memory.square(vectors, query, other)) - least) / unit);
            }
            return 1 - 1 / sum;
        }

        private void split(int query, int remembered, double distance) {
            Arrays.fill(squares, 0);
            double sum = 0;
            for (int f = 0; f < features; f++) {
                double difference = vectors[query * features + f] - memory.value(remembered, f);
                double square = difference * difference;
                sum += square;
                int[] from = featureChannels[f];
                for (int c : from) {
                    squares[c] += square / from.length;
                }
            }
            for (int c = 0; c < channels && sum > 0; c++) {
                shares[c] += distance * (squares[c] / sum);
            }
        }
    }

    /** What the nearest memory windows have at the rows, averaged over the windows that cover a row. */
    @Override
    public Optional<Expectation> expectation(TimeSeries series, Interval rows) {
        PreparedRows.requirePrepared(schema, series);
        if (series.length() < window) {
            return Optional.empty();
        }
        int first = Math.max(0, Math.min(rows.from() - window + 1, series.length() - window));
        int end = Math.max(Math.min(series.length(), rows.to() + window - 1), first + window);
        double[][] x = PreparedRows.channels(series.slice(first, end));
        double[][] expected = new double[channels][rows.length()];
        double[][] spreads = new double[channels][rows.length()];
        int[] covering = new int[rows.length()];
        Room room = new Room(BLOCK);
        int count = end - first - window + 1;
        for (int from = 0; from < count; from += BLOCK) {
            int length = Math.min(BLOCK, count - from);
            room.find(x, from, length);
            for (int i = 0; i < length; i++) {
                int remembered = room.nearest.reference(0, i);
                int shift = first + from + i - rows.from();
                for (int o = Math.max(0, -shift); o < Math.min(window, covering.length - shift); o++) {
                    covering[shift + o]++;
                    for (int c = 0; c < channels; c++) {
                        expected[c][shift + o] += windows.value(remembered, c, o);
                    }
                }
            }
        }
        for (int c = 0; c < channels; c++) {
            Arrays.fill(spreads[c], spread[c]);
            for (int r = 0; r < covering.length; r++) {
                expected[c][r] /= covering[r];
            }
        }
        return Optional.of(new Expectation(rows, expected, spreads));
    }

    @Override
    public List<NormalNeighbour> nearestNormal(TimeSeries series, int row) {
        PreparedRows.requirePrepared(schema, series, window);
        Interval rows = TrainPlaces.windowOf(row, series.length(), window, settings.centred());
        double[][] x = PreparedRows.channels(series.slice(rows.from(), rows.to()));
        Room room = new Room(1);
        room.find(x, 0, 1);
        List<NormalNeighbour> neighbours = new ArrayList<>();
        for (int rank = 0; rank < room.nearest.found(0); rank++) {
            int remembered = room.nearest.reference(rank, 0);
            double[][] normal = new double[channels][window];
            for (int c = 0; c < channels; c++) {
                for (int o = 0; o < window; o++) {
                    normal[c][o] = windows.value(remembered, c, o);
                }
            }
            double distance = Math.sqrt(room.nearest.square(rank, 0)) / unit;
            neighbours.add(windows.places()
                    .neighbour(remembered, rows, distance, x, normal, detector().descriptor()));
        }
        return neighbours;
    }

    @Override
    public OnlineScorer online() {
        return new Online(new RowRing(window, channels), settings.smoothing().online(channels));
    }

    @Override
    public OnlineScorer online(ModelReader state) {
        return new Online(
                RowRing.read(window, channels, state.section("rows")),
                settings.smoothing().online(channels, state.section("scores")));
    }

    private final class Online implements OnlineScorer {
        private final RowRing ring;
        private final WindowScores.Online smoothed;
        private final double[][] current = new double[channels][window];
        private final Room room = new Room(1);
        private final float[] contributions = new float[channels];

        private Online(RowRing ring, WindowScores.Online smoothed) {
            this.ring = ring;
            this.smoothed = smoothed;
        }

        @Override
        public int delay() {
            return settings.smoothing().delay();
        }

        @Override
        public double push(double[] row) {
            PreparedRows.requireRow(schema, row);
            ring.push(row);
            if (!ring.isFull()) {
                return Double.NaN;
            }
            ring.copyWindow(current);
            room.find(current, 0, 1);
            double total = room.score(0);
            for (int c = 0; c < channels; c++) {
                contributions[c] = (float) room.shares[c];
            }
            return smoothed.push(total, contributions);
        }

        @Override
        public float[] contributions() {
            return smoothed.contributions();
        }

        @Override
        public void write(ModelWriter out) {
            ring.write(out.section("rows"));
            smoothed.write(out.section("scores"));
        }
    }
}
