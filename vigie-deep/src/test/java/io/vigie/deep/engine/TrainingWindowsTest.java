package io.vigie.deep.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TrainingWindowsTest {
    @Test
    void cutsEverySeriesInTimeOrder() {
        TrainingWindows windows =
                new TrainingWindows(List.of(EngineData.counting(2, 100), EngineData.counting(2, 50)), 10, 0, 0.2);

        // rows 0..79 and 0..39 to learn from, 80..99 and 40..49 to measure on, no row in both
        assertThat(windows.trainCount()).isEqualTo(71 + 31);
        assertThat(windows.validationCount()).isEqualTo(11 + 1);
        float[] held = new float[2 * 2 * 10];
        windows.copyTrain(new int[] {70, 71}, 0, 2, held);
        assertThat(held[9]).isEqualTo(79f);
        assertThat(held[10]).as("second channel").isEqualTo(1070f);
        assertThat(held[20]).as("second series").isEqualTo(0f);
        windows.copyValidation(new int[] {0, 11}, 0, 2, held);
        assertThat(held[0]).isEqualTo(80f);
        assertThat(held[20]).isEqualTo(40f);
        assertThat(held[39]).isEqualTo(1049f);
    }

    @Test
    void contextMayReachBackIntoTheTrainPart() {
        TrainingWindows windows = new TrainingWindows(List.of(EngineData.counting(1, 100)), 10, 8, 0.05);

        assertThat(windows.trainCount()).isEqualTo(86);
        assertThat(windows.validationCount())
                .as("two rows told of the last five")
                .isEqualTo(4);
        float[] first = new float[10];
        windows.copyValidation(new int[] {0}, 0, 1, first);
        assertThat(first[8]).isEqualTo(95f);
    }

    @Test
    void shortSeriesSpareNothing() {
        TrainingWindows windows = new TrainingWindows(List.of(EngineData.counting(1, 12)), 10, 0, 0.2);

        assertThat(windows.trainCount()).isEqualTo(3);
        assertThat(windows.validationCount()).isZero();
        assertThat(windows.range(0)).containsExactly(0f, 11f);
    }

    @Test
    void spreadsEvenly() {
        assertThat(TrainingWindows.spread(10, 4)).containsExactly(0, 2, 5, 7);
        assertThat(TrainingWindows.spread(3, 4)).containsExactly(0, 1, 2);
    }
}
