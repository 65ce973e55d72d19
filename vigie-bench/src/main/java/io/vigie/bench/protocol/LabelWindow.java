package io.vigie.bench.protocol;

import io.vigie.bench.data.BenchmarkSeries;
import io.vigie.evaluate.ScoreMetrics;
import io.vigie.evaluate.WindowLengthRule;
import io.vigie.series.Labels;
import io.vigie.series.TimeSeries;
import java.util.List;
import java.util.Map;

/** The metrics of scores with the label window that a rule finds in the first channel of the raw scored part. */
public final class LabelWindow {
    /** Names of all metrics of scores, in the order of the tables. */
    static final List<String> METRICS = List.of(
            "VUS-PR",
            "VUS-ROC",
            "R-AUC-PR",
            "R-AUC-ROC",
            "AUC-PR",
            "AUC-ROC",
            "Standard-F1",
            "Event-F1",
            "R-F1",
            "Affiliation-F1",
            "PA-F1",
            "NAB standard",
            "NAB reward_low_FP",
            "NAB reward_low_FN");

    private LabelWindow() {}

    /** The label window of a series. */
    public static int of(BenchmarkSeries series, WindowLengthRule rule) {
        TimeSeries raw = series.scored();
        return raw.select(0).hasMissing() ? WindowLengthRule.FALLBACK : rule.windowLength(raw.channelValues(0));
    }

    /** Whether the labels have an anomalous and a normal row, as these metrics need. */
    static boolean measurable(Labels labels) {
        int anomalous = labels.count(Labels.State.ANOMALOUS);
        return anomalous > 0 && anomalous < labels.size();
    }

    /** All {@link #METRICS} that the scores have, by name. */
    public static Map<String, Double> metrics(BenchmarkSeries series, double[] scores, int window) {
        return ScoreMetrics.of(scores, series.labels(), window).asMap();
    }
}
