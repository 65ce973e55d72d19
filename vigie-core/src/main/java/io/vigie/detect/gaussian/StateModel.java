package io.vigie.detect.gaussian;

import io.vigie.detect.OperatingState;
import io.vigie.detect.RunContext;
import io.vigie.detect.internal.PreparedRows;
import io.vigie.detect.internal.RowRing;
import io.vigie.detect.internal.Spectrum;
import io.vigie.detect.represent.FeatureScale;
import io.vigie.detect.represent.FeatureScaling;
import io.vigie.model.ModelFormatException;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The operating states of a series, found without labels, and the position that windows have by them: the number of the state
 * that a window lies in, or, if it holds a change of state, one more than the last.
 *
 * <p>What a row's surroundings look like are the mean and the log standard deviation of each channel over {@code dwell} rows,
 * robustly scaled and turned to at most {@value #MOST_COMPONENTS} principal components. States are the components of a Gaussian
 * mixture of these, at most so many as are asked for, with the lowest integrated completed likelihood ({@link
 * GaussianMixture.Fitted#criterion}), less those that have no {@value #LEAST_SHARE} of the train part or do not last {@code dwell}
 * rows on average: what a window looks like that holds a change of state makes components too, but no states. For the same
 * reason components are then drawn again, twice, from stretches that lie in one state throughout.
 *
 * <p>In time they are smoothed by Viterbi's algorithm (IEEE Transactions on Information Theory 13, 1967): a change costs
 * {@value #CHANGE} nats, and a row's surroundings count for {@code 1 / dwell}, as neighbouring ones share their rows.
 * Densities are those of Student's t with {@value #FREEDOM} degrees of freedom, and what is farther than {@value #UNLIKE}
 * deviations from all states tells nothing between them. Centred, a row's surroundings lie around it and the path is traced
 * back from {@code dwell} rows later on; causal, they end at the row and so does the path, which sees a change only once its
 * rows fill the surroundings.
 *
 * <p>O(channels x dwell) a row.
 */
final class StateModel implements WindowPositions {
    private static final int MOST_POINTS = 4096;
    private static final int POINTS_OF_A_STATE = 10;
    private static final int MOST_COMPONENTS = 4;
    private static final double LEAST_VARIANCE = 0.05; // of a component, as a share of all
    private static final double LEAST_SHARE = 0.02;
    private static final double LEAST_DEVIATION = 0.05; // scale units
    private static final double CHANGE = 4;
    private static final int ROUNDS = 2;
    private static final double UNLIKE = 5; // deviations from all states beyond which a row's surroundings tell nothing
    private static final double FREEDOM = 4;
    private static final int PAST_DWELLS = 16; // by then the evidence is a multiple of what a change costs

    private final int window;
    private final int channels;
    private final int dwell;
    private final boolean centred;
    private final FeatureScaling scaling;
    private final double[] centre; // [feature], mean of the scaled features
    private final double[] components; // [component][feature]
    private final GaussianMixture mixture;
    private final List<OperatingState> states;

    private StateModel(
            int window,
            int channels,
            int dwell,
            boolean centred,
            FeatureScaling scaling,
            double[] centre,
            double[] components,
            GaussianMixture mixture,
            List<OperatingState> states) {
        this.window = window;
        this.channels = channels;
        this.dwell = dwell;
        this.centred = centred;
        this.scaling = scaling;
        this.centre = centre;
        this.components = components;
        this.mixture = mixture;
        this.states = List.copyOf(states);
    }

    private StateModel with(GaussianMixture other, List<OperatingState> found) {
        return new StateModel(window, channels, dwell, centred, scaling, centre, components, other, found);
    }

    /** Rows of future that states need where they are centred. */
    static int lag(int dwell, boolean centred) {
        return centred ? dwell + dwell / 2 : 0;
    }

    /**
     * From stretches of the train part [channel][row].
     *
     * @param most states, at least 1
     * @param dwell rows that statistics are taken over, at least 2
     */
    static StateModel fit(
            List<double[][]> stretches, int window, int most, int dwell, boolean centred, RunContext context) {
        int channels = stretches.get(0).length;
        int features = 2 * channels;
        float[] sample = surroundings(stretches, dwell);
        int count = sample.length / features;
        float[] equal = new float[features];
        Arrays.fill(equal, 1);
        FeatureScaling scaling = FeatureScaling.of(FeatureScale.ROBUST, sample, equal);
        scaling.apply(sample, count);
        double[] centre = new double[features];
        for (int i = 0; i < count; i++) {
            for (int f = 0; f < features; f++) {
                centre[f] += sample[i * features + f] / (double) count;
            }
        }
        double[] components = components(sample, centre);
        int kept = components.length / features;
        double[][] points = new double[count][kept];
        for (int i = 0; i < count; i++) {
            turn(sample, i * features, centre, components, points[i]);
        }
        RandomGenerator random = context.random("states");
        List<GaussianMixture.Fitted> mixtures = new ArrayList<>();
        for (int k = 1; k <= most && (k == 1 || k * POINTS_OF_A_STATE <= count); k++) {
            context.checkCancelled();
            mixtures.add(GaussianMixture.fit(points, k, random));
        }
        GaussianMixture best = mixtures.stream()
                .min(Comparator.comparingDouble(GaussianMixture.Fitted::criterion))
                .orElseThrow()
                .mixture();
        StateModel model = new StateModel(window, channels, dwell, true, scaling, centre, components, best, List.of())
                .pruned(stretches, context);
        for (int round = 0; round < ROUNDS && model.mixture.components() > 1; round++) {
            model = model.purified(stretches, context).pruned(stretches, context);
        }
        return new StateModel(
                window, channels, dwell, centred, scaling, centre, components, model.mixture, model.states);
    }

    /**
     * Components drawn again from stretches of {@code dwell} rows that lie well within one state. As they are where a state is
     * never so long.
     */
    private StateModel purified(List<double[][]> stretches, RunContext context) {
        List<double[]> points = new ArrayList<>();
        List<Integer> members = new ArrayList<>();
        int[] found = new int[mixture.components()];
        Path path = new Path(new RowRing(dwell, channels));
        int margin = dwell / 2; // a change may be told as much too early or too late
        for (double[][] values : stretches) {
            int[] at = path(values, context);
            int begin = 0;
            for (int end = 1; end <= at.length; end++) {
                if (end < at.length && at[end] == at[begin]) {
                    continue;
                }
                for (int from = begin + margin; from + dwell <= end - margin; from += margin) {
                    points.add(path.pointOf(values, from));
                    members.add(at[begin]);
                    found[at[begin]]++;
                }
                begin = end;
            }
        }
        return Arrays.stream(found).allMatch(count -> count >= POINTS_OF_A_STATE)
                ? with(GaussianMixture.of(points, members, found.length), List.of())
                : this;
    }

    /** Without components that are no states: first the rarest of those, until there are none. Ordered by share. */
    private StateModel pruned(List<double[][]> stretches, RunContext context) {
        List<OperatingState> found = found(stretches, context);
        List<Integer> order = new ArrayList<>();
        for (int k = 0; k < found.size(); k++) {
            order.add(k);
        }
        order.sort(Comparator.comparingDouble(k -> -found.get(k).share()));
        for (int i = found.size() - 1; i > 0; i--) {
            OperatingState state = found.get(order.get(i));
            if (state.share() < LEAST_SHARE || state.dwell() < dwell) {
                order.remove(i);
                return with(mixture.of(order), List.of()).pruned(stretches, context);
            }
        }
        return with(mixture.of(order), order.stream().map(found::get).toList());
    }

    /** Statistics [point][feature] of stretches of {@code dwell} rows that overlap by half, thinned out evenly. */
    private static float[] surroundings(List<double[][]> stretches, int dwell) {
        int channels = stretches.get(0).length;
        int stride = Math.max(1, dwell / 2);
        long rows = 0;
        for (double[][] values : stretches) {
            rows += values[0].length;
        }
        stride = (int) Math.max(stride, rows / MOST_POINTS);
        List<float[]> found = new ArrayList<>();
        for (double[][] values : stretches) {
            int length = Math.min(dwell, values[0].length);
            for (int from = 0; from + length <= values[0].length; from += stride) {
                float[] features = new float[2 * channels];
                describe(rowMajor(values, from, length), 0, length, channels, features);
                found.add(features);
            }
        }
        float[] sample = new float[found.size() * 2 * channels];
        for (int i = 0; i < found.size(); i++) {
            System.arraycopy(found.get(i), 0, sample, i * 2 * channels, 2 * channels);
        }
        return sample;
    }

    private static double[] rowMajor(double[][] values, int from, int length) {
        int channels = values.length;
        double[] rows = new double[length * channels];
        for (int o = 0; o < length; o++) {
            for (int c = 0; c < channels; c++) {
                rows[o * channels + c] = values[c][from + o];
            }
        }
        return rows;
    }

    private static void describe(double[] rows, int from, int length, int channels, float[] features) {
        for (int c = 0; c < channels; c++) {
            double sum = 0;
            for (int o = 0; o < length; o++) {
                sum += PreparedRows.clamp(rows[from + o * channels + c]);
            }
            double mean = sum / length;
            double squares = 0;
            for (int o = 0; o < length; o++) {
                double difference = PreparedRows.clamp(rows[from + o * channels + c]) - mean;
                squares += difference * difference;
            }
            features[c] = (float) mean;
            features[channels + c] = (float) Math.log(Math.sqrt(squares / length) + LEAST_DEVIATION);
        }
    }

    private static double[] components(float[] sample, double[] centre) {
        int features = centre.length;
        int count = sample.length / features;
        RunningCovariance running = new RunningCovariance(features);
        for (int i = 0; i < count; i++) {
            running.add(sample, i * features);
        }
        Spectrum spectrum = Spectrum.ofCovariance(running.covariance(), features);
        double all = Arrays.stream(spectrum.values).sum();
        int kept = 1;
        while (kept < Math.min(MOST_COMPONENTS, features) && spectrum.values[kept] > LEAST_VARIANCE * all) {
            kept++;
        }
        return Arrays.copyOf(spectrum.vectors, kept * features);
    }

    private static void turn(float[] scaled, int from, double[] centre, double[] components, double[] target) {
        for (int j = 0; j < target.length; j++) {
            double sum = 0;
            for (int f = 0; f < centre.length; f++) {
                sum += components[j * centre.length + f] * (scaled[from + f] - centre[f]);
            }
            target[j] = sum;
        }
    }

    /** Share, dwell and levels of each component along the paths through the train part. */
    private List<OperatingState> found(List<double[][]> stretches, RunContext context) {
        int count = mixture.components();
        double[][] sums = new double[count][channels];
        long[] rows = new long[count];
        long[] visits = new long[count];
        long all = 0;
        for (double[][] values : stretches) {
            int[] path = path(values, context);
            for (int t = 0; t < path.length; t++) {
                rows[path[t]]++;
                visits[path[t]] += t == 0 || path[t] != path[t - 1] ? 1 : 0;
                for (int c = 0; c < channels; c++) {
                    sums[path[t]][c] += values[c][t];
                }
            }
            all += path.length;
        }
        List<OperatingState> found = new ArrayList<>();
        for (int k = 0; k < count; k++) {
            for (int c = 0; c < channels; c++) {
                sums[k][c] /= Math.max(1, rows[k]);
            }
            found.add(new OperatingState(rows[k] / (double) all, rows[k] / (double) Math.max(1, visits[k]), sums[k]));
        }
        return found;
    }

    /** The state of each row [channel][row]; behind the end the last row goes on. */
    int[] path(double[][] values, RunContext context) {
        int rows = values[0].length;
        int[] path = new int[rows];
        Path tracker = new Path(new RowRing(dwell, channels));
        double[] row = new double[channels];
        for (int t = 0; t < rows + lag(); t++) {
            if (t % 4096 == 0) {
                context.checkCancelled();
            }
            for (int c = 0; c < channels; c++) {
                row[c] = values[c][Math.min(t, rows - 1)];
            }
            tracker.push(row);
            if (t >= lag()) {
                path[t - lag()] = tracker.state;
            }
        }
        return path;
    }

    List<OperatingState> states() {
        return states;
    }

    @Override
    public int count() {
        return mixture.components() == 1 ? 1 : mixture.components() + 1;
    }

    @Override
    public int lag() {
        return lag(dwell, centred);
    }

    @Override
    public int past() {
        return Math.addExact(window, PAST_DWELLS * dwell);
    }

    @Override
    public Tracker tracker() {
        return new Path(new RowRing(dwell, channels));
    }

    @Override
    public Tracker tracker(ModelReader state) {
        Path path = new Path(RowRing.read(dwell, channels, state.section("rows")));
        int count = mixture.components();
        System.arraycopy(state.finiteDoubles("costs", count), 0, path.costs, 0, count);
        int[] before = state.ints("before", path.traced, count);
        for (int one : before) {
            if (one < 0 || one >= count) {
                throw new ModelFormatException(
                        "entry 'before' names state " + one + " of " + count + "; the state is damaged");
            }
        }
        for (int i = 0; i < path.traced; i++) {
            System.arraycopy(before, i * count, path.before[i], 0, count);
        }
        path.pushed = state.nonNegative("pushed");
        path.state = state.integer("state", 0, count - 1);
        path.run = state.nonNegative("run");
        return path;
    }

    private final class Path implements Tracker {
        private final int traced = centred ? dwell : 1; // steps that are remembered
        private final RowRing ring;
        private final float[] features = new float[2 * channels];
        private final double[] point = new double[components.length / (2 * channels)];
        private final double[] costs = new double[mixture.components()]; // of the best path to each state, nats
        private final double[] next = new double[mixture.components()];
        private final double[] squares = new double[mixture.components()];
        private final int[][] before = new int[traced][mixture.components()]; // [step % traced], where it came from
        private long pushed;
        private int state; // of the row lag() rows ago
        private long run; // rows it has lasted

        Path(RowRing ring) {
            this.ring = ring;
        }

        /** What {@code dwell} rows look like. */
        double[] pointOf(double[][] values, int from) {
            describe(rowMajor(values, from, dwell), 0, dwell, channels, features);
            scaling.apply(features, 1);
            turn(features, 0, centre, components, point);
            return point.clone();
        }

        @Override
        public void push(double[] row) {
            ring.push(row);
            int length = (int) Math.min(dwell, ring.pushed());
            describe(ring.storage(), ring.isFull() ? ring.windowStart() : 0, length, channels, features);
            scaling.apply(features, 1);
            turn(features, 0, centre, components, point);
            step();
            pushed++;
            if (pushed <= lag()) {
                return;
            }
            int now = cheapest(costs);
            if (centred) {
                for (long t = pushed - 1; t > pushed - 1 - dwell; t--) {
                    now = before[(int) (t % traced)][now];
                }
            }
            run = now == state ? run + 1 : 1;
            state = now;
        }

        private void step() {
            int cheapest = cheapest(costs);
            int[] from = before[(int) (pushed % traced)];
            double least = Double.POSITIVE_INFINITY;
            for (int k = 0; k < costs.length; k++) {
                squares[k] = mixture.square(point, k);
                least = Math.min(least, squares[k]);
            }
            boolean unlike = least > UNLIKE * UNLIKE;
            for (int k = 0; k < costs.length; k++) {
                boolean changes = pushed > 0 && costs[cheapest] + CHANGE < costs[k];
                from[k] = changes ? cheapest : k;
                double spread = Math.log1p(squares[k] / FREEDOM);
                double nats = 0.5 * (mixture.logDeterminant(k) + (FREEDOM + point.length) * spread);
                next[k] = (changes ? costs[cheapest] + CHANGE : costs[k]) + (unlike ? 0 : nats / dwell);
            }
            double lowest = next[cheapest(next)];
            for (int k = 0; k < costs.length; k++) {
                costs[k] = next[k] - lowest;
            }
        }

        private int cheapest(double[] values) {
            int cheapest = 0;
            for (int k = 1; k < values.length; k++) {
                cheapest = values[k] < values[cheapest] ? k : cheapest;
            }
            return cheapest;
        }

        @Override
        public int position() {
            return count() == 1 || run >= window ? state : mixture.components();
        }

        @Override
        public void write(ModelWriter out) {
            ring.write(out.section("rows"));
            int count = costs.length;
            out.tensor("costs", costs, count);
            int[] flat = new int[traced * count];
            for (int i = 0; i < traced; i++) {
                System.arraycopy(before[i], 0, flat, i * count, count);
            }
            out.tensor("before", flat, traced, count);
            out.integer("pushed", pushed);
            out.integer("state", state);
            out.integer("run", run);
        }
    }

    @Override
    public void write(ModelWriter out) {
        scaling.write(out.section("scaling"));
        out.tensor("centre", centre, centre.length);
        out.tensor("components", components, components.length / centre.length, centre.length);
        mixture.write(out.section("mixture"));
        for (int k = 0; k < states.size(); k++) {
            ModelWriter state = out.section("state-" + k);
            state.number("share", states.get(k).share());
            state.number("dwell", states.get(k).dwell());
            state.tensor("mean", states.get(k).mean(), channels);
        }
    }

    static StateModel read(int window, int channels, int dwell, boolean centred, ModelReader in) {
        int features = 2 * channels;
        int[] shape = in.shape("components");
        if (shape.length != 2 || shape[0] < 1 || shape[0] > MOST_COMPONENTS) {
            throw new ModelFormatException("entry 'components' has shape " + Arrays.toString(shape)
                    + ", which is none of 1 to " + MOST_COMPONENTS + " components; the model file is damaged");
        }
        GaussianMixture mixture = GaussianMixture.read(shape[0], in.section("mixture"));
        List<OperatingState> states = new ArrayList<>();
        for (int k = 0; k < mixture.components(); k++) {
            ModelReader state = in.section("state-" + k);
            states.add(
                    new OperatingState(state.number("share"), state.number("dwell"), state.doubles("mean", channels)));
        }
        return new StateModel(
                window,
                channels,
                dwell,
                centred,
                FeatureScaling.read(FeatureScale.ROBUST, features, in.section("scaling")),
                in.finiteDoubles("centre", features),
                in.finiteDoubles("components", shape[0], features),
                mixture,
                states);
    }
}
