package io.vigie.bench.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.vigie.series.BadInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What others have published for every file of one TSB-AD track: a value of the metric per file and method, and the
 * benchmark's statistics of the files. Immutable.
 *
 * <p>The tables under {@code tsb-ad/published} come in three layouts, all read here: a column per method beside the file
 * statistics (VUS-PR only), a single method column, and all metrics of the one method that the file's name or its column
 * {@code AD_Name} gives. A value that is absent or is no number is left out of that method, never taken for 0.
 */
public final class PublishedTable {
    /** The metric of the tables that have one column per method. */
    public static final String DEFAULT_METRIC = "VUS-PR";

    private static final Set<String> FILE_COLUMNS = Set.of("file", "filename", "file_name");
    private static final Set<String> STATISTICS = Set.of(
            "ts_len", "anomaly_len", "num_anomaly", "avg_anomaly_len", "anomaly_ratio", "point_anomaly", "seq_anomaly");
    private static final Map<String, String> PUBLISHED_NAMES =
            Map.of("Event-F1", "Event-based-F1", "R-F1", "R-based-F1", "Affiliation-F1", "Affiliation-F");
    private static final Set<String> CLOSED = Set.of("SHADE");
    private static final Set<String> PRETRAINED =
            Set.of("TSPulse", "Time_RCD", "TimeRCD_MAFT", "CHARM", "Chronos", "TimesFM", "MOMENT", "Lag-Llama", "OFA");

    /** Two tables that repeat a method may round differently, but not by more than this. */
    private static final double ROUNDING = 1e-3;

    private final String metric;
    private final Map<String, Method> methods;
    private final Map<String, FileStatistics> statistics;

    private PublishedTable(String metric, Map<String, Method> methods, Map<String, FileStatistics> statistics) {
        this.metric = metric;
        this.methods = Collections.unmodifiableMap(methods);
        this.statistics = Collections.unmodifiableMap(statistics);
    }

    /** What a user needs to run a method. */
    public enum Kind {
        /** The code is open and the method learns from the train part alone. */
        OPEN,
        /** The method comes with weights that were learned from other data. */
        PRETRAINED,
        /** Only the figures are known. */
        CLOSED
    }

    /**
     * A published method.
     *
     * @param name name in the tables, such as {@code MOMENT (ZS)}
     * @param values metric of each file, by the file's name; files without a value are absent
     * @param seconds seconds of each file, where the table says
     */
    public record Method(String name, Kind kind, Map<String, Double> values, Map<String, Double> seconds) {
        public Method {
            values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
            seconds = Collections.unmodifiableMap(new LinkedHashMap<>(seconds));
        }
    }

    /** The benchmark's own statistics of a file, in rows. */
    public record FileStatistics(int length, int anomalousRows, int anomalies, double averageAnomalyLength) {}

    /**
     * Reads the tables of a track.
     *
     * @param metric name as in {@code io.vigie.evaluate.Evaluation#asMap()}; only some tables have others than
     *     {@value #DEFAULT_METRIC}
     * @throws BadInputException if the folder has no tables of the track, one cannot be read, or two disagree
     */
    public static PublishedTable read(DataFolder folder, Track track, String metric) {
        Path tables = folder.path().resolve("tsb-ad").resolve("published");
        String wide = track.letter() + "_vus_pr_by_file.csv";
        String single = track == Track.MULTIVARIATE ? "Multi_" : "Uni_";
        List<Path> files = new ArrayList<>();
        // the original table first: where a later one repeats its methods, the original counts
        if (Files.isRegularFile(tables.resolve(wide))) {
            files.add(tables.resolve(wide));
        }
        try (Stream<Path> entries = Files.isDirectory(tables) ? Files.list(tables) : Stream.empty()) {
            entries.filter(file ->
                            nameOf(file).startsWith(single) && nameOf(file).endsWith(".csv"))
                    .sorted()
                    .forEach(files::add);
        } catch (IOException e) {
            throw new BadInputException("cannot read folder '" + tables + "': " + e.getMessage(), e);
        }
        if (files.isEmpty()) {
            throw new BadInputException("no published tables ('" + wide + "', '" + single + "*.csv') in '" + tables
                    + "'; name the data folder with --data");
        }
        Reading reading = new Reading(metric);
        files.forEach(file -> reading.read(file, nameOf(file).startsWith(single) ? methodOf(file, single) : null));
        return new PublishedTable(metric, reading.methods(), reading.statistics);
    }

    public String metric() {
        return metric;
    }

    /** All methods that have the metric for one file at least, in the order of the tables. */
    public List<Method> methods() {
        return List.copyOf(methods.values());
    }

    public Optional<Method> method(String name) {
        return Optional.ofNullable(methods.get(name));
    }

    /** All files that the tables give statistics of: the official evaluation list. */
    public Set<String> files() {
        return statistics.keySet();
    }

