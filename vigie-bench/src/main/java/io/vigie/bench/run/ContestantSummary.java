package io.vigie.bench.run;

import java.util.ArrayList;
import java.util.List;

/**
 * A contestant's runs in one line. Failed runs count as 0 in the mean; runs on series that cannot have the metric do not
 * count.
 *
 * @param label the contestant
 * @param runs number of runs
 * @param failed those with an error
 * @param mean mean of the metric over the runs that have it or failed; NaN where there is none
 * @param secondsPerRun mean of fit and score
 * @param seconds sum of fit and score
 */
public record ContestantSummary(String label, int runs, int failed, double mean, double secondsPerRun, double seconds) {
    /** One line for each contestant, in the given order. */
    public static List<ContestantSummary> of(List<Contestant> contestants, List<ResultRow> rows, String metric) {
        List<ContestantSummary> summaries = new ArrayList<>();
        for (Contestant contestant : contestants) {
            int runs = 0;
            int failed = 0;
            int measured = 0;
            double sum = 0;
            double seconds = 0;
            for (ResultRow row : rows) {
                if (row.key().detector().equals(contestant.label())) {
                    runs++;
                    failed += row.failed() ? 1 : 0;
                    measured += row.failed() || row.metrics().containsKey(metric) ? 1 : 0;
                    sum += row.metrics().getOrDefault(metric, 0.0);
                    seconds += row.fitSeconds() + row.scoreSeconds();
                }
            }
            summaries.add(
                    new ContestantSummary(contestant.label(), runs, failed, sum / measured, seconds / runs, seconds));
        }
        return summaries;
    }
}
