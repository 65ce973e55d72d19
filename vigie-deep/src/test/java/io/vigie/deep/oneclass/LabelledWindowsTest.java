package io.vigie.deep.oneclass;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.deep.DrawnSeries;
import io.vigie.detect.TrainingSet;
import io.vigie.series.Interval;
import io.vigie.series.Labels;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LabelledWindowsTest {
    private static final int ROWS = 60;
    private static final int WINDOW = 8;
    private static final Interval ANOMALY = new Interval(30, 40);

    /** Two channels at levels of 5 and -2, 3 higher in the anomaly. */
    private static double[][] run() {
        double[][] values = new double[2][ROWS];
        for (int row = 0; row < ROWS; row++) {
            double more = ANOMALY.contains(row) ? 3 : 0;
            values[0][row] = 5 + more;
            values[1][row] = -2 + more;
        }
        return values;
    }

    private static TrainingSet labelled(double[][] values, Interval anomaly) {
        return TrainingSet.of(
                List.of(new TrainingSet.Item(DrawnSeries.of(values), Labels.ofIntervals(ROWS, List.of(anomaly)))));
    }

    private static LabelledWindows.Drawn drawn(LabelledWindows windows) {
        return windows.draw(20, new SplittableRandom(3));
    }

    @Test
    void everyWindowHoldsRowsOfTheAnomalyAndSaysWhich() {
        LabelledWindows.Drawn drawn = drawn(LabelledWindows.of(labelled(run(), ANOMALY), WINDOW));

        for (int i = 0; i < 20; i++) {
            int anomalous = 0;
            for (int t = 0; t < WINDOW; t++) {
                float flag = drawn.rows()[i * WINDOW + t];
                anomalous += (int) flag;
                assertThat(drawn.windows()[2 * i * WINDOW + t]).isEqualTo(5 + 3 * flag);
                assertThat(drawn.windows()[(2 * i + 1) * WINDOW + t]).isEqualTo(-2 + 3 * flag);
            }
            assertThat(anomalous).isPositive();
        }
    }

    @Test
    void whatCannotBeLearnedFromIsTold() {
        LabelledWindows windows = LabelledWindows.of(labelled(run(), ANOMALY), ROWS + 1);
        assertThat(windows.isEmpty()).isTrue();
        assertThat(windows.told())
                .containsExactly(
                        "1 labelled anomaly in series shorter than the window, 61 rows, could not be learned from");
    }
}
