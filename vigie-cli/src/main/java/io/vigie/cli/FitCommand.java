package io.vigie.cli;

import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.pipeline.FittedPipeline;
import io.vigie.series.BadInputException;
import io.vigie.series.CsvResult;
import io.vigie.series.Labels;
import io.vigie.series.TimeSeries;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Learns a model from data and writes it to a file. */
@Command(
        name = "fit",
        description = {
            "Learns normal from all rows of the files and writes a model: preparation, detector and null model in one file.",
            "Rows labelled anomalous (--label-column) are left out, but detectors that learn from anomalies learn from them. Judge"
                    + " new data with 'vigie score'."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  vigie fit history.csv -o plant.vigie",
            "  vigie fit week1.csv week2.csv --separate --detector kmeans --set window=50 -o plant.vigie"
        })
final class FitCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private FileParameters parameters = new FileParameters();

    @Mixin
    private InputOptions input = new InputOptions();

    @Mixin
    private OrderOptions order = new OrderOptions();

    @Mixin
    private DetectorOptions detector = new DetectorOptions();

    @Mixin
    private LearningOptions learning = new LearningOptions();

    @Mixin
    private RunOptions run = new RunOptions();

    @Option(
            names = {"-o", "--out"},
            paramLabel = "MODEL",
            required = true,
            description = "File to write the model to.")
    private Path out = Path.of("model.vigie");

    @Option(names = "--force", description = "Replace the file if it exists.")
    private boolean force;

    @Option(
            names = "--prior",
            paramLabel = "SHARE",
            defaultValue = "0.01",
            description = "Expected share of anomalous rows, in (0, 1). Default: ${DEFAULT-VALUE}.")
    private double prior = 0.01;

    @Override
    public Integer call() {
        PrintWriter print = Objects.requireNonNull(spec).commandLine().getOut();
        var pipeline = detector.pipeline().withPrior(prior);
        if (Files.exists(out) && !force) {
            throw new BadInputException(
                    "'" + out + "' exists; choose another file with -o, or add --force to replace it");
        }
        order.check();
        learning.check();
        OutputFolder.requireWritableParent(out);
        ReadFiles.of(parameters.files, run, null).requireKept(out);
        try (ProgressBar progress = run.progressBar()) {
            RunContext context = learning.apply(run.context()).withProgress(progress);
            progress.report("reading", 0);
            List<TrainingSet.Item> items = new ArrayList<>();
            for (CsvResult result : SeriesFiles.read(parameters.files, input)) {
                CsvResult ordered = order.apply(result);
                TimeSeries series = ordered.series();
                items.add(new TrainingSet.Item(
                        series, ordered.labels().orElseGet(() -> Labels.all(Labels.State.UNKNOWN, series.length()))));
            }
            TrainingSet train = TrainingSet.of(items);
            long start = System.nanoTime();
            try (FittedPipeline fitted = pipeline.fit(train, context)) {
                double seconds = (System.nanoTime() - start) * 1e-9;
                fitted.save(out);
                progress.clear();
                print(print, fitted, train, seconds);
            }
        }
        return ExitCode.DONE;
    }

    private void print(PrintWriter print, FittedPipeline fitted, TrainingSet train, double seconds) {
        if (run.json) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("model", out.toString());
            map.put("rows", train.rows());
            map.put("channels", train.schema().channelNames());
            map.put("options", fitted.options());
            map.put("provenance", fitted.provenance());
            map.put("fitSeconds", seconds);
            print.println(JsonText.of(map));
        } else if (!run.quiet) {
            print.printf(
                    Locale.ROOT,
                    "learned normal from %,d rows of %d channels with %s in %.1f s%n",
                    train.rows(),
                    train.schema().channels().size(),
                    detector.id,
                    seconds);
            fitted.notes().forEach(note -> print.println("note: " + note));
            print.println("model: " + out);
        }
    }
}
