package io.vigie.bench.run;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/**
 * A copy of this process's class path for its workers: a rebuild in the middle of a long run changes nothing, and all
 * rows come from one build.
 */
final class WorkerClassPath implements AutoCloseable {
    private static final int SHOWN_DIGITS = 16;

    private final Path folder;
    private final List<Path> entries;
    private final String fingerprint;

    private WorkerClassPath(Path folder, List<Path> entries, String fingerprint) {
        this.folder = folder;
        this.entries = entries;
        this.fingerprint = fingerprint;
    }

    static WorkerClassPath copy() throws IOException {
        Set<Path> sources = new LinkedHashSet<>();
        for (String entry : System.getProperty("java.class.path", "").split(File.pathSeparator, -1)) {
            add(Path.of(entry).toAbsolutePath().normalize(), sources);
        }
        Path folder = Files.createTempDirectory("vigie-bench");
        List<Path> copies = new ArrayList<>();
        MessageDigest digest = sha256();
        for (Path source : sources) {
            Path copy = folder.resolve(copies.size() + "-" + source.getFileName());
            copyTree(source, copy, digest);
            copies.add(copy);
        }
        return new WorkerClassPath(
                folder, copies, HexFormat.of().formatHex(digest.digest()).substring(0, SHOWN_DIGITS));
    }

    /** The entries as Java wants them. */
    String text() {
        return String.join(
                File.pathSeparator, entries.stream().map(Path::toString).toList());
    }

    /** Changes with any class or library. */
    String fingerprint() {
        return fingerprint;
    }

    @Override
    public void close() {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                if (!file.toFile().delete()) {
                    file.toFile().deleteOnExit();
                }
            });
        } catch (IOException | UncheckedIOException e) {
            folder.toFile().deleteOnExit();
        }
    }

    /** An entry and those that its manifest names. */
    private static void add(Path entry, Set<Path> entries) throws IOException {
        if (!Files.exists(entry) || !entries.add(entry) || Files.isDirectory(entry)) {
            return;
        }
        try (JarFile jar = new JarFile(entry.toFile())) {
            Manifest manifest = jar.getManifest();
            String more = manifest == null ? null : manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
            if (more != null) {
                for (String relative : more.strip().split("\\s+", -1)) {
                    add(Path.of(entry.toUri().resolve(URI.create(relative))).normalize(), entries);
                }
            }
        }
    }

    /** Files in order of their names; of jars the content counts and not the times in them. */
    private static void copyTree(Path source, Path copy, MessageDigest digest) throws IOException {
        if (!Files.isDirectory(source)) {
            Files.copy(source, copy);
            try (JarFile jar = new JarFile(copy.toFile())) {
                for (var entry : jar.stream()
                        .filter(one -> !one.isDirectory())
                        .sorted(Comparator.comparing(one -> one.getName()))
                        .toList()) {
                    digest.update(String.format(Locale.ROOT, "%s %x ", entry.getName(), entry.getCrc())
                            .getBytes(java.nio.charset.StandardCharsets.UTF_8));
                }
            }
            return;
        }
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.sorted().toList()) {
                Path target = copy.resolve(source.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                    try (InputStream in = Files.newInputStream(target)) {
                        digest.update(in.readAllBytes());
                    }
                }
            }
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
