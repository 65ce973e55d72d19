package io.vigie.bench.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vigie.detect.OptionException;
import io.vigie.series.BadInputException;
import io.vigie.series.Channel;
import io.vigie.series.Labels;
import io.vigie.series.TimeAxis;
import io.vigie.series.TimeSeries;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DisturbanceTest {
    private static final int ROWS = 4000;
    private static final int TRAIN = 2000;

    private static TimeSeries sines(int rows, double phase) {
        double[][] values = new double[3][rows];
        for (int row = 0; row < rows; row++) {
            values[0][row] = Math.sin(row / 9.0 + phase);
            values[1][row] = 10 * Math.cos(row / 17.0 + phase);
            values[2][row] = row % 7 + phase;
        }
        return TimeSeries.of(
                "plant", TimeAxis.rows(rows), List.of(Channel.of("a"), Channel.of("b"), Channel.of("c")), values);
    }

    /** The train part is the beginning of the scored part, as in TSB-AD. */
    private static BenchmarkSeries prefixed() {
        TimeSeries whole = sines(ROWS, 0);
        return new BenchmarkSeries("plant", "toy", whole.slice(0, TRAIN), whole, Labels.all(Labels.State.NORMAL, ROWS));
    }

    private static int differing(TimeSeries one, TimeSeries other, int channel) {
        double[] these = one.channelValues(channel);
        double[] those = other.channelValues(channel);
        int count = 0;
        for (int row = 0; row < these.length; row++) {
            count += Double.compare(these[row], those[row]) == 0 ? 0 : 1;
        }
        return count;
    }

    private static int rowsDiffering(TimeSeries one, TimeSeries other) {
        int count = 0;
        for (int row = 0; row < one.length(); row++) {
            count += Arrays.equals(one.row(row), other.row(row)) ? 0 : 1;
        }
        return count;
    }

    @ParameterizedTest
    @EnumSource
    void theSameEachTimeAndLabelsAndLengthStay(Disturbance disturbance) {
        BenchmarkSeries before = prefixed();
        BenchmarkSeries one = disturbance.of(before);
        BenchmarkSeries two = disturbance.of(prefixed());
        assertThat(Disturbance.parse(disturbance.label())).isEqualTo(disturbance);
        assertThat(rowsDiffering(one.train(), two.train())).isZero();
        assertThat(rowsDiffering(one.scored(), two.scored())).isZero();
        assertThat(one.labels()).isEqualTo(before.labels());
        assertThat(one.scored().length()).isEqualTo(ROWS);
        assertThat(one.name()).isEqualTo("plant");
    }

    @ParameterizedTest
    @CsvSource({"CONTAMINATED_1, 0.01", "CONTAMINATED_5, 0.05", "CONTAMINATED_10, 0.1"})
    void aShareOfTheTrainRowsIsMadeAnomalousAndNothingElse(Disturbance disturbance, double share) {
        BenchmarkSeries before = prefixed();
        BenchmarkSeries after = disturbance.of(before);
        // an anomaly leaves some of its rows as they were, and all but its own channels
        assertThat(rowsDiffering(before.train(), after.train()) / (double) TRAIN)
                .isBetween(0.4 * share, share);
        assertThat(rowsDiffering(before.scored(), after.scored())).isZero();
    }

    @ParameterizedTest
    @CsvSource({"MISSING_1, 0.01", "MISSING_5, 0.05", "MISSING_20, 0.2"})
    void cellsAreMissingByThemselves(Disturbance disturbance, double chance) {
        BenchmarkSeries after = disturbance.of(prefixed());
        for (int channel = 0; channel < 3; channel++) {
            int missing = 0;
            for (int row = 0; row < ROWS; row++) {
                missing += after.scored().isMissing(channel, row) ? 1 : 0;
            }
            assertThat(missing / (double) ROWS).isCloseTo(chance, within(5 * Math.sqrt(chance / ROWS)));
        }
        assertThat(rowsDiffering(after.train(), after.scored().slice(0, TRAIN))).isZero();
    }

    @ParameterizedTest
    @CsvSource({"NOISE_10, 0.1", "NOISE_30, 0.3", "NOISE_100, 1"})
    void noiseIsInUnitsOfTheSpreadOfTheTrainPart(Disturbance disturbance, double share) {
        BenchmarkSeries before = prefixed();
        BenchmarkSeries after = disturbance.of(before);
        for (int channel = 0; channel < 3; channel++) {
            double[] clean = before.scored().channelValues(channel);
            double[] noisy = after.scored().channelValues(channel);
            double squares = 0;
            for (int row = 0; row < ROWS; row++) {
                squares += (noisy[row] - clean[row]) * (noisy[row] - clean[row]);
            }
            double spread = Injection.spread(before.train().channelValues(channel));
            assertThat(Math.sqrt(squares / ROWS)).isCloseTo(share * spread, within(0.05 * share * spread));
        }
        assertThat(rowsDiffering(after.train(), after.scored().slice(0, TRAIN))).isZero();
    }

    @Test
    void partsThatAreNoPrefixAreDisturbedApart() {
        TimeSeries train = sines(TRAIN, 1);
        BenchmarkSeries apart =
                new BenchmarkSeries("plant", "toy", train, sines(ROWS, 0), Labels.all(Labels.State.NORMAL, ROWS));
        BenchmarkSeries after = Disturbance.NOISE_10.of(apart);
        assertThat(after.train().length()).isEqualTo(TRAIN);
        assertThat(rowsDiffering(after.train(), train)).isEqualTo(TRAIN);
        double[] noise = new double[2];
        noise[0] = after.train().value(0, 5) - train.value(0, 5);
        noise[1] = after.scored().value(0, 5) - apart.scored().value(0, 5);
        assertThat(noise[0]).isNotEqualTo(noise[1]);
    }

    @Test
    void jitterReadsBetweenRowsAndTheRowTogether() {
        BenchmarkSeries before = prefixed();
        TimeSeries after = Disturbance.JITTER_50.of(before).scored();
        double steepest = 0;
        for (int row = 1; row < ROWS; row++) {
            steepest = Math.max(
                    steepest,
                    Math.abs(before.scored().value(0, row) - before.scored().value(0, row - 1)));
        }
        double most = 0;
        for (int row = 1; row + 1 < ROWS; row++) {
            double moved = after.value(0, row) - before.scored().value(0, row);
            most = Math.max(most, Math.abs(moved));
            // where both rise, both are read late or both early
            if (before.scored().value(0, row + 1) > before.scored().value(0, row)
                    && before.scored().value(0, row) > before.scored().value(0, row - 1)
                    && row % 7 > 0
                    && row % 7 < 6) {
                assertThat(Math.signum(moved))
                        .isEqualTo(Math.signum(
                                after.value(2, row) - before.scored().value(2, row)));
            }
        }
        assertThat(most).isBetween(0.4 * steepest, 0.5 * steepest);
        assertThat(differing(after, before.scored(), 0)).isGreaterThan(ROWS * 9 / 10);
    }

    @Test
    void theLaterRowsOfTheTrainPartStay() {
        BenchmarkSeries before = prefixed();
        TimeSeries half = Disturbance.TRAIN_HALF.of(before).train();
        assertThat(half.length()).isEqualTo(TRAIN / 2);
        assertThat(half.row(0)).isEqualTo(before.train().row(TRAIN / 2));
        assertThat(Disturbance.TRAIN_QUARTER.of(before).train().length()).isEqualTo(TRAIN / 4);
        TimeSeries whole = sines(ROWS, 0);
        BenchmarkSeries brief =
                new BenchmarkSeries("plant", "toy", whole.slice(0, 20), whole, Labels.all(Labels.State.NORMAL, ROWS));
        assertThatThrownBy(() -> Disturbance.TRAIN_QUARTER.of(brief))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("would leave 5");
    }

    @Test
    void casesAreNamedByTheirDisturbance() {
        BenchmarkCase source = new BenchmarkCase() {
            @Override
            public String name() {
                return "set/plant#2";
            }

            @Override
            public String family() {
                return "toy";
            }

            @Override
            public long cells() {
                return 7;
            }

            @Override
            public BenchmarkSeries load() {
                return prefixed();
            }
        };
        DisturbedCase disturbed = new DisturbedCase(source, Disturbance.MISSING_5);
        assertThat(disturbed.name()).isEqualTo("set/plant#2#missing-5");
        assertThat(DisturbedCase.sourceName(disturbed.name())).isEqualTo(source.name());
        assertThat(DisturbedCase.disturbance(disturbed.name())).isEqualTo(Disturbance.MISSING_5);
        assertThat(disturbed.load().scored().hasMissing()).isTrue();
        assertThatThrownBy(() -> DisturbedCase.disturbance("plant#missing-7"))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("missing-20");
    }
}
