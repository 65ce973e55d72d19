package io.vigie.bench.data;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.vigie.series.BadInputException;
import io.vigie.series.Interval;
import io.vigie.series.Labels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Telemetry of two NASA spacecraft, SMAP and MSL (Hundman et al., "Detecting Spacecraft Anomalies Using LSTMs and
 * Nonparametric Dynamic Thresholding", KDD 2018), in {@code smap-msl}: {@code train} and {@code test} of each telemetry
 * channel (one measured value and 24 or 54 encoded commands) and {@code labeled_anomalies.csv}, whose sequences are
 * first and last row, both inclusive. A channel that stands twice in that file has the anomalies of both lines. The
 * family is the spacecraft. For development: the channels that no Eva file of TSB-AD is made of.
 */
public final class SmapMsl implements DataSet {
    private static final String FOLDER = "smap-msl";
    private static final Pattern SEQUENCE = Pattern.compile("\\[\\s*(\\d+)\\s*,\\s*(\\d+)\\s*]");

    private record Telemetry(String spacecraft, List<Interval> anomalies) {}

    private final Path root;
    private final Map<String, Telemetry> channels;

    private SmapMsl(Path root, Map<String, Telemetry> channels) {
        this.root = root;
        this.channels = channels;
    }

    /**
     * The channels under a data folder.
     *
     * @throws BadInputException if it has no readable {@code smap-msl/labeled_anomalies.csv}
     */
    public static SmapMsl of(DataFolder data) {
        Path file = data.resolve(FOLDER, "labeled_anomalies.csv");
        Map<String, Telemetry> channels = new LinkedHashMap<>();
        try (CsvReader<NamedCsvRecord> lines = CsvReader.builder().ofNamedCsvRecord(file)) {
            for (NamedCsvRecord line : lines) {
                channels.computeIfAbsent(
                                line.getField("chan_id"),
                                name -> new Telemetry(line.getField("spacecraft"), new ArrayList<>()))
                        .anomalies()
                        .addAll(intervals(line.getField("anomaly_sequences")));
            }
        } catch (IOException e) {
            throw new BadInputException(file + " cannot be read (" + e.getMessage() + ")", e);
        }
        return new SmapMsl(data.path().resolve(FOLDER), channels);
    }

    @Override
    public List<BenchmarkCase> cases(Scope scope) {
        return names(scope).stream().filter(this::isThere).map(this::channel).toList();
    }

    @Override
    public List<String> missing(Scope scope) {
        return names(scope).stream().filter(name -> !isThere(name)).toList();
    }

    private List<String> names(Scope scope) {
        return channels.keySet().stream()
                .filter(name -> TsbAdOverlap.takesPart(FOLDER, name, scope))
                .toList();
    }

    private boolean isThere(String name) {
        return Files.exists(file("train", name)) && Files.exists(file("test", name));
    }

    private BenchmarkCase channel(String name) {
        Telemetry telemetry = channels.getOrDefault(name, new Telemetry("", List.of()));
        return new TablePair(
                name,
                telemetry.spacecraft(),
                file("train", name),
                file("test", name),
                TablePair.NAMED,
                TablePair.NAMED,
                read -> Labels.ofIntervals(read.series().length(), telemetry.anomalies()));
    }

    private Path file(String part, String name) {
        return TablePair.file(root.resolve(part), name + ".csv");
    }

    private static List<Interval> intervals(String sequences) {
        List<Interval> intervals = new ArrayList<>();
        Matcher matcher = SEQUENCE.matcher(sequences);
        while (matcher.find()) {
            intervals.add(new Interval(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)) + 1));
        }
        return intervals;
    }
}
