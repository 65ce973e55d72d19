package io.vigie.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vigie.series.Channel;
import io.vigie.series.TimeAxis;
import io.vigie.series.TimeSeries;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImputationTest {
    private static final int DRAWS = 9;

    private final TimeSeries series = TimeSeries.of(
            "two", TimeAxis.rows(3), List.of(Channel.of("a"), Channel.of("b")), new double[][] {{1, 2, 3}, {4, 5, 6}});

    /** Channel b, row 1 is hidden; its draws are 10, 20, ..., 90 in another order. */
    private Imputation told() {
        boolean[][] hidden = {{false, false, false}, {false, true, false}};
        Imputation.Builder builder = new Imputation.Builder(series, hidden, DRAWS);
        for (int draw = 0; draw < DRAWS; draw++) {
            builder.set(draw, 1, 1, 10 * (1 + (4 * draw) % DRAWS));
            builder.set(draw, 0, 0, -1); // not hidden
        }
        return builder.build();
    }

    @Test
    void cellsThatWereSeenAreThoseOfTheSeries() {
        Imputation told = told();
        assertThat(told.isHidden(0, 0)).isFalse();
        assertThat(told.value(3, 0, 0)).isEqualTo(1);
        assertThat(told.mean(0, 2)).isEqualTo(3);
        assertThat(told.quantile(1, 2, 0.1)).isEqualTo(6);
        assertThat(told.drawn(2).channelValues(0)).containsExactly(1, 2, 3);
        assertThat(told.hiddenRows(0)).isEmpty();
        assertThat(told.hiddenRows(1)).containsExactly(1);
    }

    @Test
    void meanAndQuantilesAreThoseOfTheDraws() {
        Imputation told = told();
        assertThat(told.mean(1, 1)).isEqualTo(50);
        assertThat(told.quantile(1, 1, 0.5)).isEqualTo(50);
        assertThat(told.quantile(1, 1, 0.25)).isCloseTo(25, within(1e-9));
        assertThat(told.quantile(1, 1, 0)).isEqualTo(10);
        assertThat(told.quantile(1, 1, 1)).isEqualTo(90);
        assertThat(told.drawn(1).value(1, 1)).isEqualTo(50);
        assertThat(told.expected().channelValues(1)).containsExactly(4, 50, 6);
    }

    @Test
    void evaluationsAreNoneUntilTheyAreCountedAndChangeNothingElse() {
        Imputation told = told();
        assertThat(told.evaluations()).isZero();
        Imputation counted = told.withEvaluations(72);
        assertThat(counted.evaluations()).isEqualTo(72);
        assertThat(counted.draws()).isEqualTo(DRAWS);
        assertThat(counted.value(4, 1, 1)).isEqualTo(told.value(4, 1, 1));
    }

    @Test
    void refusesMoreThanHalfAGibibyteWithTheRowsThatItHolds() {
        boolean[][] hidden = {{true, false, false}, {false, true, false}};
        int most = (1 << 26) - 1; // of two cells with a row each
        assertThatThrownBy(() -> new Imputation.Builder(series, hidden, most + 1))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining((most + 1) + " draws of 2 hidden cells")
                .hasMessageContaining("use at most " + most + " draws");
    }

    @Test
    void refusesWhatIsNoShareAndNoMask() {
        assertThatThrownBy(() -> told().quantile(1, 1, 1.5)).hasMessageContaining("share is 1.5");
        assertThatThrownBy(() -> new Imputation.Builder(series, new boolean[2][2], 1))
                .hasMessageContaining("3 rows of 'two'");
    }
}
