package io.vigie.deep.forecast;

import io.vigie.deep.engine.NetworkWeights;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import io.vigie.deep.engine.Trained;
import io.vigie.deep.engine.Trainer;
import io.vigie.deep.engine.TrainingOptions;
import io.vigie.deep.engine.TrainingReport;
import io.vigie.deep.engine.TrainingWindows;
import io.vigie.detect.Alignment;
import io.vigie.detect.Device;
import io.vigie.detect.Expectation;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.OnlineScorer;
import io.vigie.detect.RunContext;
import io.vigie.detect.Scores;
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
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/** A trained {@link ForecastNetwork}. */
final class FittedForecaster implements FittedDetector {
    static final String UNIT = "nats";

    private static final double VALIDATION_SHARE = 0.2;
    private static final int BATCH = 32;
    private static final int PART = 16;
    private static final int BLOCK = 1024; // rows scored together
    private static final float LIMIT = 0x1p50f; // squares of deviations stay finite in float32

    private final Cnn detector;
    private final SeriesSchema schema;
    private final int channels;
    private final int window;
    private final float[] low;
    private final float[] high;
    private final ForecastNetwork network;
    private final NetworkWeights weights;
    private final TrainingReport report;

    private FittedForecaster(
            Cnn detector,
            SeriesSchema schema,
            float[] low,
            float[] high,
            ForecastNetwork network,
            NetworkWeights weights,
            TrainingReport report) {
        this.detector = detector;
        this.schema = schema;
        this.channels = schema.channels().size();
        this.window = detector.window();
        this.low = low;
        this.high = high;
        this.network = network;
        this.weights = weights;
        this.report = report;
    }

    static FittedForecaster fit(Cnn detector, SeriesSchema schema, List<TimeSeries> segments, RunContext context) {
        int longest = segments.stream().mapToInt(TimeSeries::length).max().orElseThrow();
        int told = Math.min(ForecastNetwork.MOST_TOLD, longest - detector.window());
        int rows = detector.window() + told;
        List<TimeSeries> usable =
                segments.stream().filter(segment -> segment.length() >= rows).toList();
        TrainingWindows windows = new TrainingWindows(usable, rows, detector.window(), VALIDATION_SHARE);
        float[] low = new float[windows.channels()];
        float[] high = new float[windows.channels()];
        for (int c = 0; c < low.length; c++) {
            float[] range = windows.range(c);
            low[c] = range[0];
            high[c] = range[1];
        }
        ForecastNetwork network = new ForecastNetwork(detector, low, high);
        int steps = TrainingOptions.steps(windows.trainCount(), BATCH * told, detector.epochs(), detector.maxSteps());
        TrainingOptions options =
                TrainingOptions.of(steps).withBatch(BATCH, PART).withLearningRate(detector.learningRate());
        Trained trained = Trainer.train(network, windows, options, context);
        return new FittedForecaster(
                detector,
                schema,
                low,
                high,
                network,
                new NetworkWeights(network.layout(), trained.weights()),
                trained.report());
    }

    static FittedForecaster read(Cnn detector, SeriesSchema schema, ModelReader in) {
        int channels = schema.channels().size();
        float[] low = in.floats("low", channels);
        float[] high = in.floats("high", channels);
        ForecastNetwork network = new ForecastNetwork(detector, low, high);
        return new FittedForecaster(
                detector,
                schema,
                low,
                high,
                network,
                NetworkWeights.read(network.layout(), in.section("network")),
                TrainingReport.read(in.section("training")));
    }

    @Override
    public void write(ModelWriter out) {
        out.tensor("low", low);
        out.tensor("high", high);
        weights.write(out.section("network"));
        report.write(out.section("training"));
    }

