package io.vigie.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.bench.run.ResultFile;
import io.vigie.bench.run.ResultRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchTsbAdCommandTest {
    private static final String PRESENT = "001_Sine_id_1_Synthetic_tr_200_1st_400.csv";
    private static final String ABSENT = "002_Sine_id_2_Synthetic_tr_200_1st_400.csv";

    @TempDir
    private Path data;

    @BeforeEach
    void writeTheData() throws IOException {
        Path root = data.resolve("tsb-ad");
        Files.createDirectories(root.resolve("lists"));
        Files.createDirectories(root.resolve("U"));
        String names = "file_name\n" + PRESENT + "\n" + ABSENT + "\n";
        Files.writeString(root.resolve("lists/TSB-AD-U.csv"), names);
        Files.writeString(root.resolve("lists/TSB-AD-U-Tuning.csv"), names);
        Files.writeString(root.resolve("lists/TSB-AD-U-Eva.csv"), "file_name\n");
        StringBuilder text = new StringBuilder("Data,Label\n");
        SplittableRandom random = new SplittableRandom(1);
        for (int row = 0; row < 600; row++) {
            boolean anomalous = row >= 400 && row < 420;
            text.append(Math.sin(row / 5.0) + 0.1 * random.nextDouble() + (anomalous ? 3 : 0));
            text.append(anomalous ? ",1\n" : ",0\n");
        }
        Files.writeString(root.resolve("U").resolve(PRESENT), text);
    }

    @Test
    void printsATableAndKeepsEveryRun() {
        Path out = data.resolve("out");

        CommandRun run =
                bench("--split", "tuning", "--detectors", "far=kmeans(window=10,clusters=3),random", "--out", out);

        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.DONE);
        assertThat(run.out())
                .contains("TSB-AD-U, 1 series, seeds 20260101 20260102, window rule 2024")
                .containsPattern("detector +runs +failed +VUS-PR")
                .containsPattern("far +2 +0 +0\\.[5-9]")
                .containsPattern("random +2 +0 +0\\.[0-2]")
                .contains("missing in the data folder: 1 of 2 series: " + ABSENT);
        assertThat(run.err()).contains("4 of 4 runs, 0 failed");
        List<ResultRow> rows = ResultFile.read(out.resolve("results.csv"));
        assertThat(rows).hasSize(4);
        assertThat(rows.get(0).key().protocol()).isEqualTo("TSB-AD-U");
        assertThat(rows.get(0).options()).contains("clusters=3,window=10");
        assertThat(out.resolve("provenance.json"))
                .content()
                .contains(
                        "vigie bench tsb-ad --track U --worker-heap 256m --seeds 2 --split tuning --detectors 'far=kmeans(window=10,clusters=3),random'")
                .contains(ABSENT)
                .doesNotContain(data.toString());

        CommandRun again =
                bench("--split", "tuning", "--detectors", "far=kmeans(window=10,clusters=3),random", "--out", out);
        assertThat(again.out()).isEqualTo(run.out());
        assertThat(again.err()).as("nothing is run twice").isEmpty();
    }

    @Test
    void networksComputeOnTheDeviceThatIsAskedFor() {
        Path out = data.resolve("out");

        CommandRun run = bench("--split", "tuning", "--detectors", "pca", "--device", "cuda", "--out", out);

        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.DONE);
        assertThat(out.resolve("provenance.json"))
                .content()
                .contains("--device cuda")
                .contains("\"device\" : \"cuda\"");
    }

    @Test
    void mistakesAreOneLineEach() {
        Path out = data.resolve("out");

        assertThat(bench("--split", "tuning", "--detectors", "kmeens", "--out", out)
                        .firstErrorLine())
                .contains("unknown detector 'kmeens'")
                .contains("kmeans");
        assertThat(bench("--split", "eva", "--detectors", "pca", "--out", out).firstErrorLine())
                .contains("no series of TSB-AD-U to run");
        assertThat(bench("--split", "tuning", "--detectors", "pca", "--rule", "2025", "--out", out)
                        .firstErrorLine())
                .contains("--rule is '2025'; use 2024 or 2026");
        assertThat(bench("--split", "tuning", "--detectors", "pca", "--files", "[", "--out", out)
                        .firstErrorLine())
                .contains("--files is '['");
        assertThat(bench("--split", "tuning", "--detectors", "pca", "--device", "gpu", "--out", out)
                        .firstErrorLine())
                .contains("--device is 'gpu'; use cpu or cuda");
        assertThat(bench("--split", "other", "--detectors", "pca", "--out", out).code())
                .isEqualTo(ExitCode.USAGE);
        CommandRun nowhere = CommandRun.of(
                "bench",
                "tsb-ad",
                "--track",
                "M",
                "--split",
                "tuning",
                "--detectors",
                "pca",
                "--out",
                out,
                "--data",
                "/no");
        assertThat(nowhere.code()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(nowhere.firstErrorLine()).contains("there is no data folder").contains("VIGIE_DATA");
        assertThat(out).doesNotExist();
    }

    @Test
    void timeLeftIsAClock() {
        assertThat(BenchProgressLines.clock(Double.NaN)).isEqualTo("?");
        assertThat(BenchProgressLines.clock(9.4)).isEqualTo("0:09");
        assertThat(BenchProgressLines.clock(3725)).isEqualTo("1:02:05");
    }

    private CommandRun bench(Object... more) {
        List<Object> arguments = new ArrayList<>(
                List.of("bench", "tsb-ad", "--track", "U", "--data", data, "--worker-heap", "256m", "--seeds", "2"));
        arguments.addAll(List.of(more));
        return CommandRun.of(arguments.toArray());
    }
}
