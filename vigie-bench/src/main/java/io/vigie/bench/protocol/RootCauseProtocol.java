package io.vigie.bench.protocol;

import io.vigie.bench.data.BenchmarkCase;
import io.vigie.bench.data.BenchmarkSeries;
import io.vigie.bench.data.RootCauseDataSet;
import io.vigie.bench.run.Measurement;
import io.vigie.bench.run.Protocol;
import io.vigie.bench.run.ResultRow;
import io.vigie.bench.run.RunScores;
import io.vigie.evaluate.ContributionAggregation;
import io.vigie.evaluate.RootCause;
import io.vigie.evaluate.RootCauseMetrics;
import io.vigie.explain.Blame;
import io.vigie.series.Interval;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Which channels caused the labelled anomalies: the train file teaches, the test file is scored, and channels are ranked in
 * every labelled segment, found or not, and in every row of one. Two rankings are measured: by {@link Blame}, which is the
 * order of the channels of an event in Vigie's reports, and by the detector's bare contributions. Figures are means over
 * series; those over all segments are beside.
 */
final class RootCauseProtocol implements Protocol {
    static final String SUFFIX = "-root-cause";
    static final String SEGMENTS = "segments";
    static final String ROWS = "rows";

    private static final String BLAME = "blame ";
    private static final String CONTRIBUTION = "contribution ";
    private static final String PEAK = ", peak";
    private static final String MEAN = ", mean";
    private static final String ROW = ", by row";
    private static final List<String> MEASURES = List.of("HitRate@100%", "HitRate@150%", "NDCG@100%", "NDCG@150%");

    private final String id;
    private final RootCauseDataSet data;

    RootCauseProtocol(String id, RootCauseDataSet data) {
        this.id = id;
        this.data = data;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public BenchmarkCase caseNamed(String name) {
        return data.caseNamed(name);
    }

    @Override
    public List<String> metrics() {
        List<String> metrics = new ArrayList<>();
        for (String ranking : List.of(BLAME, CONTRIBUTION)) {
            for (String unit : List.of(PEAK, MEAN, ROW)) {
                MEASURES.forEach(measure -> metrics.add(ranking + measure + unit));
            }
        }
        metrics.add(SEGMENTS);
        metrics.add(ROWS);
        return metrics;
    }

    @Override
    public Measurement measure(BenchmarkSeries series, RunScores scores) {
        List<RootCause> causes = data.causes(series.name());
        Map<String, Double> metrics = new LinkedHashMap<>();
        put(metrics, BLAME, scores.blame()::ofRows, causes);
        double[][] contributions = scores.contributions();
        if (contributions.length > 0) {
            put(metrics, CONTRIBUTION, RootCauseMetrics.ofSegments(contributions), causes);
        }
        return new Measurement("", 0, metrics);
    }

    private static void put(
            Map<String, Double> metrics,
            String ranking,
            Function<Interval, double[][]> contributions,
            List<RootCause> causes) {
        RootCauseMetrics peak = RootCauseMetrics.bySegment(contributions, causes, ContributionAggregation.PEAK);
        RootCauseMetrics mean = RootCauseMetrics.bySegment(contributions, causes, ContributionAggregation.MEAN);
        RootCauseMetrics rows = RootCauseMetrics.byRow(contributions, causes);
        put(metrics, ranking, PEAK, peak);
        put(metrics, ranking, MEAN, mean);
        put(metrics, ranking, ROW, rows);
        metrics.put(SEGMENTS, (double) peak.rankings());
        metrics.put(ROWS, (double) rows.rankings());
    }

    private static void put(Map<String, Double> metrics, String ranking, String unit, RootCauseMetrics of) {
        double[] values = {of.hitRate100(), of.hitRate150(), of.ndcg100(), of.ndcg150()};
        for (int i = 0; i < values.length; i++) {
            metrics.put(ranking + MEASURES.get(i) + unit, values[i]);
        }
    }

    @Override
    public Map<String, Double> summary(List<ResultRow> rows) {
        List<String> ranked = new ArrayList<>(metrics());
        ranked.removeAll(List.of(SEGMENTS, ROWS));
        Map<String, Double> figures = Means.means(rows, ranked);
        for (String ranking : List.of(BLAME, CONTRIBUTION)) {
            for (String measure : MEASURES) {
                String metric = ranking + measure + PEAK;
                if (figures.containsKey(metric)) {
                    figures.put(metric + " (all segments)", Means.weighted(rows, metric, SEGMENTS));
                }
            }
        }
        figures.put(SEGMENTS, Means.sum(rows, SEGMENTS));
        return figures;
    }
}
