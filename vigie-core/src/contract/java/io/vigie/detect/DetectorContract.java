package io.vigie.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vigie.model.MemoryModel;
import io.vigie.series.BadInputException;
import io.vigie.series.Channel;
import io.vigie.series.Interval;
import io.vigie.series.Labels;
import io.vigie.series.TimeAxis;
import io.vigie.series.TimeSeries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
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
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The contract of every registered detector, what it finds with its default {@link #options}. Nothing here knows an id: what a method cannot do
 * it says in its descriptor. A module's test extends this and names the ids that the module registers.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class DetectorContract {
    /** Native kernels sum a batch of windows in another order than one window. */
    private static final double NATIVE_TOLERANCE = 1e-4;

    private static final int CHANNELS = 4;
    private static final int TRAIN_ROWS = 1500;
    private static final int TEST_ROWS = 1200;
    private static final Interval PLANTED = new Interval(600, 720);
    private static final String TOO_SHORT = "window \\d+ exceeds the \\d+ rows.* of '.+'; use at most \\d+";

    private final Map<String, FittedDetector> fitted = new ConcurrentHashMap<>();
    private final TimeSeries train = plant(1, TRAIN_ROWS);
    private final TimeSeries test = plant(2, TEST_ROWS);
    private final RunContext context = RunContext.defaults();

    /** The detectors to be held to the contract: ids, or texts {@code id(key=value)} of what is configured otherwise. */
    protected abstract List<String> ids();

    /**
     * Options under which a detector learns quickly, for what must hold however well it has learned: bits, robustness,
     * refusals. None by default; what a detector finds is always checked with {@link #options} alone.
     */
    protected Map<String, String> quickOptions(DetectorType<?> type) {
        return Map.of();
    }

    /** Options under which detectors are held to the contract; their defaults unless overridden. */
    protected Map<String, String> options(DetectorType<?> type) {
        return Map.of();
    }

    /** Whether train parts hold a labelled anomaly; by default where the method needs that. */
    protected boolean labelled(DetectorType<?> type) {
        return type.create(Map.of()).descriptor().needsLabels();
    }

    private static DetectorType<?> type(String id) {
        return Detectors.type(Detectors.parse(id).id());
    }

    private Detector held(String id) {
        return type(id).create(heldOptions(id));
    }

    private Map<String, String> heldOptions(String id) {
        DetectorType<?> type = type(id);
        Map<String, String> all = new HashMap<>(Options.toMap((Record) Detectors.parse(id)));
        all.putAll(options(type));
        return all;
    }

    private Detector quick(String id) {
        Map<String, String> all = heldOptions(id);
        all.putAll(quickOptions(type(id)));
        return type(id).create(all);
    }

    /** Ids of a module's catalogue. */
    protected static List<String> idsOf(DetectorCatalog catalog) {
        return catalog.detectors().stream().map(DetectorType::id).toList();
    }

    Stream<Arguments> idsAndKinds() {
        return ids().stream().flatMap(id -> Arrays.stream(AnomalyKind.values()).map(kind -> Arguments.of(id, kind)));
    }

    // What a detector says of itself

    @ParameterizedTest
    @MethodSource("ids")
    void describesItself(String id) {
        DetectorType<?> type = type(id);
        Detector detector = type.create(Map.of());

        assertThat(type.id()).matches("[a-z][a-z0-9]*(-[a-z0-9]+)*");
        assertThat(detector.id()).isEqualTo(type.id());
        assertThat(detector.descriptor().summary()).isNotBlank().doesNotContain("\n");
        assertThat(detector.descriptor().reference()).isNotBlank().doesNotContain("\n");
        assertThat(detector.descriptor().unit()).isNotBlank();
        for (Options.Spec spec : type.optionSpecs()) {
            assertThat(spec.description()).as(spec.key()).isNotBlank().doesNotContain("\n");
        }
    }

    @ParameterizedTest
    @MethodSource("ids")
    void optionsMakeARoundTripThroughTexts(String id) {
        DetectorType<?> type = type(id);
        Detector detector = type.create(Map.of());
        Map<String, String> texts = Options.toMap((Record) detector);

        assertThat(type.create(texts)).isEqualTo(detector);
        for (Options.Spec spec : type.optionSpecs()) {
            Map<String, String> given = Map.of(spec.key(), spec.defaultValue());
            assertThat(type.create(given)).as(spec.key()).isEqualTo(detector);
        }
    }

    @ParameterizedTest
    @MethodSource("ids")
    void anUnknownOptionIsRefusedWithTheNearestKnownOne(String id) {
        DetectorType<?> type = type(id);
        for (Options.Spec spec : type.optionSpecs()) {
            assertThatThrownBy(() -> type.create(Map.of(spec.key() + "q", "1")))
                    .isInstanceOf(OptionException.class)
                    .hasMessageContaining("unknown option '" + spec.key() + "q'")
                    .hasMessageContaining("did you mean '" + spec.key() + "'");
        }
        assertThatThrownBy(() -> type.create(Map.of("utterly-unheard-of-option", "1")))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining(type.id());
    }

    // Shapes

    @ParameterizedTest
    @MethodSource("ids")
    void scoresEveryRowAfterTheWarmUp(String id) {
        Scores scores = fitted(id).score(test, context);

        assertThat(scores.length()).isEqualTo(TEST_ROWS);
        assertThat(scores.warmUp()).isLessThan(TEST_ROWS / 2);
        assertThat(scores.unit()).isEqualTo(fitted(id).detector().descriptor().unit());
        for (int row = 0; row < scores.length(); row++) {
            if (row < scores.warmUp()) {
                assertThat(scores.total(row)).as("row %d", row).isNaN();
            } else {
                assertThat(scores.total(row)).as("row %d", row).isFinite();
            }
        }
        assertThat(Arrays.stream(scores.settledTotals()).distinct().count())
                .as("different rows have different scores")
                .isGreaterThan(TEST_ROWS / 20);
    }

    @ParameterizedTest
    @MethodSource("ids")
    void contributionsAreThereAndAddUpAsDescribed(String id) {
        Descriptor descriptor = fitted(id).detector().descriptor();
        Scores scores = fitted(id).score(test, context);

        assertThat(scores.channelCount()).isEqualTo(descriptor.perChannel() ? CHANNELS : 0);
        if (!descriptor.perChannel()) {
            return;
        }
        for (int row = scores.warmUp(); row < scores.length(); row++) {
            double sum = 0;
            for (int c = 0; c < CHANNELS; c++) {
                assertThat(scores.contribution(c, row)).as("row %d", row).isFinite();
                sum += scores.contribution(c, row);
            }
            if (descriptor.additive()) {
                double total = scores.total(row);
                assertThat(sum).as("row %d", row).isCloseTo(total, within(1e-4 * Math.max(1, Math.abs(total))));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("ids")
    void theChannelAtFaultContributesMost(String id) {
        FittedDetector detector = fitted(id);
        Descriptor descriptor = detector.detector().descriptor();
        assumeTrue(descriptor.perChannel(), "has no contributions");
        assumeTrue(!descriptor.blindSpots().contains(AnomalyKind.DROPOUT), "may not see a dropout");
        for (int culprit = 0; culprit < CHANNELS; culprit++) {
            double[][] values = values(test);
            Arrays.fill(values[culprit], PLANTED.from(), PLANTED.to(), -8);
            Scores scores = detector.score(series("dropout", values), context);

            double[] sums = new double[CHANNELS];
            for (int c = 0; c < CHANNELS; c++) {
                for (int row = PLANTED.from(); row < PLANTED.to(); row++) {
                    sums[c] += scores.contribution(c, row);
                }
            }
            for (int c = 0; c < CHANNELS; c++) {
                assertThat(sums[culprit])
                        .as("channel %d against %d", culprit, c)
                        .isGreaterThanOrEqualTo(sums[c]);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("ids")
    void takesOneChannel(String id) {
        TimeSeries one = train.select(0);
        TimeSeries other = test.select(0);
        FittedDetector detector = quick(id).fit(training(id, one), context);
        Scores scores = detector.score(other, context);

        assertThat(scores.length()).isEqualTo(TEST_ROWS);
        assertThat(scores.settledTotals()).doesNotContain(Double.NaN);

        if (!detector.detector().descriptor().blindSpots().contains(AnomalyKind.DROPOUT)) {
            double[] values = other.channelValues(0);
            Arrays.fill(values, PLANTED.from(), PLANTED.to(), -8);
            TimeSeries broken = series("one channel", new double[][] {values});
            assertThat(auc(detector.score(broken, context), PLANTED)).isGreaterThan(0.7);
        }
    }

    @ParameterizedTest
    @MethodSource("ids")
    void shortSeriesAreScoredOrRefusedNamingTheWindow(String id) {
        FittedDetector detector = fitted(id);
        for (int rows : new int[] {1, 2, 3, 7, 31, 64, 99, 100, 101, 150}) {
            TimeSeries brief = test.slice(0, rows).withName("pump-3");
            Throwable refused = catchThrowable(
                    () -> assertThat(detector.score(brief, context).length()).isEqualTo(rows));
            if (refused != null) {
                assertThat(refused).isInstanceOf(BadInputException.class);
                assertThat(refused.getMessage()).matches(TOO_SHORT).contains(rows + " rows", "'pump-3'");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("ids")
    void shortTrainPartsAreLearnedOrRefusedClearly(String id) {
        for (int rows : new int[] {1, 2, 3, 7, 31, 64, 99, 100, 101, 150}) {
            TimeSeries brief = train.slice(0, rows).withName("pump-3");
            Throwable refused = catchThrowable(() -> {
                Scores scores = quick(id).fit(training(id, brief), context).score(test, context);
                assertThat(scores.settledTotals()).doesNotContain(Double.NaN);
            });
            if (refused != null) {
                assertThat(refused).as("%d rows", rows).isInstanceOf(BadInputException.class);
                assertThat(refused.getMessage()).contains("pump-3").doesNotContain("\n");
            }
        }
    }

    // What it must refuse

    @ParameterizedTest
    @MethodSource("ids")
    void seriesThatAreNotPreparedAreRefused(String id) {
        double[][] values = values(test);
        values[2][333] = Double.NaN;
        TimeSeries gappy = series("gappy", values);

        assertThatThrownBy(() -> fitted(id).score(gappy, context))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("'level'")
                .hasMessageContaining("row 333")
                .hasMessageContaining("prepare");
        assertThatThrownBy(() -> held(id).fit(training(id, gappy), context))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("'level'")
                .hasMessageContaining("row 333");
    }

    @ParameterizedTest
    @MethodSource("ids")
    void anotherSchemaIsRefusedNamingTheChannels(String id) {
        List<Channel> others = Stream.of("flow", "pressure", "torque", "speed")
                .map(Channel::of)
                .toList();
        assertThatThrownBy(() -> fitted(id).score(test.withChannels(others), context))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("'level'")
                .hasMessageContaining("'torque'");
        assertThatThrownBy(() -> fitted(id).score(test.select(1, 0, 2, 3), context))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("order");
    }

    @ParameterizedTest
    @MethodSource("ids")
    void onlineRowsMustBeWholeAndFinite(String id) {
        assumeOnline(id);
        OnlineScorer online = fitted(id).online();

        assertThatThrownBy(() -> online.push(new double[CHANNELS - 1])).isInstanceOf(BadInputException.class);
        assertThatThrownBy(() -> online.push(new double[] {0, 0, Double.NaN, 0}))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("'level'");
    }

    // Degenerate data

    @ParameterizedTest
    @MethodSource("ids")
    void constantAndDuplicateChannelsDoNoHarm(String id) {
        TimeSeries odd = odd(train);
        FittedDetector detector = quick(id).fit(training(id, odd), context);
        double[][] values = values(odd(test));
        Arrays.fill(values[1], PLANTED.from(), PLANTED.to(), -8);
        Scores scores = detector.score(series("odd", values), context);

        assertThat(scores.settledTotals()).doesNotContain(Double.NaN);
        if (!detector.detector().descriptor().blindSpots().contains(AnomalyKind.DROPOUT)) {
            assertThat(auc(scores, PLANTED)).isGreaterThan(0.7);
        }
    }

    @ParameterizedTest
    @MethodSource("ids")
    void trainPartsWithoutAnyVariationGiveFiniteScoresOrAClearRefusal(String id) {
        TimeSeries constant = series("stopped", new double[CHANNELS][TRAIN_ROWS]);
        Throwable refused = catchThrowable(() -> {
            FittedDetector detector = quick(id).fit(training(id, constant), context);
            assertThat(detector.score(test, context).settledTotals()).doesNotContain(Double.NaN);
            assertThat(detector.score(constant, context).settledTotals()).doesNotContain(Double.NaN);
        });
        if (refused != null) {
            assertThat(refused).isInstanceOf(BadInputException.class).hasMessageContaining("stopped");
        }
    }

    // What it learns from

    @ParameterizedTest
    @MethodSource("ids")
    void rowsLabelledAnomalousAreNotLearnedFrom(String id) {
        assumeTrue(!held(id).learnsFromAnomalies(), "learns from labelled anomalies");
        Interval bad = new Interval(700, 760);
        Labels labels = Labels.ofIntervals(TRAIN_ROWS, List.of(bad));
        double[][] first = values(train);
        double[][] second = values(train);
        for (int c = 0; c < CHANNELS; c++) {
            Arrays.fill(first[c], bad.from(), bad.to(), 50);
            for (int row = bad.from(); row < bad.to(); row++) {
                second[c][row] = -row * 0.1 * c;
            }
        }
        Scores one = quick(id)
                .fit(TrainingSet.of(series("train", first), labels), context)
                .score(test, context);
        Scores two = quick(id)
                .fit(TrainingSet.of(series("train", second), labels), context)
                .score(test, context);

        assertSameBits(one, two);
    }

    @ParameterizedTest
    @MethodSource("ids")
    void learnsFromSeveralSeries(String id) {
        TimeSeries other = plant(3, 900).withName("other");
        List<TrainingSet.Item> items = new ArrayList<>();
        for (TimeSeries series : List.of(train, other)) {
            items.addAll(training(id, series).items());
        }
        FittedDetector detector = quick(id).fit(TrainingSet.of(items), context);
        Scores scores = detector.score(test, context);

        assertThat(scores.settledTotals()).hasSize(TEST_ROWS - scores.warmUp()).doesNotContain(Double.NaN);
    }

    // Determinism

    @ParameterizedTest
    @MethodSource("ids")
    void sameSeedSameBitsWhateverTheThreads(String id) {
        RunContext alone = context.withThreads(1);
        Scores expected = quick(id).fit(training(id, train), alone).score(test, alone);
        for (int threads = 1; threads <= 3; threads++) {
            RunContext other = context.withThreads(threads);
            FittedDetector again = quick(id).fit(training(id, train), other);
            assertSameBits(again.score(test, other), expected);
        }
    }

    @ParameterizedTest
    @MethodSource("ids")
    void isThreadSafeOnceFitted(String id) throws InterruptedException, ExecutionException {
        FittedDetector detector = fitted(id);
        Scores expected = detector.score(test, context);
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try {
            List<Future<Scores>> futures = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                futures.add(pool.submit(() -> detector.score(test, context.withThreads(1))));
            }
            for (Future<Scores> future : futures) {
                assertSameBits(future.get(), expected);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @ParameterizedTest
    @MethodSource("ids")
    void savedAndLoadedItGivesTheSameBits(String id) {
        FittedDetector detector = fitted(id);
        MemoryModel model = new MemoryModel();
        Detectors.write(detector, model);
        FittedDetector loaded = Detectors.read(train.schema(), model.asReader());

        assertThat(loaded.detector()).isEqualTo(detector.detector());
        assertThat(loaded.schema()).isEqualTo(detector.schema());
        assertSameBits(loaded.score(test, context), detector.score(test, context));
        MemoryModel again = new MemoryModel();
        Detectors.write(loaded, again);
        assertSameBits(
                Detectors.read(train.schema(), again.asReader()).score(test, context), detector.score(test, context));
    }

    // Streams

    @ParameterizedTest
    @MethodSource("ids")
    void onlineAgreesWithTheWholeSeriesAlsoAfterSaveAndRestore(String id) {
        assumeOnline(id);
        FittedDetector detector = fitted(id);
        Scores batch = detector.score(test, context);
        OnlineScorer online = detector.online();
        int delay = detector.detector().descriptor().delay();
        boolean exact = !detector.detector().descriptor().nativeCode();
        assertThat(online.delay()).isEqualTo(delay);
        for (int row = 0; row < TEST_ROWS; row++) {
            if (row == 3 || row == 517) {
                MemoryModel state = new MemoryModel();
                online.write(state);
                online = detector.online(state.asReader());
            }
            double score = online.push(test.row(row));
            int judged = row - delay;
            if (judged < batch.warmUp()) {
                assertThat(score).as("row %d", judged).isNaN();
                continue;
            }
            assertThat(score).as("row %d", judged).isCloseTo(batch.total(judged), allowed(batch.total(judged), exact));
            float[] contributions = online.contributions();
            assertThat(contributions).hasSize(batch.channelCount());
            for (int c = 0; c < contributions.length; c++) {
                double expected = batch.contribution(c, judged);
                assertThat((double) contributions[c])
                        .as("row %d", judged)
                        .isCloseTo(expected, allowed(expected, exact));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("ids")
    void anOnlineScorerKeepsNothingOfTheRowsArrays(String id) {
        assumeOnline(id);
        FittedDetector detector = fitted(id);
        OnlineScorer online = detector.online();
        OnlineScorer reused = detector.online();
        double[] buffer = new double[CHANNELS];
        for (int row = 0; row < 300; row++) {
            System.arraycopy(test.row(row), 0, buffer, 0, CHANNELS);
            assertThat(reused.push(buffer)).isEqualTo(Double.valueOf(online.push(test.row(row))));
            Arrays.fill(buffer, 99);
        }
    }

    @ParameterizedTest
    @MethodSource("ids")
    void aDetectorOfWholeSeriesHasNoOnlineForm(String id) {
        assumeTrue(!fitted(id).detector().descriptor().onlineCapable(), "has an online form");

        assertThatThrownBy(() -> fitted(id).online()).isInstanceOf(UnsupportedOperationException.class);
    }

    // Orientation

    @ParameterizedTest
    @MethodSource("idsAndKinds")
    void anAnomalyRaisesTheScore(String id, AnomalyKind kind) {
        FittedDetector detector = fitted(id);
        double[][] values = values(test);
        Interval interval = plantAnomaly(kind, values);
        double auc = auc(detector.score(series("broken", values), context), interval);

        if (detector.detector().descriptor().blindSpots().contains(kind)) {
            assertThat(auc).as("a declared blind spot that is seen plainly").isLessThan(0.95);
        } else {
            assertThat(auc).isGreaterThan(0.7);
        }
    }

    // Expectation, cancel, close

    @ParameterizedTest
    @MethodSource("ids")
    void expectationsCoverTheRowsAskedFor(String id) {
        Interval rows = new Interval(400, 450);
        fitted(id).expectation(test, rows).ifPresent(expectation -> {
            assertThat(expectation.rows()).isEqualTo(rows);
            assertThat(expectation.expected()).hasDimensions(CHANNELS, rows.length());
            for (int c = 0; c < CHANNELS; c++) {
                for (int i = 0; i < rows.length(); i++) {
                    assertThat(expectation.expected()[c][i]).isFinite();
                    assertThat(expectation.spread()[c][i]).isFinite().isNotNegative();
                }
            }
        });
    }

    @ParameterizedTest
    @MethodSource("ids")
    void stopsWhenCancelled(String id) {
        RunContext cancelled = context.withCancellation(() -> true);

        assertThatThrownBy(() -> held(id).fit(training(id, train), cancelled))
                .isInstanceOf(CancellationException.class);
        assertThatThrownBy(() -> fitted(id).score(test, cancelled)).isInstanceOf(CancellationException.class);
    }

    @ParameterizedTest
    @MethodSource("ids")
    void afterCloseItWorksOnOrSaysThatItIsClosed(String id) {
        FittedDetector detector = quick(id).fit(training(id, train), context);
        Scores before = detector.score(test, context);
        detector.close();
        assertThatCode(detector::close).doesNotThrowAnyException();

        Throwable refused = catchThrowable(() -> assertSameBits(detector.score(test, context), before));
        if (refused != null) {
            assertThat(refused).isInstanceOf(IllegalStateException.class);
        }
    }

    // Filling of hidden cells

    @ParameterizedTest
    @MethodSource("ids")
    void fillsHiddenCellsIfItSaysSo(String id) {
        FittedDetector detector = fitted(id);
        assertThat(detector.imputer().isPresent()).isEqualTo(detector.detector().imputes());
        if (detector.imputer().isEmpty()) {
            return;
        }
        Imputer imputer = detector.imputer().get();
        boolean[][] hidden = new boolean[CHANNELS][TEST_ROWS];
        Arrays.fill(hidden[1], PLANTED.from(), PLANTED.to(), true); // longer than a window may be
        hidden[0][0] = true;
        hidden[3][TEST_ROWS - 1] = true;
        double[][] spoilt = values(test);
        for (int c = 0; c < CHANNELS; c++) {
            for (int row = 0; row < TEST_ROWS; row++) {
                spoilt[c][row] = hidden[c][row] ? 1e9 : spoilt[c][row];
            }
        }
        Imputation told = imputer.impute(test, hidden, 3, context.withThreads(1));
        Imputation again = imputer.impute(series("spoilt", spoilt), hidden, 3, context.withThreads(3));
        Imputation other = imputer.impute(test, hidden, 3, context.withSeed(1));

        assertThat(told.draws()).isEqualTo(3);
        boolean seedMatters = false;
        for (int draw = 0; draw < 3; draw++) {
            for (int c = 0; c < CHANNELS; c++) {
                for (int row = 0; row < TEST_ROWS; row++) {
                    assertThat(told.value(draw, c, row)).isFinite();
                    if (hidden[c][row]) {
                        assertThat(again.value(draw, c, row)).isEqualTo(told.value(draw, c, row));
                        seedMatters |= other.value(draw, c, row) != told.value(draw, c, row);
                    } else {
                        assertThat(told.value(draw, c, row)).isEqualTo(test.value(c, row));
                    }
                }
            }
        }
        assertThat(seedMatters).isTrue();
        RunContext cancelled = context.withCancellation(() -> true);
        assertThatThrownBy(() -> imputer.impute(test, hidden, 3, cancelled)).isInstanceOf(CancellationException.class);
        assertThatThrownBy(() -> imputer.impute(test.select(1, 0, 2, 3), hidden, 3, context))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("order");
    }

    // Data and helpers

    private FittedDetector fitted(String id) {
        return fitted.computeIfAbsent(id, key -> held(key).fit(training(key, train), context));
    }

    private void assumeOnline(String id) {
        assumeTrue(held(id).descriptor().onlineCapable(), "needs whole series");
    }

    /** Unlabelled, or with some anomalies planted and labelled. */
    private TrainingSet training(String id, TimeSeries series) {
        if (!labelled(type(id)) || series.length() < 100) {
            return TrainingSet.of(series);
        }
        double[][] values = values(series);
        Interval bad = new Interval(50, 80);
        for (double[] channel : values) {
            Arrays.fill(channel, bad.from(), bad.to(), 6);
        }
        TimeSeries planted =
                TimeSeries.wrap(series.name(), series.time(), series.schema().channels(), values);
        return TrainingSet.of(planted, Labels.ofIntervals(series.length(), List.of(bad)));
    }

    /** Two cycles that share a driver, a level that follows both, and a slow wander; each about standard. */
    private static TimeSeries plant(int seed, int rows) {
        RandomGenerator random = RunContext.defaults().withSeed(seed).random("plant");
        double[][] values = new double[CHANNELS][rows];
        double wander = 0;
        for (int row = 0; row < rows; row++) {
            double cycle = Math.sin(2 * Math.PI * row / 40.0);
            double other = Math.sin(2 * Math.PI * row / 25.0);
            wander = 0.9 * wander + Math.sqrt(1 - 0.81) * random.nextGaussian();
            values[0][row] = 1.3 * cycle + 0.25 * random.nextGaussian();
            values[1][row] = 0.9 * cycle + 0.9 * other + 0.25 * random.nextGaussian();
            values[2][row] = 0.6 * (values[0][row] + values[1][row]) + 0.25 * random.nextGaussian();
            values[3][row] = wander;
        }
        return series("plant-" + seed, values);
    }

    private static TimeSeries series(String name, double[][] values) {
        List<Channel> channels = Stream.of("flow", "pressure", "level", "speed")
                .limit(values.length)
                .map(Channel::of)
                .toList();
        return TimeSeries.of(name, TimeAxis.rows(values[0].length), channels, values);
    }

    private static double[][] values(TimeSeries series) {
        double[][] values = new double[series.channelCount()][];
        for (int c = 0; c < values.length; c++) {
            values[c] = series.channelValues(c);
        }
        return values;
    }

    /** Channel 2 becomes a copy of channel 0, channel 3 constant. */
    private static TimeSeries odd(TimeSeries series) {
        double[][] values = values(series);
        values[2] = values[0].clone();
        Arrays.fill(values[3], 0);
        return series("odd", values);
    }

    private static Interval plantAnomaly(AnomalyKind kind, double[][] values) {
        RandomGenerator random = RunContext.defaults().random("anomaly");
        for (int row = PLANTED.from(); row < PLANTED.to(); row++) {
            switch (kind) {
                case SPIKE -> {}
                case LEVEL_SHIFT -> {
                    values[0][row] += 4;
                    values[3][row] += 4;
                }
                case FLAT_LINE -> {
                    values[0][row] = 1.5;
                    values[3][row] = 2;
                }
                case NOISE_BURST -> {
                    values[1][row] += 3 * random.nextGaussian();
                    values[3][row] += 3 * random.nextGaussian();
                }
                case DROPOUT -> values[1][row] = -8;
            }
        }
        if (kind != AnomalyKind.SPIKE) {
            return PLANTED;
        }
        values[0][660] = 12;
        values[3][660] = 12;
        return new Interval(660, 661);
    }

    /** Chance that a row inside scores higher than a row outside; ties count half. */
    private static double auc(Scores scores, Interval inside) {
        double wins = 0;
        long pairs = 0;
        for (int row = inside.from(); row < inside.to(); row++) {
            for (int other = scores.warmUp(); other < scores.length(); other++) {
                if (!inside.contains(other)) {
                    double difference = scores.total(row) - scores.total(other);
                    wins += difference > 0 ? 1 : difference == 0 ? 0.5 : 0;
                    pairs++;
                }
            }
        }
        return wins / pairs;
    }

    /** None for pure Java, so that {@code isCloseTo} means the same bits. */
    private static Offset<Double> allowed(double value, boolean exact) {
        return within(exact ? 0 : NATIVE_TOLERANCE * Math.max(1, Math.abs(value)));
    }

    private static void assertSameBits(Scores actual, Scores expected) {
        assertThat(actual.totals()).isEqualTo(expected.totals());
        assertThat(actual.channelCount()).isEqualTo(expected.channelCount());
        assertThat(actual.warmUp()).isEqualTo(expected.warmUp());
        for (int c = 0; c < actual.channelCount(); c++) {
            assertThat(actual.contributions(c)).isEqualTo(expected.contributions(c));
        }
    }
}
