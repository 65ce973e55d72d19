package io.vigie.detect.impute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vigie.detect.Imputation;
import io.vigie.detect.Imputer;
import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.series.BadInputException;
import io.vigie.series.Channel;
import io.vigie.series.TimeAxis;
import io.vigie.series.TimeSeries;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImputationMethodsTest {
    private static final int PERIOD = 20;

    private final RunContext context = RunContext.defaults();

    private static TimeSeries series(int rows, IntToDoubleFunction... channels) {
        double[][] values = new double[channels.length][rows];
        List<Channel> names = new ArrayList<>();
        for (int c = 0; c < channels.length; c++) {
            names.add(Channel.of("c" + c));
            for (int row = 0; row < rows; row++) {
                values[c][row] = channels[c].applyAsDouble(row);
            }
        }
        return TimeSeries.of("made", TimeAxis.rows(rows), names, values);
    }

    /** Two channels of one cycle without noise. */
    private static TimeSeries cycles(int rows) {
        return series(
                rows, row -> Math.sin(2 * Math.PI * row / PERIOD), row -> Math.cos(2 * Math.PI * row / PERIOD) * 2);
    }

    private static boolean[][] hide(TimeSeries series, int channel, int from, int to) {
        boolean[][] hidden = new boolean[series.channelCount()][series.length()];
        for (int row = from; row < to; row++) {
            hidden[channel][row] = true;
        }
        return hidden;
    }

    private FittedImputer fit(String method, TimeSeries train) {
        return ImputationMethods.parse(method).fit(TrainingSet.of(train), context);
    }

    @Test
    void straightLinesAreFilledByBothCurvesAndEndsAreRepeated() {
        TimeSeries line = series(30, row -> 3 - 0.5 * row);
        boolean[][] hidden = hide(line, 0, 10, 17);
        hidden[0][0] = true;
        hidden[0][29] = true;
        for (Interpolation curve : Interpolation.values()) {
            Imputation told = curve.impute(line, hidden, 5, context);
            assertThat(told.draws()).isEqualTo(1);
            for (int row = 10; row < 17; row++) {
                assertThat(told.mean(0, row)).as(curve.name()).isCloseTo(line.value(0, row), within(1e-6));
            }
            assertThat(told.mean(0, 0)).isCloseTo(line.value(0, 1), within(1e-6));
            assertThat(told.mean(0, 29)).isCloseTo(line.value(0, 28), within(1e-6));
        }
    }

    /** SciPy 1.17.1: {@code CubicSpline([0,1,2,3,7,9,10], [0,1,.5,-1,2,2.5,0], bc_type='natural')} at 4, 5, 6 and 8. */
    @Test
    void theSplineIsSciPysNaturalCubicSpline() {
        double[] values = {0, 1, 0.5, -1, 9, 9, 9, 2, 9, 2.5, 0};
        TimeSeries seen = series(values.length, row -> values[row]);
        boolean[][] hidden = hide(seen, 0, 4, 7);
        hidden[0][8] = true;

        Imputation told = Interpolation.SPLINE.impute(seen, hidden, 1, context);

        double[] reference = {-1.458765315739868, -0.779453345900094, 0.5395852968897268, 2.9969957587181906};
        int[] rows = {4, 5, 6, 8};
        for (int i = 0; i < rows.length; i++) {
            assertThat(told.mean(0, rows[i])).isCloseTo(reference[i], within(1e-6));
        }
    }

    @Test
    void aChannelOfWhichNothingIsSeenIsItsCentre() {
        TimeSeries cycles = cycles(80);
        Imputation told = Interpolation.LINEAR.impute(cycles, hide(cycles, 0, 0, 80), 1, context);
        assertThat(told.mean(0, 40)).isZero();
        assertThat(told.mean(1, 40)).isEqualTo(cycles.value(1, 40));
    }

    /** A gap of six windows is filled from the other channel and from what was filled before. */
    @ParameterizedTest
    @ValueSource(ints = {1, 10, 200})
    void nearestWindowsGoOnWithACycle(int gap) {
        TimeSeries cycles = cycles(400);
        try (FittedImputer knn = fit("knn(window=32,neighbours=3)", cycles)) {
            Imputation told = knn.impute(cycles, hide(cycles, 0, 100, 100 + gap), 3, context);
            for (int row = 100; row < 100 + gap; row++) {
                for (int draw = 0; draw < 3; draw++) {
                    assertThat(told.value(draw, 0, row)).isCloseTo(cycles.value(0, row), within(1e-5));
                }
            }
        }
    }

    /** What stands in hidden cells, and where nothing was measured, changes nothing. */
    @Test
    void whatIsHiddenIsNotLookedAt() {
        TimeSeries cycles = cycles(200);
        boolean[][] filled = new boolean[2][];
        filled[1] = new boolean[200];
        double[][] values = {cycles.channelValues(0), cycles.channelValues(1)};
        for (int row = 80; row < 90; row++) {
            values[0][row] = 1e6;
            values[1][row + 10] = -1e6;
            filled[1][row + 10] = true;
        }
        TimeSeries spoilt =
                TimeSeries.wrap("spoilt", cycles.time(), cycles.schema().channels(), values, filled);
        try (FittedImputer knn = fit("knn(window=32)", cycles)) {
            Imputation told = knn.impute(spoilt, hide(cycles, 0, 80, 90), 2, context);
            for (int row = 80; row < 90; row++) {
                assertThat(told.mean(0, row)).isCloseTo(cycles.value(0, row), within(1e-5));
            }
        }
    }

    @Test
    void threadsChangeNothingAndSeedsDo() {
        TimeSeries noise = series(
                600, row -> Math.sin(row * 12.9898) * 43758.5453 % 1, row -> Math.sin(row * 78.233) * 4375.85 % 1);
        boolean[][] hidden = hide(noise, 0, 50, 300);
        hidden[1][500] = true;
        try (FittedImputer knn = fit("knn(window=16)", noise)) {
            Imputation one = knn.impute(noise, hidden, 40, context.withThreads(1));
            Imputation four = knn.impute(noise, hidden, 40, context.withThreads(4));
            Imputation other = knn.impute(noise, hidden, 40, context.withSeed(5));
            boolean differs = false;
            for (int draw = 0; draw < 40; draw++) {
                for (int row = 0; row < 600; row++) {
                    assertThat(four.value(draw, 0, row)).isEqualTo(one.value(draw, 0, row));
                    assertThat(four.value(draw, 1, row)).isEqualTo(one.value(draw, 1, row));
                    differs |= other.value(draw, 0, row) != one.value(draw, 0, row);
                }
            }
            assertThat(differs).isTrue();
        }
    }

    @Test
    void saysWhatItCannotRead() {
        TimeSeries cycles = cycles(100);
        try (FittedImputer knn = fit("knn(window=32)", cycles)) {
            TimeSeries shorter = cycles.slice(0, 20);
            assertThatThrownBy(() -> knn.impute(shorter, hide(shorter, 0, 1, 2), 1, context))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("window 32 exceeds the 20 rows");
            assertThatThrownBy(() -> knn.impute(cycles, hide(cycles, 0, 1, 2), 0, context))
                    .isInstanceOf(OptionException.class)
                    .hasMessageContaining("draws is 0");
            Imputer any = knn;
            assertThatThrownBy(() -> any.impute(cycles, hide(cycles, 0, 0, 100), 2_000_000, context))
                    .isInstanceOf(OptionException.class)
                    .hasMessageContaining("2000000 draws of 100 hidden cells");
        }
        assertThatThrownBy(() -> ImputationMethods.parse("cubic"))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("unknown imputation 'cubic'")
                .hasMessageContaining("knn, linear, spline");
        assertThatThrownBy(() -> ImputationMethods.parse("kmeans"))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("detector 'kmeans' cannot fill gaps");
        assertThatThrownBy(() -> ImputationMethods.parse("knn(neighbours=0)"))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("neighbours is 0");
    }
}
