package io.vigie.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vigie.series.BadInputException;
import io.vigie.series.Interval;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Reference values are worked out by hand; those of NDCG with ties agree with scikit-learn's {@code ndcg_score}. */
class RootCauseMetricsTest {
    private static final double SECOND = 1 / (Math.log(3) / Math.log(2)); // 1 / log2(2 + 1)
    private static final double THIRD = 0.5; // 1 / log2(3 + 1)

    @Test
    void hitRateIsTheShareOfCausesAmongTheFirst() {
        double[] ranked = {5, 4, 3, 2, 1};
        // two to blame: the first two hold channel 0 alone, the first three channel 2 too
        assertThat(RootCauseRanking.hitRate(ranked, List.of(0, 2), 100)).isEqualTo(0.5);
        assertThat(RootCauseRanking.hitRate(ranked, List.of(0, 2), 150)).isEqualTo(1);
        assertThat(RootCauseRanking.hitRate(ranked, List.of(3, 4), 150)).isZero();
    }

    @Test
    void aShareOfPlacesIsCutDown() {
        double[] ranked = {2, 1};
        // 150 % of one channel is one place, not two
        assertThat(RootCauseRanking.hitRate(ranked, List.of(1), 150)).isZero();
        // 150 % of both are not more than there are
        assertThat(RootCauseRanking.hitRate(ranked, List.of(0, 1), 150)).isEqualTo(1);
        assertThat(RootCauseRanking.ndcg(ranked, List.of(0, 1), 150)).isCloseTo(1, within(1e-15));
    }

    @Test
    void gainIsDiscountedByPlace() {
        double[] ranked = {5, 4, 3, 2, 1};
        assertThat(RootCauseRanking.ndcg(ranked, List.of(0, 1), 100)).isCloseTo(1, within(1e-15));
        assertThat(RootCauseRanking.ndcg(ranked, List.of(0, 2), 100)).isCloseTo(1 / (1 + SECOND), within(1e-15));
        assertThat(RootCauseRanking.ndcg(ranked, List.of(0, 2), 150))
                .isCloseTo((1 + THIRD) / (1 + SECOND), within(1e-15));
    }

    @Test
    void equalContributionsGetTheMeanOverTheirOrders() {
        double[] allEqual = {1, 1, 1, 1};
        assertThat(RootCauseRanking.hitRate(allEqual, List.of(3), 100)).isEqualTo(0.25);
        assertThat(RootCauseRanking.hitRate(allEqual, List.of(0, 1), 150)).isEqualTo(0.75);
        // places 2 and 3 are shared by channels 1 and 2
        double[] tied = {3, 2, 2, 1};
        assertThat(RootCauseRanking.hitRate(tied, List.of(0, 2), 100)).isEqualTo(0.75);
        assertThat(RootCauseRanking.ndcg(tied, List.of(0, 2), 100))
                .isCloseTo((1 + 0.5 * SECOND) / (1 + SECOND), within(1e-15));
    }

    @Test
    void segmentsCountOnceAndRowsCountOnce() {
        // rows 0 and 1: channel 0 peaks, channel 1 has the higher mean; row 2: channel 2 alone
        Function<Interval, double[][]> contributions =
                RootCauseMetrics.ofSegments(new double[][] {{9, 0, 0}, {5, 5, 0}, {0, 0, 7}});
        List<RootCause> causes =
                List.of(new RootCause(new Interval(0, 2), List.of(0)), new RootCause(new Interval(2, 3), List.of(2)));
        RootCauseMetrics peak = RootCauseMetrics.bySegment(contributions, causes, ContributionAggregation.PEAK);
        RootCauseMetrics mean = RootCauseMetrics.bySegment(contributions, causes, ContributionAggregation.MEAN);
        RootCauseMetrics rows = RootCauseMetrics.byRow(contributions, causes);
        assertThat(peak).isEqualTo(new RootCauseMetrics(2, 1, 1, 1, 1));
        assertThat(mean).isEqualTo(new RootCauseMetrics(2, 0.5, 0.5, 0.5, 0.5));
        assertThat(rows.rankings()).isEqualTo(3);
        assertThat(rows.hitRate100()).isCloseTo(2.0 / 3, within(1e-15));
    }

    @Test
    void refusesWhatCannotBeRanked() {
        assertThatThrownBy(() -> RootCauseRanking.hitRate(new double[] {1, Double.NaN}, List.of(0), 100))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("channel 1 is NaN");
        assertThatThrownBy(() -> RootCauseRanking.ndcg(new double[] {1, 2}, List.of(2), 100))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("channel 2 is to blame");
        Function<Interval, double[][]> two = RootCauseMetrics.ofSegments(new double[][] {{1, 2}});
        List<RootCause> late = List.of(new RootCause(new Interval(0, 3), List.of(0)));
        assertThatThrownBy(() -> RootCauseMetrics.byRow(two, late))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("behind the 2 rows");
        assertThatThrownBy(() -> RootCauseMetrics.byRow(two, List.of())).isInstanceOf(BadInputException.class);
        assertThatThrownBy(() -> new RootCause(new Interval(0, 1), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
