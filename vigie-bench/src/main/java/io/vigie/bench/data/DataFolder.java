package io.vigie.bench.data;

import io.vigie.series.BadInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The folder that holds the benchmark data: {@code tsb-ad}, {@code smd}, {@code nab} and so on lie directly in it.
 */
public final class DataFolder {
    /** Environment variable that names the folder. */
    public static final String VARIABLE = "VIGIE_DATA";

    private static final Path DEFAULT = Path.of("..", "shared", "data");

    private final Path path;

    private DataFolder(Path path) {
        this.path = path;
    }

    /**
     * A given folder.
     *
     * @throws BadInputException if it is no folder
     */
    public static DataFolder of(Path path) {
        if (!Files.isDirectory(path)) {
            throw new BadInputException(
                    "there is no data folder " + path + "; give the folder that holds tsb-ad, smd and"
                            + " the other data sets with --data or " + VARIABLE);
        }
        return new DataFolder(path);
    }

    /**
     * The given folder, else the one that {@value #VARIABLE} names, else {@code ../shared/data}.
     *
     * @throws BadInputException if that is no folder
     */
    public static DataFolder find(@Nullable Path option) {
        String variable = System.getenv(VARIABLE);
        if (option != null) {
            return of(option);
        }
        return of(variable == null || variable.isBlank() ? DEFAULT : Path.of(variable));
    }

    public Path path() {
        return path;
    }

    /**
     * A file or folder inside.
     *
     * @throws BadInputException if it is not there
     */
    public Path resolve(String first, String... more) {
        Path found = path.resolve(Path.of(first, more));
        if (!Files.exists(found)) {
            throw new BadInputException("the data folder lacks " + found + "; copy it there or give another folder with"
                    + " --data or " + VARIABLE);
        }
        return found;
    }
}
