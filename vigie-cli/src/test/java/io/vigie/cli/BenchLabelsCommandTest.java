package io.vigie.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchLabelsCommandTest {
    @TempDir
    private Path data;

    @TempDir
    private Path out;

    /** A server with three jumps. */
    @BeforeEach
    void writeTheData() throws IOException {
        Files.createDirectories(data.resolve("asd"));
        StringBuilder train = new StringBuilder("a,b\n");
        StringBuilder test = new StringBuilder("a,b,Label\n");
        SplittableRandom random = new SplittableRandom(1);
        for (int row = 0; row < 400; row++) {
            boolean anomalous = row % 100 >= 60 && row % 100 < 70 && row < 300;
            train.append(random.nextDouble())
                    .append(',')
                    .append(Math.cos(row / 5.0))
                    .append('\n');
            test.append(random.nextDouble() + (anomalous ? 5 : 0)).append(',').append(Math.cos(row / 5.0));
            test.append(anomalous ? ",1\n" : ",0\n");
        }
        Files.writeString(data.resolve("asd/omi-1_train.csv"), train);
        Files.writeString(data.resolve("asd/omi-1_test.csv"), test);
    }

    private CommandRun labels(String... settings) {
        List<Object> arguments = new ArrayList<>(
                List.of("bench", "labels", "--data", data, "--out", out, "--data-set", "asd", "--labelled", "1"));
        for (String setting : settings) {
            arguments.addAll(List.of("--set", setting));
        }
        return CommandRun.of(arguments.toArray());
    }

    @Test
    void goesOnWithRowsOfTheSameSettingsOnly() throws IOException {
        CommandRun first = labels("max-steps=2", "window=32");
        assertThat(first.code()).as(first.err()).isZero();
        assertThat(first.err().lines()).hasSize(3);
        assertThat(first.out()).contains("asd, fcdd(max-steps=2,window=32), 1 labelled anomalies");

        CommandRun other = labels("max-steps=1", "window=32");
        assertThat(other.err().lines()).as("other settings are measured anew").hasSize(3);

        CommandRun again = labels("window=32", "max-steps=2");
        assertThat(again.err()).isEmpty();
        assertThat(again.out()).isEqualTo(first.out());
        assertThat(Files.readAllLines(out.resolve("labels.csv"))).hasSize(1 + 2 * 3);
    }
}
