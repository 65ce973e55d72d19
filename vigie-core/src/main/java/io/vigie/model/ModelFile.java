package io.vigie.model;

import io.vigie.series.BadInputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Saves models to disk and loads them. A model is an uncompressed zip file or a directory of the same four parts:
 *
 * <ul>
 *   <li>{@code manifest.json}: the {@link Manifest}, all attributes, and size and SHA-256 of the tensors and the card;
 *   <li>{@code manifest.sha256}: the hash of {@code manifest.json}, as {@code sha256sum -c} reads it;
 *   <li>{@code weights.safetensors}: all tensors;
 *   <li>{@code card.md}: the model card, for people.
 * </ul>
 *
 * <p>Saving the same manifest, content and card gives the same bytes. Loading gives back the same bits or throws
 * {@link ModelFormatException} with one line; it never runs code from the file, and allocates only what the file's own
 * size backs. Tensors that hold NaN or infinities are marked when saved; in any other tensor they are refused.
 */
public final class ModelFile {
    /** The version of the layout that is written, and the newest that is read. */
    public static final int FORMAT_VERSION = 1;

    /** Largest {@code manifest.json}, in bytes. */
    public static final int MAX_MANIFEST_BYTES = 64 * 1024 * 1024;

    /** Largest {@code card.md}, in bytes. */
    public static final int MAX_CARD_BYTES = 1024 * 1024;

    static final String MANIFEST = "manifest.json";
    static final String MANIFEST_HASH = "manifest.sha256";
    static final String WEIGHTS = "weights.safetensors";
    static final String CARD = "card.md";

    /** Parts in the order they are stored. */
    static final List<String> PARTS = List.of(MANIFEST, MANIFEST_HASH, WEIGHTS, CARD);

    /** Parts whose hash the manifest holds. */
    static final List<String> HASHED_PARTS = List.of(WEIGHTS, CARD);

    private static final int MAX_HASH_BYTES = 256;

    /** Room left to everything else on the heap when tensors are loaded. */
    private static final long HEAP_RESERVE_BYTES = 32L * 1024 * 1024;

    private static final int MAX_QUOTED = 300;

    private ModelFile() {}

    /**
     * Saves a model as one file. It is written beside the target and renamed over it when it is whole and on disk, so a
     * failure leaves a former file as it was.
     *
     * @param target a new file, or an existing model file that is replaced
     * @param manifest what the model says about itself, of the current format version
     * @param content what the fitted object wrote
     * @param card the model card, Markdown
     * @throws BadInputException if the target is something else than a model file or cannot be written
     */
    public static void save(Path target, Manifest manifest, MemoryModel content, String card) {
        save(target, manifest, content, card, UnaryOperator.identity());
    }

    /**
     * Saves a model as a directory, for people who want to look inside. As {@link #save} otherwise, but replacing a
     * directory takes two renames: a crash of the machine between them leaves the former one beside the target, named
     * {@code .vigie-*.old}.
     *
     * @param target a new or empty directory, or an existing model directory that is replaced
     * @param manifest what the model says about itself, of the current format version
     * @param content what the fitted object wrote
     * @param card the model card, Markdown
     * @throws BadInputException if the target is something else than a model directory or cannot be written
     */
    public static void saveDirectory(Path target, Manifest manifest, MemoryModel content, String card) {
        saveDirectory(target, manifest, content, card, UnaryOperator.identity());
    }

    /** As the public form; {@code device} wraps what the bytes go through, so that tests can make it fail. */
    static void save(
            Path target, Manifest manifest, MemoryModel content, String card, UnaryOperator<OutputStream> device) {
        Map<String, ModelStore.Content> parts = parts(manifest, content, card);
        try {
            ModelStore.writeZip(target, parts, device);
        } catch (IOException e) {
            throw cannotWrite(target, e);
        }
    }

    static void saveDirectory(
            Path target, Manifest manifest, MemoryModel content, String card, UnaryOperator<OutputStream> device) {
        Map<String, ModelStore.Content> parts = parts(manifest, content, card);
        try {
            ModelStore.writeDirectory(target, parts, device);
        } catch (IOException e) {
            throw cannotWrite(target, e);
        }
    }

