package io.vigie.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SamplingTest {
    private static final long SECOND = 1_000_000_000L;

    private static TimeSeries series(double[] seconds, double... values) {
        long[] nanos = new long[seconds.length];
        for (int i = 0; i < nanos.length; i++) {
            nanos[i] = Math.round(seconds[i] * SECOND);
        }
        return TimeSeries.of(
                "s", TimeAxis.of(TimeAxis.Kind.INSTANT, nanos), List.of(Channel.of("x")), new double[][] {values});
    }

    private static double[] at(double... seconds) {
        return seconds;
    }

    @Test
    void findsNothingInARegularSeries() {
        SamplingReport report = Sampling.analyse(series(at(0, 10, 20, 30), 1, 2, 3, 4));
        assertThat(report.isRegular()).isTrue();
        assertThat(report.medianStep()).isEqualTo(Duration.ofSeconds(10));
        assertThat(report.findings()).isEmpty();
        TimeSeries rows = TimeSeries.of("r", TimeAxis.rows(2), List.of(Channel.of("x")), new double[][] {{1, 2}});
        assertThat(Sampling.analyse(rows).isRegular()).isTrue();
    }

    @Test
    void findsOrderRepetitionJitterAndGaps() {
        SamplingReport report = Sampling.analyse(
                series(at(0, 10, 10, 20, 31, 41, 51, 91, 71, 101, 111), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
        assertThat(report.unordered()).isEqualTo(1);
        assertThat(report.duplicated()).isEqualTo(1);
        assertThat(report.irregular()).isEqualTo(1); // 20 to 31
        assertThat(report.gaps()).hasSize(2); // 51 to 71, 71 to 91
        SamplingReport.Gap gap = report.gaps().get(1);
        assertThat(gap.row()).isEqualTo(8);
        assertThat(gap.length()).isEqualTo(Duration.ofSeconds(20));
        assertThat(gap.missingRows()).isEqualTo(1);
        assertThat(report.gapShare()).isEqualTo(2.0 / 13);
        assertThat(report.findings()).hasSize(4);
        assertThat(report.findings().get(0)).isEqualTo("1 row out of order: earlier than the row before");
    }

    @Test
    void keepsAndReportsNothing() {
        TimeSeries series = series(at(10, 0, 0), 1, 2, 3);
        Regularized kept = Regularizer.apply(series, Optional.empty(), SamplingPolicy.of(SamplingPolicy.Mode.KEEP));
        assertThat(kept.series()).isSameAs(series);
        assertThat(kept.changes()).isEmpty();
        TimeSeries regular = series(at(0, 1, 2), 1, 2, 3);
        for (SamplingPolicy.Mode mode : SamplingPolicy.Mode.values()) {
            assertThat(Regularizer.apply(regular, Optional.empty(), SamplingPolicy.of(mode))
                            .series())
                    .isSameAs(regular);
        }
    }

    @Test
    void sortsStably() {
        Random random = new Random(5);
        double[] times = new double[1000];
        double[] values = new double[1000];
        for (int i = 0; i < times.length; i++) {
            times[i] = random.nextInt(200);
            values[i] = i;
        }
        Regularized sorted =
                Regularizer.apply(series(times, values), Optional.empty(), SamplingPolicy.of(SamplingPolicy.Mode.SORT));
        for (int i = 1; i < 1000; i++) {
            long step =
                    sorted.series().time().position(i) - sorted.series().time().position(i - 1);
            boolean laterRow = sorted.series().value(0, i) > sorted.series().value(0, i - 1);
            assertThat(step > 0 || (step == 0 && laterRow)).isTrue();
        }
        assertThat(sorted.changes()).singleElement().asString().contains("rows moved to the order of their times");
    }

    @Test
    void averagesRepeatedTimes() {
        Labels labels = Labels.ofIntervals(4, List.of(new Interval(1, 2)));
        Regularized averaged = Regularizer.apply(
                series(at(5, 0, 0, 0), 9, 1, Double.NaN, 4),
                Optional.of(labels),
                SamplingPolicy.of(SamplingPolicy.Mode.AVERAGE));
        assertThat(averaged.series().channelValues(0)).containsExactly(2.5, 9);
        assertThat(averaged.labels().orElseThrow().anomalies()).containsExactly(new Interval(0, 1));
        assertThat(averaged.changes()).hasSize(2);
    }

    @Test
    void resamplesToAGridAndMasksWhatItFills() {
        Labels labels = Labels.ofIntervals(7, List.of(new Interval(2, 4)));
        Regularized grid = Regularizer.apply(
                series(at(0, 10, 20, 50, 61, 109, 120), 0, 1, 2, 8, 6, 7, 9),
                Optional.of(labels),
                SamplingPolicy.resample(Duration.ofSeconds(10), 2));
        assertThat(grid.series().time().format(12)).isEqualTo("1970-01-01T00:02:00Z");
        assertThat(grid.series().channelValues(0))
                .containsExactly(0, 1, 2, 4, 6, 8, 6, Double.NaN, Double.NaN, Double.NaN, Double.NaN, 7, 9);
        for (int row = 0; row < 13; row++) {
            assertThat(grid.series().isMissing(0, row)).isEqualTo((row >= 3 && row <= 4) || (row >= 7 && row <= 10));
        }
        Labels carried = grid.labels().orElseThrow();
        assertThat(carried.anomalies()).containsExactly(new Interval(2, 6));
        assertThat(carried.get(8)).isEqualTo(Labels.State.NORMAL);
        assertThat(grid.changes())
                .containsExactly(
                        "7 rows brought to a grid of 13 rows, one every 10 s; 2 were moved to the nearest grid time",
                        "6 grid rows had no row",
                        "2 values interpolated in gaps of at most 2 rows, masked as missing; 4 stay missing");
    }

    @Test
    void downsamplesByTheMean() {
        Regularized grid = Regularizer.apply(
                series(at(0, 1, 2, 3, 4, 5), 0, 1, 2, 3, 4, 5),
                Optional.empty(),
                SamplingPolicy.resample(Duration.ofSeconds(3), 0));
        // Rows within [-1.5, 1.5), [1.5, 4.5) and [4.5, 7.5) seconds.
        assertThat(grid.series().channelValues(0)).containsExactly(0.5, 3, 5);
    }

    @Test
    void gridHoldsEveryRowOnce() {
        Random random = new Random(11);
        for (int trial = 0; trial < 300; trial++) {
            int rows = 2 + random.nextInt(40);
            double[] times = new double[rows];
            double[] ones = new double[rows];
            for (int i = 0; i < rows; i++) {
                times[i] = random.nextInt(200) * 0.25;
                ones[i] = 1;
            }
            times[0] = 0;
            times[1] = 50;
            Regularized grid = Regularizer.apply(
                    series(times, ones),
                    Optional.of(Labels.all(Labels.State.NORMAL, rows)),
                    SamplingPolicy.resample(Duration.ofMillis(1 + random.nextInt(9000)), 1_000_000));
            TimeSeries series = grid.series();
            for (int i = 0; i < series.length(); i++) {
                assertThat(series.value(0, i)).isEqualTo(1);
                assertThat(grid.labels().orElseThrow().get(i)).isEqualTo(Labels.State.NORMAL);
            }
        }
    }

    @Test
    void refusesGridsThatCannotBe() {
        TimeSeries rows = TimeSeries.of("r", TimeAxis.rows(2), List.of(Channel.of("x")), new double[][] {{1, 2}});
        SamplingPolicy resample = SamplingPolicy.of(SamplingPolicy.Mode.RESAMPLE);
        assertThatThrownBy(() -> Regularizer.apply(rows, Optional.empty(), resample))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("'r' has no time");
        assertThatThrownBy(() -> Regularizer.apply(series(at(3, 3), 1, 2), Optional.empty(), resample))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("no step for a grid");
        assertThatThrownBy(() -> Regularizer.apply(
                        series(at(0, 3e8), 1, 2), Optional.empty(), SamplingPolicy.resample(Duration.ofNanos(1), 0)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("use a longer step");
    }

    @Test
    void readsPolicies() {
        assertThat(SamplingPolicy.parse("average").mode()).isEqualTo(SamplingPolicy.Mode.AVERAGE);
        assertThat(SamplingPolicy.parse("resample:1.5min").step()).contains(Duration.ofSeconds(90));
        assertThat(SamplingPolicy.parse("resample:PT10S").step()).contains(Duration.ofSeconds(10));
        assertThatThrownBy(() -> SamplingPolicy.parse("smooth"))
                .hasMessageContaining("use keep, sort, average, resample");
        assertThatThrownBy(() -> SamplingPolicy.parse("resample:soon")).hasMessageContaining("write it as 250ms");
        assertThatThrownBy(() -> SamplingPolicy.of(SamplingPolicy.Mode.RESAMPLE).withMaxGap(-1))
                .hasMessageContaining("maximum gap -1");
    }
}
