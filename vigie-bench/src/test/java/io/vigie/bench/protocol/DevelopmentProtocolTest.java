package io.vigie.bench.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import io.vigie.bench.data.BenchmarkCase;
import io.vigie.bench.data.BenchmarkSeries;
import io.vigie.bench.data.DataFolder;
import io.vigie.bench.data.DevelopmentSets;
import io.vigie.bench.data.SmallFolder;
import io.vigie.bench.data.Track;
import io.vigie.bench.run.Measurement;
import io.vigie.bench.run.Protocol;
import io.vigie.bench.run.Protocols;
import io.vigie.bench.run.ResultKey;
import io.vigie.bench.run.ResultRow;
import io.vigie.bench.run.RunScores;
import io.vigie.detect.Scores;
import io.vigie.evaluate.ScoreMetrics;
import io.vigie.evaluate.WindowLengthRule;
import io.vigie.series.Channel;
import io.vigie.series.Interval;
import io.vigie.series.Labels;
import io.vigie.series.TimeAxis;
import io.vigie.series.TimeSeries;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevelopmentProtocolTest {
    private static final int ROWS = 4000;

    @TempDir
    private Path folder;

    private Protocol open(DataFolder data) {
        return Protocols.open(PublicProtocols.development(Track.MULTIVARIATE), data, WindowLengthRule.RULE_2024);
    }

    @Test
    void everyDevelopmentSeriesIsMeasured() {
        DataFolder data =
                new SmallFolder(folder).smd().asd().jumpStarter().skab().tep().folder();
        Protocol protocol = open(data);
        assertThat(protocol.id()).isEqualTo("develop-M");
        assertThat(Protocols.ids()).contains("develop-M", "develop-U");
        List<BenchmarkCase> cases = new ArrayList<>(DevelopmentSets.of(data).cases(Track.MULTIVARIATE));
        cases.removeIf(found -> found.family().equals(DevelopmentSets.INJECTED)); // these series are too short
        assertThat(cases).extracting(BenchmarkCase::family).containsExactly("SMD", "ASD", "JumpStarter", "SKAB", "TEP");
        for (BenchmarkCase found : cases) {
            BenchmarkSeries series = protocol.caseNamed(found.name()).load();
            Measurement measured = protocol.measure(
                    series,
                    scores(
                            series.scored().channelValues(0),
                            series.calibration().channelValues(0)));
            assertThat(measured.metrics()).containsOnlyKeys(protocol.metrics());
            assertThat(measured.metrics().values())
                    .allSatisfy(value -> assertThat(value).isFinite());
        }
    }

    private static RunScores scores(double[] scored, double[] calibration) {
        return new RunScores(Scores.of(scored, "raw", 0), () -> Scores.of(calibration, "raw", 0));
    }

    /** Noise with four bursts far above it: two in the one segment, one in another's last row, one elsewhere. */
    @Test
    void eventsAreCountedAgainstTheSegments() {
        double[] scored = noise(1);
        for (int row : new int[] {1000, 1001, 1002, 1060, 1061, 2039, 3000, 3001}) {
            scored[row] = 60;
        }
        List<Interval> segments = List.of(new Interval(990, 1070), new Interval(2000, 2040), new Interval(3500, 3510));
        TimeSeries series =
                TimeSeries.wrap("noise", TimeAxis.rows(ROWS), List.of(Channel.of("a")), new double[][] {noise(2)});
        BenchmarkSeries labelled =
                new BenchmarkSeries("Tun/noise", "Tun", series, series, Labels.ofIntervals(ROWS, segments));
        Protocol protocol = open(new SmallFolder(folder).asd().folder());

        Measurement measured = protocol.measure(labelled, scores(scored, noise(3)));

        assertThat(measured.metrics())
                .contains(
                        entry("segments", 3.0),
                        entry("segments found", 2.0),
                        entry("events", 3.0), // what is less than the merge gap of 100 rows apart is one
                        entry("false events", 1.0),
                        entry("normal rows", 3870.0),
                        entry("false events in 1000 rows", 1000 / 3870.0));
        assertThat(measured.metrics().get("VUS-PR"))
                .isEqualTo(ScoreMetrics.of(scored, labelled.labels(), measured.window())
                        .asMap()
                        .get("VUS-PR"));
    }

    private static double[] noise(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] noise = new double[ROWS];
        for (int row = 0; row < ROWS; row++) {
            noise[row] = random.nextDouble();
        }
        return noise;
    }

    private static ResultRow row(String set, String name, double vus, double found, double falseEvents, String error) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("VUS-PR", vus);
        metrics.put("segments", error.isEmpty() ? 4.0 : 0);
        metrics.put("segments found", found);
        metrics.put("events", found + falseEvents);
        metrics.put("false events", falseEvents);
        metrics.put("normal rows", error.isEmpty() ? 2000.0 : 0);
        return new ResultRow(
                new ResultKey("develop-U", set + "/" + name, "a", 1), set, "", "2024", 10, metrics, 0, 0, 0, error);
    }

    @Test
    void eachSetCountsOnce() {
        List<ResultRow> rows = List.of(
                row("NAB", "a", 0.2, 1, 1, ""),
                row("NAB", "b", 0.4, 3, 0, ""),
                row("NAB", "c", 0, 0, 0, "it broke"),
                row("Tun", "d", 0.8, 4, 2, ""));

        DevelopmentSummary summary = DevelopmentSummary.of(Track.UNIVARIATE, rows);

        assertThat(summary.vusPr().keySet()).containsExactly("Tun", "NAB");
        assertThat(summary.vusPr().get("NAB")).as("a failed run is 0").isCloseTo(0.2, within(1e-12));
        assertThat(summary.meanOfSets()).isCloseTo(0.5, within(1e-12));
        assertThat(summary.segments()).isEqualTo(12);
        assertThat(summary.found()).isEqualTo(8);
        assertThat(summary.events()).isEqualTo(11);
        assertThat(summary.falseEvents()).isEqualTo(3);
        assertThat(summary.foundShare()).isCloseTo((0.5 + 1) / 2, within(1e-12));
        assertThat(summary.falseRate()).isCloseTo((0.25 + 1) / 2, within(1e-12));
        assertThat(summary.figures())
                .containsEntry("VUS-PR Tun", 0.8)
                .containsKeys("VUS-PR NAB", "VUS-PR mean of sets", "segments found");
        assertThat(DevelopmentSummary.markdown(Map.of("a|b", summary))).isEqualTo("""
                        | VUS-PR | Tun | NAB | mean of sets |
                        |---|---|---|---|
                        | a\\|b | .800 | .200 | **.500** |

                        | events | segments found | share, mean of sets | events | touch no label | in 1000 normal rows, mean of sets |
                        |---|---|---|---|---|---|
                        | a\\|b | 8 of 12 | .750 | 11 | 3 | .63 |
                        """);
        DevelopmentSummary none = DevelopmentSummary.of(Track.UNIVARIATE, List.of());
        assertThat(none.meanOfSets()).isNaN();
        assertThat(DevelopmentSummary.markdown(Map.of("a", none))).contains("| a | **-** |");
    }
}
