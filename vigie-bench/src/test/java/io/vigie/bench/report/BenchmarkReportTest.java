package io.vigie.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vigie.bench.data.DataFolder;
import io.vigie.bench.data.PublishedTable;
import io.vigie.bench.data.Track;
import io.vigie.bench.report.Entrant.Kind;
import io.vigie.bench.report.Entrant.LengthClass;
import io.vigie.bench.run.ResultKey;
import io.vigie.bench.run.ResultRow;
import io.vigie.series.BadInputException;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchmarkReportTest {
    private static final List<String> BASELINES =
            List.of("random", "zscore(window=100)", "pca", "knn(neighbours=1)", "kmeans");
    private static final ReportOptions OPTIONS = ReportOptions.of(Track.MULTIVARIATE);

    @TempDir
    private Path folder;

    private final List<ResultRow> rows = new ArrayList<>();

    /** Three files of two data sets; vigie .6, .8 and .1 on average over two seeds, baselines .2 everywhere. */
    @BeforeEach
    void results() {
        run("vigie", "a.csv", "X", 1, 0.5);
        run("vigie", "a.csv", "X", 2, 0.7);
        run("vigie", "b.csv", "X", 1, 0.8);
        run("vigie", "b.csv", "X", 2, 0.8);
        run("vigie", "c.csv", "Y", 1, 0.2);
        rows.add(row("TSB-AD-M", "vigie", "c.csv", "Y", 2, Map.of(), "2024", "", "out of memory"));
        for (String baseline : BASELINES) {
            run(baseline, "a.csv", "X", 1, 0.2);
            run(baseline, "b.csv", "X", 1, 0.2);
            run(baseline, "c.csv", "Y", 1, 0.2);
        }
    }

    private void run(String detector, String file, String family, long seed, double value) {
        rows.add(row("TSB-AD-M", detector, file, family, seed, Map.of("VUS-PR", value), "2024", "", ""));
    }

    private static ResultRow row(
            String protocol,
            String detector,
            String file,
            String family,
            long seed,
            Map<String, Double> metrics,
            String rule,
            String options,
            String error) {
        return new ResultRow(
                new ResultKey(protocol, file, detector, seed), family, options, rule, 100, metrics, 2, 1, 1000, error);
    }

    private PublishedTable published(String... lines) {
        try {
            Path tables = Files.createDirectories(folder.resolve("tsb-ad").resolve("published"));
            Files.writeString(tables.resolve("M_vus_pr_by_file.csv"), String.join("\n", lines) + "\n");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return PublishedTable.read(DataFolder.of(folder), Track.MULTIVARIATE, "VUS-PR");
    }

    private PublishedTable published() {
        return published(
                "file,Best,Part,SHADE,pca,ts_len,anomaly_len,num_anomaly,avg_anomaly_len",
                "a.csv,0.5,0.9,0.9,0.1,100,9,1,9.0",
                "b.csv,0.5,,0.9,0.1,100,10,1,10.0",
                "c.csv,0.5,0.1,0.9,0.1,1000,600,1,600",
                "d.csv,0.5,0.1,0.9,0.1,1000,600,1,600");
    }

    private BenchmarkReport report() {
        return BenchmarkReport.of(rows, OPTIONS, published(), null, Map.of());
    }

    private static Entrant entrant(BenchmarkReport report, String label) {
        return report.entrants().stream()
                .filter(e -> e.label().equals(label))
                .findFirst()
                .orElseThrow();
    }

    private static Difference difference(BenchmarkReport report, String rival) {
        return report.differences().stream()
                .filter(d -> d.rival().equals(rival))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void seedsAreAveragedPerFileAndAFailureIsA0() {
        Entrant vigie = report().reference();
        assertThat(vigie.values()).containsExactly(new double[] {0.6, 0.8, 0.1}, within(1e-12));
        assertThat(vigie.mean()).isCloseTo(0.5, within(1e-12));
        assertThat(vigie.familyMean()).isCloseTo((0.7 + 0.1) / 2, within(1e-12));
        assertThat(vigie.failures()).isEqualTo(1);
        assertThat(vigie.seeds()).isEqualTo(2);
        assertThat(vigie.seconds().orElseThrow()).isEqualTo(3);
    }

    @Test
    void filesAreClassedByTheLengthOfTheirAnomalies() {
        BenchmarkReport report = report();
        assertThat(report.lengthClass(0)).contains(LengthClass.UNDER_10);
        assertThat(report.lengthClass(1)).contains(LengthClass.TO_100);
        assertThat(report.lengthClass(2)).contains(LengthClass.FROM_300);
        assertThat(report.reference().byLength()[LengthClass.TO_100.ordinal()]).isCloseTo(0.8, within(1e-12));
        assertThat(report.reference().byLength()[LengthClass.TO_300.ordinal()]).isNaN();
        assertThat(report.officialFiles()).isEqualTo(4);
    }

    @Test
    void aPublishedMethodWithoutAFileIsAveragedOverTheOthersAndMarked() {
        BenchmarkReport report = report();
        Entrant part = entrant(report, "Part");
        assertThat(part.complete()).isFalse();
        assertThat(part.files()).isEqualTo(2);
        assertThat(part.mean()).isCloseTo(0.5, within(1e-12));
        Difference difference = difference(report, "Part");
        assertThat(difference.files()).isEqualTo(2);
        assertThat(difference.mean()).as("over a and c only").isCloseTo((0.6 + 0.1 - 0.9 - 0.1) / 2, within(1e-12));
        assertThat(report.warnings()).anyMatch(w -> w.startsWith("1 published methods lack some of the files"));
        assertThat(report.ranking().orElseThrow().labels()).contains("Best").doesNotContain("Part");
    }

    @Test
    void theReferenceIsComparedWithEveryRow() {
        BenchmarkReport report = report();
        assertThat(report.differences()).hasSize(report.entrants().size() - 1);
        Difference best = difference(report, "Best");
        assertThat(best.mean()).isCloseTo(0, within(1e-12));
        assertThat(List.of(best.wins(), best.ties(), best.losses())).containsExactly(2, 0, 1);
        assertThat(best.verdict()).isEqualTo("not separated");
        Difference closed = difference(report, "SHADE");
        assertThat(closed.kind()).isEqualTo(Kind.CLOSED);
        assertThat(closed.interval().high()).isNegative();
        assertThat(closed.verdict()).isEqualTo("behind");
        assertThat(report.bestRival().orElseThrow().label()).isEqualTo("SHADE");
    }

    @Test
    void aPublishedNameThatOursHasTooIsToldApart() {
        BenchmarkReport report = report();
        assertThat(entrant(report, "pca").kind()).isEqualTo(Kind.OURS);
        assertThat(entrant(report, "pca (published)").kind()).isEqualTo(Kind.OPEN);
    }

    @Test
    void repeatedContentCountsOnce() {
        double[] shared = new java.util.SplittableRandom(1).doubles(400).toArray();
        double[] other = new java.util.SplittableRandom(2).doubles(400).toArray();
        FileRepeats repeats = FileRepeats.among(List.of(
                new FileRepeatsTest.InMemory("a.csv", "X", shared),
                new FileRepeatsTest.InMemory("b.csv", "X", shared),
                new FileRepeatsTest.InMemory("c.csv", "Y", other)));
        BenchmarkReport report = BenchmarkReport.of(rows, OPTIONS, published(), repeats, Map.of());
        assertThat(report.reference().withoutRepeats().orElseThrow())
                .isCloseTo(((0.6 + 0.8) / 2 + 0.1) / 2, within(1e-12));
        assertThat(new ReportWords(report).leaderboardLegend())
                .contains("1 group of such files, 1 the same to the bit");
    }

    @Test
    void withoutTheDataFolderTheReportSaysWhatIsLeftOut() throws IOException {
        BenchmarkReport report = BenchmarkReport.of(rows, OPTIONS, null, null, Map.of());
        assertThat(report.entrants()).hasSize(6).allMatch(e -> e.kind() == Kind.OURS);
        assertThat(report.warnings()).anyMatch(w -> w.startsWith("No data folder"));
        assertThat(report.reference().withoutRepeats()).isEmpty();
        StringWriter text = new StringWriter();
        new ReportMarkdown(report).write(text, "cd.svg");
        assertThat(text.toString()).contains("No data folder").doesNotContain("repeats once");
    }

    @Test
    void developmentSeriesAreComparedWithoutPublishedMethods() {
        List<ResultRow> chosenOn = rows.stream()
                .map(row -> row(
                        "develop-M",
                        row.key().detector(),
                        row.key().file(),
                        row.family(),
                        row.key().seed(),
                        row.metrics(),
                        "2024",
                        "",
                        row.error()))
                .toList();
        ReportOptions development = OPTIONS.withSeries(ReportOptions.Series.DEVELOPMENT);
        BenchmarkReport report = BenchmarkReport.of(chosenOn, development, null, null, Map.of());
        BenchmarkReport official = BenchmarkReport.of(rows, OPTIONS, null, null, Map.of());
        assertThat(report.reference().interval()).isEqualTo(official.reference().interval());
        assertThat(report.differences()).isEqualTo(official.differences());
        ReportWords words = new ReportWords(report);
        assertThat(words.title()).isEqualTo("develop-M: VUS-PR");
        assertThat(words.basis()).endsWith("Window rule: 2024.");
        assertThat(words.method())
                .first()
                .asString()
                .contains("'vigie bench develop'")
                .doesNotContain("file name");
        assertThat(words.method()).noneMatch(sentence -> sentence.contains("ublished"));
        assertThat(report.warnings()).anyMatch(w -> w.startsWith("Settings are chosen on these series"));
        assertThat(report.warnings()).noneMatch(w -> w.contains("data folder"));
        assertThatThrownBy(() -> BenchmarkReport.of(rows, development, null, null, Map.of()))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("no row of protocol develop-M, only of [TSB-AD-M]");
    }

    @Test
    void theBaselinesAreRequired() {
        rows.removeIf(row ->
                row.key().detector().equals("kmeans") || row.key().detector().startsWith("knn"));
        assertThatThrownBy(this::report)
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("[1-nn, kmeans]")
                .hasMessageContaining("--without-baselines");
        BenchmarkReport report = BenchmarkReport.of(
                rows, OPTIONS.withBaselines(ReportOptions.Baselines.OPTIONAL), published(), null, Map.of());
        assertThat(report.warnings().get(0)).startsWith("BASELINES MISSING: 1-nn, kmeans.");
    }

    @Test
    void whatCannotBeComparedIsRefused() {
        assertThatThrownBy(() -> BenchmarkReport.of(rows, ReportOptions.of(Track.UNIVARIATE), null, null, Map.of()))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("TSB-AD-U")
                .hasMessageContaining("[TSB-AD-M]");
        assertThatThrownBy(() -> BenchmarkReport.of(rows, OPTIONS.withReference("mine"), null, null, Map.of()))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("no contestant 'mine'");
        assertThatThrownBy(() -> BenchmarkReport.of(rows, OPTIONS.withMetric("R-F1"), null, null, Map.of()))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("no metric 'R-F1'");
    }

    @Test
    void equalResultsMayStandTwiceButNotDifferentOnes() {
        run("vigie", "a.csv", "X", 1, 0.5);
        assertThat(report().reference().mean()).isCloseTo(0.5, within(1e-12));
        run("vigie", "a.csv", "X", 1, 0.51);
        assertThatThrownBy(this::report)
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("two results of vigie on a.csv with seed 1 differ (0.5 and 0.51)");
    }

    @Test
    void twoSettingsUnderOneLabelAreRefused() {
        rows.add(row("TSB-AD-M", "vigie", "d.csv", "Y", 1, Map.of("VUS-PR", 0.5), "2024", "window=7", ""));
        assertThatThrownBy(this::report).isInstanceOf(BadInputException.class).hasMessageContaining("two settings");
    }

    @Test
    void twoWindowRulesAreRefusedAndTheLaterOneIsPointedOut() {
        List<ResultRow> first = List.copyOf(rows);
        rows.add(row("TSB-AD-M", "vigie", "d.csv", "Y", 1, Map.of("VUS-PR", 0.5), "2026", "", ""));
        assertThatThrownBy(this::report).isInstanceOf(BadInputException.class).hasMessageContaining("[2024, 2026]");
        List<ResultRow> later = first.stream()
                .map(r -> row(
                        "TSB-AD-M",
                        r.key().detector(),
                        r.key().file(),
                        r.family(),
                        r.key().seed(),
                        r.metrics(),
                        "2026",
                        "",
                        r.error()))
                .toList();
        assertThat(BenchmarkReport.of(later, OPTIONS, published(), null, Map.of())
                        .warnings())
                .anyMatch(w -> w.contains("window rule 2026"));
    }

    @Test
    void aContestantWithFewerFilesOrSeedsIsPointedOut() {
        run("slow", "a.csv", "X", 1, 0.9);
        run("slow", "a.csv", "X", 2, 0.9);
        run("slow", "b.csv", "X", 1, 0.9);
        assertThat(report().warnings())
                .anyMatch(w -> w.contains("from only 2 data sets"))
                .anyMatch(w -> w.contains("'slow' has only 2 of the 3 files"))
                .anyMatch(w -> w.contains("'slow' does not have the same number of seeds"));
    }

    @Test
    void filesOutsideTheOfficialListAreCalledSo() {
        BenchmarkReport report = BenchmarkReport.of(
                rows,
                OPTIONS,
                published("file,Best,ts_len,anomaly_len,num_anomaly,avg_anomaly_len", "z.csv,0.5,100,9,1,9.0"),
                null,
                Map.of());
        assertThat(new ReportWords(report).basis())
                .contains("3 files, none of them among the 1 official evaluation files, from 2 data sets");
        assertThat(report.entrants()).allMatch(e -> e.kind() == Kind.OURS);
        assertThat(report.warnings()).anyMatch(w -> w.contains("3 of the 3 files are not in the published tables"));
    }

    @Test
    void theTablesHoldEveryRow() throws IOException {
        BenchmarkReport report = report();
        ReportTables tables = new ReportTables(report);
        StringWriter leaderboard = new StringWriter();
        tables.leaderboard(leaderboard);
        assertThat(leaderboard.toString().lines())
                .hasSize(report.entrants().size() + 1)
                .anyMatch(line -> line.contains(",vigie,ours,3,0.500000,"))
                .contains("place,method,kind,files,mean,low,high,family_mean,without_repeats,length_<10,length_10-100,"
                        + "length_100-300,length_300+,seconds,seeds,failures");
        StringWriter differences = new StringWriter();
        tables.differences(differences);
        assertThat(differences.toString().lines()).hasSize(report.entrants().size());
        StringWriter families = new StringWriter();
        tables.families(families);
        assertThat(families.toString().lines()).hasSize(3).anyMatch(line -> line.startsWith("X,2,0.9"));
        StringWriter files = new StringWriter();
        tables.files(files);
        assertThat(files.toString().lines()).hasSize(4).anyMatch(line -> line.startsWith("b.csv,X,10-100,0.9"));
    }

    @Test
    void theMarkdownStatesFilesSeedsAndWindowRule() throws IOException {
        StringWriter text = new StringWriter();
        new ReportMarkdown(BenchmarkReport.of(rows, OPTIONS, published(), null, Map.of("commit", "abc")))
                .write(text, "cd.svg");
        assertThat(text.toString())
                .contains("the same 3 files of the 4 official evaluation files, from 2 data sets")
                .contains("mean over 2 seeds (1, 2) per file")
                .contains("Window rule: 2024")
                .contains("![Critical-difference picture](cd.svg)")
                .contains("- commit: abc")
                .contains("Part (n = 2)")
                .contains("'vigie' failed in 1 run, which counts 0.");
    }
}