    /**
     * Loads a model file or directory.
     *
     * @throws ModelFormatException if there is none, or it is damaged, incomplete, from a newer version, not a model, or
     *     larger than the heap
     */
    public static LoadedModel load(Path source) {
        try {
            return loadFrom(source);
        } catch (ModelFormatException e) {
            throw new ModelFormatException(oneLine("model '" + source + "' cannot be loaded: " + e.getMessage()), e);
        } catch (NoSuchFileException e) {
            throw new ModelFormatException(
                    oneLine("model '" + source + "' cannot be loaded: there is no such file; check the path"), e);
        } catch (IOException | RuntimeException e) {
            // Last line of defence: a damaged file must give this one exception, whatever a library made of it.
            throw new ModelFormatException(
                    oneLine("model '" + source + "' cannot be loaded: " + reason(e)
                            + "; it is damaged or not a Vigie model"),
                    e);
        }
    }

    private static LoadedModel loadFrom(Path source) throws IOException {
        try (ModelStore store = ModelStore.open(source)) {
            byte[] document = readBounded(store, MANIFEST, MAX_MANIFEST_BYTES);
            requireManifestHash(store, document);
            int version = ManifestDocument.version(document);
            if (version > FORMAT_VERSION) {
                throw new ModelFormatException("format version " + version
                        + " was written by a newer Vigie; this one reads up to " + FORMAT_VERSION + "; update Vigie");
            }
            store.requireOnly(PARTS);
            long weightBytes = store.size(WEIGHTS);
            requireHeap(weightBytes);
            ManifestDocument.Parsed parsed = ManifestDocument.read(document, weightBytes);
            for (String name : HASHED_PARTS) {
                long expected = part(parsed, name).bytes();
                if (store.size(name) != expected) {
                    throw new ModelFormatException(
                            name + " has " + store.size(name) + " bytes; its manifest says " + expected);
                }
            }
            String card = decode(CARD, verified(parsed, CARD, readBounded(store, CARD, MAX_CARD_BYTES)));
            try (DigestInputStream in = new DigestInputStream(store.open(WEIGHTS), sha256())) {
                Safetensors.read(in, weightBytes, parsed.tensors());
                requireHash(parsed, WEIGHTS, in.getMessageDigest().digest());
            }
            requireAllTensors(parsed);
            return new LoadedModel(parsed.manifest(), parsed.content().asReader("model '" + source + "'"), card);
        }
    }

    private static Map<String, ModelStore.Content> parts(Manifest manifest, MemoryModel content, String card) {
        if (manifest.formatVersion() != FORMAT_VERSION) {
            throw new IllegalArgumentException("format version " + manifest.formatVersion()
                    + " cannot be written; this Vigie writes " + FORMAT_VERSION);
        }
        byte[] cardBytes = card.getBytes(StandardCharsets.UTF_8);
        requireAtMost("the model card", cardBytes.length, MAX_CARD_BYTES);
        Map<String, Tensor> tensors = ManifestDocument.tensors(content);
        Map<String, ModelStore.Content> hashed = new LinkedHashMap<>();
        hashed.put(WEIGHTS, out -> Safetensors.write(tensors, out));
        hashed.put(CARD, out -> out.write(cardBytes));
        Map<String, ManifestDocument.Part> described = new LinkedHashMap<>();
        hashed.forEach((name, part) -> described.put(name, describe(part)));
        byte[] document = ManifestDocument.write(manifest, described, content);
        requireAtMost("the manifest with all attributes", document.length, MAX_MANIFEST_BYTES);
        byte[] hashLine = hashLine(document);
        Map<String, ModelStore.Content> parts = new LinkedHashMap<>();
        parts.put(MANIFEST, out -> out.write(document));
        parts.put(MANIFEST_HASH, out -> out.write(hashLine));
        parts.putAll(hashed);
        return parts;
    }

    private static void requireAtMost(String what, int bytes, int limit) {
        if (bytes > limit) {
            throw new IllegalArgumentException(what + " takes " + bytes + " bytes; at most " + limit + " are allowed");
        }
    }

