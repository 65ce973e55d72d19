package io.vigie.bench.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigie.detect.OptionException;
import io.vigie.series.Interval;
import io.vigie.series.Labels;
import io.vigie.series.TimeSeries;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class RepairTaskTest {
    @Test
    void plantingLeavesTheTruthBeside() {
        RepairTask task = RepairTask.planted(InjectionTest.plant(2, 5000), InjectionKind.SHIFT);

        Labels planted = task.planted().orElseThrow();
        TimeSeries clean = task.clean().orElseThrow();
        assertThat(task.name()).isEqualTo("plant shift");
        assertThat(task.train().length()).isEqualTo(3000);
        assertThat(planted.anomalies()).hasSize(6);
        for (int row = 0; row < clean.length(); row++) {
            boolean changed = false;
            for (int c = 0; c < 4; c++) {
                changed |= clean.value(c, row) != task.judged().value(c, row);
            }
            assertThat(changed).as("row %d", row).isEqualTo(inside(planted.anomalies(), row));
        }
    }

    private static boolean inside(List<Interval> rows, int row) {
        return rows.stream().anyMatch(one -> one.contains(row));
    }

    @Test
    void anUnknownSetIsRefusedWithThoseThereAre() {
        assertThatThrownBy(() -> RepairTask.of(DataFolder.find(Path.of(".")), "msl", Scope.ALL))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("'msl'")
                .hasMessageContaining("planted, smd");
    }
}
