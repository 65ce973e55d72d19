package io.vigie.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchImputeCommandTest {
    @TempDir
    private Path data;

    @TempDir
    private Path out;

    @Test
    void measuresOnceAndPrintsTheSameAgain() throws IOException {
        Files.createDirectories(data.resolve("asd"));
        StringBuilder train = new StringBuilder("a,b\n");
        StringBuilder test = new StringBuilder("a,b,Label\n");
        SplittableRandom random = new SplittableRandom(1);
        for (int row = 0; row < 1400; row++) {
            train.append(random.nextDouble())
                    .append(',')
                    .append(Math.cos(row / 5.0))
                    .append('\n');
            test.append("0,0,").append(row % 2).append('\n');
        }
        Files.writeString(data.resolve("asd/omi-1_train.csv"), train);
        Files.writeString(data.resolve("asd/omi-1_test.csv"), test);

        CommandRun first = bench("linear,knn(window=32,neighbours=5)");
        assertThat(first.code()).as(first.err()).isZero();
        assertThat(first.err().lines()).hasSize(2);
        assertThat(first.out())
                .contains("ASD, 1 series")
                .contains("| some, 8 rows |")
                .contains("| `knn(window=32,neighbours=5)` |");
        assertThat(Files.readAllLines(out.resolve("impute.csv"))).hasSize(1 + 2 * 6);

        CommandRun again = bench("linear,knn(window=32,neighbours=5)");
        assertThat(again.err()).isEmpty();
        assertThat(again.out()).isEqualTo(first.out());
        assertThat(bench("vae").firstErrorLine()).contains("'vae' cannot fill gaps");
    }

    private CommandRun bench(String methods) {
        return CommandRun.of(
                "bench", "impute", "--data", data, "--out", out, "--sets", "ASD", "--methods", methods, "--draws", "5");
    }
}
