package io.vigie.cli;

import io.vigie.series.BadInputException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder that receives the files of one run: all of them or none. Files are written under temporary names in the
 * folder and renamed together by {@link #commit}; {@link #close} without a commit removes what was begun, so that an
 * interrupted run or a full disk leaves the folder as it was.
 */
final class OutputFolder implements AutoCloseable {
    /** Every file name a run may write; a folder that holds only these (and run folders) may be written again. */
    static final Set<String> OWN_FILES = Set.of(
            "events.csv",
            "events.json",
            "counterfactuals.csv",
            "scores.csv",
            "report.html",
            "run.json",
            "model.vigie",
            "report.md",
            "leaderboard.csv",
            "differences.csv",
            "families.csv",
            "files.csv",
            "critical-difference.svg");

    private static final String TEMPORARY_SUFFIX = ".partial";

    /** Writes one file. */
    @FunctionalInterface
    interface Content {
        void writeTo(Writer out) throws IOException;
    }

    private final Path folder;
    private final boolean created;
    private final List<String> names = new ArrayList<>();
    private final Thread cleaner = new Thread(this::removeTemporaries, "vigie-output-cleaner");
    private boolean committed;

    private OutputFolder(Path folder, boolean created) {
        this.folder = folder;
        this.created = created;
    }

    /**
     * Opens a folder for writing, making it where it does not exist.
     *
     * @throws BadInputException if it is a file, cannot be written, or holds anything but an earlier run's output and
     *     {@code force} is not given
     */
    static OutputFolder open(Path folder, boolean force) {
        requireUsable(folder, force);
        try {
            boolean exists = Files.isDirectory(folder);
            Files.createDirectories(folder);
            OutputFolder output = new OutputFolder(folder, !exists);
            Runtime.getRuntime().addShutdownHook(output.cleaner);
            return output;
        } catch (IOException e) {
            throw failure("create output folder", folder, e);
        }
    }

    /** Checks what {@link #open} checks, without touching anything: called before long work begins. */
    static void requireUsable(Path folder, boolean force) {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new BadInputException("output '" + folder + "' is a file; give a folder with --out");
        }
        requireWritable("output folder", folder, folder.toAbsolutePath());
        if (force || !Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> entries = Files.list(folder)) {
            entries.filter(entry -> !isOwn(entry))
                    .map(entry -> entry.getFileName().toString())
                    .sorted()
                    .findFirst()
                    .ifPresent(name -> {
                        throw new BadInputException("output folder '" + folder + "' holds other content ('" + name
                                + "'); choose another --out, or add --force to write there all the same");
                    });
        } catch (IOException e) {
            throw failure("read output folder", folder, e);
        }
    }

    /** A file that a run writes, or the folder of one of several series. */
    private static boolean isOwn(Path entry) {
        String name = entry.getFileName().toString();
        return OWN_FILES.contains(name) || name.endsWith(TEMPORARY_SUFFIX) || Files.exists(entry.resolve("run.json"));
    }

    /** Checks that a single file can be made, before long work begins. */
    static void requireWritableParent(Path file) {
        if (Files.isDirectory(file)) {
            throw new BadInputException("output '" + file + "' is a folder; give a file");
        }
        requireWritable("output file", file, file.toAbsolutePath().getParent());
    }

    private static void requireWritable(String what, Path target, @Nullable Path from) {
        Path existing = from;
        while (existing != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        if (existing != null && !Files.isDirectory(existing)) {
            throw new BadInputException(
                    what + " '" + target + "' cannot be made: '" + existing + "' is a file; choose another --out");
        }
        if (existing != null && !Files.isWritable(existing)) {
            throw new BadInputException(
                    what + " '" + target + "' cannot be written; choose another --out or change its permissions");
        }
    }

    /** Writes one file under a temporary name. */
    void write(String name, Content content) {
        names.add(name);
        Path temporary = temporary(name);
        try (BufferedWriter out = Files.newBufferedWriter(temporary, StandardCharsets.UTF_8)) {
            content.writeTo(out);
        } catch (IOException e) {
            throw failure("write", folder.resolve(name), e);
        } catch (UncheckedIOException e) {
            IOException cause = e.getCause();
            throw failure("write", folder.resolve(name), cause == null ? new IOException(e) : cause);
        }
    }

    /** Where one file is to be written by somebody else, who replaces what is there; it gets its name with the others. */
    Path reserve(String name) {
        names.add(name);
        return temporary(name);
    }

    /** Gives all files their names. */
    void commit() {
        for (String name : names) {
            Path target = folder.resolve(name);
            try {
                try {
                    Files.move(
                            temporary(name),
                            target,
                            StandardCopyOption.ATOMIC_MOVE,
                            StandardCopyOption.REPLACE_EXISTING);
                } catch (AtomicMoveNotSupportedException e) {
                    Files.move(temporary(name), target, StandardCopyOption.REPLACE_EXISTING);
                }
            } catch (IOException e) {
                throw failure("write", target, e);
            }
        }
        committed = true;
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(cleaner);
        } catch (IllegalStateException e) {
            return; // the machine is shutting down: the hook does the work
        }
        removeTemporaries();
    }

    private void removeTemporaries() {
        if (committed) {
            return;
        }
        try {
            for (String name : names) {
                Files.deleteIfExists(temporary(name));
            }
            if (created) {
                Files.deleteIfExists(folder);
            }
        } catch (IOException e) {
            // what cannot be removed now is recognised by its suffix and overwritten by the next run
        }
    }

    private Path temporary(String name) {
        return folder.resolve(name + TEMPORARY_SUFFIX);
    }

    private static BadInputException failure(String action, Path path, IOException e) {
        String reason = e.getMessage() == null ? e.toString() : e.getMessage();
        if (e instanceof AccessDeniedException) {
            reason = "permission denied";
        } else if (e instanceof FileSystemException named && named.getReason() != null) {
            reason = named.getReason();
        }
        return new BadInputException(
                "cannot " + action + " '" + path + "': " + reason + "; free some space or choose another --out", e);
    }
}
