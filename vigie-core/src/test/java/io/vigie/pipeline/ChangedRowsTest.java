package io.vigie.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.judge.Episode;
import io.vigie.judge.EpisodePolicy;
import io.vigie.judge.FalseAlarmBudget;
import io.vigie.series.Interval;
import io.vigie.series.TimeSeries;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChangedRowsTest {
    private static final FalseAlarmBudget BUDGET = FalseAlarmBudget.perThousandRows(0.1);
    private static final FittedPipeline FITTED = Pipeline.of("kmeans", Map.of("window", "32"))
            .fit(TrainingSet.of(Plant.normal(1, 6000).series()));

    /** A change reaches as far as the detector looks, here over 1,398 rows. */
    @Test
    void detectorsThatLookFarAreScoredFarEnough() {
        try (FittedPipeline wide = Pipeline.of("kmeans", Map.of("window", "700"))
                .fit(TrainingSet.of(Plant.normal(1, 6000).series()))) {
            Interval planted = new Interval(3000, 3040);
            TimeSeries series = Plant.normal(2, 6000).shift(1, planted, 60).series();
            TimeSeries clean = Plant.normal(2, 6000).series();
            Interval asked = new Interval(2400, 3640);
            ChangedRows.Verdict verdict = new ChangedRows(
                            wide.judge(series), BUDGET, EpisodePolicy.DEFAULTS, RunContext.defaults())
                    .judge(asked, planted, new int[] {1}, new double[][] {values(clean, 1, planted)});

            Judgement whole = wide.judge(clean);
            double highest = 0;
            for (int row = asked.from(); row < asked.to(); row++) {
                highest = Math.max(highest, whole.posterior(row));
            }
            // sums over windows begin at other rows, so the last bits may differ
            assertThat(verdict.probability()).isCloseTo(highest, within(1e-9));
        }
    }

    private static ChangedRows changed(TimeSeries series) {
        return new ChangedRows(FITTED.judge(series), BUDGET, EpisodePolicy.DEFAULTS, RunContext.defaults());
    }

    private static double[] values(TimeSeries series, int channel, Interval rows) {
        double[] values = new double[rows.length()];
        for (int i = 0; i < values.length; i++) {
            values[i] = series.value(channel, rows.from() + i);
        }
        return values;
    }

    private static Interval eventOver(TimeSeries series, Interval planted) {
        return FITTED.judge(series).events(BUDGET).stream()
                .map(event -> event.episode().rows())
                .filter(planted::overlaps)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theSameIsSaidAsOfTheWholeChangedSeries() {
        // the change of the level before is what the second is judged against
        Interval lasting = new Interval(1000, 4000);
        Interval planted = new Interval(4500, 4540);
        TimeSeries series =
                Plant.normal(2, 6000).shift(0, lasting, 2).shift(1, planted, 60).series();
        TimeSeries half =
                Plant.normal(2, 6000).shift(0, lasting, 2).shift(1, planted, 30).series();
        Interval event = eventOver(series, planted);

        ChangedRows.Verdict verdict =
                changed(series).judge(event, planted, new int[] {1}, new double[][] {values(half, 1, planted)});

        Judgement whole = FITTED.judge(half);
        double highest = 0;
        for (int row = event.from(); row < event.to(); row++) {
            highest = Math.max(highest, whole.posterior(row));
        }
        List<Episode> episodes = whole.rows().episodes(BUDGET);
        assertThat(verdict.probability()).isEqualTo(highest);
        assertThat(verdict.event())
                .isEqualTo(episodes.stream().anyMatch(found -> found.rows().overlaps(event)));
    }

    @Test
    void cleanValuesAreNoEventAndUnchangedOnesAreStill() {
        Interval planted = new Interval(900, 940);
        TimeSeries series = Plant.normal(3, 2000).shift(1, planted, 60).series();
        TimeSeries clean = Plant.normal(3, 2000).series();
        Interval event = eventOver(series, planted);
        ChangedRows changed = changed(series);

        assertThat(changed.judge(event, event, new int[0], new double[0][]).event())
                .isTrue();
        ChangedRows.Verdict repaired =
                changed.judge(event, planted, new int[] {1}, new double[][] {values(clean, 1, planted)});
        assertThat(repaired.event()).isFalse();
        assertThat(repaired.elsewhere()).isFalse();
        assertThat(repaired.probability()).isLessThan(0.5);
    }

    @Test
    void anEpisodeThatAChangeBringsAboutElsewhereIsSaid() {
        Interval planted = new Interval(900, 940);
        Interval wide = new Interval(900, 1300);
        TimeSeries series = Plant.normal(3, 2000).shift(1, planted, 60).series();
        double[] moved = values(Plant.normal(3, 2000).series(), 1, wide);
        for (int i = 300; i < 340; i++) {
            moved[i] += 60;
        }

        ChangedRows.Verdict verdict =
                changed(series).judge(eventOver(series, planted), wide, new int[] {1}, new double[][] {moved});

        assertThat(verdict.probability()).isLessThan(0.5);
        assertThat(verdict.event()).isFalse();
        assertThat(verdict.elsewhere()).isTrue();
    }
}
