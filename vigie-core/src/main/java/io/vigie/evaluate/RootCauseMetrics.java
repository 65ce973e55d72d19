package io.vigie.evaluate;

import io.vigie.series.BadInputException;
import io.vigie.series.Interval;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

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
     * detected segment). O(segments x channels x (rows of one + log channels)) beside what contributions cost.
     *
     * @param contributions gives [channel][row of the segment], finite, of the rows of a segment; see {@link #ofSegments}
     * @param causes segments with the channels to blame, at least one
     * @throws BadInputException as {@link RootCauseRanking}
     */
    public static RootCauseMetrics bySegment(
            Function<Interval, double[][]> contributions, List<RootCause> causes, ContributionAggregation aggregation) {
        Sum sum = new Sum();
        for (RootCause cause : causes) {
            double[][] segment = contributions.apply(cause.rows());
            double[] one = new double[segment.length];
            for (int c = 0; c < one.length; c++) {
                one[c] = aggregation.of(segment[c], 0, segment[c].length);
            }
            sum.add(one, cause.channels());
        }
        return sum.mean();
    }

    /**
     * One ranking a row of the segments, each row counting the same (Tuli et al., PVLDB 2022, who rank the channels of each
     * time step); rows outside are not asked for. O(rows of the segments x channels x log channels) beside what contributions
     * cost.
     *
     * @param contributions gives [channel][row of the segment], finite, of the rows of a segment; see {@link #ofSegments}
     * @param causes segments with the channels to blame, at least one
     * @throws BadInputException as {@link RootCauseRanking}
     */
    public static RootCauseMetrics byRow(Function<Interval, double[][]> contributions, List<RootCause> causes) {
        Sum sum = new Sum();
        for (RootCause cause : causes) {
            double[][] segment = contributions.apply(cause.rows());
            double[] one = new double[segment.length];
            for (int at = 0; at < cause.rows().length(); at++) {
                for (int c = 0; c < one.length; c++) {
                    one[c] = segment[c][at];
                }
                sum.add(one, cause.channels());
            }
        }
        return sum.mean();
    }

    /**
     * Gives the contributions of the rows of any segment out of those of a whole series; a segment that ends behind them is
     * refused with a {@link BadInputException}.
     *
     * @param contributions [channel][row], finite on the rows of the segments
     */
    public static Function<Interval, double[][]> ofSegments(double[][] contributions) {
        int rows = contributions.length == 0 ? 0 : contributions[0].length;
        return segment -> {
            if (segment.to() > rows) {
                throw new BadInputException(
                        "the segment [" + segment.from() + ", " + segment.to() + ") ends behind the " + rows
                                + " rows with contributions; give those of the labelled series, of a detector that has some");
            }
            double[][] within = new double[contributions.length][];
            for (int c = 0; c < within.length; c++) {
                within[c] = Arrays.copyOfRange(contributions[c], segment.from(), segment.to());
            }
            return within;
        };
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
