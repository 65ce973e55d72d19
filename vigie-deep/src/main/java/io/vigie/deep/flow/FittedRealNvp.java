package io.vigie.deep.flow;

import io.vigie.deep.engine.NetworkWeights;
import io.vigie.deep.engine.Tensors;
import io.vigie.deep.engine.Trained;
import io.vigie.deep.engine.Trainer;
import io.vigie.deep.engine.TrainingOptions;
import io.vigie.deep.engine.TrainingReport;
import io.vigie.deep.engine.TrainingWindows;
import io.vigie.detect.Device;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.OnlineScorer;
import io.vigie.detect.RunContext;
import io.vigie.detect.Scores;
import io.vigie.detect.internal.Parallel;
import io.vigie.detect.internal.PreparedRows;
import io.vigie.detect.internal.RowRing;
import io.vigie.detect.internal.WindowScores;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import io.vigie.series.SeriesSchema;
import io.vigie.series.TimeSeries;
import java.util.List;

/** A trained {@link FlowNetwork}. */
final class FittedRealNvp implements FittedDetector {
    static final String UNIT = "nats";

    private static final double VALIDATION_SHARE = 0.2;
    private static final int BATCH = 128;
    private static final int PART = 64;
    private static final int BLOCK = 512; // windows scored together
    private static final float LIMIT = 1e6f; // further out is no less probable: couplings stay within float32
    private static final float[] NO_SHARES = new float[0];

    private final RealNvp detector;
    private final SeriesSchema schema;
    private final int channels;
    private final int window;
    private final PrincipalAxes axes;
    private final FlowNetwork network;
    private final NetworkWeights weights;
    private final TrainingReport report;

    private FittedRealNvp(
            RealNvp detector,
            SeriesSchema schema,
            PrincipalAxes axes,
            FlowNetwork network,
            NetworkWeights weights,
            TrainingReport report) {
        this.detector = detector;
        this.schema = schema;
        this.channels = schema.channels().size();
        this.window = detector.window();
        this.axes = axes;
        this.network = network;
        this.weights = weights;
        this.report = report;
    }

    static FittedRealNvp fit(RealNvp detector, SeriesSchema schema, List<TimeSeries> segments, RunContext context) {
        TrainingWindows windows = new TrainingWindows(segments, detector.window(), 0, VALIDATION_SHARE);
        PrincipalAxes axes = PrincipalAxes.of(windows, detector.components(), detector.jitter() * detector.jitter());
        FlowNetwork network = new FlowNetwork(detector, axes);
        int steps = TrainingOptions.steps(windows.trainCount(), BATCH, detector.epochs(), detector.maxSteps());
        TrainingOptions options =
                TrainingOptions.of(steps).withBatch(BATCH, PART).withLearningRate(detector.learningRate());
        Trained trained = Trainer.train(network, windows, options, context);
        NetworkWeights weights = new NetworkWeights(network.layout(), trained.weights());
        return new FittedRealNvp(detector, schema, axes, network, weights, trained.report());
    }

    static FittedRealNvp read(RealNvp detector, SeriesSchema schema, ModelReader in) {
        int size = detector.window() * schema.channels().size();
        PrincipalAxes axes = PrincipalAxes.read(in.section("axes"), size);
        FlowNetwork network = new FlowNetwork(detector, axes);
        return new FittedRealNvp(
                detector,
                schema,
                axes,
                network,
                NetworkWeights.read(network.layout(), in.section("network")),
                TrainingReport.read(in.section("training")));
    }

    @Override
    public void write(ModelWriter out) {
        axes.write(out.section("axes"));
        weights.write(out.section("network"));
        report.write(out.section("training"));
    }

    @Override
    public RealNvp detector() {
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
    public Scores score(TimeSeries series, RunContext context) {
        PreparedRows.requirePrepared(schema, series, window);
        double[] nats = new double[series.length() - window + 1];
        Parallel.forChunks(context, nats.length, BLOCK, (from, to) -> {
            float[] rows = PreparedRows.floats(series.slice(from, to + window - 1));
            float[] windows = new float[Math.multiplyExact(to - from, channels * window)];
            for (int i = 0; i < to - from; i++) {
                copy(rows, i, windows, i);
            }
            double[] found = nats(windows, context.device());
            System.arraycopy(found, 0, nats, from, found.length);
        });
        return detector.windowScores().toScores(nats, new float[0][], UNIT, context);
    }

    /** Window number {@code at} of row-major rows, to [channel][time]. */
    private void copy(float[] rows, int at, float[] target, int position) {
        int start = position * channels * window;
        for (int c = 0; c < channels; c++) {
            for (int t = 0; t < window; t++) {
                float value = rows[(at + t) * channels + c];
                target[start + c * window + t] = Math.max(-LIMIT, Math.min(LIMIT, value));
            }
        }
    }

    private double[] nats(float[] windows, Device device) {
        int size = channels * window;
        return weights.compute(
                device,
                parameters -> Tensors.doubles(network.nats(
                        parameters, Tensors.on(device, Tensors.of(windows, windows.length / size, size)))));
    }

    @Override
    public void close() {
        weights.close();
    }

    @Override
    public OnlineScorer online() {
        return new Online(new RowRing(window, channels), detector.windowScores().online(0));
    }

    @Override
    public OnlineScorer online(ModelReader state) {
        return new Online(
                RowRing.read(window, channels, state.section("rows")),
                detector.windowScores().online(0, state.section("scores")));
    }

    private final class Online implements OnlineScorer {
        private final RowRing ring;
        private final WindowScores.Online smoothed;
        private final float[] rows = new float[window * channels];
        private final float[] current = new float[window * channels];

        private Online(RowRing ring, WindowScores.Online smoothed) {
            this.ring = ring;
            this.smoothed = smoothed;
        }

        @Override
        public int delay() {
            return detector.windowScores().delay();
        }

        @Override
        public double push(double[] row) {
            PreparedRows.requireRow(schema, row);
            ring.push(row);
            if (!ring.isFull()) {
                return Double.NaN;
            }
            int start = ring.windowStart();
            for (int i = 0; i < rows.length; i++) {
                rows[i] = (float) ring.storage()[start + i];
            }
            copy(rows, 0, current, 0);
            return smoothed.push(nats(current, Device.CPU)[0], NO_SHARES);
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
