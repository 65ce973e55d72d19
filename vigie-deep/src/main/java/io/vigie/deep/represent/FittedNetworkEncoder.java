package io.vigie.deep.represent;

import io.vigie.deep.engine.NetworkWeights;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import io.vigie.deep.engine.Trained;
import io.vigie.deep.engine.Trainer;
import io.vigie.deep.engine.TrainingOptions;
import io.vigie.deep.engine.TrainingReport;
import io.vigie.deep.engine.TrainingWindows;
import io.vigie.detect.Device;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.detect.internal.PreparedRows;
import io.vigie.detect.represent.FittedEncoder;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import io.vigie.series.SeriesSchema;
import io.vigie.series.TimeSeries;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/**
 * A trained {@link EncoderNetwork}. Windows are encoded on the CPU, wherever it was trained; a window costs one pass of the
 * network.
 */
final class FittedNetworkEncoder implements FittedEncoder {
    private static final double VALIDATION_SHARE = 0.2;
    private static final int BATCH = 2 * EncoderNetwork.TOGETHER;
    private static final int PATIENCE = 10; // half of the measurements: those of a short training are a few steps apart
    private static final long UNTRAINED = 20_261_127; // any; what a trained network is compared with

    private final TrainedEncoder encoder;
    private final SeriesSchema schema;
    private final int channels;
    private final int window;
    private final EncoderNetwork network;
    private final NetworkWeights weights;
    private final WindowFeatures windowFeatures;
    private final TrainingReport report;
    private final List<String> findings;

    private FittedNetworkEncoder(
            TrainedEncoder encoder,
            SeriesSchema schema,
            int window,
            EncoderNetwork network,
            NetworkWeights weights,
            TrainingReport report,
            List<String> findings) {
        this.encoder = encoder;
        this.schema = schema;
        this.channels = schema.channels().size();
        this.window = window;
        this.network = network;
        this.weights = weights;
        this.windowFeatures = new WindowFeatures(weights, network::features, channels, window);
        this.report = report;
        this.findings = List.copyOf(findings);
    }

    /**
     * Trains a network on the normal stretches, of which the last fifth is held out.
     *
     * @param network of the encoder's architecture
     * @param learnedFrom what else it learned from, told among the notes
     */
    static FittedNetworkEncoder fit(
            TrainedEncoder encoder,
            EncoderNetwork network,
            TrainingSet train,
            int window,
            List<String> learnedFrom,
            RunContext context) {
        TrainingWindows windows = windows(encoder, train, window);
        int steps = TrainingOptions.steps(windows.trainCount(), BATCH, encoder.epochs(), encoder.maxSteps());
        TrainingOptions options = TrainingOptions.of(steps)
                .withBatch(BATCH, EncoderNetwork.TOGETHER)
                .withLearningRate(encoder.learningRate())
                .withPatience(PATIENCE);
        Trained trained = Trainer.train(network, windows, options, context);
        NetworkWeights weights = new NetworkWeights(network.layout(), trained.weights());
        List<String> findings = new ArrayList<>(learnedFrom);
        findings.addAll(use(network, weights, windows, window).told());
        return new FittedNetworkEncoder(encoder, train.schema(), window, network, weights, trained.report(), findings);
    }

    private static TrainingWindows windows(TrainedEncoder encoder, TrainingSet train, int window) {
        List<TimeSeries> segments = PreparedRows.trainSegments(train, window);
        int longest = segments.stream().mapToInt(TimeSeries::length).max().orElseThrow();
        int rows = Math.max(window, Math.min(encoder.stretch(window), longest));
        List<TimeSeries> usable =
                segments.stream().filter(one -> one.length() >= rows).toList();
        return new TrainingWindows(usable, rows, 0, VALIDATION_SHARE);
    }

    private static FeatureUse use(EncoderNetwork network, NetworkWeights weights, TrainingWindows windows, int window) {
        float[] held = windows.heldOut();
        int count = held.length / (windows.channels() * windows.window());
        float[] initial = network.layout().initial(new SplittableRandom(UNTRAINED));
        return weights.compute(Device.CPU, parameters -> {
            Tensor given = Tensors.of(held, count, windows.channels(), windows.window())
                    .narrow(2, 0, window);
            Parameters untrained = Parameters.of(network.layout(), initial);
            return FeatureUse.of(network.features(parameters, given), network.features(untrained, given));
        });
    }

    /** Gives back what {@link #write} wrote. */
    static FittedNetworkEncoder read(TrainedEncoder encoder, SeriesSchema schema, int window, ModelReader in) {
        EncoderNetwork network = encoder.network(schema.channels().size(), window);
        return new FittedNetworkEncoder(
                encoder,
                schema,
                window,
                network,
                NetworkWeights.read(network.layout(), in.section("network")),
                TrainingReport.read(in.section("training")),
                in.texts("findings"));
    }

    @Override
    public void write(ModelWriter out) {
        weights.write(out.section("network"));
        report.write(out.section("training"));
        out.texts("findings", findings);
    }

    @Override
    public TrainedEncoder encoder() {
        return encoder;
    }

    @Override
    public SeriesSchema schema() {
        return schema;
    }

    @Override
    public int window() {
        return window;
    }

    @Override
    public int features() {
        return network.features();
    }

    @Override
    public int[] channels(int feature) {
        return IntStream.range(0, channels).toArray();
    }

    @Override
    public List<String> notes() {
        List<String> notes = new ArrayList<>(report.notes(encoder.id()));
        for (String finding : findings) {
            notes.add(encoder.id() + ": " + finding);
        }
        return notes;
    }

    @Override
    public void encode(double[][] values, int from, int stride, int count, float[] target, int at) {
        windowFeatures.encode(values, from, stride, count, target, at);
    }

    @Override
    public void close() {
        weights.close();
    }
}
