package io.vigie.bench.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vigie.bench.data.PublishedTable.FileStatistics;
import io.vigie.bench.data.PublishedTable.Kind;
import io.vigie.bench.data.PublishedTable.Method;
import io.vigie.series.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublishedTableTest {
    private static final String STATISTICS =
            "ts_len,anomaly_len,num_anomaly,avg_anomaly_len,anomaly_ratio,point_anomaly,seq_anomaly";

    @TempDir
    private Path folder;

    private void table(String name, String... lines) throws IOException {
        Path tables = Files.createDirectories(folder.resolve("tsb-ad").resolve("published"));
        Files.writeString(tables.resolve(name), String.join("\n", lines) + "\n");
    }

    private PublishedTable read() {
        return PublishedTable.read(DataFolder.of(folder), Track.MULTIVARIATE, "VUS-PR");
    }

    @Test
    void everyLayoutIsRead() throws IOException {
        table(
                "M_vus_pr_by_file.csv",
                "file,PCA,Lag-Llama," + STATISTICS,
                "a.csv,0.25,0.5,100,10,2,5.0,0.1,1,1",
                "b.csv,0.75,,200,20,1,20.0,0.1,0,1");
        table("Multi_New_5dp.csv", "file,New", "a.csv,0.125", "b.csv,0.375");
        table(
                "Multi_Full.csv",
                "file,Time,AUC-PR,VUS-PR,Affiliation-F",
                "a.csv,12.5,0.1,0.2,nan",
                "b.csv,7.5,0.3,0.4,0.9");
        table("Multi_Named.csv", "filename,AD_Name,VUS-PR", "b.csv,Other_Name,0.5", "a.csv,Other_Name,NaN");
        table("Multi_SHADE.csv", "file,Time,VUS-PR", "a,1,0.9");
        table("Multi_Two.csv", "file,TSPulse (ZS),TSPulse (FT)", "a.csv,0.1,0.2", "b.csv,0.3,0.4");
        table("Uni_Elsewhere.csv", "file,VUS-PR", "a.csv,0.9");
        PublishedTable table = read();
        assertThat(table.methods().stream().map(Method::name))
                .containsExactly(
                        "PCA", "Lag-Llama", "Full", "Other_Name", "New", "SHADE", "TSPulse (ZS)", "TSPulse (FT)");
        assertThat(values(table, "New")).isEqualTo(Map.of("a.csv", 0.125, "b.csv", 0.375));
        assertThat(values(table, "Lag-Llama")).as("a missing value is no 0").isEqualTo(Map.of("a.csv", 0.5));
        assertThat(values(table, "Other_Name")).isEqualTo(Map.of("b.csv", 0.5));
        assertThat(values(table, "SHADE")).as("names without .csv").isEqualTo(Map.of("a.csv", 0.9));
        assertThat(table.method("Full").orElseThrow().seconds()).isEqualTo(Map.of("a.csv", 12.5, "b.csv", 7.5));
        assertThat(kinds(table))
                .containsExactly(
                        Kind.OPEN,
                        Kind.PRETRAINED,
                        Kind.OPEN,
                        Kind.OPEN,
                        Kind.OPEN,
                        Kind.CLOSED,
                        Kind.PRETRAINED,
                        Kind.PRETRAINED);
        assertThat(table.statistics("b.csv")).contains(new FileStatistics(200, 20, 1, 20));
        assertThat(table.statistics("c.csv")).isEmpty();
        assertThat(table.files()).containsExactly("a.csv", "b.csv");
    }

    @Test
    void anotherMetricComesFromTheTablesThatHaveIt() throws IOException {
        table("M_vus_pr_by_file.csv", "file,PCA," + STATISTICS, "a.csv,0.25,100,10,2,5.0,0.1,1,1");
        table("Multi_Full.csv", "file,Time,Event-based-F1,VUS-PR", "a.csv,12.5,0.1,0.2");
        PublishedTable table = PublishedTable.read(DataFolder.of(folder), Track.MULTIVARIATE, "Event-F1");
        assertThat(table.methods()).hasSize(1);
        assertThat(values(table, "Full")).isEqualTo(Map.of("a.csv", 0.1));
        assertThat(table.files()).containsExactly("a.csv");
    }

    @Test
    void aMethodThatTwoTablesRepeatIsReadOnceAndMustAgree() throws IOException {
        table("M_vus_pr_by_file.csv", "file,PCA", "a.csv,0.250004");
        table("Multi_Again.csv", "file,PCA,Extra", "a.csv,0.25,0.1");
        assertThat(values(read(), "PCA")).isEqualTo(Map.of("a.csv", 0.250004));
        table("Multi_Again.csv", "file,PCA,Extra", "a.csv,0.35,0.1");
        assertThatThrownBy(this::read)
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("Multi_Again.csv")
                .hasMessageContaining("0.35 for PCA on a.csv")
                .hasMessageContaining("0.250004");
    }

    @Test
    void aFolderWithoutTablesIsToldApart() {
        assertThatThrownBy(this::read)
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("M_vus_pr_by_file.csv")
                .hasMessageContaining("--data");
    }

    @Test
    void aTableWithoutFileNamesIsRefused() throws IOException {
        table("Multi_Bad.csv", "series,Bad", "a.csv,0.5");
        assertThatThrownBy(this::read)
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("no column 'file' or 'filename'");
    }

    /**
     * Means over the 66 multivariate Eva files of the data folder, as its notes give them to three digits; they round
     * KMeansAD_TAB's .33645 up to .337.
     */
    @Test
    void multivariateMeansAreTheKnownOnes() {
        assertMeans(
                Track.MULTIVARIATE,
                66,
                Map.of(
                        "StreamVAE", 0.379,
                        "AxonAD", 0.337,
                        "KMeansAD_TAB", 0.3365,
                        "xLSTMAD", 0.293,
                        "CNN", 0.250,
                        "PCA", 0.161,
                        "SHADE", 0.475));
    }

    /** The same over the 189 univariate ones. */
    @Test
    void univariateMeansAreTheKnownOnes() {
        assertMeans(
                Track.UNIVARIATE,
                189,
                Map.of(
                        "KMeansAD_TAB", 0.433,
                        "MMPAD", 0.413,
                        "POLY", 0.368,
                        "Series2Graph", 0.367,
                        "KShapeAD", 0.366,
                        "StreamVAE", 0.334,
                        "TimeRCD_MAFT", 0.469,
                        "Time_RCD", 0.434,
                        "TSPulse (ZS)", 0.404,
                        "SHADE", 0.577));
    }

    private static void assertMeans(Track track, int files, Map<String, Double> means) {
        DataFolder folder = RealData.folder();
        List<String> names = TsbAd.of(folder).cases(track, Split.EVA).stream()
                .map(BenchmarkCase::name)
                .toList();
        assumeTrue(
                names.size() == files, () -> "the known means are over " + files + " files, here are " + names.size());
        PublishedTable table = PublishedTable.read(folder, track, "VUS-PR");
        assertThat(table.files()).as("the tables list the whole official split").containsAll(names);
        means.forEach((method, mean) -> {
            Map<String, Double> values = values(table, method);
            assertThat(names.stream()
                            .mapToDouble(name -> values.getOrDefault(name, Double.NaN))
                            .average()
                            .orElseThrow())
                    .as(method)
                    .isCloseTo(mean, within(0.0005));
        });
    }

    private static Map<String, Double> values(PublishedTable table, String method) {
        return table.method(method).orElseThrow().values();
    }

    private static List<Kind> kinds(PublishedTable table) {
        return table.methods().stream().map(Method::kind).toList();
    }
}
