package io.vigie.cli;

import io.vigie.bench.data.BenchmarkCase;
import io.vigie.bench.data.DataFolder;
import io.vigie.bench.run.BenchmarkPlan;
import io.vigie.bench.run.Contestant;
import io.vigie.detect.RunContext;
import io.vigie.evaluate.WindowLengthRule;
import java.util.List;
import picocli.CommandLine.Option;

/** Which detectors a benchmark runs on its series, with which seeds, under which rule for the label window. */
final class BenchContestOptions {
    @Option(
            names = "--detectors",
            paramLabel = "LIST",
            required = true,
            description = "Comma-separated: ID, ID(key=value,...), or LABEL=ID(...).")
    private String detectors = "";

    @Option(
            names = "--seeds",
            paramLabel = "N",
            defaultValue = "3",
            description =
                    "Runs of each detector on each series, each with a seed of its own. Default: ${DEFAULT-VALUE}.")
    private int seeds = 3;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "" + RunContext.DEFAULT_SEED,
            description = "The first seed. Default: ${DEFAULT-VALUE}.")
    private long seed = RunContext.DEFAULT_SEED;

    @Option(
            names = "--rule",
            paramLabel = "2024|2026",
            defaultValue = "2024",
            converter = BenchTsbAdCommand.RuleConverter.class,
            description =
                    "Rule for the label window of VUS; the published tables of TSB-AD were made with 2024. Default:"
                            + " ${DEFAULT-VALUE}.")
    private WindowLengthRule rule = WindowLengthRule.RULE_2024;

    List<Contestant> contestants() {
        return Contestant.parseAll(detectors);
    }

    /** The plan to run these detectors on some series. */
    BenchmarkPlan plan(String protocol, DataFolder data, List<BenchmarkCase> cases, List<String> missing) {
        return new BenchmarkPlan(protocol, data, rule, cases, missing, contestants(), BenchmarkPlan.seeds(seed, seeds));
    }
}
