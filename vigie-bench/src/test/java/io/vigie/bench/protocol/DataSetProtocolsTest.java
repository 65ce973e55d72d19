package io.vigie.bench.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import io.vigie.bench.data.BenchmarkCase;
import io.vigie.bench.data.BenchmarkSeries;
import io.vigie.bench.data.DataFolder;
import io.vigie.bench.data.Nab;
import io.vigie.bench.data.RealDataFolder;
import io.vigie.bench.data.Scope;
import io.vigie.bench.data.SmallFolder;
import io.vigie.bench.run.Measurement;
import io.vigie.bench.run.Protocol;
import io.vigie.bench.run.Protocols;
import io.vigie.bench.run.ResultKey;
import io.vigie.bench.run.ResultRow;
import io.vigie.bench.run.RunScores;
import io.vigie.detect.Scores;
import io.vigie.evaluate.NabProfile;
import io.vigie.evaluate.NabTally;
import io.vigie.evaluate.ScoreMetrics;
import io.vigie.evaluate.WindowLengthRule;
import io.vigie.judge.Episode;
import io.vigie.series.Interval;
import io.vigie.series.Labels;
import io.vigie.series.TimeSeries;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataSetProtocolsTest {
    private static final WindowLengthRule RULE = WindowLengthRule.RULE_2024;

    @TempDir
    private Path folder;

    /** The magnitude of the first channel: it sees the jumps of the small data sets. */
    private static Scores magnitude(TimeSeries series) {
        double[] scores = series.channelValues(0);
        for (int row = 0; row < scores.length; row++) {
            scores[row] = Math.abs(scores[row]);
        }
        return Scores.of(scores, "raw", 0);
    }

    private static ResultRow run(Protocol protocol, BenchmarkCase found) {
        BenchmarkSeries series = found.load();
        Measurement measured = protocol.measure(
                series, new RunScores(magnitude(series.scored()), () -> magnitude(series.calibration())));
        assertThat(protocol.metrics()).containsAll(measured.metrics().keySet());
        return row(protocol, found, measured.metrics(), "");
    }

    private static ResultRow row(Protocol protocol, BenchmarkCase found, Map<String, Double> metrics, String error) {
        return new ResultRow(
                new ResultKey(protocol.id(), found.name(), "magnitude", 1),
                found.family(),
                "",
                "2024",
                0,
                metrics,
                0,
                0,
                0,
                error);
    }

    private static ResultRow failed(Protocol protocol, BenchmarkCase found) {
        Map<String, Double> zeros = new LinkedHashMap<>();
        protocol.metrics().forEach(name -> zeros.put(name, 0.0));
        return row(protocol, found, zeros, "no");
    }

    @Test
    void everyDataSetIsARegisteredProtocol() {
        assertThat(Protocols.ids()).containsAll(PublicProtocols.dataSets());
        DataFolder data = new SmallFolder(folder)
                .smd()
                .smapMsl()
                .asd()
                .jumpStarter()
                .skab()
                .tep()
                .nab()
                .folder();
        for (String id : PublicProtocols.dataSets()) {
            Protocol protocol = Protocols.open(id, data, RULE);
            assertThat(protocol.id()).isEqualTo(id);
            for (BenchmarkCase found : PublicProtocols.dataSet(id, data).cases(Scope.ALL)) {
                ResultRow row = run(protocol, protocol.caseNamed(found.name()));
                assertThat(row.metrics().values())
                        .as("%s %s", id, found.name())
                        .isNotEmpty()
                        .allSatisfy(value -> assertThat(value).isFinite());
                assertThat(protocol.summary(List.of(row))).isNotEmpty();
            }
        }
    }

    @Test
    void splitsReportEveryMetricOfScoresAndFailuresAreZeros() {
        DataFolder data = new SmallFolder(folder).smd().folder();
        Protocol protocol = Protocols.open("SMD", data, RULE);
        BenchmarkCase machine = protocol.caseNamed("machine-1-10");
        ResultRow good = run(protocol, machine);
        double[] scores = magnitude(machine.load().scored()).totals();
        assertThat(good.metrics().keySet())
                .containsExactlyElementsOf(
                        ScoreMetrics.of(scores, machine.load().labels(), 10)
                                .asMap()
                                .keySet());
        assertThat(good.metrics().get("AUC-ROC")).isGreaterThan(0.99);
        assertThat(protocol.summary(List.of(good, failed(protocol, machine))).get("AUC-ROC"))
                .isCloseTo(good.metrics().getOrDefault("AUC-ROC", 0.0) / 2, within(1e-12));
    }

    @Test
    void theLimitOfThePlantIsExceededByAHundredthOfTheNormalRows() {
        double[] normal = new double[960];
        for (int row = 0; row < normal.length; row++) {
            normal[row] = (row * 7) % 960;
        }
        double limit = TepProtocol.limit(normal);
        int above = 0;
        for (double score : normal) {
            above += score > limit ? 1 : 0;
        }
        assertThat(above).isEqualTo(9);
    }

    @Test
    void faultsHaveRatesAndADelayOnlyWhereTheyAreFound() {
        Protocol protocol = Protocols.open("TEP", new SmallFolder(folder).tep().folder(), RULE);
        BenchmarkCase fault = protocol.caseNamed("d01");
        BenchmarkSeries series = fault.load();
        ResultRow found = run(protocol, fault);
        // the jump of the small data set starts ten rows after the fault
        assertThat(found.metrics()).contains(entry("delay (rows)", 10.0), entry("episode detected", 1.0));
        assertThat(found.metrics().get("FDR")).isBetween(0.9, 0.97);
        assertThat(found.metrics().get("FAR")).isLessThan(0.05);

        double[] flat = new double[series.scored().length()];
        Measurement nothing = protocol.measure(
                series, new RunScores(Scores.of(flat, "raw", 0), () -> magnitude(series.calibration())));
        assertThat(nothing.metrics())
                .contains(entry("FDR", 0.0), entry("FAR", 0.0), entry("episode detected", 0.0))
                .doesNotContainKeys("delay (rows)", "episode delay (rows)");
        Map<String, Double> summary =
                protocol.summary(List.of(found, row(protocol, fault, nothing.metrics(), ""), failed(protocol, fault)));
        assertThat(summary.get("delay (rows)")).isEqualTo(10);
        assertThat(summary.get("episode detected")).isCloseTo(1.0 / 3, within(1e-12));
    }

    @Test
    void changesAreTheEndsOfEpisodes() {
        Map<String, Double> metrics = new LinkedHashMap<>();
        List<Episode> episodes = List.of(
                new Episode(new Interval(450, 460), 455, 0.9, 5),
                new Episode(new Interval(505, 580), 520, 0.9, 5),
                new Episode(new Interval(690, 700), 695, 0.9, 5));
        SkabProtocol.changes(List.of(100, 500, 610, 620), episodes, 700, metrics);
        // 505 finds 500 and 580 the pair around 610; the other three starts and ends are false, 700 is no row
        assertThat(metrics)
                .contains(
                        entry("changes", 2.0),
                        entry("changes found", 2.0),
                        entry("changes missed", 0.0),
                        entry("false changes", 3.0),
                        entry("change delay (rows)", (5.0 - 30.0) / 2));
    }

    @Test
    void outliersOfTheTestBedAreCountedOverAllRuns() {
        Protocol protocol =
                Protocols.open("SKAB", new SmallFolder(folder).skab().folder(), RULE);
        ResultRow run = run(protocol, protocol.caseNamed("valve1/0"));
        Map<String, Double> summary = protocol.summary(List.of(run, run));
        assertThat(summary.get("F1 (all runs)")).isGreaterThan(0.9);
        assertThat(summary.get("changes")).isEqualTo(4);
        assertThat(summary.get("changes found")).isEqualTo(4);
        assertThat(summary.get("changes NAB standard")).isGreaterThan(80);
    }

    @Test
    void alarmsOfNabAreTheFirstRowsOfDisturbances() {
        double[] surprise = new double[100];
        surprise[10] = 5;
        surprise[12] = 5;
        surprise[32] = 5;
        surprise[53] = 5;
        boolean[] onsets = NabProtocol.onsets(surprise, 4);
        assertThat(onsets[10]).isTrue();
        assertThat(onsets[12]).isFalse();
        assertThat(onsets[32]).isFalse();
        assertThat(onsets[53]).isTrue();
    }

    @Test
    void aCorpusHasOneThresholdAndFailedRunsMissTheirWindows() {
        DataFolder data = new SmallFolder(folder).nab().folder();
        Protocol protocol = Protocols.open("NAB", data, RULE);
        BenchmarkCase jump = protocol.caseNamed("toy/jump.csv");
        BenchmarkCase calm = protocol.caseNamed("toy/calm.csv");
        ResultRow found = run(protocol, jump);
        ResultRow quiet = run(protocol, calm);
        assertThat(quiet.metrics()).doesNotContainKey("VUS-PR").containsEntry("windows", 0.0);
        Map<String, Double> summary = protocol.summary(List.of(found, quiet));
        assertThat(summary.get("NAB standard")).isBetween(40.0, 100.0);
        assertThat(summary.get("VUS-PR")).isEqualTo(found.metrics().get("VUS-PR"));
        assertThat(protocol.summary(List.of(failed(protocol, jump), quiet)).get("NAB standard"))
                .isZero();
    }

    /** NAB's own anchors on the whole corpus: 58 series, 116 windows (its README); no alarm 0, perfect alarms 100. */
    @Test
    void theCorpusOfNabHasItsAnchors() {
        DataFolder data = RealDataFolder.with("nab");
        NabTally none = NabTally.EMPTY;
        NabTally perfect = NabTally.EMPTY;
        List<BenchmarkCase> cases = Nab.of(data).cases(Scope.ALL);
        for (BenchmarkCase found : cases) {
            Labels labels = found.load().labels();
            int probation = Nab.probation(labels.size());
            boolean[] alarms = new boolean[labels.size()];
            none = none.plus(NabTally.of(alarms, labels.anomalies(), probation));
            labels.anomalies().forEach(window -> alarms[window.from()] = true);
            perfect = perfect.plus(NabTally.of(alarms, labels.anomalies(), probation));
        }
        assertThat(cases).hasSize(58);
        assertThat(none.windows()).isEqualTo(116);
        for (NabProfile profile : NabProfile.values()) {
            assertThat(none.normalised(profile)).isZero();
            assertThat(perfect.normalised(profile)).isCloseTo(100, within(1e-9));
        }
    }
}
