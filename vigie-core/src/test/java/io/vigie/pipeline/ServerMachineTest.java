package io.vigie.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vigie.detect.TrainingSet;
import io.vigie.judge.Episode;
import io.vigie.judge.FalseAlarmBudget;
import io.vigie.series.Channel;
import io.vigie.series.Interval;
import io.vigie.series.Labels;
import io.vigie.series.TimeAxis;
import io.vigie.series.TimeSeries;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** The whole way on a real machine of the Server Machine Dataset, where the data folder is there. */
class ServerMachineTest {
    private static final String FILE = "tsb-ad/M/057_SMD_id_1_Facility_tr_4529_1st_4629.csv.gz";
    private static final int TRAIN_ROWS = 4529;

    @Test
    void labelledIncidentsAreBelievedMoreThanNormalRowsAndTheTrainPartIsCalm() {
        Path folder = System.getenv("VIGIE_DATA") != null
                ? Path.of(System.getenv("VIGIE_DATA"))
                : Path.of(System.getProperty("vigie.root", ".")).resolve("../shared/data");
        Path file = folder.resolve(FILE);
        assumeTrue(
                Files.exists(file),
                "skipped: no " + FILE + " under " + folder + " (set VIGIE_DATA to the data folder)");
        List<double[]> rows = read(file);
        int channels = rows.get(0).length - 1;
        double[][] values = new double[channels][rows.size()];
        boolean[] anomalous = new boolean[rows.size()];
        for (int row = 0; row < rows.size(); row++) {
            for (int c = 0; c < channels; c++) {
                values[c][row] = rows.get(row)[c];
            }
            anomalous[row] = rows.get(row)[channels] > 0;
        }
        List<Channel> names = new ArrayList<>();
        for (int c = 0; c < channels; c++) {
            names.add(Channel.of("sensor-" + c));
        }
        TimeSeries series = TimeSeries.wrap("server", TimeAxis.rows(rows.size()), names, values);
        FittedPipeline pipeline = Pipeline.of("zscore(window=20)").fit(TrainingSet.of(series.slice(0, TRAIN_ROWS)));
        Judgement judgement = pipeline.judge(series);
        double inside = 0;
        double outside = 0;
        int incidentRows = 0;
        int normalRows = 0;
        for (int row = TRAIN_ROWS; row < rows.size(); row++) {
            if (anomalous[row]) {
                inside += judgement.posterior(row);
                incidentRows++;
            } else {
                outside += judgement.posterior(row);
                normalRows++;
            }
        }
        assertThat(inside / incidentRows).isGreaterThan(3 * outside / normalRows);
        List<Episode> episodes = judgement.episodes(FalseAlarmBudget.perThousandRows(0.5));
        List<Interval> incidents = Labels.ofBinary(anomalous).anomalies();
        long found = incidents.stream()
                .filter(incident ->
                        episodes.stream().anyMatch(episode -> episode.rows().overlaps(incident)))
                .count();
        assertThat(found).as("incidents found of %d", incidents.size()).isGreaterThanOrEqualTo(incidents.size() / 2);
        long inTrain = episodes.stream()
                .filter(episode -> episode.rows().from() < TRAIN_ROWS - 100)
                .count();
        assertThat(inTrain).as("episodes in the train part").isLessThanOrEqualTo(6);
        assertThat(judgement.events(FalseAlarmBudget.perThousandRows(0.5)))
                .hasSameSizeAs(episodes)
                .allSatisfy(event -> assertThat(event.channels()).hasSize(channels));
    }

    private static List<double[]> read(Path file) {
        List<double[]> rows = new ArrayList<>();
        try (BufferedReader in = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.US_ASCII))) {
            in.readLine();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] cells = line.split(",", -1);
                double[] row = new double[cells.length];
                for (int i = 0; i < row.length; i++) {
                    row[i] = Double.parseDouble(cells[i]);
                }
                rows.add(row);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rows;
    }
}
