package io.vigie.detect.gaussian;

import io.vigie.detect.Detector;
import io.vigie.detect.Expectation;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.OnlineScorer;
import io.vigie.detect.RunContext;
import io.vigie.detect.Scores;
import io.vigie.detect.TrainingSet;
import io.vigie.detect.classic.StreamLearning;
import io.vigie.detect.internal.Parallel;
import io.vigie.detect.internal.PreparedRows;
import io.vigie.detect.internal.RowRing;
import io.vigie.detect.internal.TailSurprise;
import io.vigie.detect.internal.WindowScores;
import io.vigie.detect.represent.Encoders;
import io.vigie.detect.represent.FeatureScale;
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
import java.util.random.RandomGenerator;

/** An encoder, what tells positions, and for each of them a Gaussian of features and the law of distances to it. */
class FittedPositions implements FittedDetector {
    static final String UNIT = "nats";

    /** Most train windows that Gaussians are taken from. */
    static final int MOST_WINDOWS = 32_768;

    /** Fewest train windows of a Gaussian and a law of their own. */
    static final int LEAST_WINDOWS = 64;

    private static final int MOST_MEASURED = 2048; // train windows that scales are taken from
    private static final int FOLDS = 4; // parts of the train part, each held out once
    private static final double SHAPE = 0.25; // of the tails of distances
    private static final double LEAST_SHARE = 1e-3; // of a channel, as a share of the mean part
    private static final int BLOCK = 128;

    private final PositionSettings settings;
    private final SeriesSchema schema;
    private final int channels;
    private final int window;
    private final FittedEncoder encoder;
    private final Selection selection;
    private final FeatureScaling scaling;
    private final WindowPositions positions;
    private final List<PositionGaussian> gaussians; // [position]
    private final List<TailSurprise> laws; // [position], of distances
    private final MeanWindows means;
    private final Moments moments;

    FittedPositions(
            PositionSettings settings,
            FittedEncoder encoder,
            Selection selection,
            FeatureScaling scaling,
            WindowPositions positions,
            List<PositionGaussian> gaussians,
            List<TailSurprise> laws,
            MeanWindows means,
            Moments moments) {
        this.settings = settings;
        this.schema = encoder.schema();
        this.channels = schema.channels().size();
        this.window = settings.window();
        this.encoder = encoder;
        this.selection = selection;
        this.scaling = scaling;
        this.positions = positions;
        this.gaussians = List.copyOf(gaussians);
        this.laws = List.copyOf(laws);
        this.means = means;
        this.moments = moments;
    }

    private static FittedPositions of(
            PositionSettings settings,
            FittedEncoder encoder,
            Selection selection,
            FeatureScaling scaling,
            WindowPositions positions,
            List<PositionGaussian> gaussians,
            List<TailSurprise> laws,
            MeanWindows means,
            Moments moments) {
        return positions instanceof StateModel states
                ? new FittedStates(settings, encoder, selection, scaling, states, gaussians, laws, means, moments)
                : new FittedPositions(
                        settings, encoder, selection, scaling, positions, gaussians, laws, means, moments);
    }

    static FittedPositions fit(PositionSettings settings, TrainingSet train, RunContext context) {
        context.checkCancelled();
        List<TimeSeries> stretches = PreparedRows.trainSegments(train, settings.window());
        FittedEncoder encoder = settings.parsed().fit(train, settings.window(), context.forComponent("encoder"));
        FittedPositions fitted = null;
        try {
            fitted = new PositionFit(settings, stretches, encoder, context).fit();
            return fitted;
        } finally {
            if (fitted == null) {
                encoder.close();
            }
        }
    }

    /**
     * What learning goes on from.
     *
     * @param stride windows of which one is learned from
     * @param seen at each position; none where learning has ended with the fit
     */
    record Moments(int stride, List<RunningCovariance> seen) {}

    /** The features that are used, and the channels that each is computed from. */
    record Selection(int[] features, int[][] channels) {
        static Selection of(FittedEncoder encoder, int[] features) {
            int[][] channels = new int[features.length][];
            for (int f = 0; f < features.length; f++) {
                channels[f] = encoder.channels(features[f]);
            }
            return new Selection(features, channels);
        }

