package io.vigie.cli;

import io.vigie.series.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a command reads: files, and models that are folders. None of it is ever written to, whatever is forced. */
final class ReadFiles {
    private final List<Path> read;

    private ReadFiles(List<Path> read) {
        this.read = List.copyOf(read);
    }

    /**
     * @param files data
     * @param run its options file is read too
     * @param model null if none is read
     */
    static ReadFiles of(List<Path> files, RunOptions run, @Nullable Path model) {
        List<Path> read = new ArrayList<>(files);
        if (model != null) {
            read.add(model);
        }
        if (run.config != null) {
            read.add(run.config);
        }
        return new ReadFiles(read);
    }

    /**
     * Call before long work begins.
     *
     * @throws BadInputException if the target is read, or a part of what is read
     */
    void requireKept(Path target) {
        Path written = real(target);
        for (Path file : read) {
            if (Files.exists(file) && written.startsWith(real(file))) {
                throw new BadInputException(
                        "'" + target + "' is a file that is read; it would be lost: choose another --out");
            }
        }
    }

    /** As {@link #requireKept}, of every file that a run may write into a folder. */
    void requireKeptIn(Path folder) {
        OutputFolder.OWN_FILES.forEach(name -> requireKept(folder.resolve(name)));
    }

    /** The one path of a file, whether it is there or not. */
    private static Path real(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        try {
            if (Files.exists(absolute)) {
                return absolute.toRealPath();
            }
            Path folder = absolute.getParent();
            return folder == null ? absolute : real(folder).resolve(Objects.requireNonNull(absolute.getFileName()));
        } catch (IOException e) {
            throw new BadInputException(
                    "cannot tell which file '" + file + "' is: " + e.getMessage() + "; choose another path", e);
        }
    }
}
