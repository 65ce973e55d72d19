package io.vigie.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.bench.run.ResultFile;
import io.vigie.bench.run.ResultRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchDevelopCommandTest {
    @TempDir
    private Path data;

    /** A server and a machine with a jump each, and a machine that TSB-AD reports on. */
    @BeforeEach
    void writeTheData() throws IOException {
        write("asd/omi-1_train.csv", "a,b\n" + rows(600, -1, false));
        write("asd/omi-1_test.csv", "a,b,Label\n" + rows(800, 400, true));
        for (String machine : List.of("machine-1-2", "machine-1-10")) {
            StringBuilder labels = new StringBuilder();
            for (int row = 0; row < 1000; row++) {
                labels.append(row >= 800 && row < 820 ? "1\n" : "0\n");
            }
            write("smd/train/" + machine + ".txt", rows(600, -1, false));
            write("smd/test/" + machine + ".txt", rows(1000, 800, false));
            write("smd/test_label/" + machine + ".txt", labels.toString());
        }
    }

    private void write(String file, String text) throws IOException {
        Files.createDirectories(data.resolve(file).getParent());
        Files.writeString(data.resolve(file), text);
    }

    private static String rows(int rows, int jump, boolean labelled) {
        SplittableRandom random = new SplittableRandom(rows);
        StringBuilder text = new StringBuilder();
        for (int row = 0; row < rows; row++) {
            boolean anomalous = jump >= 0 && row >= jump && row < jump + 20;
            text.append(random.nextDouble() + (anomalous ? 5 : 0)).append(',');
            text.append(Math.cos(row / 5.0));
            text.append(labelled ? (anomalous ? ",1" : ",0") : "").append('\n');
        }
        return text.toString();
    }

    private CommandRun develop(Object... more) {
        List<Object> arguments = new ArrayList<>(List.of("bench", "develop", "--data", data));
        arguments.addAll(List.of(more));
        return CommandRun.of(arguments.toArray());
    }

    @Test
    void printsTheMeanOfEverySetAndTheMeanOfThose() {
        Path out = data.resolve("out");
        Object[] command = {
            "--track",
            "M",
            "--detectors",
            "pca,random",
            "--seeds",
            1,
            "--out",
            out,
            "--jobs",
            1,
            "--worker-heap",
            "256m"
        };

        CommandRun run = develop(command);

        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.DONE);
        assertThat(run.out())
                .contains("develop-M, 3 series")
                .containsPattern("VUS-PR SMD +[01]\\.\\d{4} +0\\.[0-3]\\d{3}")
                .containsPattern("VUS-PR mean of sets +[01]\\.\\d{4} +0\\.[0-3]\\d{3}")
                .containsPattern("segments +3\\.0000 +3\\.0000")
                .contains("| VUS-PR | SMD | ASD | injected | mean of sets |")
                .containsPattern("\\| pca \\| \\S+ \\| \\S+ \\| \\S+ \\| \\*\\*\\S+\\*\\* \\|")
                .containsPattern("\\| pca \\| \\d of 3 \\|")
                .contains("missing in the data folder")
                .contains("SKAB/*");
        List<ResultRow> rows = ResultFile.read(out.resolve("results.csv"));
        assertThat(rows).hasSize(6);
        assertThat(rows).extracting(row -> row.key().protocol()).containsOnly("develop-M");
        assertThat(rows).extracting(ResultRow::family).containsOnly("SMD", "ASD", "injected");
        assertThat(rows).extracting(row -> row.key().file()).noneMatch(file -> file.contains("machine-1-2"));
        assertThat(rows)
                .allSatisfy(row -> assertThat(row.metrics()).containsKeys("VUS-PR", "segments", "false events"));

        CommandRun again = develop(command);
        assertThat(again.out()).isEqualTo(run.out());
        assertThat(again.err()).as("nothing is run twice").isEmpty();

        CommandRun one =
                develop("--track", "M", "--sets", "asd", "--detectors", "pca", "--seeds", 1, "--out", out, "--jobs", 1);
        assertThat(one.out()).contains("develop-M, 1 series").contains("| VUS-PR | ASD | mean of sets |");
        assertThat(one.err()).as("it is in the folder").isEmpty();
    }

    @Test
    void aFinishedRunTellsHowSettingsCarryOver() {
        Path out = data.resolve("settings");
        develop("--track", "M", "--detectors", "pca,random", "--seeds", 1, "--out", out, "--jobs", 1);
        CommandRun run = CommandRun.of("bench", "generalise", out, "--default", "random");
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.DONE);
        assertThat(run.out())
                .contains("| left out | chosen without it | VUS-PR | best for it | VUS-PR | loss | default |")
                .containsPattern(
                        "\\| ASD \\| pca \\| (\\S+) \\| pca \\| \\1 \\| \\.000 \\| \\.\\d{3} \\| \\+\\.\\d{3} \\|")
                .contains("over 3 families and 2 settings");
        CommandRun unknown = CommandRun.of("bench", "generalise", out, "--default", "pca", "--settings", "random;none");
        assertThat(unknown.code()).isEqualTo(ExitCode.USAGE);
        assertThat(unknown.firstErrorLine()).contains("'none'").contains("they have pca, random");
        CommandRun few = CommandRun.of("bench", "generalise", out, "--default", "pca", "--settings", "pca");
        assertThat(few.code()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(few.firstErrorLine()).contains("1 settings").contains("at least two");
    }

    @Test
    void worseDataIsARunOfItsOwn() {
        Object[] command = {
            "bench",
            "robustness",
            "--data",
            data,
            "--track",
            "M",
            "--split",
            "development",
            "--files",
            "{ASD,SKAB}/*",
            "--disturbances",
            "missing-5,train-half",
            "--detectors",
            "pca,random",
            "--rival",
            "random",
            "--seeds",
            1,
            "--jobs",
            1,
            "--out",
            data.resolve("robust")
        };
        CommandRun run = CommandRun.of(command);
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.DONE);
        assertThat(run.out())
                .contains("robustness-develop-M, 3 series")
                .contains("missing in the data folder")
                .contains("SKAB/*")
                .doesNotContain("TEP/*")
                .contains("| VUS-PR | pca | random | pca - random |")
                .containsPattern("\\| undisturbed \\| \\S+ \\| \\S+ \\| \\+\\.\\d{3} \\|")
                .containsPattern("\\| missing-5 \\| \\S+ \\([+-]\\.\\d{3}\\)")
                .contains("| train-half |")
                .doesNotContain("noise-30");
        assertThat(CommandRun.of(command).err()).as("nothing is run twice").isEmpty();
        command[Arrays.asList(command).indexOf("--rival") + 1] = "knn";
        CommandRun rivalless = CommandRun.of(command);
        assertThat(rivalless.code()).isEqualTo(ExitCode.USAGE);
        assertThat(rivalless.firstErrorLine()).contains("--rival is 'knn'").contains("pca, random");
        command[7] = "eva";
        CommandRun eva = CommandRun.of(command);
        assertThat(eva.code()).isEqualTo(ExitCode.USAGE);
        assertThat(eva.firstErrorLine()).contains("--split is 'eva'").contains("development or eva-subset");
    }

    @Test
    void theListNeedsNoOtherOption() {
        CommandRun all = develop("--list");
        assertThat(all.code()).as(all.err()).isEqualTo(ExitCode.DONE);
        assertThat(all.out().lines())
                .containsExactly(
                        "M  SMD/machine-1-10",
                        "M  ASD/omi-1",
                        "M  injected/SMD/machine-1-10/spike-1",
                        "M: 3 series: SMD 1, ASD 1, injected 1",
                        "U  injected/SMD/machine-1-10/spike-1",
                        "U  injected/SMD/machine-1-10/noise-3",
                        "U  injected/SMD/machine-1-10/drift-1",
                        "U: 3 series: injected 3");
        assertThat(develop("--list", "--track", "M", "--sets", "ASD, SMD").out())
                .endsWith("M: 2 series: SMD 1, ASD 1" + System.lineSeparator());
        assertThat(develop("--list", "--sets", "NAB").out()).contains("U: 0 series");
    }

    @Test
    void mistakesAreOneLineEach() {
        Path out = data.resolve("out");
        assertThat(develop("--track", "M", "--detectors", "pca").firstErrorLine())
                .contains("--out");
        assertThat(develop("--detectors", "pca", "--out", out).firstErrorLine()).contains("--track");
        CommandRun unknown = develop("--track", "M", "--sets", "NAB", "--detectors", "pca", "--out", out);
        assertThat(unknown.code()).isEqualTo(ExitCode.USAGE);
        assertThat(unknown.firstErrorLine())
                .contains("no set 'NAB' in track M; there are Tun, Neither, NASA, SMD, ASD, JumpStarter");
        assertThat(develop("--list", "--sets", "eva").firstErrorLine())
                .contains("no set 'eva'; there are Tun")
                .contains("NAB");
        assertThat(develop("--track", "U", "--sets", "NAB", "--detectors", "pca", "--out", out)
                        .firstErrorLine())
                .contains("no series of develop-U to run");
        assertThat(out).doesNotExist();
    }
}
