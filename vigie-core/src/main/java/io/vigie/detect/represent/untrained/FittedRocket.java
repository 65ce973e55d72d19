package io.vigie.detect.represent.untrained;

import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.detect.internal.PreparedRows;
import io.vigie.detect.represent.Encoder;
import io.vigie.detect.represent.FittedEncoder;
import io.vigie.model.ModelFormatException;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import io.vigie.series.SeriesSchema;
import io.vigie.series.TimeSeries;
import java.util.ArrayList;
import java.util.List;

/** Kernels and biases for windows, and others for their first differences where those count too. */
final class FittedRocket implements FittedEncoder {
    private static final int MOST_FEATURES = 9996;

    private final Encoder encoder;
    private final SeriesSchema schema;
    private final int window;
    private final RocketPooling pooling;
    private final List<RocketTransform> transforms; // of the window, of its differences

    private FittedRocket(
            Encoder encoder, SeriesSchema schema, int window, RocketPooling pooling, List<RocketTransform> transforms) {
        this.encoder = encoder;
        this.schema = schema;
        this.window = window;
        this.pooling = pooling;
        this.transforms = List.copyOf(transforms);
    }

    static void requireFeatures(int features, int least) {
        if (features < least || features > MOST_FEATURES) {
            throw new OptionException("features is " + features + "; use " + least + " to " + MOST_FEATURES);
        }
    }

    static FittedRocket fit(
            Encoder encoder,
            TrainingSet train,
            int window,
            boolean differences,
            RocketPooling pooling,
            int perKernel,
            RunContext context) {
        context.checkCancelled();
        int least = RocketKernels.LENGTH + (differences ? 1 : 0);
        if (window < least) {
            throw new OptionException("window " + window + " is too short for kernels of " + RocketKernels.LENGTH
                    + " rows; use at least " + least);
        }
        List<double[][]> stretches = new ArrayList<>();
        for (TimeSeries segment : PreparedRows.trainSegments(train, window)) {
            stretches.add(PreparedRows.channels(segment));
        }
        List<RocketTransform> transforms = new ArrayList<>();
        transforms.add(RocketTransform.fit(stretches, window, perKernel, context.random("kernels")));
        if (differences) {
            List<double[][]> steps =
                    stretches.stream().map(FittedRocket::differences).toList();
            transforms.add(RocketTransform.fit(steps, window - 1, perKernel, context.random("kernels of differences")));
        }
        return new FittedRocket(encoder, train.schema(), window, pooling, transforms);
    }

    static FittedRocket read(
            Encoder encoder,
            SeriesSchema schema,
            int window,
            boolean differences,
            RocketPooling pooling,
            int perKernel,
            ModelReader in) {
        List<RocketTransform> transforms = new ArrayList<>();
        for (int t = 0; t < (differences ? 2 : 1); t++) {
            RocketTransform transform =
                    RocketTransform.read(schema.channels().size(), window - t, in.section("transform-" + t));
            if (transform.biases() != perKernel * RocketKernels.COUNT) {
                throw new ModelFormatException("the model has " + transform.biases() + " biases instead of "
                        + perKernel * RocketKernels.COUNT + "; the model file is damaged");
            }
            transforms.add(transform);
        }
        return new FittedRocket(encoder, schema, window, pooling, transforms);
    }

    private static double[][] differences(double[][] values) {
        return differences(values, 0, values[0].length);
    }

    /** First differences of some rows, [channel][row]. */
    static double[][] differences(double[][] values, int from, int rows) {
        double[][] steps = new double[values.length][rows - 1];
        for (int c = 0; c < values.length; c++) {
            for (int i = 0; i + 1 < rows; i++) {
                steps[c][i] = PreparedRows.clamp(values[c][from + i + 1]) - PreparedRows.clamp(values[c][from + i]);
            }
        }
        return steps;
    }

    @Override
    public void write(ModelWriter out) {
        for (int t = 0; t < transforms.size(); t++) {
            transforms.get(t).write(out.section("transform-" + t));
        }
    }

    @Override
    public Encoder encoder() {
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
        int biases = transforms.stream().mapToInt(RocketTransform::biases).sum();
        return biases * pooling.features();
    }

    @Override
    public int[] channels(int feature) {
        int bias = feature / pooling.features();
        int first = transforms.get(0).biases();
        return bias < first
                ? transforms.get(0).channels(bias)
                : transforms.get(1).channels(bias - first);
    }

    @Override
    public void encode(double[][] values, int from, int stride, int count, float[] target, int at) {
        int features = features();
        RocketTransform first = transforms.get(0);
        first.encode(values, from, stride, count, pooling, target, at, features);
        if (transforms.size() > 1) {
            double[][] steps = differences(values, from, (count - 1) * stride + window);
            int next = at + first.biases() * pooling.features();
            transforms.get(1).encode(steps, 0, stride, count, pooling, target, next, features);
        }
    }
}
