package io.vigie.bench.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigie.series.BadInputException;
import io.vigie.series.Labels;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevelopmentSetsTest {
    @TempDir
    private Path folder;

    private static List<String> names(List<BenchmarkCase> cases) {
        return cases.stream().map(BenchmarkCase::name).toList();
    }

    private DevelopmentSets small() {
        TsbAdFolder.write(folder);
        SmallFolder data = new SmallFolder(folder).smd().asd().tep().nab();
        for (String list : List.of("", "-Eva", "-Tuning")) {
            data.write("tsb-ad/lists/TSB-AD-U" + list + ".csv", "file_name\n");
        }
        return DevelopmentSets.of(data.folder());
    }

    @Test
    void setsWhoseFolderIsThereTakePart() {
        DevelopmentSets sets = small();

        assertThat(names(sets.cases(Track.MULTIVARIATE)))
                .containsExactly(
                        "Tun/" + TsbAdFolder.TUNING,
                        "Neither/" + TsbAdFolder.NEITHER,
                        "SMD/machine-1-10",
                        "ASD/omi-1",
                        "TEP/d01",
                        "injected/Tun/" + TsbAdFolder.TUNING + "/spike-1",
                        "injected/SMD/machine-1-10/noise-3");
        assertThat(sets.cases(Track.UNIVARIATE, DevelopmentSets.NAB))
                .as("the series without a window has no labels to rank by")
                .extracting(BenchmarkCase::name)
                .containsExactly("NAB/toy/jump.csv");
        assertThat(sets.missing(Track.MULTIVARIATE)).containsExactly("Tun/" + TsbAdFolder.ABSENT);
        assertThat(DevelopmentSets.of(DataFolder.of(folder.resolve("nab"))).cases(Track.UNIVARIATE))
                .isEmpty();
    }

    @Test
    void familiesAreSetsAndTheTestPartTeachesWithItsPrefix() {
        DevelopmentSets sets = small();

        BenchmarkSeries series =
                sets.caseNamed(Track.UNIVARIATE, "NAB/toy/jump.csv").load();
        assertThat(series.name()).isEqualTo("NAB/toy/jump.csv");
        assertThat(series.family()).isEqualTo("NAB");
        assertThat(series.train().length()).as("as TSB-AD: 500 at least").isEqualTo(500);
        assertThat(series.train().value(0, 3)).isEqualTo(series.scored().value(0, 3));
        assertThat(series.labels().anomalies().get(0).from()).isEqualTo(591);
        BenchmarkSeries server = sets.caseNamed(Track.MULTIVARIATE, "ASD/omi-1").load();
        assertThat(server.train().length()).as("the train part of its own").isEqualTo(300);
        assertThat(server.scored().length()).isEqualTo(200);
        BenchmarkSeries injected = sets.caseNamed(Track.MULTIVARIATE, "injected/Tun/" + TsbAdFolder.TUNING + "/spike-1")
                .load();
        assertThat(injected.scored().length()).as("the longest normal stretch").isEqualTo(700);
        assertThat(injected.train().length()).isEqualTo(175);
        assertThat(injected.labels().anomalies()).singleElement().satisfies(anomaly -> {
            assertThat(anomaly.from()).isGreaterThanOrEqualTo(275);
            assertThat(anomaly.length()).isBetween(1, 3);
        });
        assertThatThrownBy(() -> sets.caseNamed(Track.UNIVARIATE, "ASD/omi-1"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("ASD/omi-1")
                .hasMessageContaining("--list");
    }

    @Test
    void theSetsHaveTheirSizes() {
        DevelopmentSets sets = DevelopmentSets.of(RealData.folder());
        assertThat(sizes(sets, Track.MULTIVARIATE))
                .isEqualTo(Map.of(
                        "Tun",
                        6,
                        "NASA",
                        32,
                        "SMD",
                        6,
                        "ASD",
                        6,
                        "JumpStarter",
                        5,
                        "SKAB",
                        9,
                        "TEP",
                        6,
                        "injected",
                        25));
        assertThat(sizes(sets, Track.UNIVARIATE))
                .isEqualTo(Map.of("Tun", 23, "Neither", 82, "NASA", 33, "NAB", 24, "injected", 105));
    }

    private static Map<String, Integer> sizes(DevelopmentSets sets, Track track) {
        Map<String, Integer> sizes = new HashMap<>();
        List<BenchmarkCase> cases = sets.cases(track);
        assertThat(names(cases)).doesNotHaveDuplicates();
        cases.forEach(found -> sizes.merge(found.family(), 1, Integer::sum));
        return sizes;
    }

    /** The names tell the source: SET/SERIES, or injected/SET/SERIES/KIND-COUNT. */
    @Test
    void noSeriesIsReportOnly() {
        DataFolder data = RealData.folder();
        DevelopmentSets sets = DevelopmentSets.of(data);
        TsbAd official = TsbAd.of(data);
        Map<String, String> folders = Map.of("NASA", "smap-msl", "SMD", "smd", "NAB", "nab");
        Set<String> checked = new TreeSet<>();
        for (Track track : Track.values()) {
            for (BenchmarkCase found : sets.cases(track)) {
                boolean injected = found.family().equals("injected");
                String source = injected
                        ? found.name()
                                .substring("injected/".length(), found.name().lastIndexOf('/'))
                        : found.name();
                String set = source.substring(0, source.indexOf('/'));
                String series = source.substring(source.indexOf('/') + 1);
                String dataSet = folders.get(set);
                if (dataSet != null) {
                    assertThat(TsbAdOverlap.reportOnly(dataSet, series))
                            .as(found.name())
                            .isFalse();
                    checked.add(set);
                } else if (set.equals("Tun") || set.equals("Neither")) {
                    for (Track either : Track.values()) {
                        assertThat(official.official(either, Split.EVA)).doesNotContain(series);
                    }
                    assertThat(injected && TsbAdOverlap.sharesSeriesWithEva(series))
                            .as(found.name())
                            .isFalse();
                    checked.add(set);
                }
            }
        }
        assertThat(checked).containsExactlyInAnyOrder("Tun", "Neither", "NASA", "SMD", "NAB");
    }

    @Test
    void everyInjectedSeriesCanBeMade() {
        DevelopmentSets sets = DevelopmentSets.of(RealData.folder());
        Map<String, Integer> kinds = new HashMap<>();
        for (Track track : Track.values()) {
            for (BenchmarkCase found : sets.cases(track, DevelopmentSets.INJECTED)) {
                BenchmarkSeries series = found.load();
                int count = series.labels().anomalies().size();
                assertThat(found.name()).endsWith("-" + count);
                assertThat(series.scored().length()).isBetween(500, 6000);
                assertThat(series.labels().slice(0, series.train().length()).count(Labels.State.ANOMALOUS))
                        .isZero();
                assertThat(series.scored().channelCount()).satisfies(channels -> {
                    assertThat(channels == 1).isEqualTo(track == Track.UNIVARIATE);
                });
                kinds.merge(found.name().replaceFirst(".*/([a-z-]+)-\\d$", "$1"), 1, Integer::sum);
            }
        }
        assertThat(kinds).hasSize(InjectionKind.values().length);
        assertThat(kinds.values()).allMatch(number -> number >= 10 && number <= 12);
    }

    /** Every name of TSB-AD at hand: the rule gives the train rows that the name states. */
    @Test
    void trainRowsFollowTheRuleOfTsbAd() {
        assertThat(TsbAd.trainRows(4032, 1437)).isEqualTo(1008);
        assertThat(TsbAd.trainRows(2430, 630)).isEqualTo(530);
        assertThat(TsbAd.trainRows(1623, 271)).isEqualTo(500);
        assertThat(TsbAd.trainRows(650_000, 539_948)).isEqualTo(50_000);
        assertThat(TsbAd.trainRows(300, 300)).isEqualTo(300);
        TsbAd files = TsbAd.of(RealData.folder());
        for (BenchmarkCase file : files.cases(Track.UNIVARIATE, Split.TUNING)) {
            assertThat(TsbAd.trainRows(file.load().scored().length(), TsbAd.firstAnomaly(file.name())))
                    .isEqualTo(TsbAd.trainRows(file.name()));
        }
    }
}
