package io.vigie.cli;

import io.vigie.bench.data.BenchmarkCase;
import io.vigie.bench.data.DataFolder;
import io.vigie.bench.data.DataSet;
import io.vigie.bench.data.Scope;
import io.vigie.bench.protocol.PublicProtocols;
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

    @Mixin
    private BenchContestOptions contest = new BenchContestOptions();

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
        return runs.run(contest.plan(protocol, folder, cases, data.missing(split)), command);
    }

    static final class ScopeConverter implements ITypeConverter<Scope> {
        @Override
        public Scope convert(String text) {
            return Scope.parse(text);
        }
    }
}
