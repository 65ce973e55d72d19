package io.vigie.deep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Native code is needed by those who compute with it, and missed in plain words. */
class OnDemandTest {
    @Test
    void listingDetectorsNeedsNoTorchAndFittingNamesWhatIsMissing() throws IOException, InterruptedException {
        List<String> lines = listing(jar -> !jar.contains("bytedeco"));

        assertThat(lines).contains("cnn 9 true", "kmeans 9 false");
        assertThat(lines.get(lines.size() - 1))
                .startsWith("refused: this detector computes with libtorch, which cannot be loaded on ")
                .contains("org.bytedeco:pytorch", System.getProperty("os.arch"));
    }

    @Test
    void nativeCodeOfAnotherPlatformIsToldTheSameWay() throws IOException, InterruptedException {
        List<String> lines = listing(jar -> !jar.matches(".*(linux|macosx|windows)-(x86_64|arm64)\\.jar"));

        assertThat(lines).contains("cnn 9 true");
        assertThat(lines.get(lines.size() - 1)).startsWith("refused: this detector computes with libtorch");
    }

    private static List<String> listing(Predicate<String> kept) throws IOException, InterruptedException {
        List<String> entries = Arrays.stream(
                        System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(kept)
                .toList();
        Process process = new ProcessBuilder(new ArrayList<>(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        String.join(File.pathSeparator, entries),
                        Listing.class.getName())))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.lines().toList();
    }
}
