package io.vigie.evaluate;

import io.vigie.series.BadInputException;
import io.vigie.series.Interval;
import java.util.Arrays;
import java.util.List;

/**
 * How well contributions of channels name the root causes of the labelled anomalies of a series: means over rankings of
 * {@link RootCauseRanking}, one ranking a segment or one a row.
 *
 * @param rankings how many there are
 * @param hitRate100 mean HitRate@100%
 * @param hitRate150 mean HitRate@150%
 * @param ndcg100 mean NDCG@100%
 * @param ndcg150 mean NDCG@150%
 */
public record RootCauseMetrics(int rankings, double hitRate100, double hitRate150, double ndcg100, double ndcg150) {
    /**
     * One ranking a segment, each counting the same whatever its length (Su et al., KDD 2019, who rank the channels of a
     * detected segment). O(segments x channels x (rows of one + log channels)).
     *
     * @param contributions [channel][row], finite on the rows of the segments
     * @param causes segments with the channels to blame, at least one
     * @throws BadInputException where a segment lies outside of the rows, or as {@link RootCauseRanking}
     */
    public static RootCauseMetrics bySegment(
            double[][] contributions, List<RootCause> causes, ContributionAggregation aggregation) {
        Sum sum = new Sum();
        for (RootCause cause : causes) {
            Interval rows = within(contributions, cause);
            double[] one = new double[contributions.length];
            for (int c = 0; c < one.length; c++) {
                one[c] = aggregation.of(contributions[c], rows.from(), rows.to());
            }
            sum.add(one, cause.channels());
        }
        return sum.mean();
    }

    /**
     * One ranking a row of the segments, each row counting the same (Tuli et al., PVLDB 2022, who rank the channels of each
     * time step); rows outside are not asked for. O(rows of the segments x channels x log channels).
     *
     * @param contributions [channel][row], finite on the rows of the segments
     * @param causes segments with the channels to blame, at least one
     * @throws BadInputException where a segment lies outside of the rows, or as {@link RootCauseRanking}
     */
    public static RootCauseMetrics byRow(double[][] contributions, List<RootCause> causes) {
        Sum sum = new Sum();
        double[] one = new double[contributions.length];
        for (RootCause cause : causes) {
            Interval rows = within(contributions, cause);
            for (int row = rows.from(); row < rows.to(); row++) {
                for (int c = 0; c < one.length; c++) {
                    one[c] = contributions[c][row];
                }
                sum.add(one, cause.channels());
            }
        }
        return sum.mean();
    }

    private static Interval within(double[][] contributions, RootCause cause) {
        int rows = contributions.length == 0 ? 0 : contributions[0].length;
        if (cause.rows().to() > rows) {
            throw new BadInputException("the segment [" + cause.rows().from() + ", "
                    + cause.rows().to() + ") ends behind the " + rows
                    + " rows with contributions; give those of the labelled series, of a detector that has some");
        }
        return cause.rows();
    }

    private static final class Sum {
        private final double[] sums = new double[4];
        private int rankings;

        void add(double[] contributions, List<Integer> causes) {
            sums[0] += RootCauseRanking.hitRate(contributions, causes, 100);
            sums[1] += RootCauseRanking.hitRate(contributions, causes, 150);
            sums[2] += RootCauseRanking.ndcg(contributions, causes, 100);
            sums[3] += RootCauseRanking.ndcg(contributions, causes, 150);
            rankings++;
        }

        RootCauseMetrics mean() {
            if (rankings == 0) {
                throw new BadInputException("no segment says which channels are to blame; give at least one");
            }
            double[] means = Arrays.stream(sums).map(sum -> sum / rankings).toArray();
            return new RootCauseMetrics(rankings, means[0], means[1], means[2], means[3]);
        }
    }
}
