package io.vigie.bench.data;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** The data folder of this machine, for tests that need real data. */
public final class RealDataFolder {
    private RealDataFolder() {}

    /** Ends the test as skipped, saying why, where a data set is not there. */
    public static DataFolder with(String dataSet) {
        String variable = System.getenv(DataFolder.VARIABLE);
        Path path = variable == null
                ? Path.of(System.getProperty("vigie.root", "."), "..", "shared", "data")
                : Path.of(variable);
        assumeTrue(
                Files.isDirectory(path.resolve(dataSet)),
                "skipped: there is no " + dataSet + " in " + path + "; name the data folder with VIGIE_DATA");
        return DataFolder.of(path);
    }
}
