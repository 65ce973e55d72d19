package io.vigie.detect.represent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vigie.detect.AnomalyKind;
import io.vigie.detect.OptionException;
import io.vigie.detect.Options;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.model.MemoryModel;
import io.vigie.model.ModelFormatException;
import io.vigie.series.BadInputException;
import io.vigie.series.Channel;
import io.vigie.series.Interval;
import io.vigie.series.Labels;
import io.vigie.series.TimeAxis;
import io.vigie.series.TimeSeries;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The contract of every registered encoder with its default options. Nothing here knows an id: what a method cannot do it says
 * in its descriptor. A module's test extends this and names the ids that the module registers.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class EncoderContract {
    private static final double NATIVE_TOLERANCE = 1e-4;
    private static final int CHANNELS = 3;
    private static final int WINDOW = 65;
    private static final int ROWS = 900;

    private final Map<String, FittedEncoder> fitted = new ConcurrentHashMap<>();
    private final TimeSeries train = plant(1);
    private final double[][] test = values(plant(2));
    private final RunContext context = RunContext.defaults();

    /** The encoders to be held to the contract: ids, or texts {@code id(key=value)}. */
    protected abstract List<String> ids();

    /** Ids of a module's catalogue. */
    protected static List<String> idsOf(EncoderCatalog catalog) {
        return catalog.encoders().stream().map(EncoderType::id).toList();
    }

    Stream<Arguments> idsAndKinds() {
        return ids().stream().flatMap(id -> Arrays.stream(AnomalyKind.values()).map(kind -> Arguments.of(id, kind)));
    }

    @ParameterizedTest
    @MethodSource("ids")
    void describesItself(String id) {
        Encoder encoder = Encoders.parse(id);
        EncoderType<?> type = Encoders.type(encoder.id());

        assertThat(type.id()).matches("[a-z][a-z0-9]*(-[a-z0-9]+)*").isEqualTo(encoder.id());
        assertThat(encoder.descriptor().summary()).isNotBlank().doesNotContain("\n");
        assertThat(encoder.descriptor().reference()).isNotBlank().doesNotContain("\n");
        for (Options.Spec spec : type.optionSpecs()) {
            assertThat(spec.description()).as(spec.key()).isNotBlank().doesNotContain("\n");
        }
        assertThat(type.create(Options.toMap((Record) encoder))).isEqualTo(encoder);
    }

    @ParameterizedTest
    @MethodSource("ids")
    void everyWindowHasTheSameNumberOfFiniteFeatures(String id) {
        FittedEncoder encoder = fitted(id);
        float[] features = all(encoder, test);

        assertThat(encoder.window()).isEqualTo(WINDOW);
        assertThat(encoder.schema()).isEqualTo(train.schema());
        assertThat(encoder.features()).isPositive();
        assertThat(features).hasSize((ROWS - WINDOW + 1) * encoder.features());
        for (float feature : features) {
            assertThat(feature).isFinite();
        }
    }

    @ParameterizedTest
    @MethodSource("ids")
    void featuresFollowTheChannelsTheyAreSaidToBeComputedFrom(String id) {
        FittedEncoder encoder = fitted(id);
        float[] before = encode(encoder, test, 100, 1, 1);
        RandomGenerator random = context.random("other rows");
        for (int changed = 0; changed < CHANNELS; changed++) {
            double[][] other = copy(test);
            for (int row = 0; row < ROWS; row++) {
                other[changed][row] = 5 * random.nextGaussian();
            }
            float[] after = encode(encoder, other, 100, 1, 1);
            int moved = 0;
            for (int f = 0; f < before.length; f++) {
                int[] channels = encoder.channels(f);
                assertThat(channels).isSorted().doesNotHaveDuplicates().isNotEmpty();
                assertThat(channels[0]).isNotNegative();
                assertThat(channels[channels.length - 1]).isLessThan(CHANNELS);
                if (Arrays.binarySearch(channels, changed) < 0) {
                    assertThat(after[f]).as("feature %d", f).isEqualTo(before[f]);
                } else if (after[f] != before[f]) {
                    moved++;
                }
            }
            assertThat(moved).as("features that channel %d moves", changed).isPositive();
        }
    }

    @ParameterizedTest
    @MethodSource("ids")
    void aWindowsFeaturesDependOnItsRowsAlone(String id) {
        FittedEncoder encoder = fitted(id);
        int features = encoder.features();
        float[] all = all(encoder, test);
        int[][] blocks = {{0, 1, 1}, {17, 1, 30}, {40, 7, 20}, {ROWS - WINDOW, 1, 1}, {5, 64, 9}};
        for (int[] block : blocks) {
            float[] some = encode(encoder, test, block[0], block[1], block[2]);
            for (int i = 0; i < block[2]; i++) {
                int first = block[0] + i * block[1];
                double[][] alone = new double[CHANNELS][];
                for (int c = 0; c < CHANNELS; c++) {
                    alone[c] = Arrays.copyOfRange(test[c], first, first + WINDOW);
                }
                float[] expected = Arrays.copyOfRange(all, first * features, (first + 1) * features);
                assertSame(encoder, Arrays.copyOfRange(some, i * features, (i + 1) * features), expected);
                assertSame(encoder, encode(encoder, alone, 0, 1, 1), expected);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("ids")
    void writesWhereItIsToldAndChangesNothingElse(String id) {
        FittedEncoder encoder = fitted(id);
        int features = encoder.features();
        double[][] given = copy(test);
        float[] target = new float[5 + 3 * features + 4];
        Arrays.fill(target, 7.5f);
        encoder.encode(given, 30, 2, 3, target, 5);

        assertThat(Arrays.copyOfRange(target, 5, 5 + 3 * features)).isEqualTo(encode(encoder, test, 30, 2, 3));
        assertThat(Arrays.copyOf(target, 5)).containsOnly(7.5f);
        assertThat(Arrays.copyOfRange(target, 5 + 3 * features, target.length)).containsOnly(7.5f);
        assertThat(given).isDeepEqualTo(test);
    }

    @ParameterizedTest
    @MethodSource("ids")
    void sameSeedSameBitsWhateverTheThreads(String id) {
        float[] expected = all(fitted(id), test);
        for (int threads = 1; threads <= 3; threads++) {
            try (FittedEncoder again =
                    Encoders.parse(id).fit(TrainingSet.of(train), WINDOW, context.withThreads(threads))) {
                assertThat(all(again, test)).isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("ids")
    void isThreadSafeOnceFitted(String id) throws InterruptedException, ExecutionException {
        FittedEncoder encoder = fitted(id);
        float[] expected = all(encoder, test);
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try {
            List<Future<float[]>> futures = Stream.generate(() -> pool.submit(() -> all(encoder, test)))
                    .limit(4)
                    .toList();
            for (Future<float[]> future : futures) {
                assertThat(future.get()).isEqualTo(expected);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @ParameterizedTest
    @MethodSource("ids")
    void savedAndLoadedItGivesTheSameBits(String id) {
        FittedEncoder encoder = fitted(id);
        MemoryModel model = new MemoryModel();
        Encoders.write(encoder, model);
        try (FittedEncoder loaded = Encoders.read(encoder.encoder(), WINDOW, train.schema(), model.asReader())) {
            assertThat(loaded.encoder()).isEqualTo(encoder.encoder());
            assertThat(loaded.window()).isEqualTo(WINDOW);
            assertThat(loaded.features()).isEqualTo(encoder.features());
            for (int f = 0; f < loaded.features(); f++) {
                assertThat(loaded.channels(f)).isEqualTo(encoder.channels(f));
            }
            assertThat(all(loaded, test)).isEqualTo(all(encoder, test));
        }
        assertThatThrownBy(() -> Encoders.read(encoder.encoder(), WINDOW + 1, train.schema(), model.asReader()))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("windows of " + WINDOW + " rows");
    }

    @ParameterizedTest
    @MethodSource("ids")
    void rowsLabelledAnomalousAreNotLearnedFrom(String id) {
        assumeTrue(!Encoders.parse(id).learnsFromAnomalies(), "learns from labelled anomalies");
        Interval bad = new Interval(400, 460);
        Labels labels = Labels.ofIntervals(ROWS, List.of(bad));
        double[][] one = values(train);
        double[][] two = values(train);
        for (int c = 0; c < CHANNELS; c++) {
            Arrays.fill(one[c], bad.from(), bad.to(), 50);
            Arrays.fill(two[c], bad.from(), bad.to(), -3 * c);
        }
        try (FittedEncoder first = Encoders.parse(id).fit(TrainingSet.of(series("one", one), labels), WINDOW, context);
                FittedEncoder second =
                        Encoders.parse(id).fit(TrainingSet.of(series("two", two), labels), WINDOW, context)) {
            assertThat(all(first, test)).isEqualTo(all(second, test));
        }
    }

    @ParameterizedTest
    @MethodSource("ids")
    void constantTrainPartsAndHugeValuesGiveFiniteFeatures(String id) {
        double[][] huge = copy(test);
        huge[1][200] = 1e300;
        huge[2][201] = -1e300;
        try (FittedEncoder encoder = Encoders.parse(id)
                .fit(TrainingSet.of(series("stopped", new double[CHANNELS][ROWS])), WINDOW, context)) {
            for (double[][] values : List.of(test, huge, new double[CHANNELS][ROWS])) {
                for (float feature : all(encoder, values)) {
                    assertThat(feature).isFinite();
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("ids")
    void trainPartsShorterThanAWindowAreRefusedNamingTheSeries(String id) {
        TimeSeries brief = train.slice(0, WINDOW - 1).withName("pump-3");
        assertThatThrownBy(() -> Encoders.parse(id).fit(TrainingSet.of(brief), WINDOW, context))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("window " + WINDOW)
                .hasMessageContaining("'pump-3'");
        try (FittedEncoder exact = Encoders.parse(id).fit(TrainingSet.of(train.slice(0, WINDOW)), WINDOW, context)) {
            assertThat(all(exact, test)).doesNotContain(Float.NaN);
        }
    }

    @ParameterizedTest
    @MethodSource("ids")
    void windowsTooShortForItAreRefusedSayingWhatWouldDo(String id) {
        for (int window : new int[] {1, 2, 3, 5, 8, 9, 16, 17}) {
            Throwable refused = catchThrowable(() -> {
                try (FittedEncoder encoder = Encoders.parse(id).fit(TrainingSet.of(train), window, context)) {
                    assertThat(all(encoder, test)).doesNotContain(Float.NaN);
                }
            });
            if (refused != null) {
                assertThat(refused)
                        .isInstanceOf(OptionException.class)
                        .hasMessageContaining("window " + window)
                        .hasMessageContaining("use at least");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("idsAndKinds")
    void anAnomalyMovesTheFeaturesMoreThanNormalWindowsDiffer(String id, AnomalyKind kind) {
        assumeTrue(!Encoders.parse(id).descriptor().blindSpots().contains(kind), "may not see it");
        FittedEncoder encoder = fitted(id);
        float[] normal = all(encoder, values(train));
        double[] spreads = spreads(normal, encoder.features());
        double[][] broken = copy(test);
        RandomGenerator random = context.random("anomaly");
        int middle = 400;
        for (int row = middle - WINDOW / 2; row <= middle + WINDOW / 2; row++) {
            switch (kind) {
                case SPIKE -> broken[0][middle] = 12;
                case LEVEL_SHIFT -> broken[0][row] += 4;
                case FLAT_LINE -> broken[0][row] = 1.5;
                case NOISE_BURST -> broken[0][row] += 3 * random.nextGaussian();
                case DROPOUT -> broken[0][row] = -8;
            }
        }
        float[] anomalous = all(encoder, broken);
        double moved = 0;
        for (int first = middle - WINDOW + 1; first <= middle; first += 2) {
            moved = Math.max(moved, nearest(anomalous, first, normal, spreads));
        }
        float[] others = all(encoder, test);
        double usual = 0;
        for (int first = 0; first <= ROWS - WINDOW; first += 10) {
            usual = Math.max(usual, nearest(others, first, normal, spreads));
        }
        assertThat(moved).isGreaterThan(usual);
    }

    @ParameterizedTest
    @MethodSource("ids")
    void stopsWhenCancelled(String id) {
        RunContext cancelled = context.withCancellation(() -> true);
        assertThatThrownBy(() -> Encoders.parse(id).fit(TrainingSet.of(train), WINDOW, cancelled))
                .isInstanceOf(CancellationException.class);
    }

    @ParameterizedTest
    @MethodSource("ids")
    void afterCloseItWorksOnOrSaysThatItIsClosed(String id) {
        FittedEncoder encoder = Encoders.parse(id).fit(TrainingSet.of(train), WINDOW, context);
        float[] before = all(encoder, test);
        encoder.close();
        assertThatCode(encoder::close).doesNotThrowAnyException();

        Throwable refused = catchThrowable(() -> assertThat(all(encoder, test)).isEqualTo(before));
        if (refused != null) {
            assertThat(refused).isInstanceOf(IllegalStateException.class);
        }
    }

    private FittedEncoder fitted(String id) {
        return fitted.computeIfAbsent(id, key -> Encoders.parse(key).fit(TrainingSet.of(train), WINDOW, context));
    }

    private static float[] all(FittedEncoder encoder, double[][] values) {
        return encode(encoder, values, 0, 1, values[0].length - encoder.window() + 1);
    }

    private static float[] encode(FittedEncoder encoder, double[][] values, int from, int stride, int count) {
        float[] target = new float[count * encoder.features()];
        encoder.encode(values, from, stride, count, target, 0);
        return target;
    }

    private static void assertSame(FittedEncoder encoder, float[] actual, float[] expected) {
        if (!encoder.encoder().descriptor().nativeCode()) {
            assertThat(actual).isEqualTo(expected);
            return;
        }
        for (int f = 0; f < expected.length; f++) {
            double allowed = NATIVE_TOLERANCE * Math.max(1, Math.abs(expected[f]));
            assertThat((double) actual[f]).isCloseTo(expected[f], within(allowed));
        }
    }

    /** Least distance of a vector to some others, each feature in its spread. */
    private static double nearest(float[] vectors, int vector, float[] others, double[] spreads) {
        double least = Double.POSITIVE_INFINITY;
        for (int other = 0; other < others.length / spreads.length; other++) {
            double sum = 0;
            for (int f = 0; f < spreads.length; f++) {
                double difference =
                        (vectors[vector * spreads.length + f] - others[other * spreads.length + f]) / spreads[f];
                sum += difference * difference;
            }
            least = Math.min(least, sum);
        }
        return Math.sqrt(least);
    }

    private static double[] spreads(float[] vectors, int features) {
        double[] spreads = new double[features];
        int count = vectors.length / features;
        for (int f = 0; f < features; f++) {
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < count; i++) {
                double value = vectors[i * features + f];
                sum += value;
                squares += value * value;
            }
            double mean = sum / count;
            spreads[f] = Math.max(0.02, Math.sqrt(Math.max(0, squares / count - mean * mean)));
        }
        return spreads;
    }

    /** A cycle, a slow wander that the cycle rides on, and the cycle's double frequency; each with noise. */
    private static TimeSeries plant(int seed) {
        RandomGenerator random = RunContext.defaults().withSeed(seed).random("plant");
        double[][] values = new double[CHANNELS][ROWS];
        double wander = 0;
        for (int row = 0; row < ROWS; row++) {
            double cycle = Math.sin(2 * Math.PI * row / 32.0);
            wander = 0.9 * wander + Math.sqrt(1 - 0.81) * random.nextGaussian();
            values[0][row] = 1.3 * cycle + 0.25 * random.nextGaussian();
            values[1][row] = 0.7 * wander + 0.7 * cycle + 0.25 * random.nextGaussian();
            values[2][row] = Math.sin(2 * Math.PI * row / 16.0) + 0.25 * random.nextGaussian();
        }
        return series("plant-" + seed, values);
    }

    private static TimeSeries series(String name, double[][] values) {
        List<Channel> channels =
                Stream.of("flow", "pressure", "level").map(Channel::of).toList();
        return TimeSeries.of(name, TimeAxis.rows(values[0].length), channels, values);
    }

    private static double[][] values(TimeSeries series) {
        double[][] values = new double[series.channelCount()][];
        for (int c = 0; c < values.length; c++) {
            values[c] = series.channelValues(c);
        }
        return values;
    }

    private static double[][] copy(double[][] values) {
        return Arrays.stream(values).map(double[]::clone).toArray(double[][]::new);
    }
}
