package io.vigie.detect.represent.untrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.detect.represent.Encoders;
import io.vigie.detect.represent.FittedEncoder;
import io.vigie.model.MemoryModel;
import io.vigie.model.ModelReader;
import io.vigie.series.Channel;
import io.vigie.series.TimeAxis;
import io.vigie.series.TimeSeries;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Features against values worked out by hand or from the definition. */
class UntrainedEncodersTest {
    private final RunContext context = RunContext.defaults();

    @Test
    void rawWindowsAreTheirValuesLessWhatIsTakenOut() {
        double[] rows = {1, 3, 5, 7, 9};

        assertThat(encode("raw", 5, rows, rows)).containsExactly(1, 3, 5, 7, 9, 1, 3, 5, 7, 9);
        assertThat(encode("raw(step=2)", 5, rows)).containsExactly(2, 6, 9);
        assertThat(encode("raw(normalize=mean,step=2)", 5, rows)).containsExactly(-3, 1, 4);
        // The deviation is the root of 8.
        assertThat(encode("raw(normalize=zscore)", 5, rows))
                .containsExactly(new float[] {-1.414214f, -0.707107f, 0, 0.707107f, 1.414214f}, within(1e-6f));
    }

    @Test
    void delaysEndWithTheWindow() {
        double[] rows = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};

