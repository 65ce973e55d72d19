package io.vigie.bench.protocol;

import io.vigie.bench.data.BenchmarkCase;
import io.vigie.bench.data.BenchmarkSeries;
import io.vigie.bench.data.DevelopmentSets;
import io.vigie.bench.data.Track;
import io.vigie.bench.run.Measurement;
import io.vigie.bench.run.Protocol;
import io.vigie.bench.run.ResultRow;
import io.vigie.bench.run.RunScores;
import io.vigie.evaluate.DetectionDelay;
import io.vigie.evaluate.FalseAlarms;
import io.vigie.evaluate.WindowLengthRule;
import io.vigie.series.TimeAxis;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The series that settings are chosen on ({@link DevelopmentSets}), measured as TSB-AD measures, and beside that by the events
 * that a user would be told of ({@link BudgetedAlarms}): how many of the labelled segments an event touches, how many
 * events there are, and how many of them touch no label, in all and in 1000 normal rows. For series whose scored part
 * holds the train part the detector has learned from the rows that the events' null model is fitted on, so they are more than
 * the product's cross-fitted ones would be.
 */
final class DevelopmentProtocol implements Protocol {
    static final String PREFIX = "develop-";
    static final String SEGMENTS = "segments";
    static final String FOUND = "segments found";
    static final String EVENTS = "events";
    static final String FALSE_EVENTS = "false events";
    static final String NORMAL_ROWS = "normal rows";
    static final String FALSE_RATE = "false events in 1000 rows";

    private final Track track;
    private final DevelopmentSets sets;
    private final WindowLengthRule rule;

    DevelopmentProtocol(Track track, DevelopmentSets sets, WindowLengthRule rule) {
        this.track = track;
        this.sets = sets;
        this.rule = rule;
    }

    @Override
    public String id() {
        return PREFIX + track.letter();
    }

    @Override
    public BenchmarkCase caseNamed(String name) {
        return sets.caseNamed(track, name);
    }

    @Override
    public List<String> metrics() {
        List<String> metrics = new ArrayList<>(TsbAdProtocol.METRICS);
        metrics.addAll(List.of(SEGMENTS, FOUND, EVENTS, FALSE_EVENTS, NORMAL_ROWS, FALSE_RATE));
        return metrics;
    }

    @Override
    public Measurement measure(BenchmarkSeries series, RunScores scores) {
        double[] scored = scores.scored();
        int window = LabelWindow.of(series, rule);
        Map<String, Double> all = LabelWindow.metrics(series, scored, window);
        Map<String, Double> metrics = new LinkedHashMap<>();
        TsbAdProtocol.METRICS.forEach(name -> metrics.put(name, all.getOrDefault(name, Double.NaN)));
        TimeAxis time = series.scored().time();
        boolean[] alarms = BudgetedAlarms.of(scores.calibration(), scored, time.medianStep())
                .rows();
        DetectionDelay segments = DetectionDelay.of(alarms, series.labels(), time);
        FalseAlarms events = FalseAlarms.of(alarms, series.labels(), time);
        int found = segments.detected().size();
        metrics.put(SEGMENTS, (double) found + segments.missed().size());
        metrics.put(FOUND, (double) found);
        metrics.put(EVENTS, (double) events.alarms());
        metrics.put(FALSE_EVENTS, (double) events.count());
        metrics.put(NORMAL_ROWS, (double) series.labels().size() - anomalousRows(series));
        metrics.put(FALSE_RATE, events.perThousandRows());
        return new Measurement(Measurement.ruleName(rule), window, metrics);
    }

    private static int anomalousRows(BenchmarkSeries series) {
        return series.labels().anomalies().stream()
                .mapToInt(anomaly -> anomaly.length())
                .sum();
    }

    @Override
    public Map<String, Double> summary(List<ResultRow> rows) {
        return DevelopmentSummary.of(track, rows).figures();
    }
}
