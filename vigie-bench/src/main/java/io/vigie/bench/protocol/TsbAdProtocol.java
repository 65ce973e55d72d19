package io.vigie.bench.protocol;

import io.vigie.bench.data.BenchmarkCase;
import io.vigie.bench.data.BenchmarkSeries;
import io.vigie.bench.data.Track;
import io.vigie.bench.data.TsbAd;
import io.vigie.bench.run.Measurement;
import io.vigie.bench.run.Protocol;
import io.vigie.bench.run.RunScores;
import io.vigie.evaluate.ScoreMetrics;
import io.vigie.evaluate.WindowLengthRule;
import io.vigie.series.TimeSeries;
import java.util.List;

/**
 * TSB-AD's own rules: the train prefix teaches, the whole series is scored and measured, and the label window of VUS
 * follows from the first channel of the raw whole series (Liu and Paparrizos, NeurIPS 2024).
 */
final class TsbAdProtocol implements Protocol {
    static final String PREFIX = "TSB-AD-";

    /** Names of its metrics, in the order of the tables. */
    static final List<String> METRICS = List.of(
            "VUS-PR",
            "VUS-ROC",
            "AUC-PR",
            "AUC-ROC",
            "Standard-F1",
            "PA-F1",
            "Event-F1",
            "R-F1",
            "Affiliation-F1",
            "R-AUC-PR",
            "R-AUC-ROC");

    private final Track track;
    private final TsbAd files;
    private final WindowLengthRule rule;

    TsbAdProtocol(Track track, TsbAd files, WindowLengthRule rule) {
        this.track = track;
        this.files = files;
        this.rule = rule;
    }

    @Override
    public String id() {
        return PREFIX + track.letter();
    }

    @Override
    public BenchmarkCase caseNamed(String name) {
        return files.caseNamed(track, name);
    }

    @Override
    public List<String> metrics() {
        return METRICS;
    }

    @Override
    public Measurement measure(BenchmarkSeries series, RunScores scores) {
        TimeSeries raw = series.scored();
        int window = raw.select(0).hasMissing() ? WindowLengthRule.FALLBACK : rule.windowLength(raw.channelValues(0));
        return Measurement.of(
                rule,
                window,
                METRICS,
                ScoreMetrics.of(scores.scored(), series.labels(), window).asMap());
    }
}