        assertThat(encode("delay(dimension=3,lag=3)", 8, Arrays.copyOf(rows, 8)))
                .containsExactly(1, 4, 7);
    }

    /** Stretches of 2 and 4 rows in the middle of 1 2 4 8 16: 2 4 (or 4 8) and so on, worked out by hand. */
    @Test
    void statisticsAreThoseOfTheMiddleOrTheEnd() {
        double[] rows = {1, 2, 4, 8, 16};

        // Of 8 16: mean 12, deviation 4, range 8, steps 4 and 8; of 2 4 8 16: mean 7.5, range 14, steps 1 2 4 8.
        assertThat(encode("statistics(shortest=2,alignment=causal)", 5, rows))
                .containsExactly(
                        new float[] {
                            12,
                            4,
                            8,
                            (float) Math.sqrt((16 + 64) / 2.0),
                            7.5f,
                            (float) Math.sqrt((4 + 16 + 64 + 256) / 4.0 - 56.25),
                            14,
                            (float) Math.sqrt((1 + 4 + 16 + 64) / 4.0)
                        },
                        within(1e-5f));
        // The longest stretch is the same, as there is but one place for it; the shortest lies in its middle: 4 8.
        assertThat(encode("statistics(shortest=2)", 5, rows)).startsWith(new float[] {
            6, 2, 4, (float) Math.sqrt((4 + 16) / 2.0), 7.5f
        });
    }

    @Test
    void bandsHoldTheEnergyOfTheirFrequencies() {
        double[] rows = new double[128];
        for (int row = 0; row < rows.length; row++) {
            rows[row] = 5 + 3 * Math.sin(2 * Math.PI * 12 * row / 128);
        }
        float[] features = encode("spectral(floor=1e-6)", 128, rows);

        // Twelve cycles lie in the band 8 to 15; their energy is half the squared amplitude.
        assertThat(features).hasSize(1 + 6);
        assertThat(features[0]).isCloseTo(5, within(1e-5f));
        assertThat((double) features[1 + 3]).isCloseTo(Math.log(4.5), within(1e-3));
        for (int band : new int[] {0, 1, 4, 5}) {
            assertThat(features[1 + band]).as("band %d", band).isLessThan(-6);
        }
    }

    /** A value that changes its sign at every row has all its energy, the squared amplitude, at the highest frequency. */
    @Test
    void theHighestFrequencyCountsOnce() {
        double[] rows = new double[128];
        Arrays.setAll(rows, row -> row % 2 == 0 ? 3 : -3);
        float[] features = encode("spectral(floor=1e-6)", 128, rows);

        assertThat((double) features[1 + 5]).isCloseTo(Math.log(9), within(1e-3));
    }

    @Test
    void thereAreEightyFourKernelsWithThreeTwos() {
        Set<List<Integer>> kernels = new HashSet<>();
        for (int kernel = 0; kernel < RocketKernels.COUNT; kernel++) {
            List<Integer> places = List.of(
                    RocketKernels.place(kernel, 0), RocketKernels.place(kernel, 1), RocketKernels.place(kernel, 2));
            assertThat(places).isSorted().doesNotHaveDuplicates().allMatch(place -> place >= 0 && place < 9);
            kernels.add(places);
        }
        // Nine over three.
        assertThat(kernels).hasSize(84);
        // The order of the authors' code: itertools.combinations(range(9), 3).
        assertThat(List.of(RocketKernels.place(83, 0), RocketKernels.place(83, 1), RocketKernels.place(83, 2)))
                .containsExactly(6, 7, 8);
    }

    /** numpy: unique(logspace(0, log2((n - 1) / 8), min(k, 32), base=2).astype(int), return_counts=True), as in minirocket.py. */
    @Test
    void dilationsAreThoseOfTheAuthorsCode() {
        assertThat(RocketTransform.dilations(64, 3)).isDeepEqualTo(new int[][] {{1, 2, 7}, {1, 1, 1}});
        assertThat(RocketTransform.dilations(65, 4)).isDeepEqualTo(new int[][] {{1, 2, 4, 8}, {1, 1, 1, 1}});
        assertThat(RocketTransform.dilations(9, 5)).isDeepEqualTo(new int[][] {{1}, {5}});
        // Thirty-two exponents for a hundred features: what rounding down leaves goes to the smallest dilations.
        int[][] many = RocketTransform.dilations(64, 100);
        assertThat(many[0]).containsExactly(1, 2, 3, 4, 5, 6, 7);
        assertThat(many[1]).containsExactly(35, 19, 13, 12, 6, 9, 6);
    }

    @Test
    void sharesOfProductsAboveABiasAreThoseOfTheDefinition() {
        RandomGenerator random = context.random("rows");
        double[][] train = new double[3][300];
        for (double[] channel : train) {
            for (int row = 0; row < channel.length; row++) {
                channel[row] = Math.rint(8 * random.nextGaussian()); // whole numbers: products have no rounding
            }
        }
        for (RocketPooling pooling : RocketPooling.values()) {
            RocketTransform transform =
                    RocketTransform.fit(List.<double[][]>of(train), 40, 6, context.random("kernels"));
            float[] features = new float[transform.biases() * pooling.features()];
            transform.encode(train, 117, 1, 1, pooling, features, 0, features.length);
            Parts parts = Parts.of(transform);
            int bias = 0;
            for (int d = 0; d < parts.dilations.length; d++) {
                for (int kernel = 0; kernel < RocketKernels.COUNT; kernel++) {
                    double[] products = products(train, 117, 40, parts.dilations[d], kernel, transform.channels(bias));
                    for (int b = 0; b < parts.counts[d]; b++, bias++) {
                        double threshold = parts.biases[bias];
                        long above = Arrays.stream(products)
                                .filter(p -> p > threshold)
                                .count();
                        assertThat((double) features[bias * pooling.features()])
                                .isCloseTo((double) above / products.length, within(1e-6));
                    }
                }
            }
            assertThat(bias).isEqualTo(transform.biases());
        }
    }

    /**
     * minirocket.py: {@code quantiles = [(i * ((sqrt(5) + 1) / 2)) % 1 for i in range(1, n + 1)]}, one for each bias of all
     * kernels and dilations in turn, of the products of train windows. Here there is but one window to draw.
     */
    @Test
    void biasesAreTheQuantilesOfTheAuthorsCode() {
        RandomGenerator random = context.random("rows");
        double[][] train = new double[1][40];
        Arrays.setAll(train[0], row -> Math.rint(8 * random.nextGaussian()));
        RocketTransform transform = RocketTransform.fit(List.<double[][]>of(train), 40, 6, context.random("kernels"));
        Parts parts = Parts.of(transform);
        int bias = 0;
        for (int d = 0; d < parts.dilations.length; d++) {
            for (int kernel = 0; kernel < RocketKernels.COUNT; kernel++) {
                double[] products = products(train, 0, 40, parts.dilations[d], kernel, new int[] {0});
                double[] sorted = IntStream.range(0, 8)
                        .boxed()
                        .flatMapToDouble(window -> Arrays.stream(products))
                        .sorted()
                        .toArray();
                for (int b = 0; b < parts.counts[d]; b++, bias++) {
                    double quantile = (bias + 1) * ((Math.sqrt(5) + 1) / 2) % 1;
                    double at = quantile * (sorted.length - 1);
                    double low = sorted[(int) at];
                    double high = sorted[(int) at + 1];
                    assertThat((double) parts.biases[bias])
                            .as("bias %d", bias)
                            .isCloseTo(low + (at - (int) at) * (high - low), within(1e-4));
                }
            }
        }
        assertThat(bias).isEqualTo(84 * 6);
    }

    @Test
    void poolingTellsShareExcessPlaceAndStretch() {
        float[] products = {9, 1, 4, 6, -2, 5, 3, 8};
        float[] four = new float[5];
        RocketPooling.ALL.pool(products, 1, 6, 3, four, 1);

        // Of 1 4 6 -2 5 3 above 3: 4, 6 and 5, at places 1, 2 and 4; excess 1, 3 and 2; the first two side by side.
        assertThat(four).containsExactly(new float[] {0, 3 / 6f, 2, 7 / 18f, 2 / 6f}, within(1e-6f));
        float[] none = new float[4];
        RocketPooling.ALL.pool(products, 1, 6, 100, none, 0);
        assertThat(none).containsExactly(0, 0, -1, 0);
        RocketPooling.SHARE.pool(products, 1, 6, 3, four, 0);
        assertThat(four[0]).isEqualTo(0.5f);
    }

    /** Winners and losers of each group, straight from the definition. */
    @Test
    void competingKernelsAreCountedByTheDefinition() {
        RandomGenerator random = context.random("rows");
        double[][] rows = new double[2][40];
        for (double[] channel : rows) {
            for (int row = 0; row < channel.length; row++) {
                channel[row] = random.nextGaussian();
            }
        }
        List<Channel> names = List.of(Channel.of("flow"), Channel.of("level"));
        TimeSeries series = TimeSeries.of("rows", TimeAxis.rows(40), names, rows);
        FittedEncoder encoder = Encoders.parse("hydra(groups=4,kernels=3)").fit(TrainingSet.of(series), 40, context);
        float[] features = new float[encoder.features()];
        encoder.encode(rows, 0, 1, 1, features, 0);
        MemoryModel model = new MemoryModel();
        encoder.write(model);
        float[] weights = model.asReader().floats("weights", 12, 3, 9);

        // Dilations 1, 2 and 4 fit 8 times into 40 rows.
        assertThat(features).hasSize(3 * 4 * 3 * 2);
        for (int group = 0; group < 12; group++) {
            int dilation = 1 << (group / 4);
            boolean differences = group % 2 == 1;
            int places = (differences ? 39 : 40) - 8 * dilation;
            double[] won = new double[3];
            int[] lost = new int[3];
            for (int p = 0; p < places; p++) {
                double[] products = new double[3];
                for (int kernel = 0; kernel < 3; kernel++) {
                    for (int c : encoder.channels(group * 6)) {
                        for (int place = 0; place < 9; place++) {
                            int row = p + place * dilation;
                            double value = differences ? rows[c][row + 1] - rows[c][row] : rows[c][row];
                            products[kernel] += weights[(group * 3 + kernel) * 9 + place] * value;
                        }
                    }
                }
                int winner = 0;
                int loser = 0;
                for (int kernel = 1; kernel < 3; kernel++) {
                    winner = products[kernel] > products[winner] ? kernel : winner;
                    loser = products[kernel] < products[loser] ? kernel : loser;
                }
                won[winner] += products[winner] / places;
                lost[loser]++;
            }
            for (int kernel = 0; kernel < 3; kernel++) {
                int at = (group * 3 + kernel) * 2;
                double sum = 0;
                for (int place = 0; place < 9; place++) {
                    sum += weights[at / 2 * 9 + place];
                }
                assertThat(sum).isCloseTo(0, within(1e-6));
                assertThat((double) features[at]).isCloseTo(won[kernel], within(1e-5));
                assertThat(features[at + 1]).isEqualTo((float) lost[kernel] / places);
            }
        }
    }

    private record Parts(int[] dilations, int[] counts, float[] biases) {
        static Parts of(RocketTransform transform) {
            MemoryModel model = new MemoryModel();
            transform.write(model);
            ModelReader in = model.asReader();
            return new Parts(in.ints("dilations"), in.ints("bias-counts"), in.floats("biases"));
        }
    }

    /** Straight from the definition: weight 2 at three places, -1 at six, summed over channels. */
    private static double[] products(double[][] rows, int from, int window, int dilation, int kernel, int[] channels) {
        double[] products = new double[window - 8 * dilation];
        for (int p = 0; p < products.length; p++) {
            for (int c : channels) {
                for (int place = 0; place < 9; place++) {
                    boolean two = place == RocketKernels.place(kernel, 0)
                            || place == RocketKernels.place(kernel, 1)
                            || place == RocketKernels.place(kernel, 2);
                    products[p] += (two ? 2 : -1) * rows[c][from + p + place * dilation];
                }
            }
        }
        return products;
    }

    private float[] encode(String text, int window, double[]... rows) {
        List<Channel> channels = IntStream.range(0, rows.length)
                .mapToObj(c -> Channel.of("x" + c))
                .toList();
        TimeSeries series = TimeSeries.of("rows", TimeAxis.rows(rows[0].length), channels, rows);
        try (FittedEncoder encoder = Encoders.parse(text).fit(TrainingSet.of(series), window, context)) {
            float[] features = new float[encoder.features()];
            encoder.encode(rows, 0, 1, 1, features, 0);
            return features;
        }
    }
}
