package io.vigie.bench.data;

import io.vigie.series.CsvFormat;
import io.vigie.series.CsvReader;
import io.vigie.series.Interval;
import io.vigie.series.Labels;
import io.vigie.series.TimeSeries;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Runs of the Tennessee Eastman plant simulation (Downs and Vogel 1993; the runs of Chiang, Russell and Braatz, "Fault
 * Detection and Diagnosis in Industrial Systems", 2001) in {@code tep}: 52 channels, one row in three minutes. A detector
 * learns from the normal run {@code d00_train}; thresholds are set on the normal run {@code d00_test}, which it has not
 * seen; the runs {@code d01_test} to {@code d21_test} are scored, each with its own fault from row {@value #FAULT_ROW} on.
 * Free for development.
 */
public final class Tep implements DataSet {
    /** First row of the fault in a faulty run. */
    public static final int FAULT_ROW = 160;

    private static final String NORMAL = "d00";

    private final Path root;

    private Tep(Path root) {
        this.root = root;
    }

    /**
     * The runs under a data folder.
     *
     * @throws io.vigie.series.BadInputException if it has no {@code tep} with both normal runs
     */
    public static Tep of(DataFolder data) {
        Path root = data.resolve("tep");
        for (String part : List.of("_train.csv", "_test.csv")) {
            if (!Files.exists(TablePair.file(root, NORMAL + part))) {
                data.resolve("tep", NORMAL + part);
            }
        }
        return new Tep(root);
    }

    @Override
    public List<BenchmarkCase> cases(Scope scope) {
        return TablePair.names(root, "_test.csv").stream()
                .filter(name -> !name.equals(NORMAL))
                .<BenchmarkCase>map(name -> new Run(name, root))
                .toList();
    }

    private record Run(String name, Path root) implements BenchmarkCase {
        @Override
        public String family() {
            return "TEP";
        }

        @Override
        public long cells() {
            return TablePair.size(file(name + "_test"));
        }

        @Override
        public BenchmarkSeries load() {
            TimeSeries scored = read(name + "_test", TablePair.LABELLED);
            int rows = scored.length();
            return new BenchmarkSeries(
                    name,
                    family(),
                    read(NORMAL + "_train", TablePair.NAMED),
                    read(NORMAL + "_test", TablePair.LABELLED),
                    scored,
                    rows > FAULT_ROW
                            ? Labels.ofIntervals(rows, List.of(new Interval(FAULT_ROW, rows)))
                            : Labels.all(Labels.State.NORMAL, rows));
        }

        private TimeSeries read(String file, CsvFormat format) {
            return CsvReader.read(file(file), format).series().withName(name);
        }

        private Path file(String file) {
            return TablePair.file(root, file + ".csv");
        }
    }
}
