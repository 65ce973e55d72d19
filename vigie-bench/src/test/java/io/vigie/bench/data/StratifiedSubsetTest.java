package io.vigie.bench.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StratifiedSubsetTest {
    @Test
    void dealsByTheRule() {
        List<String> names = new ArrayList<>();
        for (int i = 1; i <= 6; i++) {
            names.add(name(i, "Big"));
        }
        names.add(name(7, "Small"));
        for (int i = 8; i <= 10; i++) {
            names.add(name(i, "Middle"));
        }

        // one each; then 6/2 = 3 to Big, 6/3 = 2 to Big, then 1.5 twice: Big by its name
        assertThat(StratifiedSubset.of(names, 6))
                .containsExactly(
                        name(1, "Big"),
                        name(3, "Big"),
                        name(4, "Big"),
                        name(6, "Big"),
                        name(7, "Small"),
                        name(9, "Middle"));
        assertThat(StratifiedSubset.of(names, 1)).hasSize(3);
        assertThat(StratifiedSubset.of(names, 99)).isEqualTo(names);
    }

    @ParameterizedTest
    @EnumSource(Track.class)
    void theCommittedListIsThatOfTheFilesAtHand(Track track) {
        TsbAd tsbAd = TsbAd.of(RealDataFolder.with("tsb-ad"));
        List<String> there =
                tsbAd.cases(track, Split.EVA).stream().map(BenchmarkCase::name).toList();
        int size = track == Track.MULTIVARIATE ? 20 : 30;
        List<String> committed = tsbAd.official(track, Split.EVA_SUBSET);
        Set<String> families = there.stream().map(TsbAd::family).collect(Collectors.toSet());

        assertThat(committed).isEqualTo(StratifiedSubset.of(there, size)).hasSize(size);
        assertThat(committed).map(TsbAd::family).containsAll(families);
    }

    private static String name(int number, String family) {
        return String.format("%03d_%s_id_%d_Domain_tr_500_1st_900.csv", number, family, number);
    }
}
