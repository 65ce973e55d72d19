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
import org.junit.jupiter.api.Tag;
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
        assertThat(sets.missing(Track.MULTIVARIATE, DevelopmentSets.TUNING))
                .containsExactly("Tun/" + TsbAdFolder.ABSENT);
        assertThat(sets.missing(Track.MULTIVARIATE, DevelopmentSets.SMD)).isEmpty();
        assertThat(sets.missing(Track.MULTIVARIATE, DevelopmentSets.SKAB))
                .as("the whole set")
                .containsExactly("SKAB/*");
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
    void kindsTakeTurns() {
        DevelopmentSets sets = DevelopmentSets.of(RealData.folder());
        for (Track track : Track.values()) {
            Map<String, Integer> kinds = new HashMap<>();
            Map<String, Integer> counts = new HashMap<>();
            for (BenchmarkCase found : sets.cases(track, DevelopmentSets.INJECTED)) {
                String last = found.name().substring(found.name().lastIndexOf('/') + 1);
                kinds.merge(last.substring(0, last.length() - 2), 1, Integer::sum);
                counts.merge(last, 1, Integer::sum);
            }
            assertThat(kinds).hasSize(InjectionKind.values().length);
            int fewest = kinds.values().stream().min(Integer::compare).orElseThrow();
            assertThat(kinds.values()).allMatch(number -> number <= fewest + 1);
            assertThat(counts).as("each kind with 1 and with 3").hasSize(2 * kinds.size());
        }
    }

    @Test
    void injectedSeriesOfSomeSourcesCanBeMade() {
        DevelopmentSets sets = DevelopmentSets.of(RealData.folder());
        for (Track track : Track.values()) {
            List<BenchmarkCase> cases = sets.cases(track, DevelopmentSets.INJECTED);
            for (int i = 5; i < cases.size(); i += cases.size() / 4) {
                requireInjected(cases.get(i), track);
            }
        }
    }

    @Test
    @Tag("slow")
    void everyInjectedSeriesCanBeMade() {
        DevelopmentSets sets = DevelopmentSets.of(RealData.folder());
        for (Track track : Track.values()) {
            sets.cases(track, DevelopmentSets.INJECTED).forEach(found -> requireInjected(found, track));
        }
    }

    private static void requireInjected(BenchmarkCase found, Track track) {
        BenchmarkSeries series = found.load();
        assertThat(found.name()).endsWith("-" + series.labels().anomalies().size());
        assertThat(series.scored().length()).as(found.name()).isBetween(500, 6000);
        assertThat(series.scored().channelCount() == 1).isEqualTo(track == Track.UNIVARIATE);
        Labels learned = series.labels().slice(0, series.train().length());
        assertThat(learned.count(Labels.State.ANOMALOUS)).isZero();
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
