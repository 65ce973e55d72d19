package io.vigie.cli;

import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.detect.impute.ImputationMethod;
import io.vigie.detect.impute.ImputationMethods;
import io.vigie.pipeline.FilledSeries;
import io.vigie.pipeline.FittedPipeline;
import io.vigie.pipeline.GapFilling;
import io.vigie.prepare.PreparationOptions;
import io.vigie.series.BadInputException;
import io.vigie.series.CsvResult;
import io.vigie.series.Labels;
import io.vigie.series.TimeSeries;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Fills the gaps of a file. */
@Command(
        name = "impute",
        description = {
            "Fills the missing values of a series and writes it to a new file; a second file says what was filled, with bands"
                    + " that hold 80 %% and 95 %% of what was drawn.",
            "A method learns from the series itself unless --model is given. Measured values stay as they are; the files that"
                    + " are read are never written to."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  vigie impute plant.csv --out filled.csv",
            "  vigie impute plant.csv --out filled.csv --method 'imdiffusion(max-steps=1000)'",
            "  vigie fit history.csv -d imdiffusion -o plant.vigie; vigie impute today.csv --model plant.vigie --out filled.csv"
        })
final class ImputeCommand implements Callable<Integer> {
    private static final String DEFAULT_METHOD = "knn";
    private static final String EXTENSION = ".csv";

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private FileParameters parameters = new FileParameters();

    @Mixin
    private InputOptions input = new InputOptions();

    @Mixin
    private OrderOptions order = new OrderOptions();

    @Mixin
    private LearningOptions learning = new LearningOptions();

    @Mixin
    private RunOptions run = new RunOptions();

