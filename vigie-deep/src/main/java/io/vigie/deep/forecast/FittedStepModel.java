package io.vigie.deep.forecast;

import io.vigie.deep.density.Correction;
import io.vigie.deep.density.RowQuietness;
import io.vigie.deep.engine.FittedNetwork;
import io.vigie.deep.engine.NetworkWeights;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import io.vigie.deep.engine.TorchRuntime;
import io.vigie.deep.engine.Trained;
import io.vigie.deep.engine.Trainer;
import io.vigie.deep.engine.TrainingOptions;
import io.vigie.deep.engine.TrainingReport;
import io.vigie.deep.engine.TrainingWindows;
import io.vigie.detect.Alignment;
import io.vigie.detect.Detector;
import io.vigie.detect.Device;
import io.vigie.detect.Expectation;
import io.vigie.detect.OnlineScorer;
import io.vigie.detect.RunContext;
import io.vigie.detect.Scores;
import io.vigie.detect.TrainingSet;
import io.vigie.detect.WindowAggregation;
import io.vigie.detect.internal.Parallel;
import io.vigie.detect.internal.PreparedRows;
import io.vigie.detect.internal.RowRing;
import io.vigie.detect.internal.WindowScores;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import io.vigie.series.Interval;
import io.vigie.series.SeriesSchema;
import io.vigie.series.TimeSeries;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A trained {@link StepModel}: the score of a row is its negative log density in nats, the sum over channels, and with
 * {@link Correction#ACTIVITY} the nats by which it surprises that channels move so little in the rows up to it ({@link RowQuietness}). Causal; rows without a whole window before them have no score.
 */
public final class FittedStepModel implements FittedNetwork {
    /** What its scores count. */
    public static final String UNIT = "nats";

    private static final double VALIDATION_SHARE = 0.2;
    private static final int BATCH = 32;
    private static final int PART = 16;
    private static final int BLOCK = 1024; // rows scored together, or the multiple of a stretch below that

    private final Detector detector;
    private final SeriesSchema schema;
    private final StepOptions options;
    private final int channels;
    private final int window;
    private final TrainRange range;
    private final StepModel model;
    private final NetworkWeights weights;
    private final @Nullable RowQuietness quietness; // null where the likelihood is not corrected
    private final TrainingReport report;

    private FittedStepModel(
            Detector detector,
            SeriesSchema schema,
            StepOptions options,
            TrainRange range,
            StepModel model,
            NetworkWeights weights,
            @Nullable RowQuietness quietness,
            TrainingReport report) {
        this.detector = detector;
        this.schema = schema;
        this.options = options;
        this.channels = schema.channels().size();
        this.window = model.window();
        this.range = range;
        this.model = model;
        this.weights = weights;
        this.quietness = quietness;
        this.report = report;
    }

    /**
     * Trains a model.
     *
     * @param architecture the model for train rows of some range
     */
    public static FittedStepModel fit(
            Detector detector,
            TrainingSet train,
            StepOptions options,
            Function<TrainRange, StepModel> architecture,
            RunContext context) {
        context.checkCancelled();
        TorchRuntime.require(context.device());
        int window = options.window();
        List<TimeSeries> segments = PreparedRows.trainSegments(train, window + 1);
        int longest = segments.stream().mapToInt(TimeSeries::length).max().orElseThrow();
        int told = Math.min(options.told(), longest - window);
        int rows = window + told;
        List<TimeSeries> usable =
                segments.stream().filter(segment -> segment.length() >= rows).toList();
        TrainingWindows windows = new TrainingWindows(usable, rows, window, VALIDATION_SHARE);
        TrainRange range = TrainRange.of(windows);
        StepModel model = architecture.apply(range);
        int steps = TrainingOptions.steps(windows.trainCount(), BATCH * told, options.epochs(), options.maxSteps());
        TrainingOptions training =
                TrainingOptions.of(steps).withBatch(BATCH, PART).withLearningRate(options.learningRate());
        Trained trained = Trainer.train(model, windows, training, context);
        return new FittedStepModel(
                detector,
                train.schema(),
                options,
                range,
                model,
                new NetworkWeights(model.layout(), trained.weights()),
                options.correction() == Correction.ACTIVITY
                        ? RowQuietness.of(windows, window + 1, options.noiseFloor())
                        : null,
                trained.report());
    }

    /** Gives back what {@link #write} wrote. */
    public static FittedStepModel read(
            Detector detector,
            SeriesSchema schema,
            StepOptions options,
            Function<TrainRange, StepModel> architecture,
            ModelReader in) {
        int channels = schema.channels().size();
        TrainRange range = TrainRange.read(in, channels);
        StepModel model = architecture.apply(range);
        return new FittedStepModel(
                detector,
                schema,
                options,
                range,
                model,
                NetworkWeights.read(model.layout(), in.section("network")),
                in.hasSection("quietness")
                        ? RowQuietness.read(in.section("quietness"), channels, model.window() + 1)
                        : null,
                TrainingReport.read(in.section("training")));
    }

    @Override
    public void write(ModelWriter out) {
        range.write(out);
        weights.write(out.section("network"));
        if (quietness != null) {
            quietness.write(out.section("quietness"));
        }
        report.write(out.section("training"));
    }

    @Override
    public Detector detector() {
        return detector;
    }

    @Override
    public SeriesSchema schema() {
        return schema;
    }

    @Override
    public List<String> notes() {
        return report.notes(detector.id());
    }

    @Override
    public StepModel network() {
        return model;
    }

    @Override
    public NetworkWeights weights() {
        return weights;
    }

    TrainingReport report() {
        return report;
    }

    private WindowScores smoothing() {
        return WindowScores.ofRows(options.smoothing(), WindowAggregation.AVERAGE, Alignment.CAUSAL);
    }

    @Override
    public Scores score(TimeSeries series, RunContext context) {
        PreparedRows.requirePrepared(schema, series, window);
        int judged = series.length() - window;
        double[] totals = new double[judged];
        float[][] contributions = new float[channels][judged];
        Parallel.forChunks(context, judged, block(), (from, to) -> {
            Stretches stretches = stretches(from, to);
            Device device = context.device();
            float[] nats = weights.compute(
                    device, parameters -> Tensors.floats(model.nats(parameters, rows(series, stretches, 0, device))));
            for (int c = 0; c < channels; c++) {
                for (int i = from; i < to; i++) {
                    contributions[c][i] = nats[(i - from) * channels + c];
                    totals[i] += contributions[c][i];
                }
            }
            if (quietness != null) {
                quietness.addTo(series, window, from, to, totals, contributions);
            }
        });
        return smoothing().toScores(window, totals, contributions, UNIT, context);
    }

    /**
     * Stretches that tell the rows after a window, one following the other.
     *
     * @param begin first row of the first
     * @param told rows told by each
     */
    private record Stretches(int begin, int count, int told) {}

    /** Rows judged together: whole stretches. */
    private int block() {
        int told = model.restart().orElse(1);
        return told * Math.max(1, BLOCK / told);
    }

    /** What tells the judged rows {@code from} to {@code to}, which are counted from the first that has a window. */
    private Stretches stretches(int from, int to) {
        if (model.restart().isEmpty()) {
            return new Stretches(from, 1, to - from);
        }
        int told = model.restart().getAsInt();
        int begin = from / told * told;
        return new Stretches(begin, (to - begin + told - 1) / told, told);
    }

    /**
     * Rows of stretches in float32 [stretch, time, channel], 0 after the end of the series, where nothing is asked.
     *
     * @param missing rows by which each stretch ends earlier
     */
    private Tensor rows(TimeSeries series, Stretches stretches, int missing, Device device) {
        int length = window + stretches.told() - missing;
        float[] rows = new float[Math.multiplyExact(stretches.count() * length, channels)];
        for (int i = 0; i < stretches.count(); i++) {
            int begin = stretches.begin() + i * stretches.told();
            float[] stretch = PreparedRows.floats(series.slice(begin, Math.min(series.length(), begin + length)));
            int at = i * length * channels;
            for (int j = 0; j < stretch.length; j++) {
                rows[at + j] = Tensors.bounded(stretch[j]);
            }
        }
        return Tensors.on(device, Tensors.of(rows, stretches.count(), length, channels));
    }

    /** The forecasts; the spread is one standard deviation. Empty where a row has no whole window before it. */
    @Override
    public Optional<Expectation> expectation(TimeSeries series, Interval rows) {
        return bands(series, rows, 1, (parameters, history) -> Optional.of(model.band(parameters, history)));
    }

    /**
     * The signal behind observed rows, without the noise that was declared of the channels' sensors, given the rows before
     * and, of the same row, the channel itself and those before it; the spread is the deviation of what is not known of it.
     * In prepared units. Empty where the model does not tell signal and noise apart, or a row has no whole window before it.
     */
    public Optional<Expectation> clean(TimeSeries series, Interval rows) {
        return bands(series, rows, 0, model::clean);
    }

    /** @param missing rows by which the stretches that are shown to the model end before the rows that it tells of */
    private Optional<Expectation> bands(
            TimeSeries series,
            Interval rows,
            int missing,
            BiFunction<Parameters, Tensor, Optional<StepModel.Band>> bands) {
        PreparedRows.requirePrepared(schema, series);
        if (rows.from() < window || rows.length() == 0) {
            return Optional.empty();
        }
        double[][] expected = new double[channels][rows.length()];
        double[][] spread = new double[channels][rows.length()];
        int block = block();
        boolean told = true;
        for (int from = rows.from() - window; told && from < rows.to() - window; from = (from / block + 1) * block) {
            int first = from;
            int to = Math.min(rows.to() - window, (from / block + 1) * block);
            Stretches stretches = stretches(first, to);
            told = weights.compute(Device.CPU, parameters -> {
                Optional<StepModel.Band> band = bands.apply(parameters, rows(series, stretches, missing, Device.CPU));
                if (band.isEmpty()) {
                    return false;
                }
                double[] location = Tensors.doubles(band.get().location());
                double[] deviation = Tensors.doubles(band.get().deviation());
                for (int c = 0; c < channels; c++) {
                    for (int i = first; i < to; i++) {
                        int at = window + i - rows.from();
                        expected[c][at] = location[(i - stretches.begin()) * channels + c];
                        spread[c][at] = deviation[(i - stretches.begin()) * channels + c];
                    }
                }
                return true;
            });
        }
        return told ? Optional.of(new Expectation(rows, expected, spread)) : Optional.empty();
    }

    @Override
    public void close() {
        weights.close();
    }

    @Override
    public OnlineScorer online() {
        return new Online(new RowRing(longest(), channels), smoothing().online(channels));
    }

    @Override
    public OnlineScorer online(ModelReader state) {
        return new Online(
                RowRing.read(longest(), channels, state.section("rows")),
                smoothing().online(channels, state.section("scores")));
    }

    /** Rows of the longest stretch that a row is judged by. */
    private int longest() {
        return window + model.restart().orElse(1);
    }

    private final class Online implements OnlineScorer {
        private final RowRing ring;
        private final WindowScores.Online smoothed;

        private Online(RowRing ring, WindowScores.Online smoothed) {
            this.ring = ring;
            this.smoothed = smoothed;
        }

        @Override
        public int delay() {
            return 0;
        }

        @Override
        public double push(double[] row) {
            PreparedRows.requireRow(schema, row);
            ring.push(row);
            if (ring.pushed() <= window) {
                return Double.NaN;
            }
            int told = (int) ((ring.pushed() - window - 1) % model.restart().orElse(1)) + 1;
            float[] rows = new float[(window + told) * channels]; // [row][channel], from where the stretch begins
            int start = ring.windowStart() + (longest() - window - told) * channels;
            for (int i = 0; i < rows.length; i++) {
                rows[i] = Tensors.bounded(ring.storage()[start + i]);
            }
            float[] nats = weights.compute(Device.CPU, parameters -> {
                Tensor found = model.nats(parameters, Tensors.of(rows, 1, window + told, channels));
                return Tensors.floats(found.narrow(1, told - 1, 1));
            });
            double total = 0;
            for (float share : nats) {
                total += share;
            }
            if (quietness != null) {
                float[] shares = new float[channels];
                int recent = ring.windowStart() + (longest() - quietness.rows()) * channels;
                total += quietness.of(ring.storage(), recent, shares);
                for (int c = 0; c < channels; c++) {
                    nats[c] += shares[c];
                }
            }
            return smoothed.push(total, nats);
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