        /** Takes them from all features of some windows. */
        void pick(float[] all, int size, int count, float[] target, int at) {
            for (int i = 0; i < count; i++) {
                for (int f = 0; f < features.length; f++) {
                    target[at + i * features.length + f] = all[i * size + features[f]];
                }
            }
        }
    }

    /** The steps of a fit, which share the train windows. */
    private static final class PositionFit {
        private final PositionSettings settings;
        private final List<TimeSeries> stretches;
        private final FittedEncoder encoder;
        private final RunContext context;
        private final int window;
        private final List<double[][]> values = new ArrayList<>();
        private final int[] firsts; // number of each stretch's first window, then their number
        private final int stride; // of the windows that Gaussians are taken from

        PositionFit(PositionSettings settings, List<TimeSeries> stretches, FittedEncoder encoder, RunContext context) {
            this.settings = settings;
            this.stretches = stretches;
            this.encoder = encoder;
            this.context = context;
            this.window = settings.window();
            this.firsts = new int[stretches.size() + 1];
            for (int s = 0; s < stretches.size(); s++) {
                values.add(PreparedRows.channels(stretches.get(s)));
                firsts[s + 1] = Math.addExact(firsts[s], stretches.get(s).length() - window + 1);
            }
            this.stride = (firsts[stretches.size()] + MOST_WINDOWS - 1) / MOST_WINDOWS;
        }

        FittedPositions fit() {
            WindowPositions positions = positions();
            Selection selection = Selection.of(encoder, drawn());
            int size = selection.features.length;
            int count = (firsts[stretches.size()] + stride - 1) / stride;
            float[] vectors = new float[Math.multiplyExact(count, size)];
            int[] at = new int[count];
            MeanWindows means = new MeanWindows(positions.count(), values.get(0).length, window);
            encode(selection, positions, vectors, at, means);
            FeatureScaling scaling = scaling(vectors, count, size);
            scaling.apply(vectors, count);

            PositionLearning learning = new PositionLearning(settings, stride);
            RunningCovariance[][] seen = new RunningCovariance[FOLDS][positions.count()];
            Parallel.forChunks(context, FOLDS, 1, (from, to) -> {
                for (int fold = from; fold < to; fold++) {
                    for (int p = 0; p < seen[fold].length; p++) {
                        seen[fold][p] = new RunningCovariance(size);
                    }
                    for (int i = first(fold, count); i < first(fold + 1, count); i++) {
                        seen[fold][at[i]].add(vectors, i * size);
                    }
                }
            });
            double[] distances = new double[count];
            Parallel.forChunks(context, FOLDS, 1, (from, to) -> {
                for (int fold = from; fold < to; fold++) {
                    int held = fold;
                    context.checkCancelled();
                    List<PositionGaussian> others = learning.gaussians(merged(seen, held));
                    measure(others, vectors, at, first(held, count), first(held + 1, count), distances);
                }
            });
            List<TailSurprise> laws = laws(positions.count(), at, distances);
            List<RunningCovariance> all = merged(seen, -1);
            boolean goesOn = settings.learning() == StreamLearning.CONTINUE;
            return of(
                    settings,
                    encoder,
                    selection,
                    scaling,
                    positions,
                    learning.gaussians(all),
                    laws,
                    means,
                    new Moments(stride, goesOn ? all : List.of()));
        }

        private static int first(int fold, int count) {
            return (int) ((long) fold * count / FOLDS);
        }

        private WindowPositions positions() {
            return switch (settings.position()) {
                case NONE -> new OnePosition();
                case PHASE ->
                    PhaseClock.fit(stretches, window, settings.most(), context)
                            .<WindowPositions>map(clock -> clock)
                            .orElseGet(OnePosition::new);
                case REGIME ->
                    StateModel.fit(values, window, settings.most(), settings.dwell(), settings.centred(), context);
            };
        }

        /** Numbers of the features: of each channel in turn one at random, until there are enough. */
        private int[] drawn() {
            List<List<Integer>> ofChannel = new ArrayList<>();
            for (int c = 0; c < values.get(0).length; c++) {
                ofChannel.add(new ArrayList<>());
            }
            for (int f = 0; f < encoder.features(); f++) {
                ofChannel.get(encoder.channels(f)[0]).add(f);
            }
            RandomGenerator random = context.random("features");
            List<Integer> chosen = new ArrayList<>();
            int wanted = Math.min(settings.features(), encoder.features());
            while (chosen.size() < wanted) {
                for (List<Integer> left : ofChannel) {
                    if (!left.isEmpty() && chosen.size() < wanted) {
                        chosen.add(left.remove(random.nextInt(left.size())));
                    }
                }
            }
            return chosen.stream().mapToInt(Integer::intValue).sorted().toArray();
        }

