package io.vigie.cli;

import io.vigie.bench.data.BenchmarkCase;
import io.vigie.bench.data.DataFolder;
import io.vigie.bench.data.DataSet;
import io.vigie.bench.data.Scope;
import io.vigie.bench.protocol.PublicProtocols;
import io.vigie.bench.run.BenchmarkPlan;
import io.vigie.bench.run.Contestant;
import io.vigie.detect.RunContext;
import io.vigie.evaluate.WindowLengthRule;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What is run on a data set: which of its series, which detectors, with which seeds. */
final class BenchDataSetOptions {
    @Option(
            names = "--split",
            paramLabel = "development|all",
            defaultValue = "all",
            converter = ScopeConverter.class,
            description = "development leaves out the series that Eva files of TSB-AD are made of: choose settings on"
                    + " the rest only. Default: ${DEFAULT-VALUE}.")
    private Scope split = Scope.ALL;

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
            description = "Rule for the label window of VUS. Default: ${DEFAULT-VALUE}.")
    private WindowLengthRule rule = WindowLengthRule.RULE_2024;

    @Mixin
    private BenchRunOptions runs = new BenchRunOptions();

    int run(String protocol, CommandLine command) {
        DataFolder folder = runs.data();
        DataSet data = PublicProtocols.dataSet(protocol, folder);
        List<BenchmarkCase> cases = data.cases(split);
        int forDevelopment = data.cases(Scope.DEVELOPMENT).size();
        if (forDevelopment < cases.size()) {
            command.getErr()
                    .println("report only: Eva files of TSB-AD are made of " + (cases.size() - forDevelopment) + " of "
                            + cases.size() + " series; choose nothing on them (--split development leaves them out)");
        }
        return runs.run(
                new BenchmarkPlan(
                        protocol,
                        folder,
                        rule,
                        cases,
                        data.missing(split),
                        Contestant.parseAll(detectors),
                        BenchmarkPlan.seeds(seed, seeds)),
                command);
    }

    static final class ScopeConverter implements ITypeConverter<Scope> {
        @Override
        public Scope convert(String text) {
            return Scope.parse(text);
        }
    }
}
