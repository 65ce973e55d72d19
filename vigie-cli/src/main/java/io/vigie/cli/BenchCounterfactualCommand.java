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
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
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

    /** How figures of several series become one. */
    private enum Together {
        SUM,
        MOST,
        MEAN;

        /** Of what is known. */
        double of(DoubleStream figures) {
            double[] known = figures.filter(Double::isFinite).toArray();
            DoubleStream all = Arrays.stream(known);
            return switch (this) {
                case SUM -> all.sum();
                case MOST -> all.max().orElse(Double.NaN);
                case MEAN -> all.average().orElse(Double.NaN);
            };
        }
    }

    private record Column(String name, Together together, ToDoubleFunction<RepairFigure> figure) {
        /** Counts as they are. */
        String text(double value, String format) {
            return together == Together.SUM ? Long.toString((long) value) : String.format(Locale.ROOT, format, value);
        }
    }

    private static final List<Column> COLUMNS = List.of(
            new Column("events", Together.SUM, RepairFigure::events),
            new Column("told", Together.SUM, RepairFigure::told),
            new Column("enough", Together.SUM, RepairFigure::enough),
            new Column("elsewhere", Together.SUM, RepairFigure::elsewhere),
            new Column("channels", Together.MEAN, RepairFigure::channels),
            new Column("most", Together.MOST, RepairFigure::most),
            new Column("error", Together.MEAN, RepairFigure::error),
            new Column("beside", Together.MEAN, RepairFigure::beside),
            new Column("window", Together.MEAN, RepairFigure::window),
            new Column("abnormal", Together.SUM, RepairFigure::abnormal),
            new Column("beside-normal", Together.MEAN, RepairFigure::besideNormal),
            new Column("window-normal", Together.MEAN, RepairFigure::windowNormal),
            new Column("outside", Together.MEAN, RepairFigure::outside),
            new Column("within-80", Together.MEAN, RepairFigure::within80),
            new Column("within-95", Together.MEAN, RepairFigure::within95));

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
        print.println(line("series", Column::name));
        List<RepairFigure> figures = new ArrayList<>();
        IntStream.range(0, count).mapToObj(i -> all.get(i * all.size() / count)).forEach(task -> {
            RepairFigure figure = RepairQuality.of(task, pipeline, options, threaded);
            figures.add(figure);
            write(figures);
            print.println(
                    line(figure.series(), column -> column.text(column.figure().applyAsDouble(figure), "%.3f")));
            print.flush();
        });
        print.println(total(figures));
        return ExitCode.DONE;
    }

    private static String line(String name, Function<Column, String> text) {
        return COLUMNS.stream()
                .map(column -> String.format("%" + Math.max(6, column.name().length()) + "s", text.apply(column)))
                .collect(Collectors.joining(" ", String.format("%-24s ", name), ""));
    }

    /** Sums of the counts, the largest of the largest; of the others the means over the series that have them. */
    private static String total(List<RepairFigure> figures) {
        return line(
                "all",
                column -> column.text(column.together().of(figures.stream().mapToDouble(column.figure())), "%.3f"));
    }

    private void write(List<RepairFigure> figures) {
        try {
            Files.createDirectories(out);
            try (CsvWriter csv =
                    CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(out.resolve(RESULTS))) {
                List<String> names = new ArrayList<>(
                        List.of("set", "series", "detector", "counterfactuals", "most-channels", "seed"));
                COLUMNS.forEach(column -> names.add(column.name()));
                csv.writeRecord(names);
                for (RepairFigure figure : figures) {
                    List<String> fields = new ArrayList<>(List.of(
                            dataSet,
                            figure.series(),
                            detector,
                            teller,
                            Double.toString(channels),
                            Long.toString(seed)));
                    COLUMNS.forEach(
                            column -> fields.add(column.text(column.figure().applyAsDouble(figure), "%s")));
                    csv.writeRecord(fields);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
