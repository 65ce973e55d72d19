package io.vigie.bench.protocol;

import io.vigie.bench.data.BenchmarkCase;
import io.vigie.bench.data.BenchmarkSeries;
import io.vigie.bench.data.Disturbance;
import io.vigie.bench.data.DisturbedCase;
import io.vigie.bench.run.Measurement;
import io.vigie.bench.run.Protocol;
import io.vigie.bench.run.RunScores;
import java.util.List;

/**
 * The series of another protocol under each {@link Disturbance}, measured by its rules against the labels, time and label
 * window of the undisturbed series: only what the detector sees is worse, so figures of one series compare.
 */
final class RobustnessProtocol implements Protocol {
    static final String PREFIX = "robustness-";

    private final Protocol base;

    RobustnessProtocol(Protocol base) {
        this.base = base;
    }

    @Override
    public String id() {
        return PREFIX + base.id();
    }

    @Override
    public BenchmarkCase caseNamed(String name) {
        return new DisturbedCase(base.caseNamed(DisturbedCase.sourceName(name)), DisturbedCase.disturbance(name));
    }

    @Override
    public List<String> metrics() {
        return base.metrics();
    }

    @Override
    public Measurement measure(BenchmarkSeries series, RunScores scores) {
        // What was scored goes by the name of its source; labels are the same, the window follows from undisturbed
        // values.
        return base.measure(base.caseNamed(series.name()).load(), scores);
    }
}