        /** Features and positions of every so many windows. */
        private void encode(
                Selection selection, WindowPositions positions, float[] vectors, int[] at, MeanWindows means) {
            int size = selection.features.length;
            for (int s = 0; s < stretches.size(); s++) {
                int number = (firsts[s] + stride - 1) / stride;
                int count = (firsts[s + 1] + stride - 1) / stride - number;
                int start = number * stride - firsts[s];
                double[][] x = values.get(s);
                int[] all = positions.of(x, window, context);
                Parallel.forChunks(
                        context, count, BLOCK, () -> new float[BLOCK * encoder.features()], (room, from, to) -> {
                            encoder.encode(x, start + from * stride, stride, to - from, room, 0);
                            selection.pick(room, encoder.features(), to - from, vectors, (number + from) * size);
                        });
                for (int i = 0; i < count; i++) {
                    at[number + i] = all[start + i * stride];
                    means.add(at[number + i], x, start + i * stride);
                }
            }
        }

        private static FeatureScaling scaling(float[] vectors, int count, int size) {
            int measured = Math.min(count, MOST_MEASURED);
            float[] sample = new float[measured * size];
            for (int i = 0; i < measured; i++) {
                System.arraycopy(vectors, (int) ((long) i * count / measured) * size, sample, i * size, size);
            }
            float[] equal = new float[size];
            Arrays.fill(equal, 1);
            return FeatureScaling.of(FeatureScale.DEVIATION, sample, equal);
        }

        /**
         * What was seen at the positions in all folds but one (-1 for none). A position with too few windows elsewhere takes
         * what was held out as well.
         */
        private static List<RunningCovariance> merged(RunningCovariance[][] seen, int held) {
            List<RunningCovariance> each = new ArrayList<>();
            int size = seen[0][0].size();
            for (int p = 0; p < seen[0].length; p++) {
                RunningCovariance one = merged(seen, p, held, size);
                each.add(one.count() >= LEAST_WINDOWS ? one : merged(seen, p, -1, size));
            }
            return each;
        }

        private static RunningCovariance merged(RunningCovariance[][] seen, int position, int held, int size) {
            RunningCovariance merged = new RunningCovariance(size);
            for (int fold = 0; fold < FOLDS; fold++) {
                if (fold != held) {
                    merged.merge(seen[fold][position]);
                }
            }
            return merged;
        }

        private static void measure(
                List<PositionGaussian> gaussians, float[] vectors, int[] at, int from, int to, double[] distances) {
            int size = gaussians.get(0).mean().length;
            double[] centred = new double[size];
            double[] parts = new double[size];
            for (int i = from; i < to; i++) {
                distances[i] = Math.sqrt(gaussians.get(at[i]).square(vectors, i * size, centred, parts));
            }
        }

        private static List<TailSurprise> laws(int count, int[] at, double[] distances) {
            TailSurprise all = TailSurprise.of(distances, SHAPE, 0);
            List<TailSurprise> laws = new ArrayList<>();
            for (int p = 0; p < count; p++) {
                double[] own = new double[distances.length];
                int found = 0;
                for (int i = 0; i < distances.length; i++) {
                    if (at[i] == p) {
                        own[found++] = distances[i];
                    }
                }
                laws.add(found < LEAST_WINDOWS ? all : TailSurprise.of(Arrays.copyOf(own, found), SHAPE, 0));
            }
            return laws;
        }
    }

