package io.vigie.detect.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vigie.detect.Detector;
import io.vigie.detect.Detectors;
import io.vigie.detect.Expectation;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.NormalNeighbour;
import io.vigie.detect.NormalNeighbours;
import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.detect.Scores;
import io.vigie.detect.TrainingSet;
import io.vigie.model.ChangedEntry;
import io.vigie.model.MemoryModel;
import io.vigie.model.ModelFormatException;
import io.vigie.series.Channel;
import io.vigie.series.Interval;
import io.vigie.series.Labels;
import io.vigie.series.TimeAxis;
import io.vigie.series.TimeSeries;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PatchCore against distances worked out from its definition, and what it shows of its memory. */
class PatchCoreTest {
    private static final String ROWS =
            "patchcore(encoder=raw,window=1,scale=none,share=1,projection=0,discrete=equal,aggregation=last";
    private final RunContext context = RunContext.defaults();

    /** Memory -2, 0, 3, 10 of single rows; their nearest others are 2, 2, 3 and 7 away: the unit is the upper median, 3. */
    private static final double[] TRAIN = {-2, 0, 3, 10};

    private static final double UNIT = 3;

    @Test
    void scoresAreDistancesToTheNearestInUsualDistances() {
        Scores scores = scores(ROWS + ",neighbours=1)", 1, 20, -2);

        assertThat(scores.unit()).isEqualTo("usual distances");
        assertThat(scores.totals()).containsExactly(new double[] {1 / UNIT, 10 / UNIT, 0}, within(1e-6));
    }

    @Test
    void severalNeighboursAreAveraged() {
        Scores scores = scores(ROWS + ",neighbours=3)", 1, 20);

        assertThat(scores.totals())
                .containsExactly(new double[] {(1 + 2 + 3) / (3 * UNIT), (10 + 17 + 20) / (3 * UNIT)}, within(1e-6));
    }

    /** Equation 7: the nearest of 1 is 0, and the two nearest of 0 are itself and -2; of 20 it is 10, with 3. */
    @Test
    void reweightingFollowsTheSoftmaxOfThePaper() {
        Scores scores = scores(ROWS + ",neighbours=1,reweighting=2)", 1, 20);
        double near = 1 - Math.exp(1 / UNIT) / (Math.exp(1 / UNIT) + Math.exp(3 / UNIT));
        double far = 1 - Math.exp(10 / UNIT) / (Math.exp(10 / UNIT) + Math.exp(17 / UNIT));

        assertThat(scores.totals()).containsExactly(new double[] {near / UNIT, far * 10 / UNIT}, within(1e-6));
    }

