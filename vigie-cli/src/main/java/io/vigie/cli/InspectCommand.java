package io.vigie.cli;

import io.vigie.series.CsvResult;
import io.vigie.series.Inspection;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows how files are understood. */
@Command(
        name = "inspect",
        description = {
            "Prints what is understood of the files: rows, rate, channels, missing share, constant channels, noise, suspicious"
                    + " values and units, gaps.",
            "Everything found by looking is told; if it is wrong, say how the file is with the options below."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  vigie inspect plant.csv",
            "  vigie inspect export.csv --delimiter semicolon --decimal comma --time-format 'dd.MM.yyyy HH:mm:ss'",
            "  zcat big.csv.gz | vigie inspect - --json"
        })
final class InspectCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private FileParameters parameters = new FileParameters();

    @Mixin
    private InputOptions input = new InputOptions();

    @Mixin
    private OrderOptions order = new OrderOptions();

    @Option(names = "--json", description = "Print as JSON.")
    private boolean json;

    @Mixin
    HelpOption help = new HelpOption();

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        order.check();
        List<Inspection> inspections = new ArrayList<>();
        for (CsvResult result : SeriesFiles.read(parameters.files, input)) {
            inspections.add(Inspection.of(order.apply(result)));
        }
        if (json) {
            out.println(JsonText.of(inspections.size() == 1 ? inspections.get(0) : inspections));
            return ExitCode.DONE;
        }
        for (Inspection inspection : inspections) {
            out.print(inspection.toText());
        }
        order.notes().forEach(note -> out.println("order: " + note));
        return ExitCode.DONE;
    }
}
