package io.vigie.cli;

import io.vigie.bench.data.BenchmarkCase;
import io.vigie.bench.data.BenchmarkSeries;
import io.vigie.bench.data.DataFolder;
import io.vigie.bench.data.DevelopmentSets;
import io.vigie.bench.data.Track;
import io.vigie.bench.impute.GapBenchmark;
import io.vigie.bench.impute.GapFigure;
import io.vigie.bench.impute.GapResults;
import io.vigie.detect.OptionException;
import io.vigie.detect.Options;
import io.vigie.detect.RunContext;
import io.vigie.detect.impute.ImputationMethod;
import io.vigie.detect.impute.ImputationMethods;
import io.vigie.series.BadInputException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How well gaps are filled. */
@Command(
        name = "impute",
        description = {
            "Hides blocks of 8, 32 and 128 rows, of a fifth of the channels and of all, from the last quarter of the train part of"
                    + " development series, lets methods that have learned from the first three quarters fill them, and prints"
                    + " mean absolute error and CRPS in prepared units.",
            "Goes on where it was cut off."
        })
final class BenchImputeCommand implements Callable<Integer> {
    private static final String RESULTS = "impute.csv";

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "DIR",
            required = true,
            description = "Folder for " + RESULTS + ".")
    private Path out = Path.of("impute");

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder that holds smd, asd and so on. Default: VIGIE_DATA, else ../shared/data.")
    private @Nullable Path data;

    @Option(
            names = "--sets",
            paramLabel = "LIST",
            split = ",",
            defaultValue = "NASA,SMD,ASD",
            description = "Sets of multivariate development series. Default: ${DEFAULT-VALUE}.")
    private List<String> sets = List.of();

    @Option(names = "--series", paramLabel = "N", description = "Most series of each set, evenly spaced. Default: all.")
    private int series = Integer.MAX_VALUE;

    @Option(
            names = "--methods",
            paramLabel = "LIST",
            defaultValue = "linear,spline,knn,imdiffusion",
            description = "Methods, with options in parentheses. Default: ${DEFAULT-VALUE}.")
    private String methods = "";

    @Option(
            names = "--draws",
            paramLabel = "N",
            defaultValue = "20",
            description = "Draws of each hidden value. Default: ${DEFAULT-VALUE}.")
    private int draws = 20;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "" + RunContext.DEFAULT_SEED,
            description = "Seed of blocks, trainings and draws. Default: ${DEFAULT-VALUE}.")
    private long seed = RunContext.DEFAULT_SEED;

    @Option(names = "--threads", paramLabel = "N", description = "Threads to use. Default: all processors.")
    private @Nullable Integer threads;

    @Mixin
    HelpOption help = new HelpOption();

    @Override
    public Integer call() {
        PrintWriter progress = Objects.requireNonNull(spec).commandLine().getErr();
        RunContext context = RunContext.defaults().withSeed(seed);
        RunContext threaded = threads == null ? context : context.withThreads(threads);
        requireAtLeastOne("--draws", draws);
        requireAtLeastOne("--series", series);
        Map<String, ImputationMethod> chosen = new LinkedHashMap<>();
        for (String text : Options.splitList(methods)) {
            chosen.put(text.strip(), ImputationMethods.parse(text));
        }
        DevelopmentSets development = DevelopmentSets.of(DataFolder.find(data));
        for (String set : sets) {
            if (!DevelopmentSets.names(Track.MULTIVARIATE).contains(set)) {
                throw new OptionException("there is no set '" + set + "'; use some of "
                        + String.join(", ", DevelopmentSets.names(Track.MULTIVARIATE)));
            }
        }
        GapResults results = GapResults.open(createFolder().resolve(RESULTS));
        List<GapFigure> figures = new ArrayList<>();
        for (String set : sets) {
            List<BenchmarkSeries> fitting = development.cases(Track.MULTIVARIATE, set).stream()
                    .map(BenchmarkCase::load)
                    .filter(GapBenchmark::fits)
                    .toList();
            if (fitting.isEmpty()) {
                throw new BadInputException("no series of '" + set + "' is there that is long enough");
            }
            int count = Math.min(series, fitting.size());
            for (int i = 0; i < count; i++) {
                BenchmarkSeries one = fitting.get((int) ((long) i * fitting.size() / count));
                chosen.forEach((label, method) -> {
                    List<GapFigure> known = results.of(set, one.name(), label, seed);
                    if (known.isEmpty()) {
                        known = GapBenchmark.of(set, one, method, label, draws, threaded);
                        results.add(known);
                        progress.println(one.name() + ", " + label);
                        progress.flush();
                    }
                    figures.addAll(known);
                });
            }
        }
        print(figures, List.copyOf(chosen.keySet()));
        return ExitCode.DONE;
    }

    private static void requireAtLeastOne(String option, int value) {
        if (value < 1) {
            throw new OptionException(option + " is " + value + "; use at least 1");
        }
    }

    private Path createFolder() {
        try {
            return Files.createDirectories(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Means over the series of a set, the sets' means, and the mean over all kinds of blocks. */
    private void print(List<GapFigure> figures, List<String> labels) {
        PrintWriter print = Objects.requireNonNull(spec).commandLine().getOut();
        for (String set : sets) {
            long count = figures.stream()
                    .filter(figure -> figure.set().equals(set))
                    .map(GapFigure::series)
                    .distinct()
                    .count();
            print.printf("%n%s, %d series, seed %d: mae / crps%n%n| method |", set, count, seed);
            GapBenchmark.BLOCKS.forEach(
                    blocks -> print.printf(" %s, %d rows |", blocks.extent().label(), blocks.rows()));
            print.printf(" mean | in 80 %% | in 95 %% |%n|%s%n", "---|".repeat(GapBenchmark.BLOCKS.size() + 4));
            for (String label : labels) {
                List<GapFigure> own = figures.stream()
                        .filter(figure ->
                                figure.set().equals(set) && figure.method().equals(label) && figure.cells() > 0)
                        .toList();
                print.printf("| `%s` |", label);
                GapBenchmark.BLOCKS.forEach(blocks -> print.print(pair(own.stream()
                        .filter(figure -> figure.rows() == blocks.rows()
                                && figure.channels().equals(blocks.extent().label()))
                        .toList())));
                print.print(pair(own));
                print.printf(
                        Locale.ROOT,
                        " %.2f | %.2f |%n",
                        mean(own, GapFigure::coverage80),
                        mean(own, GapFigure::coverage95));
            }
        }
        print.flush();
    }

    private static String pair(List<GapFigure> figures) {
        return String.format(
                Locale.ROOT, " %.3f / %.3f |", mean(figures, GapFigure::mae), mean(figures, GapFigure::crps));
    }

    private static double mean(List<GapFigure> figures, ToDoubleFunction<GapFigure> value) {
        return figures.stream().mapToDouble(value).average().orElse(Double.NaN);
    }
}
