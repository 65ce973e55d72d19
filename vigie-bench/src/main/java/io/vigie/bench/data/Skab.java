package io.vigie.bench.data;

import io.vigie.series.BadInputException;
import io.vigie.series.ColumnChoice;
import io.vigie.series.CsvFormat;
import io.vigie.series.CsvReader;
import io.vigie.series.CsvResult;
import io.vigie.series.TimeSeries;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The Skoltech Anomaly Benchmark (Katser and Kozitsin, "Skoltech Anomaly Benchmark (SKAB)", 2020) in {@code skab}: 34 runs
 * of a water circulation test bed, 8 channels, about one row a second, in {@code valve1}, {@code valve2} and {@code other}
 * (the families). As in its authors' notebooks, a detector learns from the first {@value #TRAIN_ROWS} rows of a run and the
 * whole run is scored. In one run ({@code other/2}) the train rows hold an anomaly already; it is left as it is. The labels are
 * those of outliers; {@link #changePoints} has the others. Free for development.
 */
public final class Skab implements DataSet {
    /** Rows at the start of a run that a detector learns from. */
    public static final int TRAIN_ROWS = 400;

    private static final List<String> FAMILIES = List.of("valve1", "valve2", "other");
    private static final CsvFormat FORMAT = CsvFormat.auto()
            .withDelimiter(';')
            .withDecimalMark(CsvFormat.DecimalMark.POINT)
            .withHeader(CsvFormat.Header.YES)
            .withLayout(CsvFormat.Layout.WIDE)
            .withTime(ColumnChoice.named("datetime"))
            .withLabel(ColumnChoice.named("anomaly"));

    private final Path root;

    private Skab(Path root) {
        this.root = root;
    }

    /**
     * The runs under a data folder.
     *
     * @throws BadInputException if it has no {@code skab}
     */
    public static Skab of(DataFolder data) {
        return new Skab(data.resolve("skab"));
    }

    @Override
    public List<BenchmarkCase> cases(Scope scope) {
        List<BenchmarkCase> cases = new ArrayList<>();
        for (String family : FAMILIES) {
            Path folder = root.resolve(family);
            if (Files.isDirectory(folder)) {
                for (String run : TablePair.names(folder, ".csv")) {
                    cases.add(new Run(family + "/" + run, family, TablePair.file(folder, run + ".csv")));
                }
            }
        }
        return cases;
    }

    /**
     * Rows of a run at which its state changes.
     *
     * @param name name of a case
     * @throws BadInputException if it is not there
     */
    public List<Integer> changePoints(String name) {
        CsvFormat format = FORMAT.withLabel(ColumnChoice.named("changepoint")).withIgnored(List.of("anomaly"));
        CsvResult read = CsvReader.read(TablePair.file(root, name + ".csv"), format);
        boolean[] changes = read.labels()
                .orElseThrow(() -> new BadInputException("'" + name + "' has no column 'changepoint'"))
                .toBinary();
        List<Integer> rows = new ArrayList<>();
        for (int row = 0; row < changes.length; row++) {
            if (changes[row]) {
                rows.add(row);
            }
        }
        return rows;
    }

    private record Run(String name, String family, Path file) implements BenchmarkCase {
        @Override
        public long cells() {
            return TablePair.size(file);
        }

        @Override
        public BenchmarkSeries load() {
            CsvResult read = CsvReader.read(file, FORMAT.withIgnored(List.of("changepoint")));
            TimeSeries series = read.series().withName(name);
            if (series.length() <= TRAIN_ROWS) {
                throw new BadInputException("'" + name + "' has " + series.length()
                        + " rows; a run needs more than the " + TRAIN_ROWS + " that are learned from");
            }
            return new BenchmarkSeries(
                    name,
                    family,
                    series.slice(0, TRAIN_ROWS),
                    series,
                    read.labels().orElseThrow(() -> new BadInputException("'" + name + "' has no column 'anomaly'")));
        }
    }
}
