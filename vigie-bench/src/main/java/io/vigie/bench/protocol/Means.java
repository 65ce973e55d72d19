package io.vigie.bench.protocol;

import io.vigie.bench.run.ResultRow;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Sums and means over the runs of a contestant. */
final class Means {
    private Means() {}

    /** Mean over the runs that have the metric or failed (a failed one is 0); NaN where there is none. */
    static double mean(List<ResultRow> rows, String metric) {
        double sum = 0;
        int count = 0;
        for (ResultRow row : rows) {
            Double value = row.metrics().get(metric);
            if (row.failed() || value != null) {
                sum += row.failed() || value == null ? 0 : value;
                count++;
            }
        }
        return sum / count;
    }

    /** Means of several metrics, less those that no run has. */
    static Map<String, Double> means(List<ResultRow> rows, List<String> metrics) {
        Map<String, Double> means = new LinkedHashMap<>();
        for (String metric : metrics) {
            double mean = mean(rows, metric);
            if (!Double.isNaN(mean)) {
                means.put(metric, mean);
            }
        }
        return means;
    }

    /** Mean over the runs that did not fail and have the metric, each counting by another metric; NaN where there is none. */
    static double weighted(List<ResultRow> rows, String metric, String weight) {
        double sum = 0;
        double weights = 0;
        for (ResultRow row : rows) {
            Double value = row.metrics().get(metric);
            if (!row.failed() && value != null) {
                double counts = row.metrics().getOrDefault(weight, 0.0);
                sum += counts * value;
                weights += counts;
            }
        }
        return sum / weights;
    }

    /** Sum over the runs that did not fail and have the metric. */
    static double sum(List<ResultRow> rows, String metric) {
        double sum = 0;
        for (ResultRow row : rows) {
            sum += row.failed() ? 0 : row.metrics().getOrDefault(metric, 0.0);
        }
        return sum;
    }
}
