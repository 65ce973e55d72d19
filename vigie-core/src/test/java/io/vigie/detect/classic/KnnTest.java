package io.vigie.detect.classic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vigie.detect.Alignment;
import io.vigie.detect.AnomalyKind;
import io.vigie.detect.Expectation;
import io.vigie.detect.OnlineScorer;
import io.vigie.detect.RunContext;
import io.vigie.detect.Scores;
import io.vigie.detect.TrainingSet;
import io.vigie.detect.WindowAggregation;
import io.vigie.model.MemoryModel;
import io.vigie.series.BadInputException;
import io.vigie.series.Interval;
import io.vigie.series.TimeSeries;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class KnnTest {
    private static final RunContext CONTEXT = RunContext.defaults().withThreads(2);

    private static Knn knn(int neighbours, int window, int memory, WindowNormalization normalize) {
        return new Knn(
                neighbours,
                window,
                memory,
                normalize,
                DiscreteChannels.EQUAL,
                WindowAggregation.LAST,
                Alignment.CAUSAL);
    }

    private static TrainingSet train(int rows) {
        return TrainingSet.of(WindowDetectorData.series(rows, 3, 7));
    }

    /** 90 rows with a bump in one channel. */
    static TimeSeries bumped() {
        double[][] x = WindowDetectorData.values(90, 3, 99);
        for (int t = 40; t < 46; t++) {
            x[1][t] += 2;
        }
        return WindowDetectorData.series(x);
    }

    // Brute force in numpy 1.24.2, float64: least distance of all train windows; mean of the three smallest of the
    // least
    // distances of every ten train windows in turn.
    @ParameterizedTest
    @CsvSource({
        "1, 0, 0.5913155797003565",
        "1, 20, 0.5872736467221874",
        "1, 40, 4.716965997996853",
        "1, 80, 0.8222434824837124",
        "3, 0, 1.622188083859535",
        "3, 20, 1.5063224026167115",
        "3, 40, 5.263125954404416",
        "3, 80, 1.5375163692027574"
    })
    void givesTheValuesOfNumpy(int neighbours, int start, double distance) {
        Knn detector = knn(neighbours, 10, 1000, WindowNormalization.NONE);
        Scores scores = detector.fit(train(150), CONTEXT).score(bumped(), CONTEXT);

        assertThat(scores.total(start + 9)).isCloseTo(distance, within(1e-5));
    }

    @ParameterizedTest
    @EnumSource(WindowNormalization.class)
    void theChannelThatDiffersGetsTheShare(WindowNormalization normalize) {
        Scores scores = knn(2, 10, 1000, normalize).fit(train(150), CONTEXT).score(bumped(), CONTEXT);

        for (int row = 9; row < 90; row++) {
            double sum = 0;
            for (int c = 0; c < 3; c++) {
                sum += scores.contribution(c, row);
            }
            assertThat(sum).isCloseTo(scores.total(row), within(1e-5));
        }
        assertThat(scores.contribution(1, 47)).isGreaterThan(0.4f * (float) scores.total(47));
    }

    @ParameterizedTest
    @EnumSource(WindowNormalization.class)
    void rowsItWasFittedOnScoreNothing(WindowNormalization normalize) {
        Scores scores = knn(1, 10, 1000, normalize)
                .fit(train(150), CONTEXT)
                .score(WindowDetectorData.series(150, 3, 7), CONTEXT);

        for (int row = 9; row < 150; row++) {
            assertThat(scores.total(row)).isCloseTo(0, within(1e-5));
        }
    }

    /** The definition, window by window: what is remembered forgets all within a window of itself. */
    @ParameterizedTest
    @ValueSource(ints = {1000, 60})
    void heldOutScoresForgetWhatIsAroundARememberedWindow(int memory) {
        TrainingSet train = TrainingSet.of(List.of(
                TrainingSet.of(WindowDetectorData.series(150, 3, 7)).items().get(0),
                TrainingSet.of(WindowDetectorData.series(90, 3, 9)).items().get(0)));
        Knn detector = new Knn(
                1,
                10,
                memory,
                WindowNormalization.NONE,
                DiscreteChannels.EQUAL,
                WindowAggregation.LAST,
                Alignment.CAUSAL);
        FittedKnn fitted = detector.fit(train, CONTEXT);
        double[] heldOut = fitted.heldOutScores(train, CONTEXT);
        ReferenceRows rows = fitted.memory();

        assertThat(heldOut).hasSize(240);
        int remembered = 0;
        int at = 0;
        for (int segment = 0; segment < 2; segment++) {
            TimeSeries series = train.items().get(segment).series();
            for (int i = 0; i + 10 <= series.length(); i++) {
                int own = Integer.MIN_VALUE;
                for (int s = 0; s < rows.stretches(); s++) {
                    int from = rows.places().get(s).row();
                    if (rows.places().get(s).segment() == segment
                            && i >= from
                            && i - from + 10 <= rows.end(s) - rows.start(s)) {
                        own = rows.start(s) + i - from;
                        remembered++;
                    }
                }
                double least = Double.POSITIVE_INFINITY;
                for (int s = 0; s < rows.stretches(); s++) {
                    for (int j = rows.start(s); j + 10 <= rows.end(s); j++) {
                        if (own < 0 || Math.abs(j - own) >= 10) {
                            least = Math.min(least, square(series, i, rows, j));
                        }
                    }
                }
                assertThat(heldOut[at + i + 9]).isCloseTo(Math.sqrt(least), within(1e-4));
            }
            at += series.length();
        }
        assertThat(remembered).isEqualTo(rows.windows());
    }

    private static double square(TimeSeries series, int i, ReferenceRows rows, int j) {
        double square = 0;
        for (int c = 0; c < 3; c++) {
            for (int o = 0; o < 10; o++) {
                double e = series.value(c, i + o) - rows.channel(c)[j + o];
                square += e * e;
            }
        }
        return square;
    }

    @Test
    void keepsWholeStretchesThatCoverTheTrainPart() {
        // Three regimes; the rare one lasts 60 of 3000 rows.
        double[][] y = WindowDetectorData.values(3000, 3, 7);
        for (int t = 0; t < 3000; t++) {
            y[0][t] += t < 1500 ? 0 : 6;
            y[1][t] += t >= 2000 && t < 2060 ? 9 : 0;
        }
        TrainingSet train = TrainingSet.of(WindowDetectorData.series(y));
        FittedKnn fitted = knn(1, 20, 200, WindowNormalization.NONE).fit(train, CONTEXT);

        assertThat(fitted.memory().windows()).isBetween(181, 200); // the last stretch of the train part is shorter
        assertThat(fitted.memory().stretches()).isEqualTo(10);
        double[][] x = WindowDetectorData.values(60, 3, 55);
        for (int t = 0; t < 60; t++) {
            x[0][t] += 6;
            x[1][t] += 9;
        }
        Scores rare = fitted.score(WindowDetectorData.series(x), CONTEXT);
        FittedKnn without = knn(1, 20, 200, WindowNormalization.NONE)
                .fit(TrainingSet.of(WindowDetectorData.series(y).slice(0, 2000)), CONTEXT);
        Scores unknown = without.score(WindowDetectorData.series(x), CONTEXT);
        assertThat(rare.total(40)).isLessThan(0.5 * unknown.total(40));
        assertThat(knn(1, 20, 5, WindowNormalization.ZSCORE)
                        .fit(train, CONTEXT)
                        .memory()
                        .windows())
                .isEqualTo(5);
    }

    @Test
    void neverComparesAcrossTheEndOfASeries() {
        TimeSeries one = WindowDetectorData.series(60, 3, 7);
        TimeSeries two = WindowDetectorData.series(60, 3, 1234);
        FittedKnn fitted = knn(1, 10, 1000, WindowNormalization.NONE).fit(TrainingSet.of(one, two), CONTEXT);

        assertThat(fitted.memory().windows()).isEqualTo(102);
        double[][] seam = new double[3][20];
        for (int c = 0; c < 3; c++) {
            one.copyChannel(c, 50, seam[c], 0, 10);
            two.copyChannel(c, 0, seam[c], 10, 10);
        }
        Scores scores = fitted.score(WindowDetectorData.series(seam), CONTEXT);
        assertThat(scores.total(9)).isZero();
        assertThat(scores.total(14)).isGreaterThan(1);
        assertThat(scores.total(19)).isZero();
    }

    @Test
    void expectsWhatTheTrainPartHad() {
        for (WindowNormalization normalize : WindowNormalization.values()) {
            FittedKnn fitted = knn(1, 20, 1000, normalize).fit(train(600), CONTEXT);
            double[][] x = WindowDetectorData.values(600, 3, 7);
            x[2][310] += 4;
            Expectation expectation = fitted.expectation(WindowDetectorData.series(x), new Interval(305, 315))
                    .orElseThrow();
            for (int i = 0; i < 10; i++) {
                for (int c = 0; c < 2; c++) {
                    assertThat(expectation.expected()[c][i]).isCloseTo(x[c][305 + i], within(0.5));
                }
                assertThat(expectation.spread()[0][i]).isBetween(0.01, 1.0);
            }
            assertThat(expectation.expected()[2][5]).isLessThan(x[2][310] - 2);
        }
    }

    @Test
    void aDamagedMemoryIsRefused() {
        FittedKnn fitted = knn(1, 10, 1000, WindowNormalization.NONE).fit(train(150), CONTEXT);
        MemoryModel model = new MemoryModel();
        fitted.write(model);

        assertThatThrownBy(() ->
                        FittedKnn.read(knn(1, 400, 1000, WindowNormalization.NONE), fitted.schema(), model.asReader()))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("stretches of at least 400 rows");
    }

    private static Knn shared(WindowNormalization normalize) {
        return new Knn(2, 10, 1000, normalize, DiscreteChannels.SHARED, WindowAggregation.AVERAGE, Alignment.CENTRED);
    }

    /** A wave beside switches that turn over every few rows, at rows that the seed decides. */
    private static double[][] switched(int rows, int seed) {
        double[][] wave = WindowDetectorData.values(rows, 1, seed);
        double[][] noise = WindowDetectorData.values(rows, 6, seed + 1);
        double[][] x = new double[7][rows];
        x[0] = wave[0];
        for (int c = 1; c < 7; c++) {
            for (int t = 0; t < rows; t++) {
                x[c][t] = noise[c - 1][t] > 0.3 ? 1 : 0;
            }
        }
        return x;
    }

    @Test
    void discreteChannelsTogetherCountAtMostAsOne() {
        TrainingSet train = TrainingSet.of(WindowDetectorData.series(switched(600, 7)));
        double[][] x = switched(200, 8);
        Scores equal = knnLike(DiscreteChannels.EQUAL).fit(train, CONTEXT).score(WindowDetectorData.series(x), CONTEXT);
        for (int c = 1; c < 7; c++) {
            for (int t = 0; t < 200; t++) {
                x[c][t] /= 6;
            }
        }
        double[][] y = switched(600, 7);
        for (int c = 1; c < 7; c++) {
            for (int t = 0; t < 600; t++) {
                y[c][t] /= 6;
            }
        }
        Scores divided = knnLike(DiscreteChannels.EQUAL)
                .fit(TrainingSet.of(WindowDetectorData.series(y)), CONTEXT)
                .score(WindowDetectorData.series(x), CONTEXT);
        Scores shared = knnLike(DiscreteChannels.SHARED)
                .fit(train, CONTEXT)
                .score(WindowDetectorData.series(switched(200, 8)), CONTEXT);

        for (int row = 0; row < 200; row++) {
            assertThat(shared.total(row)).isCloseTo(divided.total(row), within(1e-9));
            assertThat(shared.contribution(3, row)).isCloseTo(divided.contribution(3, row), within(1e-5f));
            assertThat(shared.total(row)).isLessThan(equal.total(row));
        }
    }

    private static Knn knnLike(DiscreteChannels discrete) {
        return new Knn(2, 10, 1000, WindowNormalization.NONE, discrete, WindowAggregation.AVERAGE, Alignment.CENTRED);
    }

    @ParameterizedTest
    @EnumSource(WindowNormalization.class)
    void withDiscreteChannelsSharedExpectationsKeepTheUnits(WindowNormalization normalize) {
        double[][] x = switched(600, 7);
        FittedKnn fitted = shared(normalize).fit(TrainingSet.of(WindowDetectorData.series(x)), CONTEXT);
        Expectation expectation = fitted.expectation(WindowDetectorData.series(x), new Interval(300, 340))
                .orElseThrow();
        for (int c = 0; c < 7; c++) {
            for (int i = 0; i < 40; i++) {
                assertThat(expectation.expected()[c][i]).isCloseTo(x[c][300 + i], within(1e-6));
                assertThat(expectation.spread()[c][i]).isFinite().isNotNegative();
            }
        }
        if (normalize != WindowNormalization.ZSCORE) {
            // The nearest others of windows of switches differ by about a switch.
            assertThat(expectation.spread()[3][0]).isBetween(0.1, 1.0);
        }
    }

    @ParameterizedTest
    @EnumSource(WindowNormalization.class)
    void withDiscreteChannelsSharedOnlineEqualsBatch(WindowNormalization normalize) {
        FittedKnn fitted = shared(normalize).fit(TrainingSet.of(WindowDetectorData.series(switched(600, 7))), CONTEXT);
        TimeSeries test = WindowDetectorData.series(switched(200, 8));
        Scores batch = fitted.score(test, CONTEXT);
        OnlineScorer online = fitted.online();
        for (int row = 0; row < 200; row++) {
            if (row == 90) {
                MemoryModel state = new MemoryModel();
                online.write(state);
                online = fitted.online(state.asReader());
            }
            double score = online.push(test.row(row));
            if (row >= 9) {
                assertThat(score).isEqualTo(batch.total(row - 9));
                for (int c = 0; c < 7; c++) {
                    assertThat(online.contributions()[c]).isEqualTo(batch.contribution(c, row - 9));
                }
            }
        }
    }

    @Test
    void modelsFromBeforeThereWereFactorsKeepLoading() {
        Knn detector = knn(1, 10, 1000, WindowNormalization.NONE);
        FittedKnn fitted = detector.fit(train(150), CONTEXT);
        MemoryModel now = new MemoryModel();
        fitted.write(now);
        MemoryModel earlier = new MemoryModel();
        fitted.memory().write(earlier.section("memory"));
        earlier.tensor("spread", now.asReader().doubles("spread", 3), 3);

        assertThat(FittedKnn.read(detector, fitted.schema(), earlier.asReader())
                        .score(bumped(), CONTEXT)
                        .totals())
                .isEqualTo(fitted.score(bumped(), CONTEXT).totals());
    }

    @Test
    void onlyWindowsAsTheyAreSeeALevelShiftForSure() {
        assertThat(knn(1, 10, 1000, WindowNormalization.NONE).descriptor().blindSpots())
                .isEmpty();
        assertThat(knn(1, 10, 1000, WindowNormalization.MEAN).descriptor().blindSpots())
                .containsExactly(AnomalyKind.LEVEL_SHIFT);
        double[][] x = WindowDetectorData.values(300, 3, 99);
        for (int t = 100; t < 300; t++) {
            x[1][t] += 4;
        }
        Scores none = knn(1, 10, 1000, WindowNormalization.NONE)
                .fit(train(300), CONTEXT)
                .score(WindowDetectorData.series(x), CONTEXT);
        Scores mean = knn(1, 10, 1000, WindowNormalization.MEAN)
                .fit(train(300), CONTEXT)
                .score(WindowDetectorData.series(x), CONTEXT);
        assertThat(none.total(200)).isGreaterThan(3 * none.total(50));
        assertThat(mean.total(200)).isLessThan(2 * mean.total(50));
    }
}
