package io.vigie.bench.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigie.series.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultFileTest {
    @TempDir
    private Path folder;

    private Path path = Path.of("results.csv");

    @BeforeEach
    void nameTheFile() {
        path = folder.resolve("results.csv");
    }

    @Test
    void rowsComeBackToTheBit() {
        ResultRow row = new ResultRow(
                new ResultKey("TSB-AD-M", "a.csv", "k=kmeans(a=1,b=\"2\")", -7),
                "SMD",
                "a=1,b=2",
                "2024",
                125,
                Map.of("VUS-PR", 1.0 / 3, "R-F1", Double.NaN),
                1.25,
                0.5,
                123_400_000,
                "");
        try (ResultFile file = ResultFile.open(path, List.of("VUS-PR", "R-F1"))) {
            file.append(row);
            // Written at once, not at the end.
            assertThat(ResultFile.read(path)).containsExactly(row);
        }

        assertThat(ResultFile.read(path)).containsExactly(row);
        assertThat(path)
                .content()
                .startsWith("protocol,file,family,detector,options,seed,window_rule,window,VUS-PR,R-F1,"
                        + "fit_s,score_s,peak_mb,error\n");
    }

    @Test
    void anErrorOfSeveralLinesStaysOneLine() throws IOException {
        try (ResultFile file = ResultFile.open(path, List.of("VUS-PR"))) {
            file.append(row("a", 0, "one,\n  two \"three\""));
        }

        assertThat(Files.readAllLines(path)).hasSize(2);
        assertThat(ResultFile.read(path).get(0).error()).isEqualTo("one, two \"three\"");
        assertThat(ResultFile.read(path).get(0).failed()).isTrue();
    }

    @Test
    void aLineThatWasCutOffIsDroppedAndWrittenOver() throws IOException {
        try (ResultFile file = ResultFile.open(path, List.of("VUS-PR"))) {
            file.append(row("a", 0.25, ""));
        }
        String whole = Files.readString(path);
        Files.writeString(path, "TSB-AD-M,b,SMD,pca,\"window=1,vari", StandardOpenOption.APPEND);

        assertThat(ResultFile.read(path)).hasSize(1);
        try (ResultFile file = ResultFile.open(path, List.of("VUS-PR"))) {
            assertThat(path).content().isEqualTo(whole);
            file.append(row("b", 0.5, ""));
        }
        assertThat(ResultFile.read(path)).containsExactly(row("a", 0.25, ""), row("b", 0.5, ""));
    }

    @Test
    void anEmptyFileAndACutOffHeaderAreANewFile() throws IOException {
        for (String start : List.of("", "protocol,fi")) {
            Files.writeString(path, start);
            try (ResultFile file = ResultFile.open(path, List.of("VUS-PR"))) {
                file.append(row("a", 0.25, ""));
            }
            assertThat(ResultFile.read(path)).containsExactly(row("a", 0.25, ""));
        }
    }

    @Test
    void sortingMakesFilesOfEqualRowsEqual() throws IOException {
        try (ResultFile file = ResultFile.open(path, List.of("VUS-PR"))) {
            file.append(row("b", 0.5, ""));
            file.append(row("a", 0.25, ""));
            file.sort();
            // The file that took the old one's place is the one that is written and locked.
            assertThatThrownBy(() -> ResultFile.open(path, List.of())).hasMessageContaining("in use");
            file.append(row("c", 0.125, ""));
        }

        assertThat(ResultFile.read(path)).extracting(row -> row.key().file()).containsExactly("a", "b", "c");
        assertThat(folder).isDirectoryNotContaining(file -> !file.equals(path));
    }

    @Test
    void newMetricsBecomeColumnsAndOldRowsKeepTheirs() {
        try (ResultFile file = ResultFile.open(path, List.of("VUS-PR"))) {
            file.append(row("a", 0.25, ""));
            assertThatThrownBy(() -> file.append(new ResultRow(
                            new ResultKey("x", "y", "z", 1), "", "", "", 0, Map.of("Delay", 3.0), 0, 0, 0, "")))
                    .hasMessageContaining("Delay");
        }
        try (ResultFile file = ResultFile.open(path, List.of("Delay", "VUS-PR"))) {
            file.append(
                    new ResultRow(new ResultKey("x", "y", "z", 1), "", "", "", 0, Map.of("Delay", 3.0), 0, 0, 0, ""));
        }

        assertThat(ResultFile.read(path).get(0).metrics()).containsExactly(Map.entry("VUS-PR", 0.25));
        assertThat(ResultFile.read(path).get(1).metrics()).containsExactly(Map.entry("Delay", 3.0));
    }

    @Test
    void otherFilesAndFilesInUseAreRefused() throws IOException {
        Files.writeString(path, "time,score\n1,2\n");
        assertThatThrownBy(() -> ResultFile.read(path))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("is no result file");
        assertThatThrownBy(() -> ResultFile.open(path, List.of("VUS-PR"))).hasMessageContaining("is no result file");
        assertThat(path).content().isEqualTo("time,score\n1,2\n");
        assertThatThrownBy(() -> ResultFile.read(folder.resolve("absent.csv")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("there is no result file");

        Path used = folder.resolve("used.csv");
        try (ResultFile file = ResultFile.open(used, List.of("VUS-PR"))) {
            assertThatThrownBy(() -> ResultFile.open(used, List.of("VUS-PR")))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("in use");
            file.append(row("a", 0.25, ""));
        }
        assertThat(ResultFile.read(used)).hasSize(1);
    }

    private static ResultRow row(String file, double value, String error) {
        return new ResultRow(
                new ResultKey("TSB-AD-M", file, "pca", 1),
                "SMD",
                "window=1",
                "2024",
                100,
                Map.of("VUS-PR", value),
                0,
                0,
                0,
                error);
    }
}
