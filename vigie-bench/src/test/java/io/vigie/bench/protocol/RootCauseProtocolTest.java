package io.vigie.bench.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vigie.bench.data.Asd;
import io.vigie.bench.data.BenchmarkCase;
import io.vigie.bench.data.BenchmarkSeries;
import io.vigie.bench.data.DataFolder;
import io.vigie.bench.data.RealDataFolder;
import io.vigie.bench.data.RootCauseDataSet;
import io.vigie.bench.data.Scope;
import io.vigie.bench.data.SmallFolder;
import io.vigie.bench.data.Smd;
import io.vigie.bench.run.Measurement;
import io.vigie.bench.run.Protocol;
import io.vigie.bench.run.Protocols;
import io.vigie.bench.run.ResultKey;
import io.vigie.bench.run.ResultRow;
import io.vigie.bench.run.RunScores;
import io.vigie.detect.Scores;
import io.vigie.evaluate.RootCause;
import io.vigie.evaluate.WindowLengthRule;
import io.vigie.explain.Blame;
import io.vigie.explain.ContributionLevels;
import io.vigie.explain.MovementLevels;
import io.vigie.series.BadInputException;
import io.vigie.series.Interval;
import io.vigie.series.TimeSeries;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RootCauseProtocolTest {
    @TempDir
    private Path folder;

    private static Protocol open(String dataSet, DataFolder data) {
        return Protocols.open(PublicProtocols.rootCause(dataSet), data, WindowLengthRule.RULE_2024);
    }

    /** Contributions that are the magnitudes of the channels. */
    private static Scores magnitudes(TimeSeries series) {
        double[] totals = new double[series.length()];
        float[][] contributions = new float[series.channelCount()][totals.length];
        for (int c = 0; c < contributions.length; c++) {
            for (int row = 0; row < totals.length; row++) {
                contributions[c][row] = (float) Math.abs(series.value(c, row));
                totals[row] += contributions[c][row];
            }
        }
        return Scores.of(totals, contributions, "raw", 0);
    }

    private static Measurement measure(Protocol protocol, BenchmarkSeries series, Scores scores, Scores normal) {
        Blame blame = new Blame(
                scores, ContributionLevels.fit(normal), series.scored(), MovementLevels.fit(List.of(series.train())));
        Measurement measured = protocol.measure(series, new RunScores(scores, () -> normal, () -> blame));
        assertThat(protocol.metrics()).containsAll(measured.metrics().keySet());
        return measured;
    }

    @Test
    void theChannelThatJumpedIsNamed() {
        DataFolder data = new SmallFolder(folder)
                .smd()
                .write("smd/interpretation_label/machine-1-10.txt", "120-140:1\n")
                .folder();
        Protocol protocol = open("SMD", data);
        BenchmarkSeries series = protocol.caseNamed("machine-1-10").load();
        Map<String, Double> metrics = measure(protocol, series, magnitudes(series.scored()), magnitudes(series.train()))
                .metrics();
        assertThat(metrics)
                .containsEntry("blame HitRate@100%, peak", 1.0)
                .containsEntry("blame NDCG@150%, by row", 1.0)
                .containsEntry("contribution HitRate@100%, mean", 1.0)
                .containsEntry("segments", 1.0)
                .containsEntry("rows", 20.0);
    }

    @Test
    void theOtherChannelIsNotNamedAndAScoreWithoutContributionsIsMeasuredByMovementAlone() {
        DataFolder data = new SmallFolder(folder)
                .smd()
                .write("smd/interpretation_label/machine-1-10.txt", "120-140:2\n")
                .folder();
        Protocol protocol = open("SMD", data);
        BenchmarkSeries series = protocol.caseNamed("machine-1-10").load();
        Scores bare = Scores.of(new double[series.scored().length()], "raw", 0);
        Map<String, Double> metrics = measure(protocol, series, bare, bare).metrics();
        assertThat(metrics)
                .containsEntry("blame HitRate@100%, peak", 0.0)
                .doesNotContainKey("contribution HitRate@100%, peak");
    }

    @Test
    void meansAreOverSeriesAndOverSegments() {
        Protocol protocol = open("SMD", new SmallFolder(folder).smd().folder());
        String metric = "blame HitRate@100%, peak";
        Map<String, Double> summary = protocol.summary(List.of(
                row("a", Map.of(metric, 1.0, "segments", 1.0)), row("b", Map.of(metric, 0.5, "segments", 9.0))));
        assertThat(summary)
                .containsEntry(metric, 0.75)
                .containsEntry("segments", 10.0)
                .doesNotContainKey("contribution HitRate@100%, peak");
        assertThat(summary.get(metric + " (all segments)")).isCloseTo(0.55, within(1e-12));
    }

    private static ResultRow row(String file, Map<String, Double> metrics) {
        return new ResultRow(new ResultKey("SMD-root-cause", file, "pca", 1), "SMD", "", "", 0, metrics, 0, 0, 0, "");
    }

    @Test
    void linesThatAreNoSegmentAreRefused() {
        for (String line : List.of("120-140", "120-140:0", "140-120:1", "120-140:1;2")) {
            DataFolder data = new SmallFolder(folder)
                    .smd()
                    .write("smd/interpretation_label/machine-1-10.txt", line + "\n")
                    .folder();
            assertThatThrownBy(() -> Smd.of(data).causes("machine-1-10"))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("'" + line + "'")
                    .hasMessageContaining("no segment");
        }
        DataFolder without = new SmallFolder(folder.resolve("without")).smd().folder();
        assertThatThrownBy(() -> Smd.of(without).causes("machine-1-2"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("interpretation_label");
    }

    /** Rows are counted in the way of the labels by row: that is what tells whether the last belongs to a segment. */
    @Test
    void segmentsOfTheRealDataAreTheLabelledOnes() {
        agree(
                Asd.of(RealDataFolder.with("asd")),
                "omi-1",
                7,
                new RootCause(new Interval(760, 766), List.of(3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18)));
        agree(
                Smd.of(RealDataFolder.with("smd")),
                "machine-1-2",
                10,
                new RootCause(new Interval(4629, 4688), List.of(8, 9, 10, 12, 14, 17)));
    }

    private static void agree(RootCauseDataSet data, String name, int segments, RootCause first) {
        BenchmarkCase found = data.caseNamed(name);
        List<RootCause> causes = data.causes(name);
        assertThat(causes).hasSize(segments).startsWith(first);
        assertThat(causes.stream().map(RootCause::rows).toList())
                .isEqualTo(found.load().labels().anomalies());
        assertThat(data.cases(Scope.ALL))
                .allSatisfy(one -> assertThat(data.causes(one.name())).isNotEmpty());
    }
}
