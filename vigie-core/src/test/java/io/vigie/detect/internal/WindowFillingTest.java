package io.vigie.detect.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.detect.Imputation;
import io.vigie.detect.RunContext;
import io.vigie.series.Channel;
import io.vigie.series.TimeAxis;
import io.vigie.series.TimeSeries;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowFillingTest {
    @ParameterizedTest
    @CsvSource({"100,8", "100,7", "100,1", "9,8", "8,8", "50,2", "64,16"})
    void windowsOfABlockCoverItAndReachItFromWhatIsKnown(int rows, int window) {
        int quarter = window / 4;
        for (int from = 0; from < rows; from++) {
            for (int to = from + 1; to <= rows; to++) {
                int first = Math.min(quarter, Math.max(from, rows - to)); // known to the window that is told first
                boolean[] known = new boolean[rows];
                for (int row = 0; row < rows; row++) {
                    known[row] = row < from || row >= to;
                }
                for (int start : WindowFilling.starts(new WindowFilling.Block(from, to), rows, window)) {
                    assertThat(start).isBetween(0, rows - window);
                    int seen = 0;
                    for (int row = start; row < start + window; row++) {
                        seen += known[row] ? 1 : 0;
                        known[row] = true;
                    }
                    assertThat(seen).as("new").isLessThan(window);
                    assertThat(seen).as("known").isGreaterThanOrEqualTo(first);
                    first = quarter;
                }
                assertThat(known).doesNotContain(false);
            }
        }
    }

    @Test
    void fromTheStartAndTheEndOfASeriesABlockIsToldInOneDirection() {
        assertThat(WindowFilling.starts(new WindowFilling.Block(0, 20), 100, 8)).containsExactly(16, 12, 8, 4, 0);
        assertThat(WindowFilling.starts(new WindowFilling.Block(80, 100), 100, 8))
                .containsExactly(76, 80, 84, 88, 92);
        assertThat(WindowFilling.starts(new WindowFilling.Block(40, 60), 100, 8))
                .containsExactly(36, 56, 40, 52, 46);
    }

    @Test
    void hiddenRowsThatLieNearAreOneBlock() {
        boolean[][] hidden = new boolean[2][100];
        hidden[0][10] = true;
        hidden[1][14] = true; // three rows between
        hidden[0][19] = true; // four rows between
        hidden[0][99] = true;
        assertThat(WindowFilling.blocks(hidden, 100, 8))
                .containsExactly(
                        new WindowFilling.Block(10, 15),
                        new WindowFilling.Block(19, 20),
                        new WindowFilling.Block(99, 100));
    }

    /** One more than the mean of what is known, with noise: whoever fills sees no hidden value, and goes on from its own. */
    @Test
    void theFillerSeesWhatIsKnownAndItsOwnDrawOnly() {
        int rows = 60;
        double[][] values = new double[2][rows];
        boolean[][] hidden = new boolean[2][rows];
        for (int row = 0; row < rows; row++) {
            values[0][row] = 1;
            values[1][row] = 2;
            hidden[0][row] = row >= 20 && row < 45;
            if (hidden[0][row]) {
                values[0][row] = Double.MAX_VALUE;
            }
        }
        TimeSeries series =
                TimeSeries.of("steps", TimeAxis.rows(rows), List.of(Channel.of("a"), Channel.of("b")), values);
        Imputation told = WindowFilling.impute(
                series, hidden, 8, 3, RunContext.defaults(), WindowFillingTest::firstKnownPlusDraw);
        for (int row = 0; row < rows; row++) {
            assertThat(told.value(0, 1, row)).isEqualTo(2);
            for (int draw = 0; draw < 3; draw++) {
                double value = told.value(draw, 0, row);
                if (hidden[0][row]) {
                    assertThat((value - 1) % (draw + 1)).isZero();
                    assertThat(value).isBetween(2.0 + draw, 1 + (draw + 1) * 7.0);
                } else {
                    assertThat(value).isEqualTo(1);
                }
            }
        }
    }

    private static void firstKnownPlusDraw(float[] windows, boolean[] unknown, int firstDraw, RandomGenerator random) {
        for (int draw = 0; draw < windows.length / unknown.length; draw++) {
            int at = draw * unknown.length;
            int known = 0;
            while (unknown[known]) {
                known++;
            }
            float value = windows[at + known] + firstDraw + draw + 1;
            for (int i = 0; i < unknown.length; i++) {
                windows[at + i] = unknown[i] ? value : windows[at + i];
            }
        }
    }
}
