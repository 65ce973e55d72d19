package io.vigie.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A damaged or hostile model gives a {@link ModelFormatException} of one line, whatever was done to it; never another
 * exception, a hang, or other content than was saved.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ModelCorruptionTest {
    @TempDir
    Path folder;

    private Path file;
    private MemoryModel content;
    private Manifest manifest;
    private byte[] saved;

    @BeforeEach
    void model() throws IOException {
        file = folder.resolve("model.vigie");
        content = new MemoryModel();
        content.text("method", "z-score");
        content.texts("names", List.of("a", "b"));
        content.number("threshold", 0.1);
        content.integer("count", 1L << 60);
        content.flag("robust", true);
        content.section("part").tensor("centre", new double[] {1, 2, 3, 4}, 2, 2);
        content.section("part").tensor("gaps", new float[] {Float.NaN, 1}, 2);
        content.section("part").tensor("ids", new int[] {1, 2, 3});
        manifest = ModelFileTest.manifest().withOptions(Map.of("window", "12")).withProvenance("seed", "20260101");
        ModelFile.save(file, manifest, content, "# A card\n");
        saved = Files.readAllBytes(file);
    }

    @Test
    void everyTruncationIsRefused() throws IOException {
        byte[] whole = saved;
        for (int length = 0; length < whole.length; length++) {
            requireRefused(Arrays.copyOf(whole, length), "the first " + length + " bytes");
        }
    }

    /** Covers every field of the zip's headers and every part. */
    @Test
    void everyChangedByteIsRefusedOrHarmless() throws IOException {
        byte[] whole = saved;
        int refused = 0;
        for (int i = 0; i < whole.length; i++) {
            byte[] damaged = whole.clone();
            damaged[i] ^= (byte) (1 << (i * 5 % 8));
            refused += requireRefusedOrSame(damaged, "byte " + i) ? 1 : 0;
        }
        // What is left are fields that the zip's index repeats and fields without meaning for a model, such as times.
        assertThat(refused).isGreaterThan(whole.length - 250);
    }

    @Test
    void everyChangedByteOfAPartInADirectoryIsRefused() throws IOException {
        Path directory = folder.resolve("model");
        ModelFile.saveDirectory(directory, manifest, content, "# A card\n");
        for (String part : ModelFile.PARTS) {
            Path path = directory.resolve(part);
            byte[] whole = Files.readAllBytes(path);
            for (int i = 0; i < whole.length; i++) {
                byte[] damaged = whole.clone();
                damaged[i] ^= (byte) (1 << (i % 8));
                Files.write(path, damaged);
                requireRefused(directory, part + ", byte " + i);
            }
            for (byte[] damaged : List.of(
                    new byte[0], Arrays.copyOf(whole, whole.length - 1), Arrays.copyOf(whole, whole.length + 1))) {
                Files.write(path, damaged);
                requireRefused(directory, part + " of " + damaged.length + " bytes");
            }
            Files.write(path, whole);
        }
        assertThat(ModelFile.load(directory).card()).isEqualTo("# A card\n");
    }

    @Test
    void seededMutationsAreRefusedOrHarmless() throws IOException {
        mutateFile(77, 1_500);
    }

    /** With hashes, sizes and checksums made right again, so that the documents' own checks are reached. */
    @Test
    void seededMutationsBehindRightHashesGiveNoOtherException() throws IOException {
        mutateParts(78, 1_500);
    }

    @Test
    @Tag("soak")
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void manyMoreSeededMutations() throws IOException {
        for (int seed = 100; seed < 110; seed++) {
            mutateFile(seed, 5_000);
            mutateParts(seed, 5_000);
        }
    }

    private void mutateFile(long seed, int cases) throws IOException {
        byte[] whole = saved;
        SplittableRandom random = new SplittableRandom(seed);
        int refused = 0;
        for (int i = 0; i < cases; i++) {
            byte[] damaged = whole;
            for (int times = 1 + random.nextInt(3); times > 0; times--) {
                damaged = mutate(damaged, whole, random);
            }
            if (!Arrays.equals(damaged, whole)) {
                refused += requireRefusedOrSame(damaged, "mutation " + i + " of seed " + seed) ? 1 : 0;
            }
        }
        assertThat(refused).isGreaterThan(cases * 3 / 4);
    }

    private void mutateParts(long seed, int cases) throws IOException {
        Map<String, byte[]> parts = parts();
        SplittableRandom random = new SplittableRandom(seed);
        int refused = 0;
        for (int i = 0; i < cases; i++) {
            String part = random.nextInt(3) == 0 ? ModelFile.WEIGHTS : ModelFile.MANIFEST;
            byte[] whole = part(parts, part);
            byte[] damaged = mutate(whole, whole, random);
            byte[] changed = random.nextBoolean() ? mutate(damaged, whole, random) : damaged;
            Map<String, byte[]> forged = new LinkedHashMap<>(parts);
            forged.put(part, changed);
            Files.write(file, zip(rehashed(forged, part.equals(ModelFile.WEIGHTS))));
            try {
                ModelFile.load(file);
            } catch (ModelFormatException e) {
                assertThat(e.getMessage()).doesNotContain("\n").doesNotContain("\r");
                refused++;
            } catch (Throwable e) {
                fail("mutation " + i + " of " + part + ", seed " + seed, e);
            }
        }
        assertThat(refused).isGreaterThan(cases / 2);
    }

    @Test
    void aNewerVersionIsToldFromDamage() throws IOException {
        Map<String, byte[]> parts = parts();
        edit(
                parts,
                text -> text.replace("\"format-version\" : 1", "\"format-version\" : 7")
                        .replace("\"kind\"", "\"another-layout\""));
        parts.put("extra.bin", new byte[3]);
        Files.write(file, zip(parts));
        assertThatThrownBy(() -> ModelFile.load(file))
                .isInstanceOf(ModelFormatException.class)
                .hasMessage("model '" + file + "' cannot be loaded: format version 7 was written by a newer Vigie; "
                        + "this one reads up to 1; update Vigie");
    }

    @Test
    void missingRenamedAndExtraPartsAreNamed() throws IOException {
        for (String part : ModelFile.PARTS) {
            Map<String, byte[]> missing = parts();
            missing.remove(part);
            Files.write(file, zip(missing));
            requireRefused(file, "part '" + part + "' is missing");
            Map<String, byte[]> renamed = parts();
            renamed.put("Other", part(renamed, part));
            renamed.remove(part);
            Files.write(file, zip(renamed));
            requireRefused(file, "part '" + part + "' is missing");
        }
        for (String extra : List.of("../../etc/passwd", "/etc/passwd", "card.md/", "notes.txt", "a\nb")) {
            Map<String, byte[]> more = parts();
            more.put(extra, new byte[0]);
            Files.write(file, zip(more));
            requireRefused(file, "part '" + extra.replace('\n', '?') + "' is unknown");
        }
        assertThat(folder.toFile().list()).containsExactly("model.vigie");
    }

    @Test
    void directoriesMayHoldPlainFilesOnly() throws IOException {
        Path directory = folder.resolve("model");
        ModelFile.saveDirectory(directory, manifest, content, "# A card\n");
        Path elsewhere = folder.resolve("card.md");
        Files.move(directory.resolve("card.md"), elsewhere);
        Files.createSymbolicLink(directory.resolve("card.md"), elsewhere);
        requireRefused(directory, "'card.md' in the directory is not a plain file");
        Files.delete(directory.resolve("card.md"));
        requireRefused(directory, "part 'card.md' is missing");
        Files.move(elsewhere, directory.resolve("card.md"));
        Path inner = Files.createDirectory(directory.resolve("inner"));
        requireRefused(directory, "'inner' in the directory is not a plain file");
        Files.delete(inner);
        assertThat(ModelFile.load(directory).manifest()).isEqualTo(manifest);
        for (int i = 0; i < 200; i++) {
            Files.createFile(directory.resolve("f" + i));
        }
        requireRefused(directory, "more than 100 files");
    }

    @Test
    void otherFilesAreRefused() throws IOException {
        requireRefused(folder.resolve("absent"), "there is no such file");
        requireRefused(Files.createDirectory(folder.resolve("empty")), "part 'manifest.json' is missing");
        requireRefused("time,value\n1,2\n".getBytes(StandardCharsets.UTF_8), "not a whole zip file");
        requireRefused(new byte[1 << 20], "not a whole zip file");
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(compressed)) {
            zip.putNextEntry(new ZipEntry("manifest.json"));
            zip.write(new byte[1000]);
        }
        requireRefused(compressed.toByteArray(), "part 'manifest.json' is compressed");
    }

    @Test
    void announcedSizesAreCheckedBeforeAnythingIsAllocated() throws IOException {
        Path directory = folder.resolve("model");
        ModelFile.saveDirectory(directory, manifest, content, "# A card\n");
        for (Map.Entry<String, String> part : Map.of(
                        "manifest.json", "at most 67108864 are allowed",
                        "manifest.sha256", "at most 256 are allowed",
                        "weights.safetensors", "more than the",
                        "card.md", "its manifest says 9")
                .entrySet()) {
            Path path = directory.resolve(part.getKey());
            byte[] whole = Files.readAllBytes(path);
            try (FileChannel sparse = FileChannel.open(path, StandardOpenOption.WRITE)) {
                sparse.write(ByteBuffer.allocate(1), 1L << 40);
            }
            requireRefused(directory, part.getValue());
            Files.delete(path);
            Files.write(path, whole);
        }
        Map<String, byte[]> parts = parts();
        edit(parts, text -> text.replaceFirst("\"shape\" : \\[ 2, 2 \\]", "\"shape\" : [ 2000000000 ]"));
        Files.write(file, zip(parts));
        requireRefused(file, "no tensor larger than weights.safetensors");
    }

    @Test
    void weightsThatDisagreeWithTheirHeaderAreRefused() throws IOException {
        String good = header(part(parts(), ModelFile.WEIGHTS));
        for (String[] change : new String[][] {
            {"[0,32]", "[8,40]", "begins at byte 8"},
            {"[0,32]", "[0,31]", "does not fit its bytes"},
            {"[0,32]", "[0,32,40]", "two offsets"},
            {"[0,32]", "[0]", "two offsets"},
            {"[0,32]", "[-32,0]", "does not fit its bytes"},
            {"[0,32]", "[0,99999999999999999999]", "damaged"},
            {"[32,40]", "[0,8]", "begins at byte"},
            {"[2,2]", "[4]", "but F64 [2, 2] in manifest.json"},
            {"[2,2]", "[2,2,-1]", "dimensions"},
            {"[2,2]", "[4294967296,4294967296]", "dimensions"},
            {"[2,2]", "[65536,65536,65536,65536]", "does not fit its bytes"},
            {"[2,2]", "[1,1,1,1,1,1,1,2,2]", "at most 8 dimensions"},
            {"F64", "I64", "but F64 [2, 2] in manifest.json"},
            {"F64", "BF16", "one of F64"},
            {"part/gaps", "part/ids", "twice"},
            {"part/gaps", "part/other", "that manifest.json does not name"},
            {"\"part/ids\":{\"dtype\":\"I32\",\"shape\":[3],\"data_offsets\":[40,52]}", "\"\":{}", "a name"},
            {"{\"part/centre\"", "[\"part/centre\"", "an object"},
            {"}}", "}}}", "damaged"},
        }) {
            assertThat(good).contains(change[0]);
            Map<String, byte[]> parts = parts();
            parts.put(
                    ModelFile.WEIGHTS, withHeader(part(parts, ModelFile.WEIGHTS), good.replace(change[0], change[1])));
            Files.write(file, zip(rehashed(parts, true)));
            requireRefused(file, change[2]);
        }
        for (long length : new long[] {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 31, 1_000_000, 7}) {
            Map<String, byte[]> parts = parts();
            byte[] weights = part(parts, ModelFile.WEIGHTS).clone();
            ByteBuffer.wrap(weights).order(ByteOrder.LITTLE_ENDIAN).putLong(0, length);
            parts.put(ModelFile.WEIGHTS, weights);
            Files.write(file, zip(rehashed(parts, true)));
            requireRefused(file, length == 7 ? "damaged" : "says its header has");
        }
    }

    @Test
    void nonFiniteValuesMustBeMarked() throws IOException {
        Map<String, byte[]> parts = parts();
        byte[] weights = part(parts, ModelFile.WEIGHTS).clone();
        int data = 8
                + (int) ByteBuffer.wrap(weights).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
        ByteBuffer.wrap(weights).order(ByteOrder.LITTLE_ENDIAN).putDouble(data, Double.POSITIVE_INFINITY);
        parts.put(ModelFile.WEIGHTS, weights);
        Files.write(file, zip(rehashed(parts, true)));
        requireRefused(file, "tensor 'part/centre' holds NaN or infinite values");
        Map<String, byte[]> unmarked = parts();
        edit(unmarked, text -> text.replaceFirst(",\\s*\"non-finite\" : true", ""));
        Files.write(file, zip(unmarked));
        requireRefused(file, "tensor 'part/gaps' holds NaN or infinite values");
    }

    @Test
    void manifestsThatTryTooMuchAreRefused() throws IOException {
        String sections = "\"s\" : { \"section\" : { ".repeat(40) + "}}".repeat(40) + ", ";
        String names = "\"t\" : { \"texts\" : [" + "\"\",".repeat(MemoryModel.MAX_ENTRIES) + "\"\"] }, ";
        for (String[] change : new String[][] {
            {"\"content\" : {", "\"content\" : {" + sections, "damaged"},
            {"\"content\" : {", "\"content\" : {" + "[".repeat(100_000), "damaged"},
            {"\"content\" : {", "\"content\" : {" + names, "at most 200000 texts"},
            {"\"content\" : {", "\"content\" : { \"method\" : { \"flag\" : true },", "'method' comes again"},
            {"\"content\" : {", "\"content\" : { \"Bad Name\" : { \"flag\" : true },", "is not allowed"},
            {"\"content\" : {", "\"content\" : { \"x\" : { \"class\" : \"java.lang.Runtime\" },", "a type of entry"},
            {"\"1152921504606846976\"", "\"1152921504606846976000\"", "damaged"},
            {"\"1152921504606846976\"", "\"+1\"", "a whole number"},
            {"\"0x1.999999999999ap-4\"", "\"0.1\"", "a hexadecimal number"},
            {"\"0x1.999999999999ap-4\"", "0.1", "a text"},
            {"\"PT1S\"", "\"PT-\"", "damaged"},
            {"\"2026-01-31T12:00:00Z\"", "\"yesterday\"", "damaged"},
            {"\"name\" : \"b\"", "\"name\" : \"a\"", "occurs twice"},
            {"\"observation\"", "\"spy\"", "a role"},
            {"\"sensor-noise\" : \"NaN\"", "\"sensor-noise\" : \"-0x1.0p0\"", "sensor noise"},
            {"\"kind\" : \"zscore\"", "\"kind\" : \"../zscore\"", "kind of a model"},
            {"\"format\" : \"vigie-model\"", "\"format\" : \"zebra\"", "format 'vigie-model'"},
            {"\"format-version\" : 1", "\"format-version\" : 0", "an integer from 1"},
            {"\"format-version\" : 1", "\"format-version\" : 99999999999999999999999", "damaged"},
            {"\"card.md\" : {", "\"card.txt\" : {", "parts"},
        }) {
            Map<String, byte[]> parts = parts();
            edit(parts, text -> {
                assertThat(text).contains(change[0]);
                return text.replace(change[0], change[1]);
            });
            Files.write(file, zip(parts));
            requireRefused(file, change[2]);
        }
    }

    private static byte[] mutate(byte[] bytes, byte[] donor, SplittableRandom random) {
        if (bytes.length < 16) {
            return donor;
        }
        int at = random.nextInt(bytes.length - 8);
        byte[] changed = bytes.clone();
        switch (random.nextInt(8)) {
            case 0 -> changed[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> changed[at] = (byte) random.nextInt();
            case 2 -> {
                int count = 1 + random.nextInt(8);
                changed =
                        concat(Arrays.copyOf(bytes, at), new byte[count], Arrays.copyOfRange(bytes, at, bytes.length));
                for (int i = 0; i < count; i++) {
                    changed[at + i] = (byte) random.nextInt();
                }
            }
            case 3 -> {
                int end = Math.min(bytes.length, at + 1 + random.nextInt(40));
                changed = concat(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, end, bytes.length));
            }
            case 4 -> {
                int other = random.nextInt(bytes.length);
                byte swapped = changed[at];
                changed[at] = changed[other];
                changed[other] = swapped;
            }
            case 5 -> {
                int[] huge = {-1, Integer.MAX_VALUE, Integer.MIN_VALUE, 0, 0xffff, 1 << 24};
                ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putInt(at, huge[random.nextInt(huge.length)]);
            }
            case 6 -> {
                for (int i = at; i < changed.length && changed[i] != ' ' && changed[i] != ','; i++) {
                    if (changed[i] >= '0' && changed[i] <= '9') {
                        changed[i] = (byte) ('0' + random.nextInt(10));
                    }
                }
            }
            default -> {
                int from = random.nextInt(donor.length - 8);
                int count = Math.min(1 + random.nextInt(64), Math.min(donor.length - from, changed.length - at));
                System.arraycopy(donor, from, changed, at, count);
            }
        }
        return changed;
    }

    private void requireRefused(byte[] bytes, String what) throws IOException {
        assertThat(requireRefusedOrSame(bytes, what)).as("%s is refused", what).isTrue();
    }

    /** True if refused, false if the content is provably what was saved. */
    private boolean requireRefusedOrSame(byte[] bytes, String what) throws IOException {
        Files.write(file, bytes);
        try {
            LoadedModel loaded = ModelFile.load(file);
            assertThat(loaded.manifest()).as(what).isEqualTo(manifest);
            assertThat(loaded.card()).as(what).isEqualTo("# A card\n");
            assertThat(MemoryModel.of(loaded.content()).sameContentAs(content))
                    .as(what)
                    .isTrue();
            return false;
        } catch (ModelFormatException e) {
            assertThat(e.getMessage())
                    .as(what)
                    .startsWith("model '")
                    .doesNotContain("\n")
                    .doesNotContain("\r");
            return true;
        } catch (Exception | OutOfMemoryError | StackOverflowError e) {
            return fail(what, e);
        }
    }

    private static void requireRefused(Path source, String reason) {
        assertThatThrownBy(() -> ModelFile.load(source))
                .as(reason)
                .isInstanceOf(ModelFormatException.class)
                .message()
                .doesNotContain("\n")
                .doesNotContain("\r");
        if (!reason.contains(", byte ") && !reason.contains(" bytes")) {
            assertThatThrownBy(() -> ModelFile.load(source)).hasMessageContaining(reason);
        }
    }

    /** Fresh copies of the parts as they were saved. */
    private Map<String, byte[]> parts() throws IOException {
        Map<String, byte[]> parts = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(saved))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                parts.put(entry.getName(), zip.readAllBytes());
            }
        }
        return parts;
    }

    private static byte[] part(Map<String, byte[]> parts, String name) {
        return Objects.requireNonNull(parts.get(name), name);
    }

    /** Edits the manifest and makes its hash right again. */
    private static void edit(Map<String, byte[]> parts, UnaryOperator<String> change) {
        String text = new String(part(parts, ModelFile.MANIFEST), StandardCharsets.UTF_8);
        parts.put(ModelFile.MANIFEST, change.apply(text).getBytes(StandardCharsets.UTF_8));
        rehashed(parts, false);
    }

    /** Makes the manifest's hash right again and, where asked, first the size and hash of the weights in it. */
    private static Map<String, byte[]> rehashed(Map<String, byte[]> parts, boolean weights) {
        if (weights) {
            byte[] changed = part(parts, ModelFile.WEIGHTS);
            String text = new String(part(parts, ModelFile.MANIFEST), StandardCharsets.UTF_8);
            text = text.replaceFirst(
                    "(\"weights.safetensors\" : \\{\\s*\"bytes\" : )\\d+(,\\s*\"sha256\" : \")[0-9a-f]+",
                    "$1" + changed.length + "$2" + sha256(changed));
            parts.put(ModelFile.MANIFEST, text.getBytes(StandardCharsets.UTF_8));
        }
        parts.put(
                ModelFile.MANIFEST_HASH,
                (sha256(part(parts, ModelFile.MANIFEST)) + "  manifest.json\n").getBytes(StandardCharsets.UTF_8));
        return parts;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static String header(byte[] weights) {
        int length =
                (int) ByteBuffer.wrap(weights).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
        return new String(weights, 8, length, StandardCharsets.UTF_8);
    }

    private static byte[] withHeader(byte[] weights, String header) {
        int length =
                (int) ByteBuffer.wrap(weights).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
        byte[] bytes = header.getBytes(StandardCharsets.UTF_8);
        byte[] size = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(bytes.length)
                .array();
        return concat(size, bytes, Arrays.copyOfRange(weights, 8 + length, weights.length));
    }

    private static byte[] zip(Map<String, byte[]> parts) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> part : parts.entrySet()) {
                CRC32 crc = new CRC32();
                crc.update(part.getValue());
                ZipEntry entry = new ZipEntry(part.getKey());
                entry.setMethod(ZipEntry.STORED);
                entry.setSize(part.getValue().length);
                entry.setCrc(crc.getValue());
                zip.putNextEntry(entry);
                zip.write(part.getValue());
            }
        }
        return out.toByteArray();
    }

    private static byte[] concat(byte[]... pieces) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] piece : pieces) {
            out.writeBytes(piece);
        }
        return out.toByteArray();
    }
}
