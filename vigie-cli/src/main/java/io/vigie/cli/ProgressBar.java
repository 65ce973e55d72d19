package io.vigie.cli;

import io.vigie.detect.Progress;
import java.io.PrintStream;
import java.util.Locale;

/**
 * One line on a terminal that shows stage, share and time left; nothing where the output is no terminal. A stage that
 * ends within half a second never shows.
 */
final class ProgressBar implements Progress, AutoCloseable {
    private static final int WIDTH = 24;
    private static final long FIRST_SHOWN_AFTER_NANOS = 500_000_000L;
    private static final long REDRAWN_AFTER_NANOS = 100_000_000L;

    private final PrintStream out;
    private final boolean enabled;
    private String stage = "";
    private double share;
    private long stageStart;
    private long lastDrawn;
    private boolean drawn;

    ProgressBar(PrintStream out, boolean enabled) {
        this.out = out;
        this.enabled = enabled;
    }

    @Override
    public synchronized void report(String newStage, double newShare) {
        if (!enabled) {
            return;
        }
        long now = System.nanoTime();
        if (!newStage.equals(stage)) {
            stage = newStage;
            share = 0;
            stageStart = now;
        }
        share = Math.max(share, Math.min(1, newShare));
        if (now - stageStart > FIRST_SHOWN_AFTER_NANOS && now - lastDrawn > REDRAWN_AFTER_NANOS) {
            lastDrawn = now;
            drawn = true;
            out.print("\r" + line(stage, share, (now - stageStart) * 1e-9) + "\u001b[K");
            out.flush();
        }
    }

    static String line(String stage, double share, double elapsedSeconds) {
        int full = (int) Math.round(share * WIDTH);
        String bar = "#".repeat(full) + "-".repeat(WIDTH - full);
        String left =
                share > 0.02 ? String.format(Locale.ROOT, "%4.0f s left", elapsedSeconds * (1 - share) / share) : "";
        return String.format(Locale.ROOT, "%-32.32s [%s] %3.0f %% %s", stage, bar, share * 100, left);
    }

    @Override
    public void close() {
        clear();
    }

    /** Wipes the line, so that something else can be printed. */
    synchronized void clear() {
        if (drawn) {
            out.print("\r\u001b[K");
            out.flush();
            drawn = false;
        }
        stage = "";
    }
}
