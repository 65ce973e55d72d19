package io.vigie.bench.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vigie.bench.data.BenchmarkCase;
import io.vigie.bench.data.BenchmarkSeries;
import io.vigie.bench.data.DataFolder;
import io.vigie.bench.data.RealData;
import io.vigie.bench.data.Split;
import io.vigie.bench.data.Track;
import io.vigie.bench.data.TsbAd;
import io.vigie.bench.data.TsbAdFolder;
import io.vigie.detect.Detectors;
import io.vigie.detect.Device;
import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.evaluate.ScoreMetrics;
import io.vigie.evaluate.WindowLengthRule;
import io.vigie.prepare.Preparation;
import io.vigie.prepare.PreparationOptions;
import io.vigie.series.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchmarkRunTest {
    private static final BenchmarkProgress SILENT = (row, done, total, secondsLeft) -> {};
    private static final WorkerOptions WORKERS = new WorkerOptions(2, "256m", Duration.ofMinutes(2), Device.CPU);

    @TempDir
    private Path folder;

    private Path out = Path.of("out");
    private List<BenchmarkCase> cases = List.of();

    @BeforeEach
    void writeTheData() {
        out = folder.resolve("out");
        TsbAd files = TsbAd.of(TsbAdFolder.write(folder));
        cases = new ArrayList<>();
        for (Split split : Split.values()) {
            cases.addAll(files.cases(Track.MULTIVARIATE, split));
        }
    }

    @Test
    void metricsAreThoseOfTheLibraryAndDoNotDependOnTheJobs() {
        BenchmarkPlan plan = plan("random,zscore(window=20),kmeans(window=20,clusters=3)", 2);

        List<ResultRow> two = run(plan, out, WORKERS);
        List<ResultRow> one = run(plan, folder.resolve("one"), WORKERS.withJobs(1));

        assertThat(two).hasSize(18).noneMatch(ResultRow::failed);
        assertThat(untimed(one)).isEqualTo(untimed(two));
        assertThat(ResultFile.read(out.resolve(BenchmarkRun.RESULTS)))
                .extracting(ResultRow::key)
                .isSorted();
        for (ResultRow row : two) {
            assertThat(row.fitSeconds()).isPositive();
            assertThat(row.peakHeapBytes()).isPositive();
            assertThat(row.windowRule()).isEqualTo("2024");
            assertThat(row.window()).isEqualTo(TsbAdFolder.PERIOD);
            if (row.key().detector().startsWith("kmeans")) {
                assertThat(row.metrics().get("VUS-PR")).isEqualTo(expected(row.key()));
            }
        }
        Set<Double> chance = new HashSet<>();
        two.stream()
                .filter(row -> row.key().detector().equals("random"))
                .forEach(row -> chance.add(row.metrics().get("VUS-PR")));
        assertThat(chance).as("every seed and series draws its own").hasSize(6);
    }

    /** What the product computes in one process, by hand. */
    private double expected(ResultKey key) {
        BenchmarkSeries series = cases.stream()
                .filter(one -> one.name().equals(key.file()))
                .findFirst()
                .orElseThrow()
                .load();
        RunContext context = RunContext.defaults().withSeed(key.seed());
        TrainingSet raw = TrainingSet.of(series.train());
        Preparation preparation = Preparation.fit(raw, PreparationOptions.defaults(), context);
        double[] scores = Detectors.create("kmeans", Map.of("window", "20", "clusters", "3"))
                .fit(preparation.apply(raw), context)
                .score(preparation.apply(series.scored()), context)
                .totals();
        int window = WindowLengthRule.RULE_2024.windowLength(series.scored().channelValues(0));
        return ScoreMetrics.of(scores, series.labels(), window).volume().pr();
    }

    /** VUS-PR of KMeansAD_TAB in TSB-AD's published per-file table; ours starts k-means from other centres. */
    @Test
    void plainKMeansLandsOnThePublishedValues() {
        Map<String, Double> published = Map.of(
                "013_NAB_id_13_Traffic_tr_623_1st_2084.csv", 0.9882694131163972,
                "298_TODS_id_12_Synthetic_tr_500_1st_0.csv", 0.5577102414362759,
                "301_TODS_id_15_Synthetic_tr_500_1st_245.csv", 0.1939461470855917);
        DataFolder data = RealData.folder();
        BenchmarkPlan plan = new BenchmarkPlan(
                "TSB-AD-U",
                data,
                WindowLengthRule.RULE_2024,
                TsbAd.of(data).cases(Track.UNIVARIATE, Split.EVA).stream()
                        .filter(one -> published.containsKey(one.name()))
                        .toList(),
                List.of(),
                Contestant.parseAll("kmeans(clusters=20,window=100)"),
                BenchmarkPlan.seeds(RunContext.DEFAULT_SEED, 1));

        List<ResultRow> rows = run(plan, out, WORKERS);

        assertThat(rows).hasSize(3);
        for (ResultRow row : rows) {
            assertThat(row.metrics().get("VUS-PR"))
                    .as(row.key().file())
                    .isCloseTo(published.get(row.key().file()), within(0.005));
        }
    }

    @Test
    void everyKindOfFailureIsAZeroWithItsReasonAndTheOthersGoOn() throws IOException {
        String kinds = "trouble(kind=refuse),trouble(kind=defect),trouble(kind=die),trouble(kind=hang),"
                + "trouble(kind=out-of-memory),trouble(kind=chatter)";
        BenchmarkPlan plan = plan(kinds + ",zscore", 1, cases.subList(0, 1));

        List<ResultRow> rows = run(plan, out, WORKERS.withTimeLimit(Duration.ofSeconds(6)));

        assertThat(rows).hasSize(7);
        assertThat(error(rows, "trouble(kind=refuse)")).isEqualTo("refused, as \"asked\" for");
        assertThat(error(rows, "trouble(kind=defect)"))
                .startsWith("defect: java.lang.IllegalStateException: broken at io.vigie.bench.run.TroubleCatalog");
        assertThat(error(rows, "trouble(kind=die)")).isEqualTo("the worker process died with exit code 9");
        assertThat(error(rows, "trouble(kind=hang)"))
                .isEqualTo("took longer than the time limit of 6 s and was killed");
        assertThat(error(rows, "trouble(kind=out-of-memory)"))
                .startsWith("out of memory with a heap of ")
                .endsWith("give more with --worker-heap");
        assertThat(error(rows, "trouble(kind=chatter)")).isEmpty();
        assertThat(error(rows, "zscore")).isEmpty();
        for (ResultRow row : rows) {
            assertThat(row.metrics().values()).hasSize(11).allMatch(value -> !row.failed() || value == 0);
        }
        assertThat(ResultFile.read(out.resolve(BenchmarkRun.RESULTS))).hasSize(7);
        assertThat(out.resolve("workers.log")).content().contains("nonsense");
        assertThat(out.resolve(BenchmarkRun.PROVENANCE)).content().contains("\"failed\" : 5");
        ContestantSummary refused =
                ContestantSummary.of(plan.contestants(), rows, "VUS-PR").get(0);
        assertThat(refused.failed()).isEqualTo(1);
        assertThat(refused.mean()).isZero();
    }

    @Test
    void detectorsAreToldTheDevice() {
        BenchmarkPlan plan = plan("trouble(kind=tell-the-device)", 1, cases.subList(0, 1));

        List<ResultRow> processor = run(plan, out, WORKERS);
        Path other = folder.resolve("card");
        List<ResultRow> card = run(plan, other, WORKERS.withDevice(Device.CUDA).withJobs(1));

        assertThat(processor).extracting(ResultRow::error).containsExactly("on CPU");
        assertThat(card).extracting(ResultRow::error).containsExactly("on CUDA");
        assertThat(out.resolve(BenchmarkRun.PROVENANCE)).content().contains("\"device\" : \"cpu\"");
        assertThat(other.resolve(BenchmarkRun.PROVENANCE)).content().contains("\"device\" : \"cuda\"");
    }

    @Test
    void anInterruptedRunGoesOnWhereItStopped() throws IOException {
        BenchmarkPlan plan = plan("random,zscore(window=20)", 1);
        List<ResultRow> whole = run(plan, folder.resolve("whole"), WORKERS.withJobs(1));
        BenchmarkRun first = BenchmarkRun.of(plan, WORKERS, BenchmarkRun.EarlierFailures.KEEP);

        assertThatThrownBy(() -> first.run(out, "test", (row, done, total, secondsLeft) -> {
                    if (done == 2) {
                        first.stop();
                    }
                }))
                .isInstanceOf(CancellationException.class);
        Path results = out.resolve(BenchmarkRun.RESULTS);
        List<ResultRow> before = ResultFile.read(results);
        assertThat(before).hasSize(2).noneMatch(ResultRow::failed);
        Files.writeString(results, "TSB-AD-M,002_Sine", StandardOpenOption.APPEND);

        List<Integer> totals = new ArrayList<>();
        List<ResultRow> after = BenchmarkRun.of(plan, WORKERS, BenchmarkRun.EarlierFailures.KEEP)
                .run(out, "test", (row, done, total, secondsLeft) -> totals.add(total));

        assertThat(totals).hasSize(4).containsOnly(4);
        assertThat(untimed(after)).isEqualTo(untimed(whole));
        assertThat(after).containsAll(before);
        assertThat(ResultFile.read(results)).isEqualTo(after);
    }

    @Test
    void failuresStandUntilTheyAreToBeRetried() {
        BenchmarkPlan broken = plan("a=trouble(kind=refuse),zscore", 1, cases.subList(0, 1));
        List<ResultRow> first = run(broken, out, WORKERS);
        List<String> again = new ArrayList<>();

        List<ResultRow> kept = run(broken, out, WORKERS);
        BenchmarkRun.of(broken, WORKERS, BenchmarkRun.EarlierFailures.RETRY)
                .run(
                        out,
                        "test",
                        (row, done, total, secondsLeft) -> again.add(row.key().detector()));

        assertThat(kept).isEqualTo(first);
        assertThat(again).containsExactly("a");
        assertThat(ResultFile.read(out.resolve(BenchmarkRun.RESULTS))).hasSize(2);
    }

    @Test
    void resultsMadeOtherwiseAreNotMixed() {
        run(plan("a=zscore(window=20)", 1, cases.subList(0, 1)), out, WORKERS);

        assertThatThrownBy(() -> run(plan("a=zscore(window=30)", 1), out, WORKERS))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("'a' made with window=20,alignment=centred, now it is window=30");
        BenchmarkPlan other = new BenchmarkPlan(
                "TSB-AD-M",
                DataFolder.of(folder),
                WindowLengthRule.RULE_2026,
                cases,
                List.of(),
                Contestant.parseAll("a=zscore(window=20)"),
                BenchmarkPlan.seeds(1, 1));
        assertThatThrownBy(() -> run(other, out, WORKERS))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("window rule 2024, now it is 2026");
    }

    @Test
    void plansAndWorkersThatCannotBeAreRefused() {
        assertThatThrownBy(() -> plan("zscore", 0))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("seeds is 0");
        assertThatThrownBy(() -> plan("zscore", 1, List.of()))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("no series of TSB-AD-M");
        assertThatThrownBy(() -> WORKERS.withHeap("8"))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("worker heap is '8'");
        assertThatThrownBy(() -> WORKERS.withJobs(0)).isInstanceOf(OptionException.class);
        assertThatThrownBy(() -> run(plan("zscore", 1), out, WORKERS.withHeap("1k")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("do not start with a heap of 1k")
                .hasMessageContaining("workers.log");
        assertThat(BenchmarkPlan.seeds(7, 3)).containsExactly(7L, 8L, 9L);
    }

    private BenchmarkPlan plan(String detectors, int seeds) {
        return plan(detectors, seeds, cases);
    }

    private BenchmarkPlan plan(String detectors, int seeds, List<BenchmarkCase> chosen) {
        return new BenchmarkPlan(
                "TSB-AD-M",
                DataFolder.of(folder),
                WindowLengthRule.RULE_2024,
                chosen,
                List.of(TsbAdFolder.ABSENT),
                Contestant.parseAll(detectors),
                BenchmarkPlan.seeds(RunContext.DEFAULT_SEED, seeds));
    }

    private static List<ResultRow> run(BenchmarkPlan plan, Path out, WorkerOptions workers) {
        return BenchmarkRun.of(plan, workers, BenchmarkRun.EarlierFailures.KEEP).run(out, "test", SILENT);
    }

    /** Rows less what differs from run to run. */
    private static List<ResultRow> untimed(List<ResultRow> rows) {
        return rows.stream()
                .map(row -> new ResultRow(
                        row.key(),
                        row.family(),
                        row.options(),
                        row.windowRule(),
                        row.window(),
                        row.metrics(),
                        0,
                        0,
                        0,
                        ""))
                .toList();
    }

    private static String error(List<ResultRow> rows, String detector) {
        return rows.stream()
                .filter(row -> row.key().detector().equals(detector))
                .findFirst()
                .orElseThrow()
                .error();
    }
}
