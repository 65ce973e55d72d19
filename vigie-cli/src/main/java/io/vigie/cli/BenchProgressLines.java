package io.vigie.cli;

import io.vigie.bench.run.BenchmarkProgress;
import io.vigie.bench.run.ResultRow;
import java.io.PrintWriter;
import java.util.Locale;

/** Progress of a benchmark: one line that is redrawn on a terminal, elsewhere a line every ten seconds; failures stay. */
final class BenchProgressLines implements BenchmarkProgress {
    private static final long LINE_EVERY_NANOS = 10_000_000_000L;
    private static final int SECONDS_OF_MINUTE = 60;
    private static final int MINUTES_OF_HOUR = 60;

    private final PrintWriter err;
    private final boolean terminal;
    private final long start = System.nanoTime();
    private long lastLine = start;
    private int failed;

    BenchProgressLines(PrintWriter err, boolean terminal) {
        this.err = err;
        this.terminal = terminal;
    }

    @Override
    public void finished(ResultRow row, int done, int total, double secondsLeft) {
        if (row.failed()) {
            failed++;
            clear();
            err.println("failed: " + row.key().detector() + " on " + row.key().file() + ", seed "
                    + row.key().seed() + ": " + row.error());
        }
        long now = System.nanoTime();
        if (terminal) {
            err.print("\r" + line(row, done, total, secondsLeft) + "\u001b[K");
            err.flush();
        } else if (now - lastLine >= LINE_EVERY_NANOS || done == total) {
            lastLine = now;
            err.println(line(row, done, total, secondsLeft));
        }
    }

    private String line(ResultRow row, int done, int total, double secondsLeft) {
        return String.format(
                Locale.ROOT,
                "%d of %d runs, %d failed, %s gone, %s left; %s %s",
                done,
                total,
                failed,
                clock((System.nanoTime() - start) * 1e-9),
                clock(secondsLeft),
                row.key().detector(),
                row.key().file());
    }

    static String clock(double seconds) {
        if (!Double.isFinite(seconds)) {
            return "?";
        }
        long whole = Math.round(seconds);
        long minutes = whole / SECONDS_OF_MINUTE;
        return minutes >= MINUTES_OF_HOUR
                ? String.format(
                        Locale.ROOT,
                        "%d:%02d:%02d",
                        minutes / MINUTES_OF_HOUR,
                        minutes % MINUTES_OF_HOUR,
                        whole % SECONDS_OF_MINUTE)
                : String.format(Locale.ROOT, "%d:%02d", minutes, whole % SECONDS_OF_MINUTE);
    }

    /** Wipes the line of a terminal, so that something else can be printed. */
    void clear() {
        if (terminal) {
            err.print("\r\u001b[K");
            err.flush();
        }
    }
}
