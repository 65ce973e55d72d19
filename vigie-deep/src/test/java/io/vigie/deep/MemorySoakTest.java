package io.vigie.deep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vigie.detect.Detector;
import io.vigie.detect.Detectors;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.Imputer;
import io.vigie.detect.OnlineScorer;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.series.Channel;
import io.vigie.series.Interval;
import io.vigie.series.Labels;
import io.vigie.series.TimeAxis;
import io.vigie.series.TimeSeries;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Memory of the process, heap and native, does not grow with the number of fits and scores. Linux only. What the heap holds ready
 * is subtracted, so it must be resident: {@code JAVA_TOOL_OPTIONS="-Xms512m -XX:+AlwaysPreTouch"}.
 */
@Tag("soak")
class MemorySoakTest {
    private static final System.Logger LOG = System.getLogger(MemorySoakTest.class.getName());
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final long MEBIBYTE = 1024;
    private static final int IMPUTATIONS = 50; // of each kind

    /** One of each family, and all of diffusion; fewer fits and scores of what takes long. */
    private static List<Arguments> families() {
        String quick = "max-steps=10";
        String short16 = quick + ",window=16,stride=4";
        return List.of(
                Arguments.of("cnn(" + quick + ")", 1000, 100_000),
                Arguments.of("conditional-flow(" + quick + ")", 500, 100_000),
                Arguments.of("realnvp(" + quick + ",window=8)", 500, 100_000),
                Arguments.of("cnf(" + quick + ",window=4,components=4,hidden=16,tolerance=0.1)", 200, 5_000),
                Arguments.of("ae(" + short16 + ")", 500, 100_000),
                Arguments.of("vae(" + short16 + ")", 500, 100_000),
                Arguments.of("gan(" + short16 + ")", 200, 50_000),
                Arguments.of("deepsvdd(" + short16 + ")", 500, 50_000),
                Arguments.of("coarse-dae(" + short16 + ")", 300, 20_000),
                Arguments.of("score-norm(" + short16 + ")", 300, 20_000),
                Arguments.of("diffusion-time(" + short16 + ")", 300, 20_000),
                Arguments.of("flow-contraction(" + short16 + ")", 300, 20_000),
                Arguments.of("diffusion-ae(" + short16 + ")", 100, 5_000),
                Arguments.of("latent-diffusion(" + short16 + ")", 100, 5_000),
                Arguments.of("timeaddm(" + short16 + ")", 100, 5_000),
                Arguments.of("imdiffusion(" + short16 + ")", 50, 500),
                Arguments.of("counterfactual(" + short16 + ")", 100, 1_000),
                Arguments.of("encoded(window=17,detector=score-norm(max-steps=10,window=1,stride=1))", 300, 20_000));
    }

    @ParameterizedTest
    @MethodSource("families")
    void manyFits(String detector, int fits, int scores) throws IOException {
        TimeSeries series = series();
        assertThat(growth(detector, "fits", fits, count -> fits(detector, series, count)))
                .isLessThan(32 * MEBIBYTE);
    }

    @ParameterizedTest
    @MethodSource("families")
    void manyOnlineScores(String detector, int fits, int scores) throws IOException {
        TimeSeries series = series();
        try (FittedDetector fitted = fit(detector, series)) {
            OnlineScorer online = fitted.online();
            assertThat(growth(detector, "online scores", scores, count -> push(online, series, count)))
                    .isLessThan(16 * MEBIBYTE);
        }
    }

    /** Gaps of each length up to half the series, by the imputers. */
    @ParameterizedTest
    @ValueSource(strings = {"imdiffusion(", "counterfactual(", "counterfactual(sampler=adaptive,"})
    void manyImputations(String begun) throws IOException {
        TimeSeries series = series();
        String detector = begun + "max-steps=10,window=16,stride=4)";
        try (FittedDetector fitted = fit(detector, series)) {
            Imputer imputer = fitted.imputer().orElseThrow();
            String what = "imputations and restorations";
            assertThat(growth(detector, what, IMPUTATIONS, count -> impute(imputer, series, count)))
                    .isLessThan(16 * MEBIBYTE);
        }
    }

    /** By how many kibibytes the process grows while it does something so often, having done a fifth of it before. */
    private static long growth(String detector, String what, int count, IntConsumer work) throws IOException {
        assumeTrue(Files.exists(STATUS), "no /proc");
        work.accept(count / 5);
        long before = residentKibibytes();
        work.accept(count);
        long after = residentKibibytes();
        tell(detector, count + " " + what, before, after);
        return after - before;
    }

    private static void impute(Imputer imputer, TimeSeries series, int count) {
        boolean[][] hidden = new boolean[series.channelCount()][series.length()];
        for (int i = 0; i < count; i++) {
            Arrays.fill(hidden[0], false);
            Arrays.fill(hidden[0], 100, 101 + i * 300 / count, true);
            RunContext context = RunContext.defaults().withSeed(i);
            assertThat(imputer.impute(series, hidden, 4, context).draws()).isEqualTo(4);
            assertThat(imputer.restore(series, hidden, 4, context).draws()).isEqualTo(4);
        }
    }

    private static void tell(String detector, String what, long before, long after) {
        LOG.log(
                System.Logger.Level.INFO,
                "{0}: {1} MiB held before {2}, {3} after",
                detector,
                before / MEBIBYTE,
                what,
                after / MEBIBYTE);
    }

    private static void fits(String detector, TimeSeries series, int count) {
        for (int i = 0; i < count; i++) {
            try (FittedDetector fitted = fit(detector, series)) {
                assertThat(fitted.score(series).length()).isEqualTo(series.length());
            }
        }
    }

    private static FittedDetector fit(String detector, TimeSeries series) {
        Detector parsed = Detectors.parse(detector);
        List<Interval> some = parsed.learnsFromAnomalies() ? List.of(new Interval(300, 310)) : List.of();
        TrainingSet train = TrainingSet.of(series, Labels.ofIntervals(series.length(), some));
        return parsed.fit(train, RunContext.defaults());
    }

    private static void push(OnlineScorer online, TimeSeries series, int count) {
        double[][] rows = new double[series.length()][];
        for (int row = 0; row < rows.length; row++) {
            rows[row] = series.row(row);
        }
        for (int i = 0; i < count; i++) {
            online.push(rows[i % rows.length]);
        }
    }

    private static TimeSeries series() {
        double[][] values = new double[3][600];
        for (int row = 0; row < 600; row++) {
            for (int c = 0; c < 3; c++) {
                values[c][row] = Math.sin(row * (0.1 + 0.05 * c));
            }
        }
        return TimeSeries.of(
                "waves", TimeAxis.rows(600), List.of(Channel.of("a"), Channel.of("b"), Channel.of("c")), values);
    }

    /**
     * What the process holds, but of its heap only what is in use: how much more the collector keeps ready depends on how busy the
     * machine is.
     */
    private static long residentKibibytes() throws IOException {
        System.gc();
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        long idle = (heap.getCommitted() - heap.getUsed()) / 1024;
        for (String line : Files.readAllLines(STATUS)) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) - idle;
            }
        }
        throw new IllegalStateException("no VmRSS in " + STATUS);
    }
}
