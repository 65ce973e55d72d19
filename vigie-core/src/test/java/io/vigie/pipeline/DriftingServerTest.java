package io.vigie.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.detect.TrainingSet;
import io.vigie.judge.Adaptation;
import io.vigie.judge.Episode;
import io.vigie.judge.FalseAlarmBudget;
import io.vigie.judge.Outcome;
import io.vigie.series.CsvFormat;
import io.vigie.series.CsvReader;
import io.vigie.series.CsvResult;
import io.vigie.series.Interval;
import io.vigie.series.Labels;
import io.vigie.series.TimeSeries;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Events on a real server whose load moves away from the train part and stays there. */
class DriftingServerTest {
    private static final int TRAIN_ROWS = 8000;
    private static final FalseAlarmBudget BUDGET = FalseAlarmBudget.perThousandRows(0.5);

    @Test
    void eventsOfADriftingServerAreFewAndEnd() {
        CsvResult sample = CsvReader.read(
                Path.of(System.getProperty("vigie.root", "..")).resolve("samples/smd/machine-3-5.csv.gz"),
                CsvFormat.auto());
        TimeSeries series = sample.series();
        Labels labels = sample.labels().orElseThrow().slice(TRAIN_ROWS, series.length());
        FittedPipeline pipeline = Pipeline.of("zscore(window=20)").fit(TrainingSet.of(series.slice(0, TRAIN_ROWS)));
        Judgement judgement = pipeline.judge(series.slice(TRAIN_ROWS, series.length()));
        List<Episode> episodes = judgement.episodes(BUDGET);
        List<Interval> incidents = labels.anomalies();
        assertThat(incidents).hasSize(11);
        assertThat(episodes)
                .hasSizeBetween(1, 20)
                .allSatisfy(episode ->
                        assertThat(episode.rows().length()).isLessThanOrEqualTo(Adaptation.DEFAULT.rows() + 200));
        assertThat(episodes.stream().filter(episode -> episode.outcome() == Outcome.LASTING))
                .as("changes that lasted")
                .hasSizeBetween(1, 2);
        long touched = incidents.stream()
                .filter(incident ->
                        episodes.stream().anyMatch(episode -> episode.rows().overlaps(incident)))
                .count();
        assertThat(touched).isGreaterThanOrEqualTo(2);
        List<Episode> never = judgement.withAdaptation(Adaptation.OFF).episodes(BUDGET);
        assertThat(never.get(never.size() - 1).rows().length()).isGreaterThan(7000);
        assertThat(never.get(never.size() - 1).outcome()).isEqualTo(Outcome.OPEN);
        assertThat(never).noneMatch(episode -> episode.outcome() == Outcome.LASTING);
    }
}
