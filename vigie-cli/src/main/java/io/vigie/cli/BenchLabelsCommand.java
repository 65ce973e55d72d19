package io.vigie.cli;

import io.vigie.bench.data.DataFolder;
import io.vigie.bench.labels.LabelFigure;
import io.vigie.bench.labels.LabelGain;
import io.vigie.bench.labels.LabelResults;
import io.vigie.bench.labels.LabelTask;
import io.vigie.bench.labels.Teaching;
import io.vigie.bench.run.Contestant;
import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.series.BadInputException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What a few labelled anomalies are worth to a detector that learns from them. */
@Command(
        name = "labels",
        description = {
            "Moves the first labelled anomalies of each series, with the rows about them, to what is learned from, and prints"
                    + " how well the others are told (VUS-PR, AUROC): without these rows, with their normal rows only, and"
                    + " with their labels.",
            "Goes on where it was cut off."
        })
final class BenchLabelsCommand implements Callable<Integer> {
    private static final String RESULTS = "labels.csv";

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "DIR",
            required = true,
            description = "Folder for " + RESULTS + ".")
    private Path out = Path.of("labels");

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder that holds asd and skab. Default: VIGIE_DATA, else ../shared/data.")
    private @Nullable Path data;

    @Option(
            names = "--data-set",
            paramLabel = "NAME",
            split = ",",
            defaultValue = "asd,skab",
            description = "Data sets: asd, skab. Default: ${DEFAULT-VALUE}.")
    private List<String> dataSets = List.of();

    @Option(
            names = "--labelled",
            paramLabel = "N",
            defaultValue = "5",
            description = "Anomalies that are moved, at least 1. Default: ${DEFAULT-VALUE}.")
    private int labelled = 5;

    @Option(
            names = "--series",
            paramLabel = "N",
            description = "Most series of each data set, evenly spaced. Default: all.")
    private int series = Integer.MAX_VALUE;

    @Option(
            names = {"-d", "--detector"},
            paramLabel = "ID",
            defaultValue = "fcdd",
            description = "Detector that learns from labelled anomalies. Default: ${DEFAULT-VALUE}.")
    private String detector = "fcdd";

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Options of the detector.")
    private Map<String, String> options = new LinkedHashMap<>();

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "" + RunContext.DEFAULT_SEED,
            description = "Seed of the training. Default: ${DEFAULT-VALUE}.")
    private long seed = RunContext.DEFAULT_SEED;

    @Option(names = "--threads", paramLabel = "N", description = "Threads to use. Default: all processors.")
    private @Nullable Integer threads;

    @Mixin
    HelpOption help = new HelpOption();

    @Override
    public Integer call() {
        PrintWriter print = Objects.requireNonNull(spec).commandLine().getOut();
        PrintWriter progress = Objects.requireNonNull(spec).commandLine().getErr();
        RunContext context = RunContext.defaults().withSeed(seed);
        RunContext threaded = threads == null ? context : context.withThreads(threads);
        requireAtLeastOne("--labelled", labelled);
        requireAtLeastOne("--series", series);
        Contestant taught = Contestant.of(detector, options);
        if (!taught.detector().learnsFromAnomalies()) {
            throw new OptionException(
                    "'" + detector + "' does not learn from labelled anomalies; use one that does, like fcdd");
        }
        LabelResults results = LabelResults.open(createFolder().resolve(RESULTS));
        for (String set : dataSets) {
            List<LabelTask> tasks = chosen(LabelTask.of(DataFolder.find(data), set, labelled));
            if (tasks.isEmpty()) {
                throw new BadInputException(
                        "no series of '" + set + "' has more than " + labelled + " anomalies; use fewer --labelled");
            }
            double[][] sums = new double[Teaching.values().length][2];
            for (LabelTask task : tasks) {
                for (Teaching teaching : Teaching.values()) {
                    LabelFigure figure = results.of(set, task.series().name(), taught.label(), labelled, seed, teaching)
                            .orElseGet(() -> {
                                LabelFigure measured = LabelGain.of(set, task, teaching, taught, labelled, threaded);
                                results.add(measured);
                                progress.println(set + " " + measured.series() + ", " + teaching.label());
                                progress.flush();
                                return measured;
                            });
                    sums[teaching.ordinal()][0] += figure.vusPr();
                    sums[teaching.ordinal()][1] += figure.aucRoc();
                }
            }
            print(set, taught.label(), tasks.size(), sums, print);
        }
        return ExitCode.DONE;
    }

    private static void requireAtLeastOne(String option, int value) {
        if (value < 1) {
            throw new OptionException(option + " is " + value + "; use at least 1");
        }
    }

    private List<LabelTask> chosen(List<LabelTask> tasks) {
        int count = Math.min(series, tasks.size());
        return IntStream.range(0, count)
                .mapToObj(i -> tasks.get(i * tasks.size() / count))
                .toList();
    }

    private Path createFolder() {
        try {
            return Files.createDirectories(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void print(String set, String label, int count, double[][] sums, PrintWriter print) {
        print.printf(
                Locale.ROOT,
                "%s, %s, %d labelled anomalies, mean over %d series, seed %d%n",
                set,
                label,
                labelled,
                count,
                seed);
        print.printf("%-12s %8s %8s%n", "taught", "VUS-PR", "AUROC");
        for (Teaching teaching : Teaching.values()) {
            double[] row = sums[teaching.ordinal()];
            print.printf(Locale.ROOT, "%-12s %8.3f %8.3f%n", teaching.label(), row[0] / count, row[1] / count);
        }
        print.flush();
    }
}
