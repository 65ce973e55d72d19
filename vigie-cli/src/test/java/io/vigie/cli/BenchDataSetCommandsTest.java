package io.vigie.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchDataSetCommandsTest {
    @TempDir
    private Path folder;

    /** Two machines with a jump in the second half of the test part; TSB-AD reports on the first. */
    @BeforeEach
    void writeMachines() throws IOException {
        for (String machine : List.of("machine-1-2", "machine-1-10")) {
            StringBuilder train = new StringBuilder();
            StringBuilder test = new StringBuilder();
            StringBuilder labels = new StringBuilder();
            for (int row = 0; row < 300; row++) {
                double noise = Math.sin(row * 12.9898) * 0.3;
                boolean anomalous = row >= 200 && row < 220;
                train.append(noise).append(',').append(Math.cos(row / 5.0)).append('\n');
                test.append(noise + (anomalous ? 5 : 0))
                        .append(',')
                        .append(Math.cos(row / 5.0))
                        .append('\n');
                labels.append(anomalous ? 1 : 0).append('\n');
            }
            write("smd/train", machine, train);
            write("smd/test", machine, test);
            write("smd/test_label", machine, labels);
        }
        write("smd/test_label", "machine-3-9", "0\n");
    }

    private void write(String part, String machine, CharSequence text) throws IOException {
        Files.createDirectories(folder.resolve(part));
        Files.writeString(folder.resolve(part).resolve(machine + ".txt"), text);
    }

    private CommandRun smd(Object... more) {
        return bench("smd", more);
    }

    private CommandRun bench(String benchmark, Object... more) {
        Object[] all = new Object[more.length + 14];
        Object[] fixed = {
            "bench",
            benchmark,
            "--data",
            folder,
            "--out",
            folder.resolve("out"),
            "--detectors",
            "pca,random",
            "--seeds",
            1,
            "--jobs",
            1,
            "--worker-heap",
            "256m"
        };
        System.arraycopy(fixed, 0, all, 0, fixed.length);
        System.arraycopy(more, 0, all, fixed.length, more.length);
        return CommandRun.of(all);
    }

    @Test
    void runsEverySeriesAndMarksThoseOfTsbAd() throws IOException {
        CommandRun run = smd();
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.DONE);
        assertThat(run.err()).contains("report only: Eva files of TSB-AD are made of 1 of 2 series");
        assertThat(run.out())
                .contains("SMD, 2 series")
                .containsPattern("AUC-ROC +1\\.0000 +0\\.\\d{4}")
                .contains("missing in the data folder: 1 of 3 series: machine-3-9");
        assertThat(Files.readAllLines(folder.resolve("out").resolve("results.csv")))
                .hasSize(5)
                .element(1)
                .asString()
                .startsWith("SMD,machine-1-10,SMD,pca,");
    }

    @Test
    void developmentLeavesThemOut() {
        CommandRun run = smd("--split", "development");
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.DONE);
        assertThat(run.out()).contains("SMD, 1 series");
        assertThat(run.err()).doesNotContain("report only");
    }

    @Test
    void rootCausesAreMeasuredWhereExpertsNameThem() throws IOException {
        write("smd/interpretation_label", "machine-1-2", "200-220:1\n");
        write("smd/interpretation_label", "machine-1-10", "200-220:1\n");
        CommandRun run = bench("root-cause");
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.DONE);
        assertThat(run.err()).contains("report only: Eva files of TSB-AD are made of 1 of 2 series");
        assertThat(run.out())
                .contains("SMD-root-cause, 2 series")
                .containsPattern("blame HitRate@100%, peak +1\\.0000 +1\\.0000")
                .containsPattern("contribution HitRate@100%, peak +1\\.0000 +0\\.\\d{4}")
                .containsPattern("segments +2\\.0000");
        CommandRun tep = CommandRun.of(
                "bench", "root-cause", "--data-set", "tep", "--out", folder.resolve("o"), "--detectors", "pca");
        assertThat(tep.code()).isEqualTo(ExitCode.USAGE);
        assertThat(tep.firstErrorLine()).contains("'tep'").contains("use smd or asd");
    }

    @Test
    void wrongSplitsAndMissingDataAreOneLine() {
        CommandRun split = smd("--split", "eva");
        assertThat(split.code()).isEqualTo(ExitCode.USAGE);
        assertThat(split.firstErrorLine()).contains("'eva'").contains("development or all");
        CommandRun nab = CommandRun.of(
                "bench", "nab", "--data", folder, "--out", folder.resolve("nab"), "--detectors", "random");
        assertThat(nab.code()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(nab.firstErrorLine()).contains("combined_windows.json");
    }
}
