package io.vigie.detect.classic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vigie.detect.Expectation;
import io.vigie.detect.internal.SharedVote;
import io.vigie.model.MemoryModel;
import io.vigie.model.ModelFormatException;
import io.vigie.series.Interval;
import io.vigie.series.TimeSeries;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChannelWeightsTest {
    // A sensor; four states; five states; two; one.
    private static final double[][] VALUES = {
        {0.11, 0.52, 0.33, 0.94, 0.25, 0.76, 0.87, 0.48},
        {1, 2, 3, 4, 4, 3, 2, 1},
        {1, 2, 3, 4, 5, 4, 3, 2},
        {0, 0, 1, 1, 0, -0.0, 1, 1},
        {7, 7, 7, 7, 7, 7, 7, 7}
    };

    @Test
    void channelsOfAtMostFourValuesShareOneVote() {
        List<TimeSeries> train = List.of(WindowDetectorData.series(VALUES));

        assertThat(DiscreteChannels.SHARED.weights(train)).containsExactly(1, 1.0 / 3, 1, 1.0 / 3, 1.0 / 3);
        assertThat(DiscreteChannels.EQUAL.weights(train)).containsExactly(1, 1, 1, 1, 1);
    }

    @Test
    void constantChannelsKeepTheirVoteWhereAsked() {
        assertThat(SharedVote.weights(List.of(WindowDetectorData.series(VALUES)), 2))
                .containsExactly(1, 0.5, 1, 0.5, 1);
    }

    @Test
    void statesAreCountedOverAllStretches() {
        TimeSeries all = WindowDetectorData.series(VALUES);

        // Rows 0..3 of the third channel have 1 to 4, as the second; the fifth value comes in the other stretch.
        assertThat(DiscreteChannels.SHARED.weights(List.of(all.slice(0, 4), all.slice(5, 8)))[2])
                .isLessThan(1);
        assertThat(DiscreteChannels.SHARED.weights(List.of(all.slice(0, 4), all.slice(4, 8)))[2])
                .isEqualTo(1);
    }

    @Test
    void whereAllChannelsAreDiscreteAllCount() {
        TimeSeries switches = WindowDetectorData.series(VALUES).select(1, 3, 4);

        assertThat(DiscreteChannels.SHARED.weights(List.of(switches))).containsExactly(1, 1, 1);
    }

    @Test
    void multipliesSeriesAndRowsAlikeAndLeavesTheGivenAsTheyAre() {
        TimeSeries series = WindowDetectorData.series(VALUES);
        double[] weights = {1, 0.3, 1, 0.3, 0.3};
        TimeSeries weighted = ChannelWeights.apply(series, weights);

        assertThat(weighted.schema()).isEqualTo(series.schema());
        for (int row = 0; row < series.length(); row++) {
            assertThat(weighted.row(row)).isEqualTo(ChannelWeights.apply(series.row(row), weights));
            for (int c = 0; c < VALUES.length; c++) {
                assertThat(weighted.value(c, row)).isEqualTo(VALUES[c][row] * weights[c]);
                assertThat(series.value(c, row)).isEqualTo(VALUES[c][row]);
            }
        }
        assertThat(ChannelWeights.apply(series, new double[] {1, 1, 1, 1, 1})).isSameAs(series);
    }

    @Test
    void anExpectationIsGivenBackInTheUnitsBefore() {
        Expectation weighted = new Expectation(
                new Interval(3, 5), new double[][] {{2, 4}, {0.5, -0.25}}, new double[][] {{1, 2}, {0.125, 0.25}});
        Expectation expectation = ChannelWeights.undo(weighted, new double[] {1, 0.25});

        assertThat(expectation.rows()).isEqualTo(new Interval(3, 5));
        assertThat(expectation.expected()).isDeepEqualTo(new double[][] {{2, 4}, {2, -1}});
        assertThat(expectation.spread()).isDeepEqualTo(new double[][] {{1, 2}, {0.5, 1}});
    }

    @Test
    void factorsOfAModelFileMustBeFiniteAndAboveZero() {
        for (double damaged : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            MemoryModel model = new MemoryModel();
            model.tensor("weights", new double[] {1, damaged}, 2);
            assertThatThrownBy(() -> ChannelWeights.read(model.asReader(), 2))
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessageContaining("'weights' holds " + damaged);
        }
        MemoryModel sound = new MemoryModel();
        sound.tensor("weights", new double[] {1, 0.5}, 2);
        assertThat(ChannelWeights.read(sound.asReader(), 2)).containsExactly(new double[] {1, 0.5}, within(0.0));
    }
}
