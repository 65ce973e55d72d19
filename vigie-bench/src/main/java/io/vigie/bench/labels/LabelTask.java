package io.vigie.bench.labels;

import io.vigie.bench.data.Asd;
import io.vigie.bench.data.BenchmarkCase;
import io.vigie.bench.data.BenchmarkSeries;
import io.vigie.bench.data.DataFolder;
import io.vigie.bench.data.Scope;
import io.vigie.bench.data.Skab;
import io.vigie.detect.TrainingSet;
import io.vigie.series.BadInputException;
import io.vigie.series.Interval;
import io.vigie.series.TimeSeries;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A series of which an expert has looked at the first anomalies, and what is left of it to measure on.
 *
 * @param series the train part, and the rows that are measured, with their labels
 * @param inspected rows that the expert has looked at, of the same channels; none of them is measured
 */
public record LabelTask(BenchmarkSeries series, List<TrainingSet.Item> inspected) {
    /** Data sets with tasks. */
    public static final List<String> DATA_SETS = List.of("asd", "skab");

    /**
     * The tasks of a data set, in order. ASD: of each server with more than {@code labelled} anomalies in its test part, the
     * part up to half-way between the last of them and the next is inspected, and the rest measured. SKAB: of each family,
     * whose runs are of one test bed and have one anomaly each, the first runs with {@code labelled} anomalies are inspected;
     * of every other run the rows after its train part are measured.
     *
     * @throws BadInputException if there is no such data set or it is not there
     */
    public static List<LabelTask> of(DataFolder data, String set, int labelled) {
        return switch (set) {
            case "asd" ->
                Asd.of(data).cases(Scope.DEVELOPMENT).stream()
                        .flatMap(server -> split(server.load(), labelled).stream())
                        .toList();
            case "skab" -> runs(Skab.of(data).cases(Scope.DEVELOPMENT), labelled);
            default ->
                throw new BadInputException(
                        "no labels are moved in data set '" + set + "'; use one of " + String.join(", ", DATA_SETS));
        };
    }

    /** None where no anomaly would be left to measure on. */
    static Optional<LabelTask> split(BenchmarkSeries series, int labelled) {
        List<Interval> anomalies = series.labels().anomalies();
        if (anomalies.size() <= labelled) {
            return Optional.empty();
        }
        int cut = (anomalies.get(labelled - 1).to() + anomalies.get(labelled).from()) / 2;
        TrainingSet.Item inspected = new TrainingSet.Item(
                series.scored().slice(0, cut), series.labels().slice(0, cut));
        return Optional.of(new LabelTask(after(series, cut), List.of(inspected)));
    }

    private static List<LabelTask> runs(List<BenchmarkCase> cases, int labelled) {
        Map<String, List<BenchmarkCase>> families = new LinkedHashMap<>();
        for (BenchmarkCase run : cases) {
            families.computeIfAbsent(run.family(), key -> new ArrayList<>()).add(run);
        }
        List<LabelTask> tasks = new ArrayList<>();
        for (List<BenchmarkCase> family : families.values()) {
            List<TrainingSet.Item> inspected = new ArrayList<>();
            int anomalies = 0;
            for (BenchmarkCase run : family) {
                BenchmarkSeries series = run.load();
                if (anomalies < labelled) {
                    inspected.add(new TrainingSet.Item(series.scored(), series.labels()));
                    anomalies += series.labels().anomalies().size();
                } else {
                    tasks.add(new LabelTask(after(series, Skab.TRAIN_ROWS), List.copyOf(inspected)));
                }
            }
        }
        return tasks;
    }

    private static BenchmarkSeries after(BenchmarkSeries series, int row) {
        TimeSeries scored = series.scored();
        return new BenchmarkSeries(
                series.name(),
                series.family(),
                series.train(),
                scored.slice(row, scored.length()),
                series.labels().slice(row, scored.length()));
    }
}
