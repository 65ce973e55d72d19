package io.vigie.detect.classic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigie.detect.Alignment;
import io.vigie.detect.RunContext;
import io.vigie.detect.Scores;
import io.vigie.detect.TrainingSet;
import io.vigie.detect.WindowAggregation;
import io.vigie.series.Channel;
import io.vigie.series.TimeAxis;
import io.vigie.series.TimeSeries;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class IsolationForestTest {
    private static final int ROWS = 600;

    /**
     * Mean of {@code -IsolationForest(n_estimators=100, max_samples=256, random_state=seed).fit(X).score_samples(X)} over
     * seeds 0..39; scikit-learn 1.2.1, numpy 1.24.2, X as in {@link #data()}.
     */
    private static final int[] PINNED_ROWS = {0, 1, 2, 50, 100, 123, 200, 300, 333, 444, 595, 596, 597, 598, 599};

    private static final double[] PINNED = {
        0.6756, 0.4589, 0.4665, 0.6491, 0.6417, 0.5148, 0.661, 0.6382, 0.4554, 0.4414, 0.5885, 0.5713, 0.71, 0.7733,
        0.5171
    };

    @Test
    void averagePathIsThatOfASearchTree() {
        assertThat(IsolationTrees.averagePath(0)).isZero();
        assertThat(IsolationTrees.averagePath(1)).isZero();
        assertThat(IsolationTrees.averagePath(2)).isEqualTo(1);
        // 2 H(255) - 2 * 255 / 256, with H(i) taken as ln(i) + Euler's constant as in the paper.
        assertThat(IsolationTrees.averagePath(256)).isCloseTo(10.244770920119917, within(1e-12));
    }

    @Test
    void meanScoresAgreeWithScikitLearn() {
        TimeSeries series = data();
        double[] mean = new double[ROWS];
        for (int seed = 0; seed < 20; seed++) {
            Scores scores = forest(0, 1)
                    .fit(TrainingSet.of(series), RunContext.defaults().withSeed(seed))
                    .score(series);
            for (int row = 0; row < ROWS; row++) {
                mean[row] += scores.total(row) / 20;
            }
        }
        for (int i = 0; i < PINNED.length; i++) {
            assertThat(mean[PINNED_ROWS[i]]).as("row %d", PINNED_ROWS[i]).isCloseTo(PINNED[i], within(0.012));
        }
    }

    @Test
    void theChannelThatSetsARowApartIsBlamed() {
        for (int extension : new int[] {0, 2}) {
            Scores scores = forest(extension, 1)
                    .fit(TrainingSet.of(data().slice(0, 590)), RunContext.defaults())
                    .score(data());
            assertThat(blamed(scores, 595)).isEqualTo(0);
            assertThat(blamed(scores, 596)).isEqualTo(1);
            assertThat(blamed(scores, 597)).isEqualTo(3);
        }
    }

    @Test
    void aWindowOfRowsFindsAnOrderThatNoSingleRowShows() {
        // A square wave of period 8 whose anomaly keeps every value but changes their order.
        double[][] values = new double[1][ROWS];
        for (int row = 0; row < ROWS; row++) {
            values[0][row] = row % 8 < 4 ? 1 : -1;
        }
        for (int row = 400; row < 416; row++) {
            values[0][row] = row % 2 == 0 ? 1 : -1;
        }
        TimeSeries series = TimeSeries.wrap("square", TimeAxis.rows(ROWS), List.of(Channel.of("a")), values);
        TrainingSet train = TrainingSet.of(series.slice(0, 300));
        Scores rows = forest(0, 1).fit(train, RunContext.defaults()).score(series);
        Scores windows = forest(0, 8).fit(train, RunContext.defaults()).score(series);

        assertThat(rows.total(407)).isEqualTo(rows.total(399));
        double before = 0;
        for (int row = 300; row < 390; row++) {
            before = Math.max(before, windows.total(row));
        }
        assertThat(windows.total(407)).isGreaterThan(before);
    }

    private static IsolationForest forest(int extension, int window) {
        return new IsolationForest(100, 256, extension, window, WindowAggregation.AVERAGE, Alignment.CENTRED);
    }

    private static int blamed(Scores scores, int row) {
        int most = 0;
        for (int c = 1; c < scores.channelCount(); c++) {
            most = scores.contribution(c, row) > scores.contribution(most, row) ? c : most;
        }
        return most;
    }

    private static TimeSeries data() {
        double[][] values = new double[4][ROWS];
        for (int i = 0; i < ROWS; i++) {
            values[0][i] = Math.sin(0.37 * i) + 0.1 * Math.cos(1.9 * i * i % 7);
            values[1][i] = Math.cos(0.11 * i) + 0.05 * Math.sin(3.1 * i);
            values[2][i] = 0.618034 * i % 1.0;
            values[3][i] = i % 50 == 0 ? 1 : 0;
        }
        double[][] odd = {{4, 0, 0.5, 0}, {0, -5, 0.5, 0}, {0, 0, 0.5, 6}, {2, 2, 2, 2}};
        for (int k = 0; k < odd.length; k++) {
            for (int c = 0; c < 4; c++) {
                values[c][595 + k] = odd[k][c];
            }
        }
        List<Channel> channels = Stream.of("a", "b", "c", "d").map(Channel::of).toList();
        return TimeSeries.wrap("formula", TimeAxis.rows(ROWS), channels, values);
    }
}
