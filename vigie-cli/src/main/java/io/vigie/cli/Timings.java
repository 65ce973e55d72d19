package io.vigie.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Wall-clock seconds of each stage of a run, told to the progress line as they begin. */
final class Timings {
    private final ProgressBar progress;
    private final Map<String, Double> seconds = new LinkedHashMap<>();

    Timings(ProgressBar progress) {
        this.progress = progress;
    }

    <T> T time(String stage, Supplier<T> work) {
        progress.report(stage, 0);
        long start = System.nanoTime();
        T result = work.get();
        seconds.merge(stage, (System.nanoTime() - start) * 1e-9, Double::sum);
        return result;
    }

    /** Seconds so far, by stage. */
    Map<String, Double> seconds() {
        return new LinkedHashMap<>(seconds);
    }
}
