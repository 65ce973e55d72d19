package io.vigie.deep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vigie.detect.Detectors;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.OnlineScorer;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.series.Channel;
import io.vigie.series.TimeAxis;
import io.vigie.series.TimeSeries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Memory of the process, heap and native, does not grow with the number of fits and scores. Linux only. */
@Tag("soak")
class MemorySoakTest {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final long MEBIBYTE = 1024;

    @Test
    void aThousandFits() throws IOException {
        assumeTrue(Files.exists(STATUS), "no /proc");
        TimeSeries series = series();
        fits(series, 200);
        long before = residentKibibytes();
        fits(series, 1000);

        assertThat(residentKibibytes() - before).isLessThan(32 * MEBIBYTE);
    }

    @Test
    void aHundredThousandOnlineScores() throws IOException {
        assumeTrue(Files.exists(STATUS), "no /proc");
        TimeSeries series = series();
        try (FittedDetector fitted = fit(series)) {
            OnlineScorer online = fitted.online();
            push(online, series, 20_000);
            long before = residentKibibytes();
            push(online, series, 100_000);

            assertThat(residentKibibytes() - before).isLessThan(16 * MEBIBYTE);
        }
    }

    private static void fits(TimeSeries series, int count) {
        for (int i = 0; i < count; i++) {
            try (FittedDetector fitted = fit(series)) {
                assertThat(fitted.score(series).length()).isEqualTo(series.length());
            }
        }
    }

    private static FittedDetector fit(TimeSeries series) {
        return Detectors.create("cnn", Map.of("max-steps", "10")).fit(TrainingSet.of(series), RunContext.defaults());
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

    private static long residentKibibytes() throws IOException {
        System.gc(); // the heap's share is not what is measured
        for (String line : Files.readAllLines(STATUS)) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new IllegalStateException("no VmRSS in " + STATUS);
    }
}
