package io.vigie.cli;

import io.vigie.bench.data.DataFolder;
import io.vigie.bench.trap.LikelihoodTrap;
import io.vigie.bench.trap.TrapResults;
import io.vigie.bench.trap.TrapSource;
import io.vigie.detect.Detector;
import io.vigie.detect.Detectors;
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
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What a likelihood misses, and which correction of it does not. */
@Command(
        name = "likelihood-trap",
        description = {
            "Plants changes that make real series too quiet (frozen, less noisy, dropped out) and others, and prints how well"
                    + " a density tells them (AUROC by row): its raw likelihood beside each correction.",
            "Also how well it tells another series of the same set. Development series only; goes on where it was cut off."
        })
final class BenchLikelihoodTrapCommand implements Callable<Integer> {
    private static final String CORRECTION = "correction";

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "DIR",
            required = true,
            description = "Folder for the figures, a CSV file for each detector with its options and seed.")
    private Path out = Path.of("likelihood-trap");

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder that holds smd, asd and so on. Default: VIGIE_DATA, else ../shared/data.")
    private @Nullable Path data;

    @Option(
            names = {"-d", "--detector"},
            paramLabel = "ID",
            defaultValue = "realnvp",
            description = "Density detector, one with an option 'correction'. Default: ${DEFAULT-VALUE}.")
    private String detector = "realnvp";

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Other options of the detector.")
    private Map<String, String> options = new LinkedHashMap<>();

    @Option(
            names = "--corrections",
            paramLabel = "NAME",
            split = ",",
            defaultValue = "none,parts,activity,typicality,density-of-states,likelihood-ratio,complexity,waic",
            description = "Corrections to compare. Default: ${DEFAULT-VALUE}.")
    private List<String> corrections = List.of();

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
        if (options.containsKey(CORRECTION)) {
            throw new OptionException("--set correction is what this command compares; use --corrections");
        }
        corrections.forEach(this::create);
        List<TrapSource> sources = TrapSource.all(DataFolder.find(data));
        if (sources.isEmpty()) {
            throw new BadInputException(
                    "the data folder holds none of smd, asd, jumpstarter, smap-msl and nab; give --data");
        }
        TrapResults results = TrapResults.open(createFolder().resolve(fileName()));
        for (TrapSource source : sources) {
            for (String correction : corrections) {
                if (!results.has(source.name(), correction)) {
                    results.add(LikelihoodTrap.of(source, sources, create(correction), correction, threaded));
                    progress.println(source.name() + ", " + correction);
                    progress.flush();
                }
            }
        }
        print.printf(Locale.ROOT, "%s, AUROC by row, mean over %d series, seed %d%n", detector, sources.size(), seed);
        print(results.means(), print);
        return ExitCode.DONE;
    }

    private Detector create(String correction) {
        Map<String, String> all = new LinkedHashMap<>(options);
        all.put(CORRECTION, correction);
        return Detectors.create(detector, all);
    }

    /** Figures of other options or another seed are not gone on with. */
    private String fileName() {
        StringBuilder name = new StringBuilder(detector);
        new TreeMap<>(options)
                .forEach(
                        (key, value) -> name.append('-').append(key).append('=').append(value));
        return name.append('-').append(seed).append(".csv").toString();
    }

    private Path createFolder() {
        try {
            return Files.createDirectories(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void print(Map<String, Map<String, Double>> means, PrintWriter print) {
        StringBuilder header = new StringBuilder(String.format(Locale.ROOT, "%-24s", "trap"));
        corrections.forEach(correction -> header.append(String.format(Locale.ROOT, " %18s", correction)));
        print.println(header);
        means.forEach((trap, row) -> {
            StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-24s", trap));
            corrections.forEach(correction ->
                    line.append(String.format(Locale.ROOT, " %18.3f", row.getOrDefault(correction, Double.NaN))));
            print.println(line);
        });
    }
}
