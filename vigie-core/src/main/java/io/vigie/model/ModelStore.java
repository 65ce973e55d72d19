package io.vigie.model;

import io.vigie.series.BadInputException;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/** The named parts of a model in a zip file or a directory, whatever they hold. */
final class ModelStore implements Closeable {
    /** Far above the four parts of version 1, far below what a hostile index would need to hurt. */
    private static final int MAX_PARTS = 100;

    private static final int MAX_INDEX_BYTES = 64 * 1024;

    /** A part's time in the zip file: fixed, so that equal models are equal files; any later than 1980-01-01 will do. */
    private static final LocalDateTime TIME = LocalDateTime.of(2000, 1, 1, 0, 0);

    /** The zip format's signature of the record that ends a file, its length, and where its fields lie. */
    private static final int END_SIGNATURE = 0x06054b50;

    private static final int END_BYTES = 22;
    private static final int END_ENTRIES = 10;
    private static final int END_INDEX_BYTES = 12;

    private static final byte[] LOCAL_SIGNATURE = {'P', 'K', 3, 4};
    private static final int LOCAL_BYTES = 30;

    private final @Nullable ZipFile zip;
    private final Map<String, Entry> entries;

    private ModelStore(@Nullable ZipFile zip, Map<String, Entry> entries) {
        this.zip = zip;
        this.entries = entries;
    }

    /** Writes one part; called more than once, always with the same bytes. */
    @FunctionalInterface
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    private record Entry(long size, Opener opener) {}

    @FunctionalInterface
    private interface Opener {
        InputStream open() throws IOException;
    }

    /** A stream that only counts and digests. */
    static final class Measure extends OutputStream {
        private final Sink sink;
        private long bytes;

        Measure(Sink sink) {
            this.sink = sink;
        }

        @FunctionalInterface
        interface Sink {
            void update(byte[] bytes, int offset, int length);
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] source, int offset, int length) {
            sink.update(source, offset, length);
            bytes += length;
        }