    /** Statistics of a file, or nothing where no table lists it. */
    public Optional<FileStatistics> statistics(String file) {
        return Optional.ofNullable(statistics.get(key(file)));
    }

    private static Kind kindOf(String method) {
        int variant = method.indexOf(" (");
        String base = variant < 0 ? method : method.substring(0, variant);
        if (CLOSED.contains(base)) {
            return Kind.CLOSED;
        }
        return PRETRAINED.contains(base) ? Kind.PRETRAINED : Kind.OPEN;
    }

    private static String methodOf(Path file, String prefix) {
        String name = nameOf(file);
        return name.substring(prefix.length(), name.length() - ".csv".length());
    }

    private static String nameOf(Path file) {
        return String.valueOf(file.getFileName());
    }

    /** The official name: without folders, with {@code .csv}, without {@code .gz}. */
    private static String key(String file) {
        String name = file.strip();
        name = name.substring(name.lastIndexOf('/') + 1);
        if (name.endsWith(".gz")) {
            name = name.substring(0, name.length() - ".gz".length());
        }
        return name.endsWith(".csv") ? name : name + ".csv";
    }

    /** What the tables read so far have said. */
    private static final class Reading {
        final String metric;
        final Map<String, Map<String, Double>> values = new LinkedHashMap<>();
        final Map<String, Map<String, Double>> seconds = new LinkedHashMap<>();
        final Map<String, FileStatistics> statistics = new LinkedHashMap<>();

        Reading(String metric) {
            this.metric = metric;
        }

        void read(Path table, @Nullable String method) {
            try (CsvReader<NamedCsvRecord> rows = CsvReader.builder().ofNamedCsvRecord(table)) {
                for (NamedCsvRecord row : rows) {
                    String file = row.getHeader().stream()
                            .filter(FILE_COLUMNS::contains)
                            .findFirst()
                            .map(column -> key(row.getField(column)))
                            .orElseThrow(() -> new BadInputException("published table '" + table
                                    + "' has no column 'file' or 'filename'; its columns are " + row.getHeader()));
                    readStatistics(row, file);
                    if (row.getHeader().contains(DEFAULT_METRIC)) {
                        readAllMetrics(row, file, method == null ? nameOf(table) : method, table);
                    } else if (metric.equals(DEFAULT_METRIC)) {
                        for (String column : row.getHeader()) {
                            if (!FILE_COLUMNS.contains(column) && !STATISTICS.contains(column)) {
                                number(row, column).ifPresent(value -> put(column, file, value, table));
                            }
                        }
                    }
                }
            } catch (IOException e) {
                throw new BadInputException("cannot read published table '" + table + "': " + e.getMessage(), e);
            } catch (UncheckedIOException | CsvParseException e) {
                throw new BadInputException("published table '" + table + "' is no CSV: " + e.getMessage(), e);
            }
        }

        private void readAllMetrics(NamedCsvRecord row, String file, String fromName, Path table) {
            String name = row.getHeader().contains("AD_Name") ? row.getField("AD_Name") : fromName;
            String column = row.getHeader().contains(metric) ? metric : PUBLISHED_NAMES.getOrDefault(metric, metric);
            number(row, column).ifPresent(value -> put(name, file, value, table));
            number(row, "Time")
                    .ifPresent(value -> seconds.computeIfAbsent(name, any -> new LinkedHashMap<>())
                            .put(file, value));
        }

        private void readStatistics(NamedCsvRecord row, String file) {
            OptionalDouble length = number(row, "ts_len");
            OptionalDouble rows = number(row, "anomaly_len");
            OptionalDouble count = number(row, "num_anomaly");
            OptionalDouble average = number(row, "avg_anomaly_len");
            if (length.isPresent() && rows.isPresent() && count.isPresent() && average.isPresent()) {
                statistics.putIfAbsent(
                        file,
                        new FileStatistics(
                                (int) length.getAsDouble(),
                                (int) rows.getAsDouble(),
                                (int) count.getAsDouble(),
                                average.getAsDouble()));
            }
        }

        private void put(String method, String file, double value, Path table) {
            Double before =
                    values.computeIfAbsent(method, any -> new LinkedHashMap<>()).putIfAbsent(file, value);
            if (before != null && Math.abs(before - value) > ROUNDING) {
                throw new BadInputException("published table '" + table + "' says " + value + " for " + method + " on "
                        + file + ", another says " + before + "; keep one of them");
            }
        }

        private static OptionalDouble number(NamedCsvRecord row, String column) {
            String text = row.findField(column).orElse("").strip();
            try {
                double value = text.isEmpty() ? Double.NaN : Double.parseDouble(text);
                return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
            } catch (NumberFormatException e) {
                return OptionalDouble.empty();
            }
        }

        Map<String, Method> methods() {
            Map<String, Method> methods = new LinkedHashMap<>();
            values.forEach((name, ofFiles) ->
                    methods.put(name, new Method(name, kindOf(name), ofFiles, seconds.getOrDefault(name, Map.of()))));
            return methods;
        }
    }
}
