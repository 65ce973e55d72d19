package io.vigie.deep.window;

import io.vigie.deep.density.Correction;
import io.vigie.deep.density.RowQuietness;
import io.vigie.deep.engine.Evaluations;
import io.vigie.deep.engine.FittedNetwork;
import io.vigie.deep.engine.Network;
import io.vigie.deep.engine.NetworkWeights;
import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import io.vigie.deep.engine.TorchRuntime;
import io.vigie.deep.engine.Trained;
import io.vigie.deep.engine.Trainer;
import io.vigie.deep.engine.TrainingOptions;
import io.vigie.deep.engine.TrainingReport;
import io.vigie.deep.engine.TrainingWindows;
import io.vigie.detect.Alignment;
import io.vigie.detect.Device;
import io.vigie.detect.Expectation;
import io.vigie.detect.Imputation;
import io.vigie.detect.Imputer;
import io.vigie.detect.OnlineScorer;
import io.vigie.detect.RunContext;
import io.vigie.detect.Scores;
import io.vigie.detect.TrainingSet;
import io.vigie.detect.internal.Parallel;
import io.vigie.detect.internal.PreparedRows;
import io.vigie.detect.internal.RowRing;
import io.vigie.detect.internal.WindowFilling;
import io.vigie.detect.internal.WindowScores;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import io.vigie.series.Interval;
import io.vigie.series.SeriesSchema;
import io.vigie.series.TimeSeries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiFunction;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A trained {@link CellModel}: scores of rows from the cells of windows.
 *
 * <p>The score of a row is the mean, over the windows that cover it, of the sum over channels of the row's cells. Windows
 * begin at multiples of the stride, counted from the first row; rows at the end that none covers take the window that ends
 * the series. Causal rows take the last cells of the one window that ends at them. Contributions are the channels' parts of
 * that sum, so they add up. With {@link Correction#ACTIVITY} the score has beside it the nats by which it surprises that channels move
 * so little in the rows up to the row ({@link RowQuietness}), whatever the alignment.
 *
 * <p>Complexity: O(rows / stride) evaluations of the model; those of the row that ends a window when online.
 */
public final class FittedCells implements FittedNetwork {
    private static final double VALIDATION_SHARE = 0.2;
    private static final int BATCH = 64;
    private static final int PART = 32;
    private static final int PATIENCE = 10; // half of the measurements: those of a short training are a few steps apart
    private static final int MOST_SETTLED = 1024; // train windows that what is not learned may follow from
    private static final int TOGETHER = 64; // windows computed at once
    private static final int BLOCK = 1024; // least rows of a chunk, whose first and last windows others compute again
    private static final int BLOCK_WINDOWS = 16;

    private final CellDetector detector;
    private final SeriesSchema schema;
    private final int channels;
    private final int window;
    private final ChannelRange range;
    private final CellModel model;
    private final NetworkWeights weights;
    private final @Nullable RowQuietness quietness; // null where the likelihood is not corrected
    private final double[] heldOut; // mean cell of a channel on windows that were not learned from
    private final TrainingReport report;
    private final List<String> findings;

    private FittedCells(
            CellDetector detector,
            SeriesSchema schema,
            ChannelRange range,
            CellModel model,
            NetworkWeights weights,
            @Nullable RowQuietness quietness,
            double[] heldOut,
            TrainingReport report,
            List<String> findings) {
        this.detector = detector;
        this.schema = schema;
        this.channels = schema.channels().size();
        this.window = detector.window();
        this.range = range;
        this.model = model;
        this.weights = weights;
        this.quietness = quietness;
        this.heldOut = heldOut;
        this.report = report;
        this.findings = List.copyOf(findings);
    }

    /** Trains a detector's model on the train windows. */
    static FittedCells fit(CellDetector detector, TrainingSet train, RunContext context) {
        TrainingWindows windows = windows(detector, train);
        CellModel model = detector.model(ChannelRange.of(windows));
        return fit(detector, model, model, windows, train.schema(), List.of(), context);
    }

    /**
     * Trains a network with the parameters of a model that learns from more than the windows.
     *
     * @param model what scores
     * @param learnedFrom what else it learned from, told among the findings
     */
    public static FittedCells fit(
            CellDetector detector,
            CellModel model,
            Network network,
            TrainingWindows windows,
            SeriesSchema schema,
            List<String> learnedFrom,
            RunContext context) {
        int steps = TrainingOptions.steps(windows.trainCount(), BATCH, detector.epochs(), detector.maxSteps());
        TrainingOptions options = TrainingOptions.of(steps)
                .withBatch(BATCH, PART)
                .withLearningRate(detector.learningRate())
                .withPatience(PATIENCE);
        Trained trained = Trainer.train(network, windows, options, context);
        return of(detector, model, schema, windows, trained, learnedFrom);
    }

    /**
     * The windows of the normal stretches, of which the last fifth is held out.
     *
     * @throws io.vigie.series.BadInputException if no stretch is as long as a window
     */
    public static TrainingWindows windows(CellDetector detector, TrainingSet train) {
        List<TimeSeries> segments = PreparedRows.trainSegments(train, detector.window());
        return new TrainingWindows(segments, detector.window(), 0, VALIDATION_SHARE);
    }

    private static FittedCells of(
            CellDetector detector,
            CellModel model,
            SeriesSchema schema,
            TrainingWindows windows,
            Trained trained,
            List<String> learnedFrom) {
        ChannelRange range = ChannelRange.of(windows);
        int channels = range.channels();
        float[] learned = windows.spreadTrain(MOST_SETTLED);
        TorchRuntime.compute(() -> {
            int some = learned.length / (channels * windows.window());
            model.settle(trained.weights(), Tensors.of(learned, some, channels, windows.window()));
            return true;
        });
        NetworkWeights weights = new NetworkWeights(model.layout(), trained.weights());
        float[] values = windows.heldOut();
        double[] means = new double[channels];
        int size = channels * windows.window();
        int count = values.length / size;
        for (int from = 0; from < count; from += TOGETHER) {
            int first = from;
            int part = Math.min(TOGETHER, count - from);
            double[] sums = weights.compute(Device.CPU, parameters -> {
                float[] some = Arrays.copyOfRange(values, first * size, (first + part) * size);
                Tensor cells = model.cells(parameters, Tensors.of(some, part, channels, windows.window()));
                return Tensors.doubles(cells.mean(2).sum(0));
            });
            for (int c = 0; c < channels; c++) {
                means[c] += sums[c] / count;
            }
        }
        if (detector.unit() == CellUnit.SQUARED_ERROR) {
            for (int c = 0; c < channels; c++) {
                means[c] = Math.max(means[c], detector.noiseFloor() * detector.noiseFloor());
            }
        }
        List<String> findings = new ArrayList<>(learnedFrom);
        findings.addAll(weights.compute(
                Device.CPU,
                parameters -> model.findings(parameters, Tensors.of(values, count, channels, windows.window()))));
        @Nullable
        RowQuietness quietness = detector.correction() == Correction.ACTIVITY
                ? RowQuietness.of(windows, windows.window(), detector.noiseFloor())
                : null;
        return new FittedCells(detector, schema, range, model, weights, quietness, means, trained.report(), findings);
    }

    /** Gives back what {@link #write} wrote. */
    public static FittedCells read(CellDetector detector, SeriesSchema schema, ModelReader in) {
        int channels = schema.channels().size();
        ChannelRange range = ChannelRange.read(in.section("range"), channels);
        CellModel model = detector.saved(range, in.section("network"));
        return new FittedCells(
                detector,
                schema,
                range,
                model,
                NetworkWeights.read(model.layout(), in.section("network")),
                in.hasSection("quietness")
                        ? RowQuietness.read(in.section("quietness"), channels, detector.window())
                        : null,
                in.doubles("held-out", channels),
                TrainingReport.read(in.section("training")),
                in.texts("findings"));
    }

    @Override
    public void write(ModelWriter out) {
        range.write(out.section("range"));
        weights.write(out.section("network"));
        if (quietness != null) {
            quietness.write(out.section("quietness"));
        }
        out.tensor("held-out", heldOut, channels);
        report.write(out.section("training"));
        out.texts("findings", findings);
    }

    @Override
    public CellDetector detector() {
        return detector;
    }

    @Override
    public SeriesSchema schema() {
        return schema;
    }

    @Override
    public List<String> notes() {
        List<String> notes = new ArrayList<>(report.notes(detector.id()));
        for (String finding : findings) {
            notes.add(detector.id() + ": " + finding);
        }
        return notes;
    }

    @Override
    public CellModel network() {
        return model;
    }

    @Override
    public NetworkWeights weights() {
        return weights;
    }

    /** How the training went. */
    public TrainingReport report() {
        return report;
    }

    @Override
    public Scores score(TimeSeries series, RunContext context) {
        PreparedRows.requirePrepared(schema, series, window);
        WindowGrid grid = WindowGrid.of(detector, series.length());
        int warmUp = grid.silent();
        double[] totals = new double[series.length() - warmUp];
        float[][] contributions = new float[channels][totals.length];
        int block = Math.max(BLOCK, BLOCK_WINDOWS * window);
        Parallel.forChunks(context, totals.length, block, (from, to) -> {
            Interval rows = new Interval(warmUp + from, warmUp + to);
            double[][] means = means(series, grid, rows, context.device(), model::cells);
            for (int c = 0; c < channels; c++) {
                double scale = scale(c);
                for (int i = from; i < to; i++) {
                    double share = scale * means[c][i - from];
                    contributions[c][i] = (float) share;
                    totals[i] += share;
                }
            }
            if (quietness != null) {
                quietness.addTo(series, warmUp, from, to, totals, contributions);
            }
        });
        return detector.smoothed()
                .toScores(warmUp, totals, contributions, detector.unit().label(), context);
    }

    private double scale(int channel) {
        return detector.unit() == CellUnit.SQUARED_ERROR ? 1 / heldOut[channel] : 1;
    }

    /**
     * Means over the windows that speak for a row of what is computed of its cells.
     *
     * @param values from windows [batch, channel, time] to the same shape
     * @return [channel][row - rows.from()]
     */
    private double[][] means(
            TimeSeries series,
            WindowGrid grid,
            Interval rows,
            Device device,
            BiFunction<Parameters, Tensor, Tensor> values) {
        double[][] sums = new double[channels][rows.length()];
        long last = grid.highest(rows.to() - 1);
        for (long from = grid.lowest(rows.from()); from <= last; from += TOGETHER) {
            int count = (int) Math.min(TOGETHER, last - from + 1);
            float[] cells = cells(windows(series, grid, from, count), device, values);
            for (int i = 0; i < count; i++) {
                int start = (int) grid.start(from + i);
                int first = Math.max(rows.from(), (int) grid.firstRow(from + i));
                int end = Math.min(rows.to(), start + window);
                for (int c = 0; c < channels; c++) {
                    int at = (i * channels + c) * window - start;
                    for (int row = first; row < end; row++) {
                        sums[c][row - rows.from()] += cells[at + row];
                    }
                }
            }
        }
        for (int row = rows.from(); row < rows.to(); row++) {
            int speaking = grid.count(row);
            for (double[] channel : sums) {
                channel[row - rows.from()] /= speaking;
            }
        }
        return sums;
    }

    /** Some consecutive windows of the grid, [position][channel][time]. */
    private float[] windows(TimeSeries series, WindowGrid grid, long from, int count) {
        int first = (int) grid.start(from);
        double[] values = new double[(int) grid.start(from + count - 1) + window - first];
        float[] windows = new float[Math.multiplyExact(count, channels * window)];
        for (int c = 0; c < channels; c++) {
            series.copyChannel(c, first, values, 0, values.length);
            for (int i = 0; i < count; i++) {
                int at = (i * channels + c) * window;
                int start = (int) grid.start(from + i) - first;
                for (int t = 0; t < window; t++) {
                    windows[at + t] = Tensors.bounded(values[start + t]);
                }
            }
        }
        return windows;
    }

    private float[] cells(float[] windows, Device device, BiFunction<Parameters, Tensor, Tensor> values) {
        int count = windows.length / (channels * window);
        return weights.compute(device, parameters -> {
            Tensor given = Tensors.on(device, Tensors.of(windows, count, channels, window));
            return Tensors.floats(values.apply(parameters, given));
        });
    }

    /**
     * Means of what the windows that speak for a row expect; the spread is that of the model or the root of the channel's
     * held-out squared error. Empty where the model expects nothing, and where no window speaks for a row.
     */
    @Override
    public Optional<Expectation> expectation(TimeSeries series, Interval rows) {
        PreparedRows.requirePrepared(schema, series);
        if (series.length() < window) {
            return Optional.empty();
        }
        WindowGrid grid = WindowGrid.of(detector, series.length());
        if (rows.from() < grid.silent() || !expects()) {
            return Optional.empty();
        }
        double[][] expected = means(
                series,
                grid,
                rows,
                Device.CPU,
                (parameters, windows) -> expected(parameters, windows).location());
        double[][] spread = means(series, grid, rows, Device.CPU, this::variances);
        for (double[] channel : spread) {
            for (int i = 0; i < channel.length; i++) {
                channel[i] = Math.sqrt(channel[i]);
            }
        }
        return Optional.of(new Expectation(rows, expected, spread));
    }

    /** That of the model, if it is an {@link ImputingModel}; series must be as long as a window. */
    @Override
    public Optional<Imputer> imputer() {
        if (!(model instanceof ImputingModel imputing)) {
            return Optional.empty();
        }
        return Optional.of(new Filled(imputing));
    }

    private final class Filled implements Imputer {
        private final ImputingModel imputing;

        private Filled(ImputingModel imputing) {
            this.imputing = imputing;
        }

        @Override
        public Imputation impute(TimeSeries series, boolean[][] hidden, int draws, RunContext context) {
            PreparedRows.requirePrepared(schema, series, window);
            LongAdder evaluations = new LongAdder();
            return WindowFilling.impute(
                            series, hidden, window, draws, context, (windows, unknown, firstDraw, random) -> {
                                Noise noise = new Noise(random.nextLong(), context.device());
                                fill(windows, unknown, noise, imputing::impute, evaluations);
                            })
                    .withEvaluations(evaluations.sum());
        }

        @Override
        public Imputation restore(TimeSeries series, boolean[][] hidden, int draws, RunContext context) {
            PreparedRows.requirePrepared(schema, series, window);
            LongAdder evaluations = new LongAdder();
            return WindowFilling.restore(
                            series, hidden, window, draws, context, (windows, unknown, firstDraw, random) -> {
                                Noise noise = new Noise(random.nextLong(), context.device());
                                // values of the draw that keeps what is noise
                                int kept = firstDraw == 0 ? unknown.length : 0;
                                float[] first = Arrays.copyOf(windows, kept);
                                float[] others = Arrays.copyOfRange(windows, kept, windows.length);
                                restoreFirst(first, unknown, noise, evaluations);
                                emptied(others);
                                if (others.length > 0) {
                                    fill(others, unknown, noise, imputing::impute, evaluations);
                                }
                                System.arraycopy(first, 0, windows, 0, kept);
                                System.arraycopy(others, 0, windows, kept, others.length);
                            })
                    .withEvaluations(evaluations.sum());
        }

        private void restoreFirst(float[] first, boolean[] unknown, Noise noise, LongAdder evaluations) {
            if (first.length == 0) {
                return;
            }
            float[] measured = emptied(first);
            Filling restoring = (parameters, given, mask, drawn) -> {
                Tensor own = Tensors.like(given, measured, 1, channels, window);
                return imputing.restore(parameters, given, mask, own.mul(mask), drawn);
            };
            fill(first, unknown, noise, restoring, evaluations);
        }

        /** Puts 0 where nothing was measured; returns 1 where something was, 0 there. */
        private float[] emptied(float... windows) {
            float[] measured = new float[windows.length];
            for (int i = 0; i < windows.length; i++) {
                measured[i] = Float.isNaN(windows[i]) ? 0 : 1;
                windows[i] = measured[i] == 0 ? 0 : windows[i];
            }
            return measured;
        }

        private void fill(float[] windows, boolean[] unknown, Noise noise, Filling filling, LongAdder evaluations) {
            int count = windows.length / unknown.length;
            float[] mask = new float[unknown.length];
            for (int i = 0; i < mask.length; i++) {
                mask[i] = unknown[i] ? 1 : 0;
            }
            Evaluations.Counted<float[]> drawn = Evaluations.of(() -> weights.compute(noise.device(), parameters -> {
                Tensor given = Tensors.on(noise.device(), Tensors.of(windows, count, channels, window));
                Tensor hidden = Tensors.like(given, mask, channels, window).expand_as(given);
                return Tensors.floats(filling.of(parameters, given, hidden, noise));
            }));
            evaluations.add(drawn.total());
            for (int i = 0; i < windows.length; i++) {
                windows[i] = unknown[i % unknown.length] ? drawn.result()[i] : windows[i];
            }
        }
    }

    /** What makes of windows, hidden cells and noise windows whose hidden cells are told. */
    @FunctionalInterface
    private interface Filling {
        Tensor of(Parameters parameters, Tensor windows, Tensor hidden, Noise noise);
    }

    private boolean expects() {
        float[] any = new float[channels * window];
        return weights.compute(
                Device.CPU, parameters -> model.expected(parameters, Tensors.of(any, 1, channels, window)) != null);
    }

    private CellModel.Expected expected(Parameters parameters, Tensor windows) {
        return Objects.requireNonNull(model.expected(parameters, windows), "expected before, not now");
    }

    private Tensor variances(Parameters parameters, Tensor windows) {
        Tensor deviation = expected(parameters, windows).deviation();
        if (deviation != null) {
            return deviation.square();
        }
        float[] errors = new float[channels];
        for (int c = 0; c < channels; c++) {
            errors[c] = (float) heldOut[c];
        }
        return Tensors.of(errors, channels, 1).expand_as(windows);
    }

    @Override
    public void close() {
        weights.close();
    }

    @Override
    public OnlineScorer online() {
        return new Online(
                new RowRing(kept(), channels),
                new double[window * channels],
                detector.smoothed().online(channels));
    }

    @Override
    public OnlineScorer online(ModelReader state) {
        return new Online(
                RowRing.read(kept(), channels, state.section("rows")),
                state.doubles("sums", window, channels),
                detector.smoothed().online(channels, state.section("scores")));
    }

    /** Rows of a stream that are kept: those of a window and, where the first of them is judged, what that needs before it. */
    private int kept() {
        if (quietness == null || detector.alignment() == Alignment.CAUSAL) {
            return window;
        }
        return window + quietness.rows() - 1;
    }

    private final class Online implements OnlineScorer {
        private final WindowGrid grid = WindowGrid.of(detector, Long.MAX_VALUE); // without an end
        private final RowRing ring;
        private final double[] sums; // [row % window][channel], over the windows so far
        private final WindowScores.Online smoothed;
        private final float[] current = new float[channels * window];
        private final float[] shares = new float[channels];

        private Online(RowRing ring, double[] sums, WindowScores.Online smoothed) {
            this.ring = ring;
            this.sums = sums;
            this.smoothed = smoothed;
        }

        @Override
        public int delay() {
            return detector.delay();
        }

        @Override
        public double push(double[] row) {
            PreparedRows.requireRow(schema, row);
            ring.push(row);
            long newest = ring.pushed() - 1;
            int slot = (int) (newest % window) * channels;
            Arrays.fill(sums, slot, slot + channels, 0);
            if (ring.pushed() < window) {
                return Double.NaN;
            }
            long start = newest - window + 1;
            if (start % grid.stride() == 0) {
                add(start);
            }
            long done = detector.alignment() == Alignment.CAUSAL ? newest : start;
            int from = (int) (done % window) * channels;
            int speaking = grid.count(done);
            double total = 0;
            for (int c = 0; c < channels; c++) {
                double share = scale(c) * (sums[from + c] / speaking);
                shares[c] = (float) share;
                total += share;
            }
            if (quietness != null && done >= quietness.rows() - 1) {
                total += addQuiet(quietness, (int) (newest - done));
            }
            return smoothed.push(total, shares);
        }

        /** Adds to the shares what the row so many before the newest gets for being quiet; returns their sum. */
        private double addQuiet(RowQuietness quiet, int ago) {
            float[] more = new float[channels];
            int first = kept() - ago - quiet.rows();
            double sum = quiet.of(ring.storage(), ring.windowStart() + first * channels, more);
            for (int c = 0; c < channels; c++) {
                shares[c] += more[c];
            }
            return sum;
        }

        /** Adds the cells of the window that begins at a row and is in the ring. */
        private void add(long start) {
            int from = ring.windowStart() + (kept() - window) * channels;
            for (int t = 0; t < window; t++) {
                for (int c = 0; c < channels; c++) {
                    current[c * window + t] = Tensors.bounded(ring.storage()[from + t * channels + c]);
                }
            }
            float[] cells = cells(current, Device.CPU, model::cells);
            for (int t = grid.silent(); t < window; t++) {
                int slot = (int) ((start + t) % window) * channels;
                for (int c = 0; c < channels; c++) {
                    sums[slot + c] += cells[c * window + t];
                }
            }
        }

        @Override
        public float[] contributions() {
            return smoothed.contributions();
        }

        @Override
        public void write(ModelWriter out) {
            ring.write(out.section("rows"));
            out.tensor("sums", sums, window, channels);
            smoothed.write(out.section("scores"));
        }
    }
}