        long bytes() {
            return bytes;
        }
    }

    /** Opens a zip file or a directory and lists it; sizes are proven against the file system. */
    static ModelStore open(Path source) throws IOException {
        if (Files.isDirectory(source)) {
            return openDirectory(source);
        }
        if (!Files.exists(source)) {
            throw new NoSuchFileException(source.toString());
        }
        if (!Files.isRegularFile(source)) {
            throw new ModelFormatException("it is neither a file nor a directory");
        }
        requireSmallIndex(source);
        ZipFile zip = new ZipFile(source.toFile());
        try {
            return new ModelStore(zip, list(zip, Files.size(source)));
        } catch (IOException | RuntimeException e) {
            zip.close();
            throw e;
        }
    }

    private static ModelStore openDirectory(Path source) throws IOException {
        Map<String, Entry> entries = new LinkedHashMap<>();
        try (DirectoryStream<Path> children = Files.newDirectoryStream(source)) {
            for (Path child : children) {
                String name = Objects.requireNonNull(child.getFileName()).toString();
                if (entries.size() == MAX_PARTS) {
                    throw new ModelFormatException("the directory holds more than " + MAX_PARTS + " files");
                }
                if (!Files.isRegularFile(child, LinkOption.NOFOLLOW_LINKS)) {
                    throw new ModelFormatException("'" + name + "' in the directory is not a plain file");
                }
                entries.put(
                        name,
                        new Entry(Files.size(child), () -> Files.newInputStream(child, LinkOption.NOFOLLOW_LINKS)));
            }
        }
        return new ModelStore(null, entries);
    }

    /** Looks at the record that ends every zip file before a library reads the index it announces. */
    private static void requireSmallIndex(Path source) throws IOException {
        ByteBuffer end = ByteBuffer.allocate(END_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        try (RandomAccessFile file = new RandomAccessFile(source.toFile(), "r")) {
            if (file.length() < END_BYTES) {
                throw notWhole();
            }
            file.seek(file.length() - END_BYTES);
            file.readFully(end.array());
        }
        if (end.getInt(0) != END_SIGNATURE || end.getShort(END_BYTES - 2) != 0) {
            throw notWhole();
        }
        int count = Short.toUnsignedInt(end.getShort(END_ENTRIES));
        long bytes = Integer.toUnsignedLong(end.getInt(END_INDEX_BYTES));
        if (count > MAX_PARTS || bytes > MAX_INDEX_BYTES) {
            throw new ModelFormatException("it announces " + count + " parts in an index of " + bytes
                    + " bytes; it is damaged or not a Vigie model");
        }
    }

    private static ModelFormatException notWhole() {
        return new ModelFormatException("it is not a whole zip file; it was cut off or is not a Vigie model");
    }

    private static Map<String, Entry> list(ZipFile zip, long fileBytes) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        long total = 0;
        Enumeration<? extends ZipEntry> listed = zip.entries();
        while (listed.hasMoreElements()) {
            ZipEntry entry = listed.nextElement();
            String name = entry.getName();
            if (entry.getMethod() != ZipEntry.STORED || entry.getSize() != entry.getCompressedSize()) {
                throw new ModelFormatException("part '" + name + "' is compressed; a model's parts are stored as is");
            }
            total += entry.getSize();
            if (entry.getSize() < 0 || total < 0 || total > fileBytes) {
                throw new ModelFormatException("its parts announce more than the " + fileBytes + " bytes of the file");
            }
            if (entries.put(name, new Entry(entry.getSize(), () -> zip.getInputStream(entry))) != null) {
                throw new ModelFormatException("part '" + name + "' occurs twice");
            }
        }
        return entries;
    }

    long size(String name) {
        return require(name).size();
    }

    InputStream open(String name) throws IOException {
        return require(name).opener().open();
    }

    /** Refuses parts that are not named, and the lack of one that is. */
    void requireOnly(List<String> names) {
        for (String name : names) {
            require(name);
        }
        for (String name : entries.keySet()) {
            if (!names.contains(name)) {
                throw new ModelFormatException("part '" + name + "' is unknown; a model holds only " + names);
            }
        }
    }

    private Entry require(String name) {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw new ModelFormatException("part '" + name + "' is missing; it is incomplete or not a Vigie model");
        }
        return entry;
    }

    @Override
    public void close() throws IOException {
        if (zip != null) {
            zip.close();
        }
    }

    /** Replaces or makes a zip file in one step. */
    static void writeZip(Path target, Map<String, Content> parts, UnaryOperator<OutputStream> device)
            throws IOException {
        Path destination = Files.exists(target) ? target.toRealPath() : target.toAbsolutePath();
        requireReplaceableFile(target, destination);
        Path folder = Objects.requireNonNull(destination.getParent(), "a file has a folder");
        Path temporary = folder.resolve(temporaryName(".tmp"));
        try {
            writeFile(temporary, device, out -> {
                try (ZipOutputStream zipOut = new ZipOutputStream(out)) {
                    for (Map.Entry<String, Content> part : parts.entrySet()) {
                        zipOut.putNextEntry(entry(part.getKey(), part.getValue()));
                        part.getValue().writeTo(zipOut);
                        zipOut.closeEntry();
                    }
                }
            });
            Files.move(temporary, destination, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
        forceDirectory(folder);
    }

    /** Replaces or makes a directory. */
    static void writeDirectory(Path target, Map<String, Content> parts, UnaryOperator<OutputStream> device)
            throws IOException {
        Path destination = Files.exists(target) ? target.toRealPath() : target.toAbsolutePath();
        boolean replace = requireReplaceableDirectory(target, destination);
        Path folder = Objects.requireNonNull(destination.getParent(), "a directory has a folder");
        Path temporary = folder.resolve(temporaryName(".tmp"));
        try {
            Files.createDirectory(temporary);
            for (Map.Entry<String, Content> part : parts.entrySet()) {
                writeFile(temporary.resolve(part.getKey()), device, part.getValue());
            }
            forceDirectory(temporary);
            if (replace) {
                exchange(temporary, destination, folder.resolve(temporaryName(".old")));
            } else {
                Files.move(temporary, destination, StandardCopyOption.ATOMIC_MOVE);
            }
        } finally {
            deleteParts(temporary);
        }
        forceDirectory(folder);
    }

    private static void exchange(Path fresh, Path destination, Path former) throws IOException {
        Files.move(destination, former, StandardCopyOption.ATOMIC_MOVE);
        try {
            Files.move(fresh, destination, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | RuntimeException e) {
            Files.move(former, destination, StandardCopyOption.ATOMIC_MOVE);
            throw e;
        }
        deleteParts(former);
    }

    private static void requireReplaceableFile(Path target, Path destination) throws IOException {
        if (!Files.exists(destination)) {
            return;
        }
        if (!Files.isRegularFile(destination)) {
            throw new BadInputException(
                    "'" + target + "' exists and is not a file; give another name for the model file");
        }
        try (InputStream in = Files.newInputStream(destination)) {
            byte[] start = in.readNBytes(LOCAL_BYTES + ModelFile.MANIFEST.length());
            if (start.length > 0 && !startsLikeModel(start)) {
                throw new BadInputException(
                        "'" + target + "' exists and is not a Vigie model; it is left as it is; give another name");
            }
        }
    }

    private static boolean startsLikeModel(byte[] start) {
        if (start.length < LOCAL_BYTES + ModelFile.MANIFEST.length()) {
            return false;
        }
        for (int i = 0; i < LOCAL_SIGNATURE.length; i++) {
            if (start[i] != LOCAL_SIGNATURE[i]) {
                return false;
            }
        }
        for (int i = 0; i < ModelFile.MANIFEST.length(); i++) {
            if (start[LOCAL_BYTES + i] != ModelFile.MANIFEST.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Whether there is a directory to replace. */
    private static boolean requireReplaceableDirectory(Path target, Path destination) throws IOException {
        if (!Files.exists(destination)) {
            return false;
        }
        if (!Files.isDirectory(destination)) {
            throw new BadInputException(
                    "'" + target + "' exists and is not a directory; give another name for the model directory");
        }
        boolean empty = true;
        try (DirectoryStream<Path> children = Files.newDirectoryStream(destination)) {
            for (Path child : children) {
                empty = false;
                String name = Objects.requireNonNull(child.getFileName()).toString();
                if (!ModelFile.PARTS.contains(name) || Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
                    throw new BadInputException("'" + target + "' exists and holds '" + name
                            + "', which is no part of a Vigie model; it is left as it is; give another name");
                }
            }
        }
        if (!empty && !Files.exists(destination.resolve(ModelFile.MANIFEST))) {
            throw new BadInputException(
                    "'" + target + "' exists and is not a Vigie model; it is left as it is; give another name");
        }
        return true;
    }

    private static void writeFile(Path file, UnaryOperator<OutputStream> device, Content content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            OutputStream out = new BufferedOutputStream(device.apply(Channels.newOutputStream(channel)));
            content.writeTo(new Unclosed(out));
            out.flush();
            channel.force(true);
        }
    }

    /** Keeps the channel open for the final force when a zip stream around it is closed. */
    private static final class Unclosed extends OutputStream {
        private final OutputStream out;

        Unclosed(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }
    }

    private static ZipEntry entry(String name, Content content) throws IOException {
        CRC32 crc = new CRC32();
        Measure measure = new Measure(crc::update);
        content.writeTo(measure);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(measure.bytes());
        entry.setCrc(crc.getValue());
        entry.setTimeLocal(TIME);
        return entry;
    }

    private static String temporaryName(String suffix) {
        return ".vigie-" + UUID.randomUUID() + suffix;
    }

    /** Makes a rename last through a power cut where the system can open directories; elsewhere it cannot be done. */
    @SuppressWarnings("EmptyCatch")
    private static void forceDirectory(Path directory) {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException ignored) {
            // Windows refuses to open a directory; the rename itself has succeeded.
        }
    }

    /** Deletes a directory that holds nothing but parts. */
    private static void deleteParts(Path directory) throws IOException {
        for (String part : ModelFile.PARTS) {
            Files.deleteIfExists(directory.resolve(part));
        }
        Files.deleteIfExists(directory);
    }
}
