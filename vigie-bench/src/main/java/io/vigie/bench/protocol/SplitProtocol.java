package io.vigie.bench.protocol;

import io.vigie.bench.data.BenchmarkCase;
import io.vigie.bench.data.BenchmarkSeries;
import io.vigie.bench.data.DataSet;
import io.vigie.bench.run.Measurement;
import io.vigie.bench.run.Protocol;
import io.vigie.bench.run.ResultRow;
import io.vigie.bench.run.RunScores;
import io.vigie.evaluate.WindowLengthRule;
import java.util.List;
import java.util.Map;

/**
 * The plain rules of data sets with an official split: the train file teaches, the test file is scored and measured, each
 * series by itself, no threshold chosen but where a metric is the best over all thresholds. Figures are means over
 * series. For SMD this is the split of Su et al. (KDD 2019), not the blocks of the test part that some flow papers train
 * on; for SMAP and MSL that of Hundman et al. (KDD 2018), a telemetry channel a series; for ASD that of Li et al. (KDD
 * 2021); for JumpStarter that of Ma et al. (USENIX ATC 2021).
 */
final class SplitProtocol implements Protocol {
    private final String id;
    private final DataSet data;
    private final WindowLengthRule rule;

    SplitProtocol(String id, DataSet data, WindowLengthRule rule) {
        this.id = id;
        this.data = data;
        this.rule = rule;
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
        return LabelWindow.METRICS;
    }

    @Override
    public Measurement measure(BenchmarkSeries series, RunScores scores) {
        int window = LabelWindow.of(series, rule);
        return Measurement.of(rule, window, LabelWindow.METRICS, LabelWindow.metrics(series, scores.scored(), window));
    }

    @Override
    public Map<String, Double> summary(List<ResultRow> rows) {
        return Means.means(rows, LabelWindow.METRICS);
    }
}
