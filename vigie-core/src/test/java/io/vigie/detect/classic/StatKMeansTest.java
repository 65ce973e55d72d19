package io.vigie.detect.classic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vigie.detect.Alignment;
import io.vigie.detect.Detectors;
import io.vigie.detect.OnlineScorer;
import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.detect.Scores;
import io.vigie.detect.TrainingSet;
import io.vigie.model.MemoryModel;
import io.vigie.model.ModelFormatException;
import io.vigie.series.BadInputException;
import io.vigie.series.TimeSeries;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StatKMeansTest {
    private static final RunContext CONTEXT = RunContext.defaults().withThreads(2);
    private static final StatKMeans SMALL = new StatKMeans(8, 4, 32, DiscreteChannels.SHARED, Alignment.CENTRED);

    @Test
    void unusableOptionsAreRefusedInOneLine() {
        assertThatThrownBy(() -> Detectors.parse("statkmeans(clusters=0)"))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("clusters is 0");
        for (int shortest : new int[] {0, 1, 3, 24, 131_072}) {
            assertThatThrownBy(() -> Detectors.parse("statkmeans(longest=65536,shortest=" + shortest + ")"))
                    .isInstanceOf(OptionException.class)
                    .hasMessageContaining("shortest is " + shortest + "; use a power of two, 2 to 65536");
        }
        assertThatThrownBy(() -> Detectors.parse("statkmeans(longest=100)"))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("longest is 100; use a power of two");
        assertThatThrownBy(() -> Detectors.parse("statkmeans(shortest=64,longest=32)"))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("longest is 32, below shortest 64");
        assertThat(Detectors.parse("statkmeans")).isEqualTo(new StatKMeans());
    }

    @Test
    void aTrainPartShorterThanTheLongestWindowIsRefused() {
        TimeSeries brief = WindowDetectorData.series(31, 2, 7).withName("pump-3");

        assertThatThrownBy(() -> SMALL.fit(TrainingSet.of(brief), CONTEXT))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("window 32 exceeds the 31 rows of 'pump-3'");
        Scores scores = SMALL.fit(TrainingSet.of(WindowDetectorData.series(32, 2, 7)), CONTEXT)
                .score(brief.slice(0, 1), CONTEXT);
        assertThat(scores.total(0)).isFinite();
    }

    @Test
    void contributionsAddUp() {
        Scores scores = SMALL.fit(TrainingSet.of(switched(1, 600)), CONTEXT).score(switched(2, 300), CONTEXT);

        assertThat(scores.warmUp()).isZero();
        for (int row = 0; row < 300; row++) {
            double sum = 0;
            for (int c = 0; c < scores.channelCount(); c++) {
                assertThat(scores.contribution(c, row)).isNotNegative();
                sum += scores.contribution(c, row);
            }
            assertThat(sum).isCloseTo(scores.total(row), within(1e-5 * Math.max(1, scores.total(row))));
        }
    }

    @Test
    void theScoreIsTheDistanceOfTheStandardizedStatisticsWhereThereIsOneLook() {
        StatKMeans one = new StatKMeans(1, 4, 16, DiscreteChannels.EQUAL, Alignment.CAUSAL);
        TimeSeries train = WindowDetectorData.series(400, 2, 7);
        TimeSeries test = WindowDetectorData.series(100, 2, 8);
        FittedStatKMeans fitted = one.fit(TrainingSet.of(train), CONTEXT);
        Scores scores = fitted.score(test, CONTEXT);
        MemoryModel model = new MemoryModel();
        fitted.write(model);
        float[] look = model.asReader().section("looks").floats("centroids");

        int perChannel = one.statistics().perChannel();
        double[] squares = new double[100];
        for (int c = 0; c < 2; c++) {
            double[][] learned = new double[perChannel][400];
            one.statistics().describe(train.channelValues(c), 0, 400, 0, 400, learned);
            double[][] seen = new double[perChannel][100];
            one.statistics().describe(test.channelValues(c), 0, 100, 0, 100, seen);
            for (int s = 0; s < perChannel; s++) {
                double mean = Arrays.stream(learned[s]).average().orElseThrow();
                double variance = Arrays.stream(learned[s])
                        .map(v -> (v - mean) * (v - mean))
                        .average()
                        .orElseThrow();
                double deviation = Math.max(0.02, Math.sqrt(variance));
                for (int row = 0; row < 100; row++) {
                    double z = compressed((seen[s][row] - mean) / deviation) - look[c * perChannel + s];
                    squares[row] += z * z;
                }
            }
        }
        for (int row = 0; row < 100; row++) {
            assertThat(scores.total(row)).as("row %d", row).isCloseTo(Math.sqrt(squares[row]), within(1e-4));
        }
    }

    private static double compressed(double z) {
        return Math.abs(z) <= 5 ? z : Math.signum(z) * 5 * (1 + Math.log(Math.abs(z) / 5));
    }

    @Test
    void manySwitchesDoNotDrownASensor() {
        TimeSeries train = switched(1, 3000);
        double[][] values = values(switched(2, 1000));
        for (int row = 500; row < 560; row++) {
            values[0][row] += 2;
        }
        TimeSeries test = WindowDetectorData.series(values);
        double shared = shareOfRowsBelow(DiscreteChannels.SHARED, train, test);
        double equal = shareOfRowsBelow(DiscreteChannels.EQUAL, train, test);

        assertThat(shared).isGreaterThan(0.98).isGreaterThan(equal);
    }

    /** Mean share of the rows away from the shifted ones that score below the shifted ones. */
    private static double shareOfRowsBelow(DiscreteChannels discrete, TimeSeries train, TimeSeries test) {
        StatKMeans detector = new StatKMeans(8, 4, 32, discrete, Alignment.CENTRED);
        double[] totals = detector.fit(TrainingSet.of(train), CONTEXT)
                .score(test, CONTEXT)
                .totals();
        double sum = 0;
        for (int row = 510; row < 550; row++) {
            double score = totals[row];
            sum += Arrays.stream(totals, 0, 460).filter(other -> other < score).count() / 460.0;
        }
        return sum / 40;
    }

    @Test
    void aChannelThatWasConstantAndMovesRaisesTheScoreWithinBounds() {
        TimeSeries train = WindowDetectorData.series(withConstant(600, 7));
        FittedStatKMeans fitted = SMALL.fit(TrainingSet.of(train), CONTEXT);
        double[][] calm = withConstant(300, 8);
        double normal = Arrays.stream(
                        fitted.score(WindowDetectorData.series(calm), CONTEXT).totals())
                .max()
                .orElseThrow();
        double before = normal;
        for (double step : new double[] {1, 1e3, 1e6, 1e15, 1e300}) {
            double[][] moved = withConstant(300, 8);
            for (int row = 150; row < 300; row++) {
                moved[2][row] += step;
            }
            Scores scores = fitted.score(WindowDetectorData.series(moved), CONTEXT);
            assertThat(scores.total(220)).as("step %s", step).isGreaterThanOrEqualTo(before);
            before = scores.total(220);
        }
        // 16 statistics of at most 5 (1 + log(2^51 / (5 * 0.02))) deviations each.
        assertThat(before).isGreaterThan(2 * normal).isLessThan(4 * 5 * (1 + Math.log(0x1p51 / 0.1)) + normal);
    }

    @ParameterizedTest
    @EnumSource(Alignment.class)
    void onlineEqualsBatchAcrossManyBlocks(Alignment alignment) {
        StatKMeans detector = new StatKMeans(8, 2, 16, DiscreteChannels.SHARED, alignment);
        FittedStatKMeans fitted = detector.fit(TrainingSet.of(switched(1, 600)), CONTEXT);
        TimeSeries test = switched(2, 4200);
        Scores batch = fitted.score(test, CONTEXT);
        OnlineScorer online = fitted.online();
        int delay = alignment == Alignment.CAUSAL ? 0 : 7;
        assertThat(online.delay()).isEqualTo(delay);
        for (int row = 0; row < 4200; row++) {
            if (row == 5 || row == 17 || row == 2050) {
                MemoryModel state = new MemoryModel();
                online.write(state);
                online = fitted.online(state.asReader());
            }
            double score = online.push(test.row(row));
            if (row < delay) {
                assertThat(score).isNaN();
                continue;
            }
            assertThat(score).as("row %d", row - delay).isEqualTo(batch.total(row - delay));
            for (int c = 0; c < test.channelCount(); c++) {
                assertThat(online.contributions()[c]).isEqualTo(batch.contribution(c, row - delay));
            }
        }
    }

    @Test
    void learnsAnEvenlySpreadPartOfALongTrainPart() {
        // 50,000 rows: each third is taken, also where series begin and blocks end at other rows.
        TimeSeries first = WindowDetectorData.series(30_001, 1, 7);
        TimeSeries second = WindowDetectorData.series(19_999, 1, 8);
        StatKMeans detector = new StatKMeans(2, 2, 2, DiscreteChannels.EQUAL, Alignment.CAUSAL);
        MemoryModel model = new MemoryModel();
        detector.fit(TrainingSet.of(first, second), CONTEXT).write(model);

        double sum = 0;
        int count = 0;
        for (TimeSeries series : new TimeSeries[] {first, second}) {
            double[] x = series.channelValues(0);
            for (int row = 0; row < x.length; row += 3) {
                sum += row == 0 ? x[0] : (x[row - 1] + x[row]) / 2;
                count++;
            }
        }
        assertThat(model.asReader().doubles("centres", 1, 4)[0]).isCloseTo(sum / count, within(1e-12));
    }

    @Test
    void damagedModelsAreRefused() {
        FittedStatKMeans fitted = SMALL.fit(TrainingSet.of(WindowDetectorData.series(300, 2, 7)), CONTEXT);
        MemoryModel sound = new MemoryModel();
        fitted.write(sound);
        TimeSeries test = WindowDetectorData.series(100, 2, 8);
        assertThat(FittedStatKMeans.read(SMALL, fitted.schema(), sound.asReader())
                        .score(test, CONTEXT)
                        .totals())
                .isEqualTo(fitted.score(test, CONTEXT).totals());

        for (double value : new double[] {Double.NaN, 0, -1, 0.01, Double.POSITIVE_INFINITY}) {
            refused(fitted, "deviations", value, 2, 16);
        }
        for (double value : new double[] {Double.NaN, 0, -1, Double.POSITIVE_INFINITY}) {
            refused(fitted, "weights", value, 2);
        }
        for (double value : new double[] {Double.NaN, Double.NEGATIVE_INFINITY}) {
            refused(fitted, "centres", value, 2, 16);
        }
    }

    @Test
    void modelsThatKeptASpreadOfTheirLooksKeepLoading() {
        FittedStatKMeans fitted = SMALL.fit(TrainingSet.of(WindowDetectorData.series(300, 2, 7)), CONTEXT);
        TimeSeries test = WindowDetectorData.series(100, 2, 8);
        MemoryModel earlier = new MemoryModel();
        fitted.write(earlier);
        earlier.section("looks").number("inertia", 12.5);
        earlier.section("looks").tensor("spread", new float[8 * 2 * 16], 8, 2 * 16);

        assertThat(earlier.asReader().section("looks").shape("centroids")).containsExactly(8, 2 * 16, 1);
        assertThat(FittedStatKMeans.read(SMALL, fitted.schema(), earlier.asReader())
                        .score(test, CONTEXT)
                        .totals())
                .isEqualTo(fitted.score(test, CONTEXT).totals());
    }

    private static void refused(FittedStatKMeans fitted, String entry, double value, int... shape) {
        MemoryModel sound = new MemoryModel();
        fitted.write(sound);
        MemoryModel damaged = new MemoryModel();
        for (String name : new String[] {"centres", "deviations", "weights"}) {
            int[] own = sound.asReader().shape(name);
            double[] numbers = sound.asReader().doubles(name, own);
            if (name.equals(entry)) {
                assertThat(own).isEqualTo(shape);
                numbers[1] = value;
            }
            damaged.tensor(name, numbers, own);
        }
        assertThatThrownBy(() -> FittedStatKMeans.read(SMALL, fitted.schema(), damaged.asReader()))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("'" + entry + "' holds " + value)
                .hasMessageContaining("damaged");
    }

    /** A sensor with a cycle and twelve switches that turn over at random. */
    private static TimeSeries switched(int seed, int rows) {
        RandomGenerator random = RunContext.defaults().withSeed(seed).random("switched");
        double[][] x = new double[13][rows];
        for (int row = 0; row < rows; row++) {
            x[0][row] = Math.sin(2 * Math.PI * row / 20) + 0.2 * random.nextGaussian();
            for (int c = 1; c < x.length; c++) {
                double before = row == 0 ? 0 : x[c][row - 1];
                x[c][row] = random.nextDouble() < 0.02 ? 1 - before : before;
            }
        }
        return WindowDetectorData.series(x);
    }

    private static double[][] values(TimeSeries series) {
        double[][] values = new double[series.channelCount()][];
        for (int c = 0; c < values.length; c++) {
            values[c] = series.channelValues(c);
        }
        return values;
    }

    private static double[][] withConstant(int rows, int seed) {
        double[][] x = WindowDetectorData.values(rows, 3, seed);
        Arrays.fill(x[2], 0.5);
        return x;
    }
}
