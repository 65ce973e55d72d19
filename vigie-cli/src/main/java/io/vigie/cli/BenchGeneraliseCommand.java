package io.vigie.cli;

import io.vigie.bench.protocol.LeaveOneFamilyOut;
import io.vigie.bench.run.BenchmarkRun;
import io.vigie.bench.run.ResultFile;
import io.vigie.bench.run.ResultRow;
import io.vigie.detect.OptionException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** How well settings carry over to families that had no say in their choice. */
@Command(
        name = "generalise",
        description = {
            "Leaves out one family of series after the other, chooses the best of several settings on the rest, and prints"
                    + " what that choice loses on the family left out: against the best setting for it, and against a"
                    + " default. Nothing is run: the results are those of 'vigie bench develop'."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  vigie bench develop --track M --detectors 'vigie,vigie(window=128),vigie(window=512)' --seeds 1 --out settings-M",
            "  vigie bench generalise settings-M --default vigie"
        })
final class BenchGeneraliseCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(
            arity = "1..*",
            paramLabel = "RESULTS",
            description = "Result files, or folders of runs (their results.csv); every detector in them is a setting.")
    private List<Path> results = new ArrayList<>();

    @Option(
            names = "--default",
            paramLabel = "LABEL",
            defaultValue = "vigie",
            description = "Setting that is the default. Default: ${DEFAULT-VALUE}.")
    private String standard = "vigie";

    @Option(
            names = "--settings",
            paramLabel = "LABEL",
            split = ";",
            description = "Only these settings beside the default, separated by semicolons. Default: all.")
    private List<String> settings = new ArrayList<>();

    @Mixin
    HelpOption help = new HelpOption();

    @Override
    public Integer call() {
        List<ResultRow> all = new ArrayList<>();
        for (Path path : results) {
            Path file = Files.isDirectory(path) ? path.resolve(BenchmarkRun.RESULTS) : path;
            all.addAll(ResultFile.read(file));
        }
        requireSettings(all);
        List<ResultRow> rows = all.stream().filter(this::takesPart).toList();
        Objects.requireNonNull(spec)
                .commandLine()
                .getOut()
                .print(LeaveOneFamilyOut.of(rows, standard).markdown());
        return ExitCode.DONE;
    }

    /** Refuses settings that were not run. */
    private void requireSettings(List<ResultRow> rows) {
        Set<String> labels = new LinkedHashSet<>();
        rows.forEach(row -> labels.add(row.key().detector()));
        for (String setting : settings) {
            if (!labels.contains(setting)) {
                throw new OptionException("--settings names '" + setting
                        + "', which the results do not have; they have " + String.join(", ", labels));
            }
        }
    }

    private boolean takesPart(ResultRow row) {
        String label = row.key().detector();
        return settings.isEmpty() || label.equals(standard) || settings.contains(label);
    }
}
