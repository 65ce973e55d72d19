package io.vigie.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.series.Channel;
import io.vigie.series.ChannelRole;
import io.vigie.series.SeriesSchema;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Models of every released format version keep loading. The files were made by the {@link ModelFile} of their version
 * from what {@link #content} and {@link #manifest} build, and are never made again.
 */
class ReleasedFormatsTest {
    @TempDir
    Path folder;

    @Test
    void version1Loads() throws IOException {
        LoadedModel loaded = ModelFile.load(fixture());
        assertThat(loaded.card()).isEqualTo("# Pump 3\n\nA fixture: höhe 3 µm.\n");
        Manifest manifest = loaded.manifest();
        assertThat(manifest.formatVersion()).isEqualTo(1);
        assertThat(manifest.kind()).isEqualTo("k-means");
        assertThat(manifest.created()).isEqualTo(Instant.parse("2026-01-31T12:00:00.123Z"));
        assertThat(manifest.options()).containsExactly(Map.entry("window", "64"), Map.entry("clusters", "8"));
        assertThat(manifest.provenance())
                .containsExactly(Map.entry("seed", "20260101"), Map.entry("vigie-version", "0.1.0"));
        assertThat(manifest.schema().samplingInterval()).isEqualTo(Duration.ofMillis(250));
        assertThat(manifest.schema().channels())
                .containsExactly(
                        new Channel("flow", "m³/h", 0.1, ChannelRole.OBSERVATION),
                        new Channel("set point", null, Double.NaN, ChannelRole.REFERENCE));
        ModelReader in = loaded.content();
        assertThat(in.text("method")).isEqualTo("Lloyd \uD83C\uDF0A");
        assertThat(in.texts("names")).containsExactly("a", "", "\"b\"\n");
        assertThat(in.integer("count")).isEqualTo(9_007_199_254_740_993L);
        assertThat(in.number("threshold")).isEqualTo(0.1);
        assertThat(in.number("lowest")).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(in.number("unknown")).isNaN();
        assertThat(in.flag("robust")).isTrue();
        ModelReader part = in.section("part");
        assertThat(part.doubles("centres", 2, 3)).containsExactly(0.5, -0.0, 1e300, Double.MIN_VALUE, 4, Double.NaN);
        assertThat(part.floats("weights", 3)).containsExactly(0.1f, -2, 1e-40f);
        assertThat(part.section("inner").longs("ids", 1, 2)).containsExactly(Long.MIN_VALUE, 7);
        assertThat(part.section("inner").ints("none", 0, 4)).isEmpty();
        assertThat(part.section("inner").ints("sizes", 2)).containsExactly(3, -4);
        assertThat(MemoryModel.of(in).sameContentAs(content())).isTrue();
    }

    /** Whoever changes what is written without a new version learns it here. */
    @Test
    void version1IsStillWrittenByteForByte() throws IOException {
        Path directory = folder.resolve("model");
        ModelFile.saveDirectory(directory, manifest(), content(), "# Pump 3\n\nA fixture: höhe 3 µm.\n");
        try (ZipFile zip = new ZipFile(fixture().toFile())) {
            for (String part : ModelFile.PARTS) {
                ZipEntry entry = Objects.requireNonNull(zip.getEntry(part), part);
                assertThat(directory.resolve(part))
                        .hasBinaryContent(zip.getInputStream(entry).readAllBytes());
            }
        }
    }

    private Path fixture() throws IOException {
        Path file = folder.resolve("format-1.vigie");
        try (InputStream in = Objects.requireNonNull(ReleasedFormatsTest.class.getResourceAsStream("format-1.vigie"))) {
            Files.copy(in, file);
        }
        return file;
    }

    static Manifest manifest() {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("window", "64");
        options.put("clusters", "8");
        return Manifest.of(
                        "k-means",
                        new SeriesSchema(
                                List.of(
                                        new Channel("flow", "m³/h", 0.1, ChannelRole.OBSERVATION),
                                        new Channel("set point", null, Double.NaN, ChannelRole.REFERENCE)),
                                Duration.ofMillis(250)),
                        Instant.parse("2026-01-31T12:00:00.123Z"))
                .withOptions(options)
                .withProvenance("seed", "20260101")
                .withProvenance("vigie-version", "0.1.0");
    }

    static MemoryModel content() {
        MemoryModel model = new MemoryModel();
        model.text("method", "Lloyd \uD83C\uDF0A");
        model.texts("names", List.of("a", "", "\"b\"\n"));
        model.integer("count", 9_007_199_254_740_993L);
        model.number("threshold", 0.1);
        model.number("lowest", Double.NEGATIVE_INFINITY);
        model.number("unknown", Double.NaN);
        model.flag("robust", true);
        MemoryModel part = model.section("part");
        part.tensor("centres", new double[] {0.5, -0.0, 1e300, Double.MIN_VALUE, 4, Double.NaN}, 2, 3);
        part.tensor("weights", new float[] {0.1f, -2, 1e-40f});
        part.section("inner").tensor("ids", new long[] {Long.MIN_VALUE, 7}, 1, 2);
        part.section("inner").tensor("none", new int[0], 0, 4);
        part.section("inner").tensor("sizes", new int[] {3, -4});
        return model;
    }
}