    @Option(
            names = {"-m", "--method"},
            paramLabel = "METHOD",
            completionCandidates = MethodIds.class,
            description = "How gaps are filled: ${COMPLETION-CANDIDATES}, with options in parentheses. Default: "
                    + DEFAULT_METHOD + ".")
    private @Nullable String method;

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            description =
                    "Fill with what 'vigie fit -d imdiffusion' or 'vigie fit --counterfactuals' has learned instead.")
    private @Nullable Path model;

    @Option(
            names = "--prepare",
            paramLabel = "KEY=VALUE",
            description = "Option of the preparation, such as scaling=standard. May be repeated.")
    private Map<String, String> prepare = new LinkedHashMap<>();

    @Option(
            names = "--draws",
            paramLabel = "N",
            defaultValue = "50",
            description = "Draws of each missing value, that mean and bands are made of. Default: ${DEFAULT-VALUE}.")
    private int draws = 50;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE",
            required = true,
            description = "File to write the filled series to.")
    private Path out = Path.of("filled.csv");

    @Option(
            names = "--bands",
            paramLabel = "FILE",
            description =
                    "File that says what was filled, beside the other. Default: as --out, with .bands.csv at its end.")
    private @Nullable String bands;

    @Option(names = "--force", description = "Replace the files if they exist.")
    private boolean force;

    @Override
    public Integer call() {
        check();
        try (ProgressBar progress = run.progressBar()) {
            RunContext context = learning.apply(run.context()).withProgress(progress);
            progress.report("reading", 0);
            CsvResult result =
                    order.apply(SeriesFiles.read(parameters.files, input).get(0));
            TimeSeries series = result.series();
            long start = System.nanoTime();
            FilledSeries filled;
            List<String> notes = new ArrayList<>(order.notes());
            if (model != null) {
                try (FittedPipeline pipeline = FittedPipeline.load(model);
                        GapFilling filling = GapFilling.of(pipeline)) {
                    filled = filling.fill(series, draws, context);
                }
            } else {
                ImputationMethod chosen = ImputationMethods.parse(method());
                Labels labels = result.labels().orElseGet(() -> Labels.all(Labels.State.UNKNOWN, series.length()));
                TrainingSet.Item learned = new TrainingSet.Item(series, labels);
                try (GapFilling filling = GapFilling.fit(chosen, learned, PreparationOptions.of(prepare), context)) {
                    notes.addAll(filling.notes());
                    filled = filling.fill(series, draws, context);
                }
            }
            double seconds = (System.nanoTime() - start) * 1e-9;
            write(filled, result);
            progress.clear();
            print(filled, notes, seconds);
        }
        return ExitCode.DONE;
    }

    private String method() {
        return method == null ? DEFAULT_METHOD : method;
    }

    private Path bandsFile() {
        String name = out.getFileName().toString();
        String stem = name.endsWith(EXTENSION) ? name.substring(0, name.length() - EXTENSION.length()) : name;
        return out.resolveSibling(bands == null ? stem + ".bands" + EXTENSION : bands);
    }

    private void check() {
        order.check();
        learning.check();
        if (input.separate) {
            throw new OptionException("--separate makes several series of the files; give impute one at a time");
        }
        if (model != null && (method != null || !prepare.isEmpty())) {
            throw new OptionException(
                    "--model brings its method and preparation with it; leave --method and --prepare out");
        }
        if (draws < 1) {
            throw new OptionException("--draws is " + draws + "; use at least 1");
        }
        if (bands != null && Path.of(bands).getParent() != null) {
            throw new OptionException(
                    "--bands is '" + bands + "'; give a name without a folder, it is put beside --out");
        }
        if (model == null) {
            ImputationMethods.parse(method());
        }
        for (Path target : List.of(out, bandsFile())) {
            requireNew(target);
        }
        if (bandsFile().equals(out)) {
            throw new OptionException("--bands names the file of --out, '" + out + "'; choose another");
        }
    }

    private void requireNew(Path target) {
        OutputFolder.requireWritableParent(target);
        ReadFiles.of(parameters.files, run, model).requireKept(target);
        if (Files.exists(target) && !force) {
            throw new BadInputException("'" + target + "' exists; choose another --out, or add --force to replace it");
        }
    }

    private void write(FilledSeries filled, CsvResult result) {
        Path folder = Objects.requireNonNull(out.toAbsolutePath().getParent());
        try (OutputFolder output = OutputFolder.open(folder, true)) {
            output.write(out.getFileName().toString(), to -> FilledFiles.writeSeries(filled, result, to));
            output.write(bandsFile().getFileName().toString(), to -> FilledFiles.writeBands(filled, to));
            output.commit();
        }
    }

    private void print(FilledSeries filled, List<String> notes, double seconds) {
        PrintWriter print = Objects.requireNonNull(spec).commandLine().getOut();
        TimeSeries raw = filled.raw();
        Map<String, Integer> counts = new LinkedHashMap<>();
        List<String> unknown = new ArrayList<>();
        for (int c = 0; c < raw.channelCount(); c++) {
            int count = filled.filledRows(c).length;
            String name = raw.channel(c).name();
            if (count > 0) {
                counts.put(name, count);
            } else if (Double.isNaN(filled.value(c, 0))) {
                unknown.add(name);
            }
        }
        int cells = counts.values().stream().mapToInt(Integer::intValue).sum();
        if (!unknown.isEmpty()) {
            notes.add("never measured where it was learned, and left missing: " + String.join(", ", unknown));
        }
        if (filled.evaluations() > 0) {
            notes.add(String.format(
                    Locale.ROOT,
                    "it took %,d evaluations of the network on a window, for %d draw%s",
                    filled.evaluations(),
                    filled.draws(),
                    filled.draws() == 1 ? "" : "s"));
        }
        if (cells > 0 && filled.draws() == 1) {
            notes.add("there is one answer for each value, so the bands are empty");
        }
        if (run.json) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("filled", out.toString());
            map.put("bands", bandsFile().toString());
            map.put("method", model == null ? method() : model.toString());
            map.put("draws", filled.draws());
            map.put("values", cells);
            map.put("channels", counts);
            map.put("notes", notes);
            map.put("evaluations", filled.evaluations());
            map.put("seconds", seconds);
            print.println(JsonText.of(map));
        } else if (!run.quiet) {
            print.printf(
                    Locale.ROOT,
                    "filled %,d of %,d values in %d of %d channels with %s in %.1f s%n",
                    cells,
                    (long) raw.length() * raw.channelCount(),
                    counts.size(),
                    raw.channelCount(),
                    model == null ? method() : "the model " + model,
                    seconds);
            if (!counts.isEmpty()) {
                print.println(counts.entrySet().stream()
                        .map(one -> one.getKey() + " " + one.getValue())
                        .collect(Collectors.joining(", ")));
            }
            notes.forEach(note -> print.println("note: " + note));
            print.println("series: " + out);
            print.println("what was filled: " + bandsFile());
        }
    }

    /** Names for completion of {@code --method}. */
    static final class MethodIds implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return ImputationMethods.ids().iterator();
        }
    }
}
