package io.vigie.cli;

import io.vigie.judge.EpisodePolicy;
import io.vigie.judge.FalseAlarmBudget;
import io.vigie.judge.Posterior;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How scores become events. */
final class JudgeOptions {
    @Option(
            names = "--false-alarms",
            paramLabel = "BUDGET",
            description = "False events accepted, such as 1/day, 2/week or 0.5/1000rows. Default: the stricter of 1/day"
                    + " and 0.5/1000rows; without timestamps 0.5/1000rows.")
    private @Nullable String budget;

    @Option(
            names = "--prior",
            paramLabel = "SHARE",
            defaultValue = "0.01",
            description = "Expected share of anomalous rows, in (0, 1). Default: ${DEFAULT-VALUE}.")
    double prior = 0.01;

    @Option(
            names = "--merge-gap",
            paramLabel = "ROWS",
            defaultValue = "100",
            description = "Events with at most this many rows between them are one. Default: ${DEFAULT-VALUE}.")
    int mergeGap = 100;

    @Option(
            names = "--min-length",
            paramLabel = "ROWS",
            defaultValue = "1",
            description = "Shorter events are dropped. Default: ${DEFAULT-VALUE}.")
    int minLength = 1;

    @Option(
            names = "--min-probability",
            paramLabel = "P",
            defaultValue = "0.5",
            description = "Events less probable are dropped, in [0, 1). Default: ${DEFAULT-VALUE}.")
    double minProbability = 0.5;

    FalseAlarmBudget budget(Duration samplingInterval) {
        return budget == null ? FalseAlarmBudget.defaultFor(samplingInterval) : FalseAlarmBudget.parse(budget);
    }

    EpisodePolicy policy() {
        return new EpisodePolicy(EpisodePolicy.DEFAULTS.leaveFactor(), mergeGap, minLength, minProbability);
    }

    Posterior posterior() {
        return new Posterior(prior);
    }

    /** Fails on what is wrong with the texts, before long work begins. */
    void check() {
        if (budget != null) {
            FalseAlarmBudget.parse(budget);
        }
        policy();
        posterior();
    }
}
