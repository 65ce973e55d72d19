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
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Groups of competing kernels, each with the channels it sees. */
final class FittedHydra implements FittedEncoder {
    private static final int LENGTH = RocketKernels.LENGTH;

    private final Hydra encoder;
    private final SeriesSchema schema;
    private final int window;
    private final int dilations; // 1, 2, 4, ...
    private final float[] weights; // [dilation][group][kernel][place]
    private final int[][] channels; // [dilation x group], ascending

    private FittedHydra(Hydra encoder, SeriesSchema schema, int window, float[] weights, int[][] channels) {
        this.encoder = encoder;
        this.schema = schema;
        this.window = window;
        this.dilations = dilations(window);
        this.weights = weights;
        this.channels = channels;
    }

    /** Powers of two at which a kernel fits in a window and in its differences. */
    private static int dilations(int window) {
        return 32 - Integer.numberOfLeadingZeros((window - 2) / (LENGTH - 1));
    }

    static FittedHydra fit(Hydra encoder, TrainingSet train, int window, RunContext context) {
        context.checkCancelled();
        if (window < LENGTH + 1) {
            throw new OptionException("window " + window + " is too short for kernels of " + LENGTH
                    + " rows and differences; use at least " + (LENGTH + 1));
        }
        PreparedRows.trainSegments(train, window);
        RandomGenerator random = context.random("kernels");
        int[][] channels = new int[dilations(window) * encoder.groups()][];
        float[] weights = new float[Math.multiplyExact(channels.length, encoder.kernels() * LENGTH)];
        for (int group = 0; group < channels.length; group++) {
            channels[group] =
                    RocketTransform.drawChannels(train.schema().channels().size(), random);
            for (int kernel = 0; kernel < encoder.kernels(); kernel++) {
                drawKernel(weights, (group * encoder.kernels() + kernel) * LENGTH, random);
            }
        }
        return new FittedHydra(encoder, train.schema(), window, weights, channels);
    }

    private static void drawKernel(float[] weights, int at, RandomGenerator random) {
        double[] drawn = new double[LENGTH];
        for (int place = 0; place < LENGTH; place++) {
            drawn[place] = random.nextGaussian();
        }
        double mean = Arrays.stream(drawn).sum() / LENGTH;
        double size =
                Arrays.stream(drawn).map(weight -> Math.abs(weight - mean)).sum();
        for (int place = 0; place < LENGTH; place++) {
            weights[at + place] = (float) ((drawn[place] - mean) / size);
        }
    }

    static FittedHydra read(Hydra encoder, SeriesSchema schema, int window, ModelReader in) {
        if (window < LENGTH + 1) {
            throw new ModelFormatException("windows of " + window + " rows hold no kernel; the model file is damaged");
        }
        int groups = dilations(window) * encoder.groups();
        int[][] channels =
                RocketTransform.readChannels(groups, schema.channels().size(), in);
        float[] weights = in.floats("weights", groups, encoder.kernels(), LENGTH);
        return new FittedHydra(encoder, schema, window, weights, channels);
    }

    @Override
    public void write(ModelWriter out) {
        RocketTransform.writeChannels(channels, out);
        out.tensor("weights", weights, channels.length, encoder.kernels(), LENGTH);
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
        return 2 * encoder.kernels() * channels.length;
    }

    @Override
    public int[] channels(int feature) {
        return channels[feature / (2 * encoder.kernels())].clone();
    }

    @Override
    public void encode(double[][] values, int from, int stride, int count, float[] target, int at) {
        int rows = (count - 1) * stride + window;
        double[][] levels = new double[values.length][rows];
        for (int c = 0; c < values.length; c++) {
            for (int row = 0; row < rows; row++) {
                levels[c][row] = PreparedRows.clamp(values[c][from + row]);
            }
        }
        double[][] steps = FittedRocket.differences(values, from, rows);
        Competition competition = new Competition(rows);
        int features = features();
        for (int d = 0; d < dilations; d++) {
            for (int g = 0; g < encoder.groups(); g++) {
                int group = d * encoder.groups() + g;
                boolean differences = g % 2 == 1;
                competition.hold(differences ? steps : levels, differences ? rows - 1 : rows, group, 1 << d);
                int places = (differences ? window - 1 : window) - (LENGTH - 1) * (1 << d);
                int first = at + group * 2 * encoder.kernels();
                for (int i = 0; i < count; i++) {
                    competition.count(i * stride, places, target, first + i * features);
                }
            }
        }
    }

    /** Who wins and who loses in a group, row by row. */
    private final class Competition {
        private final double[] products;
        private final double[] lane;
        private final double[] largest;
        private final double[] least;
        private final int[] winner;
        private final int[] loser;
        private final double[] won = new double[encoder.kernels()];
        private final int[] lost = new int[encoder.kernels()];

        Competition(int capacity) {
            products = new double[capacity];
            lane = new double[capacity];
            largest = new double[capacity];
            least = new double[capacity];
            winner = new int[capacity];
            loser = new int[capacity];
        }

        void hold(double[][] x, int rows, int group, int dilation) {
            int reach = rows - (LENGTH - 1) * dilation;
            Arrays.fill(largest, 0, reach, Double.NEGATIVE_INFINITY);
            Arrays.fill(least, 0, reach, Double.POSITIVE_INFINITY);
            for (int kernel = 0; kernel < encoder.kernels(); kernel++) {
                Arrays.fill(products, 0, reach, 0);
                int weight = (group * encoder.kernels() + kernel) * LENGTH;
                for (int c : channels[group]) {
                    for (int place = 0; place < LENGTH; place++) {
                        System.arraycopy(x[c], place * dilation, lane, 0, reach);
                        add(lane, weights[weight + place], products, reach);
                    }
                }
                for (int row = 0; row < reach; row++) {
                    if (products[row] > largest[row]) {
                        largest[row] = products[row];
                        winner[row] = kernel;
                    }
                    if (products[row] < least[row]) {
                        least[row] = products[row];
                        loser[row] = kernel;
                    }
                }
            }
        }

        void count(int first, int places, float[] target, int at) {
            Arrays.fill(won, 0);
            Arrays.fill(lost, 0);
            for (int row = first; row < first + places; row++) {
                won[winner[row]] += largest[row];
                lost[loser[row]]++;
            }
            for (int kernel = 0; kernel < won.length; kernel++) {
                target[at + 2 * kernel] = (float) (won[kernel] / places);
                target[at + 2 * kernel + 1] = (float) lost[kernel] / places;
            }
        }
    }

    private static void add(double[] values, double factor, double[] sums, int count) {
        for (int i = 0; i < count; i++) {
            sums[i] += factor * values[i];
        }
    }
}
