package io.vigie.bench.data;

import io.vigie.series.BadInputException;
import io.vigie.series.ColumnChoice;
import io.vigie.series.CsvFormat;
import io.vigie.series.CsvReader;
import io.vigie.series.Interval;
import io.vigie.series.Labels;
import io.vigie.series.TimeAxis;
import io.vigie.series.TimeSeries;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The Numenta Anomaly Benchmark (Lavin and Ahmad, "Evaluating Real-time Anomaly Detection Algorithms", ICMLA 2015) in
 * {@code nab}: 58 series of one channel in {@code data}, their anomalies as windows of time in
 * {@code labels/combined_windows.json}. The folder of a series is its family. A detector learns from the probationary
 * period ({@link #probation}) and the whole series is scored; some series have no anomaly. For development: the series
 * that no Eva file of TSB-AD is made of.
 */
public final class Nab implements DataSet {
    private static final String FOLDER = "nab";
    private static final double PROBATION = 0.15;
    private static final int LONGEST_PROBATION = 750;
    private static final CsvFormat FORMAT = CsvFormat.auto()
            .withDelimiter(',')
            .withDecimalMark(CsvFormat.DecimalMark.POINT)
            .withHeader(CsvFormat.Header.YES)
            .withLayout(CsvFormat.Layout.WIDE)
            .withTime(ColumnChoice.named("timestamp"))
            .withLabel(ColumnChoice.none());

    private record Window(long first, long last) {}

    private final Path root;
    private final Map<String, List<Window>> windows;

    private Nab(Path root, Map<String, List<Window>> windows) {
        this.root = root;
        this.windows = windows;
    }

    /**
     * The series under a data folder.
     *
     * @throws BadInputException if it has no readable {@code nab/labels/combined_windows.json}
     */
    public static Nab of(DataFolder data) {
        Path file = data.resolve(FOLDER, "labels", "combined_windows.json");
        Map<String, List<Window>> windows = new LinkedHashMap<>();
        try {
            JsonNode all = JsonMapper.builder().build().readTree(file.toFile());
            for (Map.Entry<String, JsonNode> series : all.properties()) {
                List<Window> found = new ArrayList<>();
                for (JsonNode window : series.getValue()) {
                    found.add(new Window(
                            nanos(window.get(0).stringValue()),
                            nanos(window.get(1).stringValue())));
                }
                windows.put(series.getKey(), List.copyOf(found));
            }
        } catch (JacksonException | DateTimeException e) {
            throw new BadInputException(file + " is no list of NAB's windows (" + e.getMessage() + ")", e);
        }
        return new Nab(data.path().resolve(FOLDER), windows);
    }

    /** Rows of the probationary period: 15 % of a series, but of no more than 5000 rows. */
    public static int probation(int rows) {
        return Math.min((int) Math.floor(PROBATION * rows), LONGEST_PROBATION);
    }

    /** Number of windows of a series, 0 for an unknown one. */
    public int windows(String name) {
        return windows.getOrDefault(name, List.of()).size();
    }

    @Override
    public List<BenchmarkCase> cases(Scope scope) {
        return names(scope).stream()
                .filter(this::isThere)
                .<BenchmarkCase>map(name -> new Series(name, file(name), windows.getOrDefault(name, List.of())))
                .toList();
    }

    @Override
    public List<String> missing(Scope scope) {
        return names(scope).stream().filter(name -> !isThere(name)).toList();
    }

    private List<String> names(Scope scope) {
        return windows.keySet().stream()
                .filter(name -> TsbAdOverlap.takesPart(FOLDER, name, scope))
                .toList();
    }

    private boolean isThere(String name) {
        return Files.exists(file(name));
    }

    private Path file(String name) {
        return TablePair.file(root.resolve("data"), name);
    }

    private static long nanos(String text) {
        LocalDateTime time = LocalDateTime.parse(text.strip().replace(' ', 'T'));
        return ChronoUnit.NANOS.between(Instant.EPOCH, time.toInstant(ZoneOffset.UTC));
    }

    private record Series(String name, Path file, List<Window> windows) implements BenchmarkCase {
        @Override
        public String family() {
            int end = name.indexOf('/');
            return end < 0 ? "NAB" : name.substring(0, end);
        }

        @Override
        public long cells() {
            return TablePair.size(file);
        }

        @Override
        public BenchmarkSeries load() {
            TimeSeries series = CsvReader.read(file, FORMAT).series().withName(name);
            List<Interval> anomalies = new ArrayList<>();
            for (Window window : windows) {
                anomalies.add(rows(series.time(), window));
            }
            return new BenchmarkSeries(
                    name,
                    family(),
                    series.slice(0, probation(series.length())),
                    series,
                    Labels.ofIntervals(series.length(), anomalies));
        }

        private Interval rows(TimeAxis time, Window window) {
            int from = -1;
            int to = -1;
            for (int row = 0; row < time.size(); row++) {
                from = from < 0 && time.position(row) == window.first() ? row : from;
                to = time.position(row) == window.last() ? row + 1 : to;
            }
            if (from < 0 || to <= from) {
                throw new BadInputException("'" + name + "' has no rows at the ends of one of its windows; the data and"
                        + " the labels are of different versions");
            }
            return new Interval(from, to);
        }
    }
}
