package io.vigie.bench.run;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Estimates the time left of a run: each contestant goes on as fast, for the size of a series, as it was so far. */
final class TimeLeft {
    private static final class Pace {
        private double seconds;
        private double cells;
        private double cellsLeft;
    }

    private final Map<String, Pace> paces = new HashMap<>();
    private final int jobs;

    TimeLeft(List<BenchmarkPlan.Task> tasks, int jobs) {
        this.jobs = jobs;
        for (BenchmarkPlan.Task task : tasks) {
            pace(task).cellsLeft += task.series().cells();
        }
    }

    private Pace pace(BenchmarkPlan.Task task) {
        return paces.computeIfAbsent(task.contestant().label(), label -> new Pace());
    }

    void finished(BenchmarkPlan.Task task, double seconds) {
        Pace pace = pace(task);
        double cells = task.series().cells();
        pace.seconds += seconds;
        pace.cells += cells;
        pace.cellsLeft -= cells;
    }

    /** NaN before the first run has finished. */
    double seconds() {
        double seconds = 0;
        double cells = 0;
        for (Pace pace : paces.values()) {
            seconds += pace.seconds;
            cells += pace.cells;
        }
        double left = 0;
        for (Pace pace : paces.values()) {
            left += pace.cellsLeft * (pace.cells > 0 ? pace.seconds / pace.cells : seconds / cells);
        }
        return left / jobs;
    }
}
