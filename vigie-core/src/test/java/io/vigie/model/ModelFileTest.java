package io.vigie.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigie.series.BadInputException;
import io.vigie.series.Channel;
import io.vigie.series.SeriesSchema;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFileTest {
    @TempDir
    Path folder;

    @Test
    void randomModelsComeBackBitByBit() throws IOException {
        for (long seed = 0; seed < 80; seed++) {
            Manifest manifest = RandomModel.manifest(seed);
            MemoryModel content = RandomModel.content(seed);
            String card = "# Card " + seed + "\nhöhe \uD83C\uDF0A\n";
            Path zip = folder.resolve("model.vigie");
            Path directory = folder.resolve("model");
            ModelFile.save(zip, manifest, content, card);
            // Each part of a directory is forced to disk, which is slow; a few are enough.
            boolean both = seed % 10 == 0;
            if (both) {
                ModelFile.saveDirectory(directory, manifest, content, card);
            }
            for (Path source : both ? List.of(zip, directory) : List.of(zip)) {
                LoadedModel loaded = ModelFile.load(source);
                assertThat(loaded.manifest()).as("seed %d", seed).isEqualTo(manifest);
                assertThat(loaded.manifest().options().keySet())
                        .containsExactlyElementsOf(manifest.options().keySet());
                assertThat(loaded.card()).isEqualTo(card);
                assertThat(MemoryModel.of(loaded.content()).sameContentAs(content))
                        .as("content of seed %d", seed)
                        .isTrue();
            }
        }
        assertThat(listing()).containsExactlyInAnyOrder("model", "model.vigie");
    }

    @Test
    void equalModelsAreEqualFiles() throws IOException {
        Path first = folder.resolve("first");
        Path second = folder.resolve("second");
        ModelFile.save(first, RandomModel.manifest(3), RandomModel.content(3), "card");
        ModelFile.save(second, RandomModel.manifest(3), RandomModel.content(3), "card");
        assertThat(second).hasSameBinaryContentAs(first);
        ModelFile.save(second, RandomModel.manifest(3).withProvenance("seed", "other"), RandomModel.content(3), "card");
        assertThat(Files.readAllBytes(second)).isNotEqualTo(Files.readAllBytes(first));
    }

    @Test
    void zipPartsAreStoredAndReadByOtherTools() throws IOException {
        Path file = folder.resolve("model.vigie");
        ModelFile.save(file, RandomModel.manifest(5), RandomModel.content(5), "card");
        try (ZipFile zip = new ZipFile(file.toFile())) {
            assertThat(zip.stream().map(ZipEntry::getName))
                    .containsExactly("manifest.json", "manifest.sha256", "weights.safetensors", "card.md");
            assertThat(zip.stream().map(ZipEntry::getMethod)).containsOnly(ZipEntry.STORED);
            assertThat(zip.stream().map(entry -> entry.getExtra() == null)).containsOnly(true);
        }
    }

    /** Bytes written out by hand from https://huggingface.co/docs/safetensors (format section). */
    @Test
    void weightsFollowThePublicLayout() throws IOException {
        MemoryModel content = new MemoryModel();
        content.tensor("small", new int[] {7, -1}, 2);
        content.section("part").tensor("x", new double[] {1.5, -2}, 1, 2);
        Path directory = folder.resolve("model");
        ModelFile.saveDirectory(directory, manifest(), content, "");
        String header = "{\"part/x\":{\"dtype\":\"F64\",\"shape\":[1,2],\"data_offsets\":[0,16]},"
                + "\"small\":{\"dtype\":\"I32\",\"shape\":[2],\"data_offsets\":[16,24]}}";
        int padded = (header.length() + 7) / 8 * 8;
        ByteBuffer expected = ByteBuffer.allocate(8 + padded + 24).order(ByteOrder.LITTLE_ENDIAN);
        expected.putLong(padded);
        expected.put(String.format("%-" + padded + "s", header).getBytes(StandardCharsets.US_ASCII));
        expected.putDouble(1.5).putDouble(-2).putInt(7).putInt(-1);
        assertThat(Files.readAllBytes(directory.resolve("weights.safetensors"))).isEqualTo(expected.array());
    }

    @Test
    void namesTheFileInErrorsOfItsContent() {
        Path file = folder.resolve("m.vigie");
        ModelFile.save(file, manifest(), new MemoryModel(), "");
        ModelReader content = ModelFile.load(file).content();
        assertThatThrownBy(() -> content.integer("k"))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("entry 'k' of model '" + file + "' is absent");
    }

    @Test
    void aFailingDeviceLeavesTheFormerModelAndNoLitter() throws IOException {
        Path zip = folder.resolve("model.vigie");
        Path directory = folder.resolve("model");
        ModelFile.save(zip, RandomModel.manifest(1), RandomModel.content(1), "old");
        ModelFile.saveDirectory(directory, RandomModel.manifest(1), RandomModel.content(1), "old");
        byte[] before = Files.readAllBytes(zip);
        MemoryModel large = new MemoryModel();
        large.tensor("x", new double[10_000]);
        for (long capacity : new long[] {0, 1, 100, 2_000, 20_000, 79_999}) {
            UnaryOperator<OutputStream> full = out -> new FullDevice(out, capacity);
            assertThatThrownBy(() -> ModelFile.save(zip, manifest(), large, "new", full))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("cannot write the model '" + zip + "': No space left on device");
            assertThatThrownBy(() -> ModelFile.saveDirectory(directory, manifest(), large, "new", full))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("No space left on device");
            assertThat(Files.readAllBytes(zip)).isEqualTo(before);
            assertThat(ModelFile.load(directory).card()).isEqualTo("old");
            assertThat(listing()).containsExactlyInAnyOrder("model", "model.vigie");
        }
    }

    @Test
    void replacesModelsOnly() throws IOException {
        Path data = folder.resolve("data.csv");
        Files.writeString(data, "time,value\n1,2\n3,4\n5,6\n7,8\n9,10\n11,12\n13,14\n15,16\n17,18\n");
        Path shortFile = Files.writeString(folder.resolve("short"), "x");
        Path empty = Files.createFile(folder.resolve("empty"));
        Path photos = Files.createDirectory(folder.resolve("photos"));
        Files.writeString(photos.resolve("card.md"), "mine");
        for (Path target : List.of(data, shortFile, photos)) {
            assertThatThrownBy(() -> ModelFile.save(target, manifest(), new MemoryModel(), ""))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("'" + target + "' exists and is not a");
            assertThatThrownBy(() -> ModelFile.saveDirectory(target, manifest(), new MemoryModel(), ""))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("'" + target + "' exists and is not a");
        }
        assertThat(Files.readString(data)).startsWith("time,value\n1,2").endsWith("17,18\n");
        assertThat(photos.resolve("card.md")).hasContent("mine");
        Files.writeString(photos.resolve("manifest.json"), "{}");
        Files.writeString(photos.resolve("beach.jpg"), "");
        assertThatThrownBy(() -> ModelFile.saveDirectory(photos, manifest(), new MemoryModel(), ""))
                .hasMessageContaining("'beach.jpg'");
        ModelFile.save(empty, manifest(), new MemoryModel(), "in place of an empty file");
        assertThat(ModelFile.load(empty).card()).isEqualTo("in place of an empty file");
        Path link = Files.createSymbolicLink(folder.resolve("link"), empty);
        ModelFile.save(link, manifest(), new MemoryModel(), "through the link");
        assertThat(link).isSymbolicLink();
        assertThat(ModelFile.load(empty).card()).isEqualTo("through the link");
    }

    @Test
    void anUnwritablePlaceIsOneLine() throws IOException {
        assertThatThrownBy(() -> ModelFile.save(folder.resolve("absent/model"), manifest(), new MemoryModel(), "card"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("cannot write the model")
                .message()
                .doesNotContain("\n");
        assertThat(listing()).isEmpty();
    }

    @Test
    void refusesToSaveWhatItCouldNotLoad() {
        Path file = folder.resolve("model");
        Manifest newer = new Manifest(
                2, "kind", manifest().schema(), manifest().options(), manifest().provenance(), Instant.EPOCH);
        assertThatThrownBy(() -> ModelFile.save(file, newer, new MemoryModel(), ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("format version 2 cannot be written");
        assertThatThrownBy(() ->
                        ModelFile.save(file, manifest(), new MemoryModel(), "x".repeat(ModelFile.MAX_CARD_BYTES + 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("model card takes 1048577 bytes");
        MemoryModel wordy = new MemoryModel();
        for (int i = 0; i < 5; i++) {
            wordy.text("t" + i, "x".repeat(MemoryModel.MAX_TEXT_LENGTH));
        }
        assertThatThrownBy(() -> ModelFile.save(file, manifest(), wordy, ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("manifest with all attributes takes");
        assertThat(file).doesNotExist();
    }

    @Test
    void theDeepestModelLoads() {
        MemoryModel model = new MemoryModel();
        MemoryModel section = model;
        for (int i = 0; i < MemoryModel.MAX_DEPTH; i++) {
            section = section.section("d".repeat(MemoryModel.MAX_NAME_LENGTH));
        }
        section.tensor("x".repeat(MemoryModel.MAX_NAME_LENGTH), new float[] {1}, 1, 1, 1, 1, 1, 1, 1, 1);
        Path file = folder.resolve("model");
        ModelFile.save(file, manifest(), model, "");
        assertThat(MemoryModel.of(ModelFile.load(file).content()).sameContentAs(model))
                .isTrue();
    }

    static Manifest manifest() {
        return Manifest.of(
                "zscore",
                new SeriesSchema(List.of(Channel.of("a"), Channel.of("b").withUnit("bar")), Duration.ofSeconds(1)),
                Instant.parse("2026-01-31T12:00:00Z"));
    }

    private List<String> listing() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    /** Takes a number of bytes, then fails as a full disk does. */
    private static final class FullDevice extends FilterOutputStream {
        private long left;

        FullDevice(OutputStream out, long capacity) {
            super(out);
            this.left = capacity;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            int fits = (int) Math.min(left, length);
            out.write(bytes, offset, fits);
            left -= fits;
            if (fits < length) {
                throw new IOException("No space left on device");
            }
        }
    }
}
