package io.vigie.detect.classic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vigie.detect.Alignment;
import io.vigie.detect.Expectation;
import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.detect.Scores;
import io.vigie.detect.TrainingSet;
import io.vigie.detect.WindowAggregation;
import io.vigie.series.Channel;
import io.vigie.series.Interval;
import io.vigie.series.TimeAxis;
import io.vigie.series.TimeSeries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Reference values: scikit-learn 1.2.1 and numpy 1.24.2 on {@link #waves}, unless noted. */
class LinearDetectorsTest {
    private static final RunContext CONTEXT = RunContext.defaults().withThreads(2);

    @Test
    void mcdFindsTheLeastDeterminantOfAllSubsets() {
        RandomGenerator random = CONTEXT.random("mcd-exhaustive");
        int rows = 12;
        int support = 7; // (12 + 2 + 1) / 2
        for (int repeat = 0; repeat < 20; repeat++) {
            double[] values = random.doubles(2L * rows, -1, 1).toArray();
            double least = Double.POSITIVE_INFINITY;
            for (int members = 0; members < 1 << rows; members++) {
                if (Integer.bitCount(members) == support) {
                    least = Math.min(least, determinant(values, rows, members));
                }
            }
            FastMcd search = new FastMcd(2, new double[] {1e-14, 1e-14}, 0.5, CONTEXT);

            assertThat(search.raw(values, rows).logDeterminant()).isCloseTo(Math.log(least), within(1e-6));
        }
    }

    /** Of the covariance of two channels over the rows whose bits are set. */
    private static double determinant(double[] values, int rows, int members) {
        double x = 0;
        double y = 0;
        double xx = 0;
        double xy = 0;
        double yy = 0;
        int count = Integer.bitCount(members);
        for (int row = 0; row < rows; row++) {
            if ((members >> row & 1) == 1) {
                x += values[row] / count;
                y += values[rows + row] / count;
                xx += values[row] * values[row] / count;
                xy += values[row] * values[rows + row] / count;
                yy += values[rows + row] * values[rows + row] / count;
            }
        }
        return (xx - x * x) * (yy - y * y) - (xy - x * y) * (xy - x * y);
    }

    @Test
    void mcdFindsAsLowADeterminantAsScikitLearn() {
        double[] values = new double[180];
        for (int c = 0; c < 3; c++) {
            System.arraycopy(waves().channelValues(c), 0, values, c * 60, 60);
        }
        FastMcd search = new FastMcd(3, new double[] {1e-13, 1e-13, 1e-13}, 0.5, CONTEXT);

        // slogdet of the covariance of the 32 rows in MinCovDet(random_state=0).fit(X).raw_support_
        assertThat(search.raw(values, 60).logDeterminant()).isLessThanOrEqualTo(-3.528882733054922);
    }

    @Test
    void mcdIsNotPulledByAQuarterOfOutliersInTheTrainPart() {
        RandomGenerator random = CONTEXT.random("mcd-test");
        int rows = 2000; // nested subsets
        double[][] values = new double[3][rows];
        for (int row = 0; row < rows; row++) {
            double common = random.nextGaussian();
            boolean outlier = row % 4 == 0;
            for (int c = 0; c < 3; c++) {
                values[c][row] = outlier ? 12 + 2 * random.nextGaussian() : common + 0.5 * random.nextGaussian();
            }
        }
        FittedMcd mcd = new Mcd(0.5, 1e-6).fit(TrainingSet.of(series(values)), CONTEXT);

        for (int a = 0; a < 3; a++) {
            assertThat(mcd.location()[a]).isCloseTo(0, within(0.1));
            for (int b = 0; b < 3; b++) {
                assertThat(mcd.covariance()[a * 3 + b]).isCloseTo(a == b ? 1.25 : 1, within(0.25));
            }
        }
    }

    @Test
    void mcdExpectsAChannelFromTheOthers() {
        RandomGenerator random = CONTEXT.random("mcd-expectation");
        double[][] values = new double[2][3000];
        for (int row = 0; row < 3000; row++) {
            values[0][row] = random.nextGaussian();
            values[1][row] = 0.8 * values[0][row] + 0.6 * random.nextGaussian();
        }
        FittedMcd mcd = new Mcd(1, 1e-9).fit(TrainingSet.of(series(values)), CONTEXT);
        TimeSeries asked = series(new double[][] {{2, -1}, {0, 0}});
        Expectation expectation = mcd.expectation(asked, new Interval(0, 2)).orElseThrow();

        // Regression of channel 1 on channel 0: slope 0.8, residual 0.6 (0.57 after the 2.5 % farthest rows are left
        // out).
        assertThat(expectation.expected()[1]).containsExactly(new double[] {1.6, -0.8}, within(0.1));
        assertThat(expectation.spread()[1][0]).isCloseTo(0.57, within(0.04));
        assertThat(expectation.expected()[0]).containsExactly(new double[] {0, 0}, within(0.1));
    }

    @Test
    void chiSquareQuantilesAreThoseOfTheTables() {
        assertThat(FastMcd.chiSquareQuantile(1, 0.5)).isCloseTo(0.454936423119573, within(1e-10));
        assertThat(FastMcd.chiSquareQuantile(3, 0.975)).isCloseTo(9.348403604496148, within(1e-9));
        assertThat(FastMcd.chiSquareQuantile(38, 0.975)).isCloseTo(56.89552, within(1e-4));
    }

    @Test
    void pcaStatisticsAreThoseOfNumpy() {
        TrainingSet train = TrainingSet.of(waves().slice(6, 60));
        // mean, eigh of the population covariance of X[6:], one component kept; Q, T^2 and their sum with s^2 = mean of
        // the rest
        double[][] expected = {
            {49.2902604360078, 0.24151238986352058, 2.2641643345534623},
            {6.3570507998046235, 3.295097172900275, 0.22004564111193878},
            {103.37195155156701, 3.770450728058486, 4.6764570347494265},
        };
        double[] shares = {1.6960239136115536, 1.8806448667598439, 1.0997882543780295};
        for (PcaStatistic statistic : PcaStatistic.values()) {
            Pca pca = new Pca(1, 0.3, statistic, WindowAggregation.AVERAGE, Alignment.CAUSAL);
            FittedPca fitted = pca.fit(train, CONTEXT);
            Scores scores = fitted.score(waves(), CONTEXT);

            assertThat(fitted.kept()).isEqualTo(1);
            int[] rows = {0, 7, 30};
            for (int i = 0; i < 3; i++) {
                assertThat(scores.total(rows[i]))
                        .as("%s", statistic)
                        .isCloseTo(expected[statistic.ordinal()][i], within(1e-9));
            }
            if (statistic == PcaStatistic.COMBINED) {
                for (int c = 0; c < 3; c++) {
                    assertThat(scores.contribution(c, 30)).isCloseTo((float) shares[c], within(1e-6f));
                }
            }
        }
    }

    @Test
    void pcaOfWindowsIsPcaOfLaggedChannels() {
        double[][] values = new double[3][];
        for (int c = 0; c < 3; c++) {
            values[c] = waves().channelValues(c);
        }
        int window = 4;
        int count = 60 - window + 1;
        double[][] lagged = new double[3 * window][];
        for (int d = 0; d < lagged.length; d++) {
            lagged[d] = Arrays.copyOfRange(values[d % 3], d / 3, d / 3 + count);
        }
        Pca windows = new Pca(window, 0.8, PcaStatistic.COMBINED, WindowAggregation.LAST, Alignment.CAUSAL);
        Pca rows = new Pca(1, 0.8, PcaStatistic.COMBINED, WindowAggregation.LAST, Alignment.CAUSAL);
        Scores ofWindows = windows.fit(TrainingSet.of(waves()), CONTEXT).score(waves(), CONTEXT);
        Scores ofRows = rows.fit(TrainingSet.of(series(lagged)), CONTEXT).score(series(lagged), CONTEXT);

        assertThat(ofWindows.warmUp()).isEqualTo(window - 1);
        for (int i = 0; i < count; i++) {
            assertThat(ofWindows.total(i + window - 1)).isCloseTo(ofRows.total(i), within(1e-9));
        }
    }

    @Test
    void pcaOfWideWindowsByTheGramMatrixKeepsTheSameSubspace() {
        // 2 channels x 300 rows = 600 features, above the limit; signals of rank 4 leave no residual.
        double[][] values = new double[2][800];
        for (int row = 0; row < 800; row++) {
            values[0][row] = Math.sin(0.05 * row);
            values[1][row] = Math.cos(0.11 * row + 1);
        }
        Pca pca = new Pca(300, 0.999999, PcaStatistic.RESIDUAL, WindowAggregation.LAST, Alignment.CAUSAL);
        FittedPca fitted = pca.fit(TrainingSet.of(series(values)), CONTEXT);

        assertThat(fitted.kept()).isEqualTo(4);
        double[] clean = fitted.score(series(values), CONTEXT).settledTotals();
        assertThat(Arrays.stream(clean).max().orElseThrow()).isLessThan(1e-6);
        values[0][700] += 3;
        assertThat(fitted.score(series(values), CONTEXT).total(700)).isGreaterThan(8);
    }

    @Test
    void pcaExpectsTheReconstruction() {
        double[][] values = new double[2][400];
        for (int row = 0; row < 400; row++) {
            values[0][row] = Math.sin(0.3 * row);
            values[1][row] = 2 * values[0][row];
        }
        FittedPca fitted = new Pca().fit(TrainingSet.of(series(values)), CONTEXT);
        TimeSeries asked = series(new double[][] {{1, 1}, {2, -0.5}});
        Expectation expectation = fitted.expectation(asked, new Interval(0, 2)).orElseThrow();

        // The subspace is the line through (1, 2) / sqrt(5): row (1, 2) is on it, (1, -0.5) is across it.
        assertThat(expectation.expected()[0]).containsExactly(new double[] {1, 0}, within(0.05));
        assertThat(expectation.expected()[1]).containsExactly(new double[] {2, 0}, within(0.05));
        assertThat(expectation.spread()[0][0]).isLessThan(1e-6);
    }

    @Test
    void ecodAddsTailProbabilities() {
        TimeSeries train = series(new double[][] {{1, 2, 2, 3, 7}, {4, 4, 5, 6, 0}});
        TimeSeries rows = series(new double[][] {{2, 9, 9, 0, 2.5}, {4, -1, 9, 0, 4.5}});
        Scores perChannel = new Ecod(EcodTails.PER_CHANNEL)
                .fit(TrainingSet.of(train), CONTEXT)
                .score(rows, CONTEXT);
        Scores joint =
                new Ecod(EcodTails.JOINT).fit(TrainingSet.of(train), CONTEXT).score(rows, CONTEXT);

        // numpy: -log((1 + count) / 6); channel 0 is skewed to the right, channel 1 to the left
        assertThat(perChannel.totals())
                .containsExactly(
                        new double[] {
                            0.8109302162163289,
                            3.58351893845611,
                            3.58351893845611,
                            2.8903717578961645,
                            1.3862943611198906,
                        },
                        within(1e-12));
        assertThat(joint.totals())
                .containsExactly(
                        new double[] {
                            0.8109302162163289,
                            3.58351893845611,
                            3.58351893845611,
                            2.8903717578961645,
                            1.3862943611198906,
                        },
                        within(1e-12));
        // Both values high: the right tails win, though skewness points channel 1 to the left.
        assertThat(joint.contribution(1, 2)).isCloseTo(1.7917595f, within(1e-6f));
    }

    @Test
    void ecodJointDoesNotAddTailsOfDifferentSidesAgainstTheSkewness() {
        TimeSeries train = series(new double[][] {{1, 2, 2, 3, 7}, {4, 4, 5, 6, 0}});
        TimeSeries row = series(new double[][] {{0}, {9}});
        Scores perChannel = new Ecod(EcodTails.PER_CHANNEL)
                .fit(TrainingSet.of(train), CONTEXT)
                .score(row, CONTEXT);
        Scores joint =
                new Ecod(EcodTails.JOINT).fit(TrainingSet.of(train), CONTEXT).score(row, CONTEXT);

        assertThat(perChannel.total(0)).isCloseTo(2 * Math.log(6), within(1e-12));
        assertThat(joint.total(0)).isCloseTo(Math.log(6), within(1e-12));
    }

    @Test
    void zscoreIsTheRootOfSquaredDeviationsSmoothed() {
        TimeSeries train = series(new double[][] {{-1, 1, -1, 1}, {0, 4, 0, 4}});
        TimeSeries rows = series(new double[][] {{0, 3, 0}, {2, 10, 2}});
        Scores rowByRow = new ZScore(1, Alignment.CENTRED)
                .fit(TrainingSet.of(train), CONTEXT)
                .score(rows, CONTEXT);
        Scores smooth = new ZScore(3, Alignment.CAUSAL)
                .fit(TrainingSet.of(train), CONTEXT)
                .score(rows, CONTEXT);

        // z of row 1: (3 - 0) / 1 and (10 - 2) / 2
        assertThat(rowByRow.totals()).containsExactly(0, 5, 0);
        assertThat(rowByRow.contribution(0, 1)).isEqualTo(1.8f);
        assertThat(rowByRow.contribution(1, 1)).isEqualTo(3.2f);
        assertThat(smooth.totals()).containsExactly(new double[] {0, 2.5, 5 / 3.0}, within(1e-15));
    }

    @Test
    void optionsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> new ZScore(0, Alignment.CAUSAL))
                .isInstanceOf(OptionException.class)
                .hasMessage("window is 0; use at least 1");
        assertThatThrownBy(() -> new Mcd(0.3, 0.01)).isInstanceOf(OptionException.class);
        assertThatThrownBy(() -> new Mcd(0.5, 0)).isInstanceOf(OptionException.class);
        assertThatThrownBy(() -> new Pca(1, 1.5, PcaStatistic.COMBINED, WindowAggregation.AVERAGE, Alignment.CAUSAL))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("1.5");
    }

    /** 60 rows of 3 channels without random numbers; the first 6 are moved by (5, -4, 3). */
    private static TimeSeries waves() {
        double[] moved = {5, -4, 3};
        double[][] values = new double[3][60];
        for (int c = 0; c < 3; c++) {
            for (int i = 0; i < 60; i++) {
                values[c][i] = Math.sin(0.7 * i * (c + 1) + c) + 0.3 * Math.cos(1.9 * i + 0.5 * c);
                values[c][i] += i < 6 ? moved[c] : 0;
            }
        }
        return series(values);
    }

    private static TimeSeries series(double[][] values) {
        List<Channel> channels = new ArrayList<>();
        for (int c = 0; c < values.length; c++) {
            channels.add(Channel.of("channel-" + c));
        }
        return TimeSeries.of("waves", TimeAxis.rows(values[0].length), channels, values);
    }
}