    static FittedPositions read(PositionSettings settings, SeriesSchema schema, ModelReader in) {
        FittedEncoder encoder = Encoders.read(settings.parsed(), settings.window(), schema, in.section("encoder"));
        int channels = schema.channels().size();
        int[] features = in.ints("features", in.count("features"));
        for (int feature : features) {
            if (feature < 0 || feature >= encoder.features()) {
                throw new ModelFormatException("entry 'features' names feature " + feature + " of " + encoder.features()
                        + "; the model file is damaged");
            }
        }
        WindowPositions positions = positions(settings, channels, in);
        List<PositionGaussian> gaussians = new ArrayList<>();
        List<TailSurprise> laws = new ArrayList<>();
        for (int p = 0; p < positions.count(); p++) {
            gaussians.add(PositionGaussian.read(features.length, in.section("gaussian-" + p)));
            laws.add(TailSurprise.read(in.section("law-" + p)));
        }
        return of(
                settings,
                encoder,
                Selection.of(encoder, features),
                FeatureScaling.read(FeatureScale.DEVIATION, features.length, in.section("scaling")),
                positions,
                gaussians,
                laws,
                MeanWindows.read(positions.count(), channels, settings.window(), in.section("means")),
                moments(settings, positions.count(), features.length, in));
    }

    private static Moments moments(PositionSettings settings, int positions, int features, ModelReader in) {
        List<RunningCovariance> seen = new ArrayList<>();
        for (int p = 0; p < positions && settings.learning() == StreamLearning.CONTINUE; p++) {
            seen.add(RunningCovariance.read(features, in.section("moments-" + p)));
        }
        return new Moments(in.integer("stride", 1, Integer.MAX_VALUE), seen);
    }

    private static WindowPositions positions(PositionSettings settings, int channels, ModelReader in) {
        return switch (settings.position()) {
            case NONE -> new OnePosition();
            case PHASE ->
                in.hasSection("positions")
                        ? PhaseClock.read(settings.window(), channels, in.section("positions"))
                        : new OnePosition();
            case REGIME ->
                StateModel.read(
                        settings.window(), channels, settings.dwell(), settings.centred(), in.section("positions"));
        };
    }

    @Override
    public void write(ModelWriter out) {
        Encoders.write(encoder, out.section("encoder"));
        out.tensor("features", selection.features, selection.features.length);
        scaling.write(out.section("scaling"));
        if (!(positions instanceof OnePosition)) {
            positions.write(out.section("positions"));
        }
        for (int p = 0; p < gaussians.size(); p++) {
            gaussians.get(p).write(out.section("gaussian-" + p));
            laws.get(p).write(out.section("law-" + p));
        }
        means.write(out.section("means"));
        out.integer("stride", moments.stride);
        for (int p = 0; p < moments.seen.size(); p++) {
            moments.seen.get(p).write(out.section("moments-" + p));
        }
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
        List<String> notes = new ArrayList<>(encoder.notes());
        if (settings.position() == WindowPosition.PHASE && positions instanceof OnePosition) {
            notes.add("No period was found in the train part: all windows share one position.");
        }
        return notes;
    }

    @Override
    public void close() {
        encoder.close();
    }

    /** Position of each window of a series. */
    int[] positionsOf(TimeSeries series) {
        return positions.of(PreparedRows.channels(series), window, RunContext.defaults());
    }

    PositionGaussian gaussian(int position) {
        return gaussians.get(position);
    }

    @Override
    public Scores score(TimeSeries series, RunContext context) {
        PreparedRows.requirePrepared(schema, series, window);
        double[][] x = PreparedRows.channels(series);
        int[] at = positions.of(x, window, context);
        double[] totals = new double[at.length];
        float[][] contributions = new float[channels][at.length];
        boolean goesOn = settings.learning() == StreamLearning.CONTINUE;
        RunContext order = goesOn ? context.withThreads(1) : context; // learning takes windows as they come
        Parallel.forChunks(order, at.length, BLOCK, () -> new Room(BLOCK), (room, from, to) -> {
            room.encode(x, from, to - from);
            for (int i = from; i < to; i++) {
                totals[i] = room.score(i - from, at[i]);
                for (int c = 0; c < channels; c++) {
                    contributions[c][i] = (float) room.shares[c];
                }
            }
        });
        return settings.smoothing().toScores(totals, contributions, UNIT, context);
    }

    /** What one thread works in. */
    private final class Room {
        private final float[] all;
        private final float[] vectors;
        private final double[] centred = new double[selection.features.length];
        private final double[] parts = new double[selection.features.length];

        /** What each channel contributes to the last score. */
        private final double[] shares = new double[channels];

        private final PositionLearning.Learner learner;

        Room(int capacity) {
            this(capacity, new PositionLearning(settings, moments.stride).new Learner(gaussians, moments.seen));
        }

