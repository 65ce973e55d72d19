package io.vigie.bench.run;

import io.vigie.bench.data.BenchmarkCase;
import io.vigie.bench.data.BenchmarkSeries;
import java.util.List;
import java.util.Map;

/** The rules of a benchmark: its series, and how scores of them are measured. Thread-safe. */
public interface Protocol {
    /** Name in result files, such as TSB-AD-M. */
    String id();

    /**
     * One of its series.
     *
     * @throws io.vigie.series.BadInputException if it is not there
     */
    BenchmarkCase caseNamed(String name);

    /** Names of the metrics of {@link #measure}, in order of the tables; the first is the one to rank by. */
    List<String> metrics();

    /**
     * Measures scores.
     *
     * @throws io.vigie.series.BadInputException if they cannot be measured, such as for labels of one class only
     */
    Measurement measure(BenchmarkSeries series, RunScores scores);

    /**
     * Further figures of one contestant over its runs, by name in order of the table; none by default. Failed runs count as 0
     * (nothing found, everything missed).
     */
    default Map<String, Double> summary(List<ResultRow> rows) {
        return Map.of();
    }
}
