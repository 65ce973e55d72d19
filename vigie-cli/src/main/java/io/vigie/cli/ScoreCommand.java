package io.vigie.cli;

import io.vigie.detect.RunContext;
import io.vigie.pipeline.FittedPipeline;
import io.vigie.pipeline.Judgement;
import io.vigie.series.CsvResult;
import io.vigie.series.TimeSeries;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Judges new data with a model from {@code fit} or {@code detect}. */
@Command(
        name = "score",
        description = "Judges new data with a model that 'vigie fit' (or 'vigie detect') has written.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  vigie score plant.vigie today.csv --out today",
            "  vigie score plant.vigie today.csv --fail-on-anomaly -q"
        })
final class ScoreCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(index = "0", paramLabel = "MODEL", description = "Model to judge with.")
    private Path model = Path.of("model.vigie");

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "FILE", description = FileParameters.DESCRIPTION)
    private List<Path> files = new ArrayList<>();

    @Mixin
    private InputOptions input = new InputOptions();

    @Mixin
    private OrderOptions order = new OrderOptions();

    @Mixin
    private JudgeOptions judge = new JudgeOptions();

    @Mixin
    private AdaptOption adapt = new AdaptOption();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Mixin
    private NetworkOptions network = new NetworkOptions();

    @Mixin
    private RunOptions run = new RunOptions();

    @Override
    public Integer call() {
        judge.check();
        order.check();
        network.check();
        output.check();
        int events = 0;
        try (ProgressBar progress = run.progressBar()) {
            Timings timings = new Timings(progress);
            RunContext context = network.apply(run.context()).withProgress(progress);
            try (FittedPipeline loaded = timings.time("load", () -> FittedPipeline.load(model));
                    FittedPipeline fitted = loaded.withPrior(judge.prior).withAdaptation(adapt.adaptation())) {
                List<CsvResult> read = timings.time("read", () -> SeriesFiles.read(files, input));
                ReadFiles inputs = ReadFiles.of(files, run, model);
                for (CsvResult one : read) {
                    CsvResult result = order.apply(one);
                    TimeSeries series = result.series();
                    Path folder = output.folderFor(series, read.size());
                    inputs.requireKeptIn(folder);
                    Judgement judgement = timings.time("judge", () -> fitted.judge(series, context));
                    JudgedSeries judged = new JudgedSeries(judgement, 0, judge, result.labels());
                    RunReport report = new RunReport(judged, result, order.notes(), run, output, folder, timings);
                    report.write(files);
                    events += judged.eventsAfterTrain();
                    progress.clear();
                    report.print(Objects.requireNonNull(spec).commandLine().getOut());
                }
            }
        }
        return output.failOnAnomaly && events > 0 ? ExitCode.ANOMALIES_FOUND : ExitCode.DONE;
    }
}