        Room(int capacity, PositionLearning.Learner learner) {
            this.learner = learner;
            all = new float[Math.multiplyExact(capacity, encoder.features())];
            vectors = new float[capacity * selection.features.length];
        }

        void encode(double[][] values, int from, int count) {
            encoder.encode(values, from, 1, count, all, 0);
            selection.pick(all, encoder.features(), count, vectors, 0);
            scaling.apply(vectors, count);
        }

        double score(int number, int position) {
            double square = learner.gaussian(position).square(vectors, number * parts.length, centred, parts);
            double surprise = laws.get(position).high(Math.sqrt(square));
            Arrays.fill(shares, 0);
            for (int f = 0; f < parts.length; f++) {
                for (int c : selection.channels[f]) {
                    shares[c] += parts[f] / selection.channels[f].length;
                }
            }
            double sum = 0;
            double least = LEAST_SHARE * Math.max(square, Double.MIN_NORMAL) / channels;
            for (int c = 0; c < channels; c++) {
                shares[c] = Math.max(0, shares[c]) + least;
                sum += shares[c];
            }
            for (int c = 0; c < channels; c++) {
                shares[c] *= surprise / sum;
            }
            learner.learn(vectors, number * parts.length, position);
            return surprise;
        }
    }

    /**
     * The train part's mean window at the position, averaged over the windows that cover a row. Empty with one position. O(rows
     * asked for and those before that tell their positions): with phases all rows before.
     */
    @Override
    public Optional<Expectation> expectation(TimeSeries series, Interval rows) {
        PreparedRows.requirePrepared(schema, series);
        if (positions.count() == 1 || series.length() < window) {
            return Optional.empty();
        }
        int covering = Math.max(0, Math.min(rows.from() - window + 1, series.length() - window));
        int begin = Math.max(0, covering - positions.past());
        int end = Math.min(series.length(), rows.to() + window - 1 + positions.lag());
        return Optional.of(means.expectation(positionsOf(series.slice(begin, end)), begin, rows));
    }

    @Override
    public OnlineScorer online() {
        return new Online(
                new RowRing(window, channels),
                positions.tracker(),
                settings.smoothing().online(channels),
                new Room(1));
    }

    @Override
    public OnlineScorer online(ModelReader state) {
        Online online = new Online(
                RowRing.read(window, channels, state.section("rows")),
                positions.tracker(state.section("position")),
                settings.smoothing().online(channels, state.section("scores")),
                new Room(
                        1,
                        new PositionLearning(settings, moments.stride)
                                .resumed(gaussians, moments.seen, state.section("learner"))));
        online.read(state);
        return online;
    }

    private final class Online implements OnlineScorer {
        private final int size = selection.features.length;
        private final int held = positions.lag() + 1; // windows whose position is not known yet, and one
        private final RowRing ring;
        private final WindowPositions.Tracker tracker;
        private final WindowScores.Online smoothed;
        private final double[][] current = new double[channels][window];
        private final float[] pending = new float[Math.multiplyExact(held, size)]; // [window % held][feature]
        private final Room room;
        private final float[] contributions = new float[channels];

        private Online(RowRing ring, WindowPositions.Tracker tracker, WindowScores.Online smoothed, Room room) {
            this.room = room;
            this.ring = ring;
            this.tracker = tracker;
            this.smoothed = smoothed;
        }

        private void read(ModelReader state) {
            float[] kept = state.finiteFloats("pending", held, size);
            System.arraycopy(kept, 0, pending, 0, kept.length);
        }

        @Override
        public int delay() {
            return settings.delay();
        }

        @Override
        public double push(double[] row) {
            PreparedRows.requireRow(schema, row);
            ring.push(row);
            tracker.push(row);
            if (!ring.isFull()) {
                return Double.NaN;
            }
            ring.copyWindow(current);
            room.encode(current, 0, 1);
            long number = ring.pushed() - window;
            System.arraycopy(room.vectors, 0, pending, (int) (number % held) * size, size);
            long judged = number - positions.lag();
            if (judged < 0) {
                return Double.NaN;
            }
            System.arraycopy(pending, (int) (judged % held) * size, room.vectors, 0, size);
            double total = room.score(0, tracker.position());
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
            tracker.write(out.section("position"));
            smoothed.write(out.section("scores"));
            out.tensor("pending", pending, held, size);
            room.learner.write(out.section("learner"));
        }
    }
}
