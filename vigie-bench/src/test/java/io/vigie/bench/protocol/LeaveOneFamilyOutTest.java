package io.vigie.bench.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.vigie.bench.run.ResultKey;
import io.vigie.bench.run.ResultRow;
import io.vigie.series.BadInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Three families of one or two series each; every figure is worked out by hand. */
class LeaveOneFamilyOutTest {
    private static ResultRow row(String setting, String family, String file, long seed, double vusPr) {
        return row("develop-M", setting, family, file, seed, vusPr);
    }

    private static ResultRow row(String protocol, String setting, String family, String file, long seed, double vusPr) {
        return new ResultRow(
                new ResultKey(protocol, file, setting, seed),
                family,
                "",
                "2024",
                1,
                Map.of("VUS-PR", vusPr),
                0,
                0,
                0,
                "");
    }

    private static List<ResultRow> rows() {
        return new ArrayList<>(List.of(
                // means by family: default .5 .5 .5, long .7 .6 .1, short .4 .4 .9
                row("vigie", "A", "a1", 1, 0.4),
                row("vigie", "A", "a2", 1, 0.6),
                row("vigie", "B", "b", 1, 0.4),
                row("vigie", "B", "b", 2, 0.6),
                row("vigie", "C", "c", 1, 0.5),
                row("long", "A", "a1", 1, 0.6),
                row("long", "A", "a2", 1, 0.8),
                row("long", "B", "b", 1, 0.6),
                row("long", "C", "c", 1, 0.1),
                row("short", "A", "a1", 1, 0.4),
                row("short", "A", "a2", 1, 0.4),
                row("short", "B", "b", 1, 0.4),
                row("short", "C", "c", 1, 0.9)));
    }

    @Test
    void theChoiceIsMadeOnTheOtherFamilies() {
        LeaveOneFamilyOut study = LeaveOneFamilyOut.of(rows(), "vigie");
        assertThat(study.settings()).containsExactly("vigie", "long", "short");
        assertThat(study.families()).hasSize(3);
        // without A: default (.5 + .5) / 2, long (.6 + .1) / 2, short (.4 + .9) / 2
        LeaveOneFamilyOut.LeftOut a = study.families().get(0);
        assertThat(a.family()).isEqualTo("A");
        assertThat(a.chosen()).isEqualTo("short");
        assertThat(a.best()).isEqualTo("long");
        assertThat(a.loss()).isCloseTo(0.3, within(1e-12));
        assertThat(a.gain()).isCloseTo(-0.1, within(1e-12));
        // without C: long, which is worst on C
        LeaveOneFamilyOut.LeftOut c = study.families().get(2);
        assertThat(c.chosen()).isEqualTo("long");
        assertThat(c.loss()).isCloseTo(0.8, within(1e-12));
        assertThat(study.worstLoss()).isCloseTo(0.8, within(1e-12));
        assertThat(study.markdown())
                .contains("| A | short | .400 | long | .700 | .300 | .500 | -.100 |\n")
                .contains("| C | long | .100 | short | .900 | .800 | .500 | -.400 |\n")
                .contains("loss: .433 on average, .800 at most, over 3 families and 3 settings");
    }

    /** Two of three series of family A have one name, under two protocols: (.2 + .8 + .8) / 3. */
    @Test
    void seriesOfTwoProtocolsAreTwoSeries() {
        List<ResultRow> rows = new ArrayList<>();
        for (String setting : List.of("vigie", "other")) {
            rows.add(row("develop-M", setting, "A", "a", 1, 0.2));
            rows.add(row("develop-U", setting, "A", "a", 1, 0.8));
            rows.add(row("develop-U", setting, "A", "b", 1, 0.8));
            rows.add(row("develop-U", setting, "B", "c", 1, 0.5));
        }
        assertThat(LeaveOneFamilyOut.of(rows, "vigie").families().get(0).defaultValue())
                .isCloseTo(0.6, within(1e-12));
    }

    @Test
    void theDefaultIsKeptWhereNothingIsBetter() {
        List<ResultRow> even = List.of(
                row("other", "A", "a", 1, 0.5),
                row("other", "B", "b", 1, 0.5),
                row("vigie", "A", "a", 1, 0.5),
                row("vigie", "B", "b", 1, 0.5));
        LeaveOneFamilyOut study = LeaveOneFamilyOut.of(even, "vigie");
        assertThat(study.families())
                .extracting(LeaveOneFamilyOut.LeftOut::chosen, LeaveOneFamilyOut.LeftOut::best)
                .containsOnly(tuple("vigie", "vigie"));
        assertThat(study.worstLoss()).isZero();
    }

    @Test
    void settingsThatWereNotRunOnTheSameSeriesAreRefused() {
        List<ResultRow> rows = rows();
        rows.remove(rows.size() - 1);
        assertThatThrownBy(() -> LeaveOneFamilyOut.of(rows, "vigie"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("'short' lacks 1 of 4 series")
                .hasMessageContaining("develop-M/c");
        assertThatThrownBy(() -> LeaveOneFamilyOut.of(rows(), "usual"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("'usual' lacks 4 of 4 series")
                .hasMessageContaining("--default");
        List<ResultRow> one = rows().stream()
                .filter(row -> row.key().detector().equals("vigie"))
                .toList();
        assertThatThrownBy(() -> LeaveOneFamilyOut.of(one, "vigie"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("at least two");
    }
}
