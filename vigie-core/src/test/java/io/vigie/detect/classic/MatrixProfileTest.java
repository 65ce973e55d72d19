package io.vigie.detect.classic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vigie.detect.Alignment;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.OnlineScorer;
import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.detect.Scores;
import io.vigie.detect.TrainingSet;
import io.vigie.detect.WindowAggregation;
import io.vigie.detect.classic.MatrixProfile.Neighbour;
import io.vigie.detect.classic.MatrixProfile.Reference;
import io.vigie.series.BadInputException;
import io.vigie.series.TimeSeries;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class MatrixProfileTest {
    private static final RunContext CONTEXT = RunContext.defaults().withThreads(2);

    private static MatrixProfile profile(
            int window, Reference reference, WindowNormalization normalize, Neighbour neighbour, int channels) {
        return new MatrixProfile(
                window, reference, normalize, neighbour, channels, 100_000, WindowAggregation.LAST, Alignment.CAUSAL);
    }

    private static TrainingSet train(int rows) {
        return TrainingSet.of(WindowDetectorData.series(rows, 3, 7));
    }

    // Twice the same pulse that the train part has not.
    private static Scores pulses(MatrixProfile detector) {
        double[][] x = WindowDetectorData.values(200, 3, 99);
        for (int start : new int[] {40, 140}) {
            for (int t = start; t < start + 5; t++) {
                x[1][t] += 6;
            }
        }
        return detector.fit(train(150), CONTEXT).score(WindowDetectorData.series(x), CONTEXT);
    }

    private static Scores scores(MatrixProfile detector) {
        return detector.fit(train(150), CONTEXT).score(KnnTest.bumped(), CONTEXT);
    }

    // Brute force in numpy 1.24.2 (population standard deviation, at least 0.01); exclusion zone |i - j| < 5.
    @ParameterizedTest
    @CsvSource({
        "TRAIN, SHARED, 0, 1.5003638362575002, 1.251524151227896, 2.7340760995890694, 2.136810797551634",
        "TRAIN, SHARED, 2, 1.4209578892732688, 1.2215166035411698, 2.6202974687415757, 2.1202282866156943",
        "TRAIN, OWN, 1, 0.7338710938790668, 0.6121656634379942, 1.2688782119685262, 0.8594229912934833",
        "SELF, SHARED, 0, 3.716982860084866, 2.6598044212173044, 3.1570504013413707, 5.380495456849824"
    })
    void givesTheValuesOfNumpy(
            Reference reference, Neighbour neighbour, int channels, double at0, double at20, double at40, double at80) {
        Scores scores = scores(profile(10, reference, WindowNormalization.ZSCORE, neighbour, channels));

        assertThat(scores.total(9)).isCloseTo(at0, within(1e-9));
        assertThat(scores.total(29)).isCloseTo(at20, within(1e-9));
        assertThat(scores.total(49)).isCloseTo(at40, within(1e-9));
        assertThat(scores.total(89)).isCloseTo(at80, within(1e-9));
    }

    @ParameterizedTest
    @EnumSource(Neighbour.class)
    void bothTakesTheNearer(Neighbour neighbour) {
        Scores train = pulses(profile(10, Reference.TRAIN, WindowNormalization.ZSCORE, neighbour, 0));
        Scores self = pulses(profile(10, Reference.SELF, WindowNormalization.ZSCORE, neighbour, 0));
        Scores both = pulses(profile(10, Reference.BOTH, WindowNormalization.ZSCORE, neighbour, 0));

        int fromSelf = 0;
        for (int row = 9; row < 200; row++) {
            boolean selfIsNearer = self.total(row) < train.total(row);
            fromSelf += selfIsNearer ? 1 : 0;
            assertThat(both.total(row)).isEqualTo(Math.min(train.total(row), self.total(row)));
            for (int c = 0; c < 3; c++) {
                assertThat(both.contribution(c, row)).isEqualTo((selfIsNearer ? self : train).contribution(c, row));
            }
        }
        assertThat(fromSelf).isBetween(1, 150);
    }

    @ParameterizedTest
    @CsvSource({"SHARED, 0", "SHARED, 1", "SHARED, 2", "OWN, 0", "OWN, 1"})
    void contributionsAddUpAndOnlyTheCountedChannelsHaveThem(Neighbour neighbour, int channels) {
        for (WindowNormalization normalize : WindowNormalization.values()) {
            Scores scores = scores(profile(10, Reference.TRAIN, normalize, neighbour, channels));
            for (int row = 9; row < 90; row++) {
                double sum = 0;
                int counted = 0;
                for (int c = 0; c < 3; c++) {
                    sum += scores.contribution(c, row);
                    counted += scores.contribution(c, row) > 0 ? 1 : 0;
                }
                assertThat(sum).isCloseTo(scores.total(row), within(1e-5));
                assertThat(counted).isEqualTo(channels == 0 ? 3 : channels);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"SHARED, 0", "SHARED, 2", "OWN, 0", "OWN, 2"})
    void anOnlineScorerSaysTheSameBits(Neighbour neighbour, int channels) {
        TimeSeries test = WindowDetectorData.series(1200, 3, 5);
        for (WindowNormalization normalize : WindowNormalization.values()) {
            FittedDetector fitted =
                    profile(10, Reference.TRAIN, normalize, neighbour, channels).fit(train(150), CONTEXT);
            Scores scores = fitted.score(test, CONTEXT);
            OnlineScorer online = fitted.online();
            for (int t = 0; t < 1200; t++) {
                assertThat(Double.doubleToLongBits(online.push(test.row(t))))
                        .isEqualTo(Double.doubleToLongBits(scores.total(t)));
                for (int c = 0; c < 3; c++) {
                    assertThat(online.contributions()[c]).isEqualTo(scores.contribution(c, t));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Reference.class)
    void threadsChangeNothing(Reference reference) {
        TimeSeries test = WindowDetectorData.series(1800, 3, 5);
        MatrixProfile detector = profile(16, reference, WindowNormalization.ZSCORE, Neighbour.SHARED, 0);
        RunContext one = RunContext.defaults().withThreads(1);
        RunContext four = RunContext.defaults().withThreads(4);

        assertThat(detector.fit(train(300), four).score(test, four).settledTotals())
                .isEqualTo(detector.fit(train(300), one).score(test, one).settledTotals());
    }

    // The rule for flat windows: sqrt(window) from a shape, 0 from one another.
    @Test
    void flatWindowsAreNearFlatWindowsOnly() {
        double[][] y = WindowDetectorData.values(150, 1, 7);
        double[][] x = WindowDetectorData.values(60, 1, 3);
        for (int t = 20; t < 40; t++) {
            x[0][t] = 0.25;
        }
        MatrixProfile detector = profile(16, Reference.TRAIN, WindowNormalization.ZSCORE, Neighbour.SHARED, 0);
        TimeSeries test = WindowDetectorData.series(x);
        Scores unknown = detector.fit(TrainingSet.of(WindowDetectorData.series(y)), CONTEXT)
                .score(test, CONTEXT);
        for (int t = 50; t < 80; t++) {
            y[0][t] = -3;
        }
        Scores known = detector.fit(TrainingSet.of(WindowDetectorData.series(y)), CONTEXT)
                .score(test, CONTEXT);

        assertThat(unknown.total(37)).isCloseTo(4, within(1e-6));
        assertThat(known.total(37)).isCloseTo(0, within(1e-6));
    }

    // Sums that run along a diagonal would carry an outlier on for ever if they were not begun afresh.
    @Test
    void forgetsAnOutlierOfTenMillion() {
        double[][] x = WindowDetectorData.values(3000, 2, 3);
        x[0][1000] = 1e7;
        MatrixProfile detector = profile(16, Reference.TRAIN, WindowNormalization.ZSCORE, Neighbour.SHARED, 0);
        FittedMatrixProfile fitted = detector.fit(TrainingSet.of(WindowDetectorData.series(1000, 2, 7)), CONTEXT);
        TimeSeries test = WindowDetectorData.series(x);
        Scores whole = fitted.score(test, CONTEXT);
        Scores after = fitted.score(test.slice(2048, 3000), CONTEXT);
        for (int row = 15; row < 952; row++) {
            assertThat(whole.total(2048 + row)).isEqualTo(after.total(row));
        }
        Scores near = fitted.score(test.slice(1001, 1500), CONTEXT);
        for (int row = 15; row < 499; row++) {
            assertThat(whole.total(1001 + row)).isCloseTo(near.total(row), within(0.05));
        }
    }

    @Test
    void thinsWhatItComparesWithToTheLimit() {
        TimeSeries train = WindowDetectorData.series(2000, 1, 7);
        TimeSeries test = WindowDetectorData.series(6000, 1, 5);
        Scores full = limited(100_000).fit(TrainingSet.of(train), CONTEXT).score(test, CONTEXT);
        Scores thinned = limited(800).fit(TrainingSet.of(train), CONTEXT).score(test, CONTEXT);

        int nearer = 0;
        for (int row = 9; row < 6000; row++) {
            assertThat(thinned.total(row)).isGreaterThanOrEqualTo(full.total(row) - 1e-6);
            nearer += full.total(row) < thinned.total(row) - 1e-6 ? 1 : 0;
        }
        assertThat(nearer).isGreaterThan(1000);
        assertThat(MemorySelection.even(6000, 10, 800)).hasSize(10);
        assertThat(MemorySelection.even(6000, 10, 800).get(9).to()).isEqualTo(6000);
    }

    private static MatrixProfile limited(int maxReference) {
        return new MatrixProfile(
                10,
                Reference.BOTH,
                WindowNormalization.ZSCORE,
                Neighbour.SHARED,
                0,
                maxReference,
                WindowAggregation.LAST,
                Alignment.CAUSAL);
    }

    @Test
    void refusesWhatItCannotUse() {
        assertThatThrownBy(() -> new MatrixProfile(1, Reference.TRAIN))
                .isInstanceOf(OptionException.class)
                .hasMessage("window is 1; use at least 2");
        FittedDetector self = profile(50, Reference.SELF, WindowNormalization.ZSCORE, Neighbour.SHARED, 0)
                .fit(train(150), CONTEXT);
        assertThatThrownBy(() -> self.score(KnnTest.bumped(), CONTEXT))
                .isInstanceOf(BadInputException.class)
                .hasMessage("window 50 leaves the 90 rows of 'waves' no other window to compare with;"
                        + " use at most 45, or reference=train");
        assertThatThrownBy(self::online)
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("use reference=train");
    }
}
