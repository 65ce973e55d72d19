package io.vigie.bench.data;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** The real data, from VIGIE_DATA or beside the repository. */
public final class RealData {
    private RealData() {}

    /** The folder; the test that asks is skipped where there is none. */
    public static DataFolder folder() {
        String variable = System.getenv(DataFolder.VARIABLE);
        Path path = variable == null
                ? Path.of(System.getProperty("vigie.root", ".."), "..", "shared", "data")
                : Path.of(variable);
        Assumptions.assumeTrue(
                Files.isDirectory(path.resolve("tsb-ad")), "skipped: there is no folder tsb-ad in " + path);
        return DataFolder.of(path);
    }
}
