package io.vigie.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.vigie.bench.data.DataFolder;
import io.vigie.bench.data.RepairTask;
import io.vigie.bench.data.Scope;
import io.vigie.detect.Detectors;
import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.pipeline.CounterfactualOptions;
import io.vigie.pipeline.Pipeline;
import io.vigie.series.BadInputException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How good what events should have looked like is. */
@Command(
        name = "counterfactual",
        description = {
            "Finds events, tells what they should have looked like, and prints how often the told course is no event any more, how"
                    + " many channels it changes and, where anomalies were planted, how near it is to the truth: in the sensor"
                    + " noise of each channel, there, beside the anomaly, and told over normal rows before."
        },
        footerHeading = "%nExamples:%n",
        footer = "  vigie bench counterfactual --data-set planted --out counterfactual-planted")
final class BenchCounterfactualCommand implements Callable<Integer> {
    private static final String RESULTS = "counterfactual.csv";

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "DIR",
            required = true,
            description = "Folder for " + RESULTS + ".")
    private Path out = Path.of("counterfactual");

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder that holds asd and smd. Default: VIGIE_DATA, else ../shared/data.")
    private @Nullable Path data;

    @Option(
            names = "--data-set",
            paramLabel = "NAME",
            defaultValue = "planted",
            description = "planted (servers of ASD with planted anomalies) or smd. Default: ${DEFAULT-VALUE}.")
    private String dataSet = "planted";

    @Option(
            names = "--split",
            paramLabel = "NAME",
            defaultValue = "development",
            description =
                    "Machines of smd: development (none that TSB-AD reports on) or all. Default: ${DEFAULT-VALUE}.")
    private String split = "development";

    @Option(names = "--series", paramLabel = "N", description = "Most series, evenly spaced. Default: all.")
    private int series = Integer.MAX_VALUE;

    @Option(
            names = {"-d", "--detector"},
            paramLabel = "ID",
            defaultValue = "vigie",
            description = "Detector whose events are told; ID(key=value) for options. Default: ${DEFAULT-VALUE}.")
    private String detector = "vigie";

    @Option(
            names = "--counterfactuals",
            paramLabel = "ID",
            defaultValue = "counterfactual",
            description = "Detector that tells; ID(key=value) for options. Default: ${DEFAULT-VALUE}.")
    private String teller = "counterfactual";

    @Option(
            names = "--channels",
            paramLabel = "SHARE",
            description = "Most channels that are changed, a share. Default: as many as it takes.")
    private double channels = CounterfactualOptions.DEFAULTS.channels();

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "" + RunContext.DEFAULT_SEED,
            description = "Seed. Default: ${DEFAULT-VALUE}.")
    private long seed = RunContext.DEFAULT_SEED;

    @Option(names = "--threads", paramLabel = "N", description = "Threads to use. Default: all processors.")
    private @Nullable Integer threads;

    @Mixin
    HelpOption help = new HelpOption();

    @Override
    public Integer call() {
        if (series < 1) {
            throw new OptionException("--series is " + series + "; use at least 1");
        }
        if (Files.exists(out.resolve(RESULTS))) {
            throw new BadInputException("'" + out.resolve(RESULTS) + "' exists; give another folder with -o");
        }
        CounterfactualOptions options = new CounterfactualOptions(channels);
        RunContext context = RunContext.defaults().withSeed(seed);
        RunContext threaded = threads == null ? context : context.withThreads(threads);
        Pipeline pipeline = Pipeline.of(detector).withCounterfactuals(Detectors.parse(teller));
        List<RepairTask> all = RepairTask.of(DataFolder.find(data), dataSet, Scope.parse(split));
        int count = Math.min(series, all.size());
        PrintWriter print = Objects.requireNonNull(spec).commandLine().getOut();
        print.printf("%-24s %6s %6s %6s %9s %8s %8s %8s %8s %8s %8s %8s %8s %8s%n", header());
        List<RepairFigure> figures = new ArrayList<>();
        IntStream.range(0, count).mapToObj(i -> all.get(i * all.size() / count)).forEach(task -> {
            RepairFigure figure = RepairQuality.of(task, pipeline, options, threaded);
            figures.add(figure);
            write(figures);
            print(figure, print);
        });
        print(total(figures), print);
        return ExitCode.DONE;
    }

    private static Object[] header() {
        return new Object[] {
            "series",
            "events",
            "told",
            "enough",
            "elsewhere",
            "channels",
            "most",
            "error",
            "beside",
            "abnormal",
            "normal",
            "outside",
            "in 80 %",
            "in 95 %"
        };
    }

    private static void print(RepairFigure figure, PrintWriter print) {
        print.printf(
                Locale.ROOT,
                "%-24s %6d %6d %6d %9d %8.3f %8.3f %8.3f %8.3f %8d %8.3f %8.3f %8.3f %8.3f%n",
                figure.series(),
                figure.events(),
                figure.told(),
                figure.enough(),
                figure.elsewhere(),
                figure.channels(),
                figure.most(),
                figure.error(),
                figure.beside(),
                figure.abnormal(),
                figure.besideNormal(),
                figure.outside(),
                figure.within80(),
                figure.within95());
        print.flush();
    }

    /** Sums of the counts, the largest of the largest; of the others the means over the series that have them. */
    private static RepairFigure total(List<RepairFigure> figures) {
        return new RepairFigure(
                "all",
                figures.stream().mapToInt(RepairFigure::events).sum(),
                figures.stream().mapToInt(RepairFigure::told).sum(),
                figures.stream().mapToInt(RepairFigure::enough).sum(),
                figures.stream().mapToInt(RepairFigure::elsewhere).sum(),
                mean(figures, RepairFigure::channels),
                figures.stream()
                        .mapToDouble(RepairFigure::most)
                        .filter(Double::isFinite)
                        .max()
                        .orElse(Double.NaN),
                mean(figures, RepairFigure::error),
                mean(figures, RepairFigure::beside),
                figures.stream().mapToInt(RepairFigure::abnormal).sum(),
                mean(figures, RepairFigure::besideNormal),
                mean(figures, RepairFigure::outside),
                mean(figures, RepairFigure::within80),
                mean(figures, RepairFigure::within95));
    }

    private static double mean(List<RepairFigure> figures, ToDoubleFunction<RepairFigure> of) {
        return figures.stream()
                .mapToDouble(of)
                .filter(Double::isFinite)
                .average()
                .orElse(Double.NaN);
    }

    private void write(List<RepairFigure> figures) {
        try {
            Files.createDirectories(out);
            try (CsvWriter csv =
                    CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(out.resolve(RESULTS))) {
                csv.writeRecord(
                        "set",
                        "series",
                        "detector",
                        "counterfactuals",
                        "most-channels",
                        "seed",
                        "events",
                        "told",
                        "enough",
                        "elsewhere",
                        "channels",
                        "most",
                        "error",
                        "beside",
                        "abnormal",
                        "beside-normal",
                        "outside",
                        "within-80",
                        "within-95");
                for (RepairFigure figure : figures) {
                    csv.writeRecord(
                            dataSet,
                            figure.series(),
                            detector,
                            teller,
                            Double.toString(channels),
                            Long.toString(seed),
                            Integer.toString(figure.events()),
                            Integer.toString(figure.told()),
                            Integer.toString(figure.enough()),
                            Integer.toString(figure.elsewhere()),
                            Double.toString(figure.channels()),
                            Double.toString(figure.most()),
                            Double.toString(figure.error()),
                            Double.toString(figure.beside()),
                            Integer.toString(figure.abnormal()),
                            Double.toString(figure.besideNormal()),
                            Double.toString(figure.outside()),
                            Double.toString(figure.within80()),
                            Double.toString(figure.within95()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
