package io.vigie.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vigie.detect.Scores;
import io.vigie.model.MemoryModel;
import io.vigie.model.ModelFormatException;
import io.vigie.series.Channel;
import io.vigie.series.Interval;
import io.vigie.series.TimeAxis;
import io.vigie.series.TimeSeries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlameTest {
    private static final int ROWS = 200;

    private static TimeSeries series(double[]... channels) {
        List<Channel> names = new ArrayList<>();
        for (int c = 0; c < channels.length; c++) {
            names.add(Channel.of("c" + c));
        }
        return TimeSeries.of("plant", TimeAxis.rows(channels[0].length), names, channels);
    }

    /** 1 and -1 by turns: every movement from the mean of 50 rows is 1. */
    private static double[] alternating() {
        double[] values = new double[ROWS];
        for (int row = 0; row < ROWS; row++) {
            values[row] = row % 2 == 0 ? 1 : -1;
        }
        return values;
    }

    @Test
    void movementIsMeasuredFromTheFiftyRowsBefore() {
        double[] wandering = alternating();
        MovementLevels levels = MovementLevels.fit(List.of(series(wandering)));
        // row 1 is 2 away from row 0, the only one before it; every other is nearer, and 1 from row 50 on
        assertThat(levels.high(0)).isBetween(1.0, 2.0);
        double[] jumped = alternating();
        jumped[150] = 9;
        double[][] movement = levels.of(series(jumped), new Interval(149, ROWS));
        assertThat(movement[0][0]).isCloseTo(1 / levels.high(0), within(1e-12));
        assertThat(movement[0][1]).isCloseTo(9 / levels.high(0), within(1e-12));
        // the mean of the fifty rows before row 151 holds the 9 in the place of a 1
        assertThat(movement[0][2]).isCloseTo((1 + 8 / 50.0) / levels.high(0), within(1e-12));
        assertThat(movement[0]).hasSize(51);
    }

    @Test
    void aLevelThatWasAlwaysThereIsNoMovement() {
        double[] high = new double[ROWS];
        Arrays.fill(high, 7);
        MovementLevels levels = MovementLevels.fit(List.of(series(alternating(), high)));
        double[][] movement = levels.of(series(alternating(), high), new Interval(0, ROWS));
        assertThat(movement[1]).containsOnly(0);
        // a channel that never moved takes a tenth of the mean level, so that it is loud when it moves, not infinite
        double[] moved = high.clone();
        moved[100] = 8;
        double level = 0.1 * (levels.high(0) + 0) / 2;
        assertThat(levels.of(series(alternating(), moved), new Interval(100, 101))[1][0])
                .isCloseTo(1 / level, within(1e-12));
    }

    @Test
    void bothWitnessesAreHeardAndTheirPeakCounts() {
        float[][] contributions = new float[3][ROWS];
        for (int row = 0; row < ROWS; row++) {
            for (float[] channel : contributions) {
                channel[row] = row % 100 / 100f;
            }
        }
        contributions[1][150] = 9;
        contributions[2][150] = 9;
        double[][] values = {alternating(), alternating(), alternating()};
        values[0][150] = 9;
        values[2][150] = 9;
        Scores scores = Scores.of(new double[ROWS], contributions, "nats", 0);
        Scores normal = Scores.of(
                new double[100],
                new float[][] {
                    Arrays.copyOf(contributions[0], 100),
                    Arrays.copyOf(contributions[1], 100),
                    Arrays.copyOf(contributions[2], 100)
                },
                "nats",
                0);
        TimeSeries plant = series(values);
        ContributionLevels levels = ContributionLevels.fit(normal);
        MovementLevels movement = MovementLevels.fit(List.of(plant.slice(0, 100)));
        Blame blame = new Blame(scores, levels, plant, movement);
        double[] event = blame.of(new Interval(150, 151));
        double moved = 1 + 9 / movement.high(0);
        double contributed = 1 + (9 - levels.median(1)) / (levels.high(1) - levels.median(1));
        assertThat(event[0])
                .isCloseTo(moved * (1 + (0.5f - levels.median(0)) / (levels.high(0) - levels.median(0))), within(1e-6));
        assertThat(event[1]).isCloseTo(contributed * (1 + 1 / movement.high(1)), within(1e-6));
        assertThat(event[2]).isCloseTo(moved * contributed, within(1e-6));
        assertThat(blame.of(new Interval(140, 160))).containsExactly(event);
        // without levels of movement, as in older models, contributions alone speak
        double[] older = new Blame(scores, levels, plant, MovementLevels.none()).of(new Interval(150, 151));
        assertThat(older[1]).isCloseTo(contributed, within(1e-6));
        assertThat(older[2]).isEqualTo(older[1]);
    }

    @Test
    void levelsSurviveWritingAndDamageIsRefused() {
        MovementLevels levels = MovementLevels.fit(List.of(series(alternating(), alternating())));
        MemoryModel memory = new MemoryModel();
        levels.write(memory);
        MovementLevels read = MovementLevels.read(memory.asReader());
        assertThat(read.channelCount()).isEqualTo(2);
        assertThat(read.high(1)).isEqualTo(levels.high(1));
        MemoryModel damaged = new MemoryModel();
        damaged.tensor("high", new double[] {-1}, 1);
        assertThatThrownBy(() -> MovementLevels.read(damaged.asReader()))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("channel 0");
    }

    @Test
    void otherChannelsAreRefused() {
        MovementLevels one = MovementLevels.fit(List.of(series(alternating())));
        TimeSeries two = series(alternating(), alternating());
        Scores scores = Scores.of(new double[ROWS], "nats", 0);
        assertThatThrownBy(() -> new Blame(scores, ContributionLevels.fit(scores), two, one))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("movement of 1");
        assertThatThrownBy(() -> one.of(two, new Interval(0, 1))).isInstanceOf(IllegalArgumentException.class);
    }
}