    @Override
    public Cnn detector() {
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

    TrainingReport report() {
        return report;
    }

    private WindowScores smoothing() {
        return WindowScores.ofRows(detector.smoothing(), WindowAggregation.AVERAGE, Alignment.CAUSAL);
    }

    @Override
    public Scores score(TimeSeries series, RunContext context) {
        PreparedRows.requirePrepared(schema, series, window);
        int judged = series.length() - window;
        double[] totals = new double[judged];
        float[][] contributions = new float[channels][judged];
        Parallel.forChunks(context, judged, BLOCK, (from, to) -> {
            float[] rows = stretch(series, from, to + window);
            float[] nats = weights.compute(context.device(), parameters -> nats(parameters, rows, context.device()));
            for (int c = 0; c < channels; c++) {
                for (int i = from; i < to; i++) {
                    contributions[c][i] = nats[(i - from) * channels + c];
                    totals[i] += contributions[c][i];
                }
            }
        });
        Scores smooth = smoothing().toScores(totals, contributions, UNIT, context);
        double[] padded = new double[series.length()];
        Arrays.fill(padded, 0, window, Double.NaN);
        float[][] shares = new float[channels][series.length()];
        for (int i = 0; i < judged; i++) {
            padded[window + i] = smooth.total(i);
            for (int c = 0; c < channels; c++) {
                shares[c][window + i] = smooth.contribution(c, i);
            }
        }
        return Scores.of(padded, shares, UNIT, window);
    }

    /** Nats [row][channel] of the rows after the first window of a stretch [row][channel]. */
    private float[] nats(Parameters parameters, float[] rows, Device device) {
        int length = rows.length / channels;
        Tensor stretch = Tensors.on(device, Tensors.of(rows, 1, length, channels));
        ForecastNetwork.Forecast forecast = network.forecast(parameters, stretch.narrow(1, 0, length - 1), null);
        return Tensors.floats(ForecastNetwork.nats(forecast, stretch.narrow(1, window, length - window)));
    }

    /** Rows {@code from} to {@code to} in float32, [row][channel]. */
    private float[] stretch(TimeSeries series, int from, int to) {
        float[] rows = PreparedRows.floats(series.slice(from, to));
        for (int i = 0; i < rows.length; i++) {
            rows[i] = bounded(rows[i]);
        }
        return rows;
    }

    private static float bounded(float value) {
        return Math.max(-LIMIT, Math.min(LIMIT, value));
    }

    /** The forecasts; the spread is one standard deviation. Empty where a row has no whole window before it. */
    @Override
    public Optional<Expectation> expectation(TimeSeries series, Interval rows) {
        PreparedRows.requirePrepared(schema, series);
        if (rows.from() < window || rows.length() == 0) {
            return Optional.empty();
        }
        double[][] expected = new double[channels][rows.length()];
        double[][] spread = new double[channels][rows.length()];
        for (int from = rows.from(); from < rows.to(); from += BLOCK) {
            int first = from;
            int to = Math.min(rows.to(), from + BLOCK);
            float[] history = stretch(series, from - window, to - 1);
            weights.compute(Device.CPU, parameters -> {
                Tensor known = Tensors.of(history, 1, to - 1 - first + window, channels);
                ForecastNetwork.Forecast forecast = network.forecast(parameters, known, null);
                double[] location = Tensors.doubles(forecast.location());
                double[] deviation = Tensors.doubles(forecast.deviation());
                for (int i = 0; i < location.length; i++) {
                    int at = first - rows.from() + i / channels;
                    expected[i % channels][at] = location[i];
                    spread[i % channels][at] = deviation[i];
                }
                return true;
            });
        }
        return Optional.of(new Expectation(rows, expected, spread));
    }

    @Override
    public void close() {
        weights.close();
    }

    @Override
    public OnlineScorer online() {
        return new Online(new RowRing(window + 1, channels), smoothing().online(channels));
    }

    @Override
    public OnlineScorer online(ModelReader state) {
        return new Online(
                RowRing.read(window + 1, channels, state.section("rows")),
                smoothing().online(channels, state.section("scores")));
    }

    private final class Online implements OnlineScorer {
        private final RowRing ring;
        private final WindowScores.Online smoothed;
        private final float[] rows = new float[(window + 1) * channels]; // [row][channel]

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
            if (!ring.isFull()) {
                return Double.NaN;
            }
            double[] stored = ring.storage();
            int start = ring.windowStart();
            for (int i = 0; i < rows.length; i++) {
                rows[i] = bounded((float) stored[start + i]);
            }
            float[] nats = weights.compute(Device.CPU, parameters -> nats(parameters, rows, Device.CPU));
            double total = 0;
            for (float share : nats) {
                total += share;
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