    private static ManifestDocument.Part describe(ModelStore.Content part) {
        MessageDigest digest = sha256();
        ModelStore.Measure measure = new ModelStore.Measure(digest::update);
        try {
            part.writeTo(measure);
        } catch (IOException e) {
            throw new IllegalStateException("measuring a part writes nowhere and cannot fail", e);
        }
        return new ManifestDocument.Part(measure.bytes(), HexFormat.of().formatHex(digest.digest()));
    }

    private static byte[] hashLine(byte[] document) {
        String hash = HexFormat.of().formatHex(sha256().digest(document));
        return (hash + "  " + MANIFEST + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    private static void requireManifestHash(ModelStore store, byte[] document) throws IOException {
        byte[] found = readBounded(store, MANIFEST_HASH, MAX_HASH_BYTES);
        if (!MessageDigest.isEqual(found, hashLine(document))) {
            throw new ModelFormatException(MANIFEST + " does not match " + MANIFEST_HASH
                    + "; the model is damaged or was edited; copy or fit it again");
        }
    }

    private static byte[] verified(ManifestDocument.Parsed parsed, String name, byte[] bytes) {
        requireHash(parsed, name, sha256().digest(bytes));
        return bytes;
    }

    private static void requireHash(ManifestDocument.Parsed parsed, String name, byte[] digest) {
        if (!HexFormat.of().formatHex(digest).equals(part(parsed, name).sha256())) {
            throw new ModelFormatException(name + " does not match its hash in " + MANIFEST
                    + "; the model is damaged or was edited; copy or fit it again");
        }
    }

    private static ManifestDocument.Part part(ManifestDocument.Parsed parsed, String name) {
        return Objects.requireNonNull(parsed.parts().get(name));
    }

    private static void requireHeap(long weightBytes) {
        long limit = Runtime.getRuntime().maxMemory() - HEAP_RESERVE_BYTES;
        if (weightBytes > limit) {
            throw new ModelFormatException("its tensors take " + weightBytes + " bytes, more than the " + limit
                    + " that the heap may hold; give Java more with -Xmx");
        }
    }

    private static void requireAllTensors(ManifestDocument.Parsed parsed) {
        Set<String> marked = new HashSet<>(parsed.mayHoldNonFinite());
        parsed.tensors().forEach((name, tensor) -> {
            if (tensor.hasNonFinite() != marked.contains(name)) {
                throw new ModelFormatException("tensor '" + name + "' "
                        + (marked.contains(name) ? "is marked to hold" : "holds")
                        + " NaN or infinite values, against what is " + (marked.contains(name) ? "stored" : "marked"));
            }
        });
    }

    private static byte[] readBounded(ModelStore store, String name, int limit) throws IOException {
        long size = store.size(name);
        if (size > limit) {
            throw new ModelFormatException(name + " has " + size + " bytes; at most " + limit + " are allowed");
        }
        try (InputStream in = store.open(name)) {
            byte[] bytes = in.readNBytes((int) size);
            if (bytes.length != size || in.read() != -1) {
                throw new ModelFormatException(name + " has another size than the " + size + " bytes it announces");
            }
            return bytes;
        }
    }

    private static String decode(String name, byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ModelFormatException(name + " is not UTF-8 text", e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform must provide SHA-256", e);
        }
    }

    private static BadInputException cannotWrite(Path target, IOException e) {
        return new BadInputException(
                oneLine("cannot write the model '" + target + "': " + reason(e)
                        + "; nothing was changed there; check the folder, its permissions and the free space"),
                e);
    }

    private static String reason(Exception e) {
        if (e instanceof FileSystemException fileSystem && fileSystem.getReason() != null) {
            return fileSystem.getReason();
        }
        String message = e.getMessage();
        return message == null || e instanceof FileSystemException
                ? e.getClass().getSimpleName()
                : message;
    }

    /** Names and texts from a hostile file must not break the terminal or the log. */
    private static String oneLine(String message) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < message.length() && line.length() < MAX_QUOTED; i++) {
            char c = message.charAt(i);
            line.append(Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c);
        }
        return line.length() < message.length() ? line + "..." : line.toString();
    }
}
