package io.vigie.cli;

import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.series.Durations;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How detectors that learn networks are trained; the others take no notice. */
final class LearningOptions {
    @Mixin
    private NetworkOptions network = new NetworkOptions();

    @Option(
            names = "--budget",
            paramLabel = "TIME",
            description =
                    "Networks: most time that training one may take, as 60s or 5min; what is learned then depends on"
                            + " the machine. Default: a number of steps that follows from the data.")
    private @Nullable String budget;

    @Option(
            names = "--checkpoints",
            paramLabel = "DIR",
            description =
                    "Networks: keep the state of a training here while it runs; the same command goes on from it.")
    private @Nullable Path checkpoints;

    /** Fails on what is wrong with the texts, before long work begins. */
    void check() {
        apply(RunContext.defaults());
    }

    /** The context with these settings. */
    RunContext apply(RunContext context) {
        RunContext result = network.apply(context);
        if (budget != null) {
            try {
                result = result.withBudget(Durations.parse(budget));
            } catch (IllegalArgumentException e) {
                throw new OptionException("--budget: " + e.getMessage());
            }
        }
        return checkpoints == null ? result : result.withCheckpoints(checkpoints);
    }
}
