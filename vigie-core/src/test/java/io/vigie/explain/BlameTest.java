package io.vigie.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vigie.detect.Scores;
import io.vigie.model.MemoryModel;
import io.vigie.model.ModelFormatException;
import io.vigie.series.BadInputException;
import io.vigie.series.Channel;
import io.vigie.series.Interval;
import io.vigie.series.TimeAxis;
import io.vigie.series.TimeSeries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
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

    /** 1 and -1 by turns: every movement from the mean of an even number of rows is 1. */
    private static double[] alternating(int rows) {
        double[] values = new double[rows];
        for (int row = 0; row < rows; row++) {
            values[row] = row % 2 == 0 ? 1 : -1;
        }
        return values;
    }

    private static double[] alternating() {
        return alternating(ROWS);
    }

    @Test
    void movementIsMeasuredFromTheRowsBefore() {
        double[] jumped = alternating();
        jumped[150] = 9;
        double[] movement = MovementLevels.movements(series(jumped), 0, 50, new Interval(149, ROWS));
        assertThat(movement).hasSize(51);
        // the mean of the fifty rows before row 151 holds the 9 in the place of a 1
        assertThat(Arrays.copyOf(movement, 3)).containsExactly(new double[] {1, 9, 1 + 8 / 50.0}, within(1e-12));
        assertThat(MovementLevels.movements(series(jumped), 0, 10, new Interval(151, 152)))
                .containsExactly(new double[] {1 + 8 / 10.0}, within(1e-12));
        // fewer rows where the series begins
        assertThat(MovementLevels.movements(series(alternating()), 0, 50, new Interval(0, 4)))
                .containsExactly(new double[] {0, 2, 1, 4 / 3.0}, within(1e-12));
    }

    @Test
    void movementOfARowIsTheSameWhateverRowsAreAskedForAndForgetsWhatWasFarOut() {
        Random random = new Random(3);
        double[] values = random.doubles(ROWS).toArray();
        values[20] = 1e18;
        TimeSeries one = series(values);
        double[] all = MovementLevels.movements(one, 0, 10, new Interval(0, ROWS));
        assertThat(MovementLevels.movements(one, 0, 10, new Interval(47, 90)))
                .containsExactly(Arrays.copyOfRange(all, 47, 90));
        double mean = Arrays.stream(values, 90, 100).average().orElseThrow();
        assertThat(all[100]).isCloseTo(Math.abs(values[100] - mean), within(1e-12));
    }

    @Test
    void theLevelOfMovementIsTheMeanOfTheHighestHundredth() {
        double[] restless = alternating();
        restless[120] = 9;
        MovementLevels levels = MovementLevels.fit(List.of(series(alternating(), restless)));
        assertThat(levels.lengths()).containsExactly(10, 50, 200);
        // of 200 rows the two that move most: row 1 by 2 and row 3 by 4/3; and row 120 by 9, row 1 by 2
        for (int length = 0; length < 3; length++) {
            assertThat(levels.level(length, 0)).isCloseTo((2 + 4 / 3.0) / 2, within(1e-12));
            assertThat(levels.level(length, 1)).isCloseTo((9 + 2) / 2.0, within(1e-12));
        }
    }

    @Test
    void aLevelThatWasAlwaysThereIsNoMovement() {
        double[] high = new double[ROWS];
        Arrays.fill(high, 7);
        MovementLevels levels = MovementLevels.fit(List.of(series(alternating(), high)));
        assertThat(MovementLevels.movements(series(high), 0, 50, new Interval(0, ROWS)))
                .containsOnly(0);
        // a channel that never moved takes a tenth of the mean level, so that it is loud when it moves, not infinite
        assertThat(levels.unit(0, 1)).isCloseTo(0.1 * (levels.level(0, 0) + 0) / 2, within(1e-12));
        assertThat(levels.unit(0, 0)).isEqualTo(levels.level(0, 0));
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
        double level = movement.level(0, 0); // of all lengths and channels
        double contributed = Math.log1p((9 - levels.median(1)) / (levels.high(1) - levels.median(1))) / 3;
        double usual = Math.log1p((0.5f - levels.median(0)) / (levels.high(0) - levels.median(0))) / 3;
        assertThat(event[0]).isCloseTo(9 / level + usual, within(1e-6));
        // what is less than twice its level in normal operation counts in part
        assertThat(1 / level + contributed).isLessThan(2);
        assertThat(event[1]).isCloseTo(Math.pow(1 / level + contributed, 2) / 2, within(1e-6));
        assertThat(event[2]).isCloseTo(9 / level + contributed, within(1e-6));
        assertThat(blame.of(new Interval(140, 160))).containsExactly(event);
        // without levels of movement, as in older models, contributions alone speak
        double[] older = new Blame(scores, levels, plant, MovementLevels.none()).of(new Interval(150, 151));
        assertThat(older[1]).isCloseTo(contributed * contributed / 2, within(1e-6));
        assertThat(older[2]).isEqualTo(older[1]);
    }

    /** Two channels that were calm in training; in the judged series the first one is restless, and both jump in the event. */
    @Test
    void aChannelThatIsOftenRestlessInTheSeriesIsLessToBlame() {
        Interval event = new Interval(1200, 1210);
        double[] restless = alternating(1500);
        double[] calm = alternating(1500);
        for (int row = 200; row < 1500; row += 50) {
            restless[row] = 9;
        }
        restless[1205] = 9;
        calm[1205] = 8;
        float[][] contributions = new float[2][1500];
        for (int row = 0; row < 1500; row++) {
            contributions[0][row] = (float) Math.abs(restless[row]);
            contributions[1][row] = (float) Math.abs(calm[row]);
        }
        MovementLevels movement = MovementLevels.fit(List.of(series(alternating(), alternating())));
        Blame blame = blame(series(restless, calm), contributions, movement);
        double[] found = blame.of(event);
        assertThat(found[1]).isGreaterThan(2 * found[0]);
        // the event itself does not count: the calm channel is as loud as in a series that is too short to tell
        float[][] cut = {
            Arrays.copyOfRange(contributions[0], 900, 1300), Arrays.copyOfRange(contributions[1], 900, 1300)
        };
        double[] inShortSeries =
                blame(series(restless, calm).slice(900, 1300), cut, movement).of(new Interval(300, 310));
        assertThat(found[1]).isCloseTo(inShortSeries[1], within(1e-12));
        assertThat(inShortSeries[0]).isGreaterThan(inShortSeries[1]);
    }

    /** A jump that comes back every 100 rows, 8 rows long, beside nine channels that are noise. */
    @Test
    void aFaultThatComesBackIsNotLostAmongChannelsThatAreAsUsual() {
        Random random = new Random(7);
        int rows = 3000;
        double[][] values = new double[10][rows];
        double[][] normal = new double[10][rows];
        for (int c = 0; c < values.length; c++) {
            for (int row = 0; row < rows; row++) {
                values[c][row] = random.nextGaussian();
                normal[c][row] = random.nextGaussian();
            }
        }
        List<Interval> faults = new ArrayList<>();
        for (int from = 300; from + 8 < rows; from += 100) {
            faults.add(new Interval(from, from + 8));
            for (int row = from; row < from + 8; row++) {
                values[4][row] += 12;
            }
        }
        Scores none = Scores.of(new double[rows], "nats", 0);
        Blame blame = new Blame(
                none, ContributionLevels.fit(none), series(values), MovementLevels.fit(List.of(series(normal))));
        for (Interval fault : faults) {
            double[] found = blame.of(fault);
            for (int c = 0; c < found.length; c++) {
                if (c != 4) {
                    assertThat(found[c])
                            .as("channel %d at row %d", c, fault.from())
                            .isLessThan(found[4]);
                }
            }
        }
    }

    /** Contributions are the magnitudes, which were 0 to 1 in normal operation. */
    private static Blame blame(TimeSeries judged, float[][] contributions, MovementLevels movement) {
        float[] normal = new float[100];
        for (int row = 0; row < normal.length; row++) {
            normal[row] = row / 99f;
        }
        ContributionLevels levels =
                ContributionLevels.fit(Scores.of(new double[100], new float[][] {normal, normal}, "raw", 0));
        return new Blame(Scores.of(new double[judged.length()], contributions, "raw", 0), levels, judged, movement);
    }

    @Test
    void anEventThatHoldsAllOfTheHighestRowsIsHeldAgainstNormalOperation() {
        double[] highest = new double[300];
        Arrays.fill(highest, 10, 13, 5);
        HighestRows rows = HighestRows.of(highest);
        assertThat(rows.mean()).isEqualTo(5);
        assertThat(rows.meanOutside(new Interval(11, 12))).isEqualTo(5);
        assertThat(rows.meanOutside(new Interval(10, 13))).isZero();
        assertThat(HighestRows.of(new double[] {3, 8, 5}).mean()).isEqualTo(8);
        // of 250 equal rows the first three count
        double[] equal = new double[250];
        Arrays.fill(equal, 2);
        assertThat(HighestRows.of(equal).meanOutside(new Interval(0, 3))).isZero();
        assertThat(HighestRows.of(equal).meanOutside(new Interval(0, 2))).isEqualTo(2);
        assertThat(HighestRows.of(new double[0]).mean()).isZero();
    }

    @Test
    void levelsSurviveWritingAndDamageIsRefused() {
        double[] other = alternating();
        other[100] = 5;
        MovementLevels levels = MovementLevels.fit(List.of(series(alternating(), other)));
        MovementLevels read = writtenAndRead(levels);
        assertThat(read.channelCount()).isEqualTo(2);
        assertThat(read.lengths()).isEqualTo(levels.lengths());
        assertThat(read.level(2, 1)).isEqualTo(levels.level(2, 1)).isNotEqualTo(levels.level(2, 0));
        assertThat(writtenAndRead(MovementLevels.none()).channelCount()).isZero();
        for (double level : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
            MemoryModel damaged = new MemoryModel();
            damaged.tensor("lengths", new int[] {10}, 1);
            damaged.tensor("levels", new double[] {level}, 1, 1);
            assertThatThrownBy(() -> MovementLevels.read(damaged.asReader()))
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessageContaining("channel 0");
        }
        MemoryModel without = new MemoryModel();
        without.tensor("lengths", new int[] {0}, 1);
        without.tensor("levels", new double[] {1}, 1, 1);
        assertThatThrownBy(() -> MovementLevels.read(without.asReader()))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("mean of 0 rows");
    }

    @Test
    void levelsOfModelsThatKnewOneLengthAreRead() {
        MemoryModel old = new MemoryModel();
        old.tensor("high", new double[] {2, 3}, 2);
        MovementLevels read = MovementLevels.read(old.asReader());
        assertThat(read.lengths()).containsExactly(50);
        assertThat(read.level(0, 1)).isEqualTo(3);
        assertThat(writtenAndRead(read).level(0, 1)).isEqualTo(3);
    }

    private static MovementLevels writtenAndRead(MovementLevels levels) {
        MemoryModel memory = new MemoryModel();
        levels.write(memory);
        return MovementLevels.read(memory.asReader());
    }

    @Test
    void otherChannelsAreRefused() {
        MovementLevels one = MovementLevels.fit(List.of(series(alternating())));
        TimeSeries two = series(alternating(), alternating());
        Scores scores = Scores.of(new double[ROWS], "nats", 0);
        assertThatThrownBy(() -> new Blame(scores, ContributionLevels.fit(scores), two, one))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("movement of 1");
    }

    @Test
    void rowsBehindTheSeriesAreRefused() {
        TimeSeries one = series(alternating());
        Scores scores = Scores.of(new double[ROWS], "nats", 0);
        Blame blame = new Blame(scores, ContributionLevels.fit(scores), one, MovementLevels.fit(List.of(one)));
        assertThatThrownBy(() -> blame.of(new Interval(190, 201)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("[190, 201)")
                .hasMessageContaining("200 rows of 'plant'");
    }
}
