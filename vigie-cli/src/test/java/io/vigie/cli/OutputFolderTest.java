package io.vigie.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigie.series.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFolderTest {
    @TempDir
    private Path temporary;

    @Test
    void filesAppearTogetherAtCommit() throws IOException {
        Path folder = temporary.resolve("a/b");
        try (OutputFolder output = OutputFolder.open(folder, false)) {
            output.write("events.csv", out -> out.write("one"));
            output.write("run.json", out -> out.write("{}"));
            assertThat(names(folder)).containsExactlyInAnyOrder("events.csv.partial", "run.json.partial");
            output.commit();
        }
        assertThat(names(folder)).containsExactlyInAnyOrder("events.csv", "run.json");
        assertThat(folder.resolve("events.csv")).hasContent("one");
    }

    @Test
    void aRunThatFailsLeavesTheFolderAsItWas() throws IOException {
        Path folder = temporary.resolve("result");
        try (OutputFolder output = OutputFolder.open(folder, false)) {
            output.write("events.csv", out -> out.write("old"));
            output.commit();
        }
        assertThatThrownBy(() -> {
                    try (OutputFolder output = OutputFolder.open(folder, false)) {
                        output.write("events.csv", out -> out.write("new"));
                        output.write("scores.csv", out -> {
                            throw new IOException("No space left on device");
                        });
                        output.commit();
                    }
                })
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("scores.csv")
                .hasMessageContaining("No space left on device")
                .hasMessageContaining("free some space");
        assertThat(names(folder)).containsExactly("events.csv");
        assertThat(folder.resolve("events.csv")).hasContent("old");
    }

    @Test
    void aFolderMadeForARunThatFailsIsRemoved() {
        Path folder = temporary.resolve("result");
        OutputFolder output = OutputFolder.open(folder, false);
        output.write("events.csv", out -> out.write("new"));
        output.close();
        assertThat(folder).doesNotExist();
    }

    @Test
    void otherContentIsNotTouchedWithoutForce() throws IOException {
        Files.writeString(temporary.resolve("thesis.tex"), "precious");
        assertThatThrownBy(() -> OutputFolder.open(temporary, false))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("'thesis.tex'")
                .hasMessageContaining("--force");
        try (OutputFolder output = OutputFolder.open(temporary, true)) {
            output.write("events.csv", out -> out.write("new"));
            output.commit();
        }
        assertThat(names(temporary)).containsExactlyInAnyOrder("events.csv", "thesis.tex");
        assertThat(temporary.resolve("thesis.tex")).hasContent("precious");
    }

    @Test
    void aFileIsNoFolder() throws IOException {
        Path file = Files.writeString(temporary.resolve("file"), "x");
        assertThatThrownBy(() -> OutputFolder.requireUsable(file, true)).hasMessageContaining("is a file");
        assertThatThrownBy(() -> OutputFolder.requireUsable(file.resolve("below"), false))
                .hasMessageContaining("cannot be made");
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).toList();
        }
    }
}
