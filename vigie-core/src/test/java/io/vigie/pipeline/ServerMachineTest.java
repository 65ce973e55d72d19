package io.vigie.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.detect.TrainingSet;
import io.vigie.judge.Episode;
import io.vigie.judge.FalseAlarmBudget;
import io.vigie.series.ColumnChoice;
import io.vigie.series.CsvFormat;
import io.vigie.series.CsvReader;
import io.vigie.series.CsvResult;
import io.vigie.series.Interval;
import io.vigie.series.Labels;
import io.vigie.series.TimeSeries;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The whole way with the default detector on the shipped server of the Server Machine Dataset. */
class ServerMachineTest {
    private static final Path FILE = Path.of("samples", "smd", "machine-2-4.csv.gz");
    private static final int TRAIN_ROWS = 8_000;

    @Test
    void labelledIncidentsAreBelievedMoreThanNormalRowsAndTheBudgetIsKept() {
        CsvResult read = CsvReader.read(
                Path.of(System.getProperty("vigie.root", "..")).resolve(FILE),
                CsvFormat.auto().withLabel(ColumnChoice.named("label")));
        TimeSeries series = read.series();
        Labels labels = read.labels().orElseThrow();
        FittedPipeline pipeline = Pipeline.of("vigie").fit(TrainingSet.of(series.slice(0, TRAIN_ROWS)));
        Judgement judgement = pipeline.judge(series);
        double inside = 0;
        double outside = 0;
        int incidentRows = 0;
        int normalRows = 0;
        for (int row = TRAIN_ROWS; row < series.length(); row++) {
            if (labels.isAnomalous(row)) {
                inside += judgement.posterior(row);
                incidentRows++;
            } else {
                outside += judgement.posterior(row);
                normalRows++;
            }
        }
        assertThat(inside / incidentRows).isGreaterThan(3 * outside / normalRows);

        FalseAlarmBudget budget = FalseAlarmBudget.perThousandRows(0.5);
        List<Episode> episodes = judgement.episodes(budget);
        List<Interval> incidents = labels.anomalies();
        assertThat(incidents).hasSize(20);
        long found = incidents.stream()
                .filter(incident ->
                        episodes.stream().anyMatch(episode -> episode.rows().overlaps(incident)))
                .count();
        long idle = episodes.stream()
                .filter(episode ->
                        incidents.stream().noneMatch(incident -> episode.rows().overlaps(incident)))
                .count();
        assertThat(found).as("incidents found").isGreaterThanOrEqualTo(5);
        assertThat(idle).as("episodes that touch no incident").isLessThanOrEqualTo(2);
        assertThat(judgement.events(budget))
                .hasSameSizeAs(episodes)
                .allSatisfy(event -> assertThat(event.channels()).hasSize(series.channelCount()));
    }
}