    @Test
    void optionsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> Detectors.parse("patchcore(share=0)"))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("share is 0.0");
        assertThatThrownBy(() -> Detectors.parse("patchcore(encoder=statistic)"))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("did you mean 'statistics'?");
        assertThatThrownBy(() -> Detectors.parse("patchcore(encoder=raw(step=0))"))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("step is 0");
    }

    @Test
    void anEncoderWithOptionsIsPartOfTheText() {
        Detector detector = Detectors.parse("patchcore(encoder=raw(normalize=mean,step=4),window=32)");

        assertThat(detector)
                .isEqualTo(
                        Detectors.create("patchcore", Map.of("encoder", "raw(normalize=mean,step=4)", "window", "32")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "patchcore(encoder=raw,window=24,scale=none,share=1,memory=5000,neighbours=2,projection=0)",
                "knn(window=24,neighbours=2)",
                "knn(window=24,neighbours=2,memory=240)"
            })
    void theNearestNormalWindowsAreShownWithWhereTheyWere(String text) {
        double[][] first = cycle(400, 40, 1);
        for (double[] channel : first) {
            for (int row = 0; row < channel.length; row++) {
                channel[row] += 10;
            }
        }
        double[][] second = cycle(500, 24, 2);
        TimeAxis time = TimeAxis.regular(TimeAxis.Kind.INSTANT, 1_700_000_000_000_000_000L, 60_000_000_000L, 500);
        TrainingSet train = TrainingSet.of(List.of(
                item(series("first", TimeAxis.regular(TimeAxis.Kind.INSTANT, 0, 60_000_000_000L, 400), first), 0, 30),
                item(series("second", time, second), 200, 230)));
        try (FittedDetector fitted = Detectors.parse(text).fit(train, context)) {
            // Rows 300 to 323 of the second series, one channel a unit lower.
            double[][] seen = {Arrays.copyOfRange(second[0], 280, 350), Arrays.copyOfRange(second[1], 280, 350)};
            for (int row = 0; row < 70; row++) {
                seen[1][row] -= 1;
            }
            TimeSeries series = series("seen", TimeAxis.rows(70), seen);
            MemoryModel model = new MemoryModel();
            Detectors.write(fitted, model);
            for (FittedDetector one : List.of(fitted, Detectors.read(train.schema(), model.asReader()))) {
                List<NormalNeighbour> neighbours = ((NormalNeighbours) one).nearestNormal(series, 32);
                NormalNeighbour nearest = neighbours.get(0);

                assertThat(neighbours).hasSize(2);
                assertThat(nearest.rows()).isEqualTo(new Interval(20, 44));
                assertThat(nearest.item()).isEqualTo(1);
                assertThat(nearest.source()).isEqualTo("second");
                assertThat(Math.floorMod(nearest.firstRow() - 300, 24)).isIn(0, 1, 23);
                assertThat(nearest.start().format(0)).isEqualTo(time.format(nearest.firstRow()));
                assertThat(nearest.difference()[0]).isCloseTo(0, within(0.1));
                assertThat(nearest.difference()[1]).isCloseTo(-1, within(0.1));
                assertThat(nearest.deviation()[1]).isCloseTo(1, within(0.15));
                assertThat(nearest.distance())
                        .isPositive()
                        .isLessThanOrEqualTo(neighbours.get(1).distance());
            }
        }
    }

    @Test
    void whatIsExpectedIsWhatTheNearestNormalWindowsHad() {
        double[][] train = cycle(600, 30, 3);
        double[][] seen = cycle(300, 30, 4);
        Arrays.fill(seen[0], 150, 160, 7);
        Detector detector = Detectors.parse("patchcore(encoder=raw,window=60,scale=none,share=1,memory=5000)");
        try (FittedDetector fitted =
                detector.fit(TrainingSet.of(series("train", TimeAxis.rows(600), train)), context)) {
            Expectation expectation = fitted.expectation(
                            series("seen", TimeAxis.rows(300), seen), new Interval(150, 160))
                    .orElseThrow();
            double[][] clean = cycle(300, 30, 4);
            for (int i = 0; i < 10; i++) {
                assertThat(expectation.expected()[0][i]).isCloseTo(clean[0][150 + i], within(0.6));
                assertThat(expectation.spread()[0][i]).isBetween(0.1, 0.6);
            }
        }
    }

    /** One window of two, so that an encoder takes them in blocks: 40,000 windows are more than the memory is chosen from. */
    @Test
    void longTrainPartsAreThinnedByAStride() {
        double[][] train = cycle(40_003, 30, 5);
        Detector detector =
                Detectors.parse("patchcore(encoder=raw,window=4,scale=none,memory=64,projection=0,neighbours=16)");
        try (FittedDetector fitted =
                detector.fit(TrainingSet.of(series("train", TimeAxis.rows(40_003), train)), context)) {
            TimeSeries seen = series("seen", TimeAxis.rows(60), cycle(60, 30, 6));
            for (int row = 10; row < 50; row += 10) {
                assertThat(((NormalNeighbours) fitted).nearestNormal(seen, row))
                        .hasSize(16)
                        .allSatisfy(found -> assertThat(found.firstRow() % 2).isZero());
            }
        }
    }

    @Test
    void damagedMemoriesAreRefused() {
        Detector detector = Detectors.parse(ROWS + ",neighbours=1)");
        TrainingSet train = TrainingSet.of(
                TimeSeries.of("train", TimeAxis.rows(4), List.of(Channel.of("x")), new double[][] {TRAIN}));
        try (FittedDetector fitted = detector.fit(train, context)) {
            assertDamaged(fitted, "memory", new float[] {-2, Float.NaN, 3, 10}, "'memory' holds NaN");
            assertDamaged(fitted, "scaling/centres", new float[] {Float.NaN}, "'centres' holds NaN");
            assertDamaged(fitted, "windows/places/items", new int[0], "'items' has shape [0]");
        }
    }

    private static void assertDamaged(FittedDetector fitted, String entry, Object values, String message) {
        MemoryModel model = ChangedEntry.in(out -> Detectors.write(fitted, out), "learned/" + entry, values);
        assertThatThrownBy(() -> Detectors.read(fitted.schema(), model.asReader()))
                .as(entry)
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining(message);
    }

    private Scores scores(String detector, double... values) {
        TrainingSet train = TrainingSet.of(
                TimeSeries.of("train", TimeAxis.rows(4), List.of(Channel.of("x")), new double[][] {TRAIN}));
        TimeSeries series =
                TimeSeries.of("seen", TimeAxis.rows(values.length), List.of(Channel.of("x")), new double[][] {values});
        try (FittedDetector fitted = Detectors.parse(detector).fit(train, context)) {
            return fitted.score(series, context);
        }
    }

    /** A cycle in two channels a quarter apart, with noise of deviation 0.1. */
    private static double[][] cycle(int rows, int period, long seed) {
        RandomGenerator random = RunContext.defaults().withSeed(seed).random("cycle");
        double[][] values = new double[2][rows];
        for (int row = 0; row < rows; row++) {
            values[0][row] = Math.sin(2 * Math.PI * row / period) + 0.1 * random.nextGaussian();
            values[1][row] = Math.cos(2 * Math.PI * row / period) + 0.1 * random.nextGaussian();
        }
        return values;
    }

    private static TrainingSet.Item item(TimeSeries series, int from, int to) {
        return new TrainingSet.Item(series, Labels.ofIntervals(series.length(), List.of(new Interval(from, to))));
    }

    private static TimeSeries series(String name, TimeAxis time, double[][] values) {
        return TimeSeries.of(name, time, List.of(Channel.of("flow"), Channel.of("pressure")), values);
    }
}
