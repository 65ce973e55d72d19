package io.vigie.cli;

import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.pipeline.FittedPipeline;
import io.vigie.pipeline.Judgement;
import io.vigie.pipeline.Pipeline;
import io.vigie.series.CsvResult;
import io.vigie.series.Labels;
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
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The main job: from a file to explained events. */
@Command(
        name = "detect",
        description = {
            "Learns normal from the first part of a series, judges all of it, and writes what it found: events with their"
                    + " channels and a report.",
            "Without --train the first 30 %% of the rows teach normal; they should be mostly normal."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  vigie detect plant.csv --out result",
            "  vigie detect plant.csv --train until=2026-03-01 --false-alarms 2/week",
            "  vigie detect export.csv.gz --layout long --zone Europe/Paris --train 50000",
            "  cat plant.csv | vigie detect - --detector kmeans --set window=50 --json"
        })
final class DetectCommand implements Callable<Integer> {
    private static final String DEFAULT_TRAIN = "0.3";

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
    private JudgeOptions judge = new JudgeOptions();

    @Mixin
    private AdaptOption adapt = new AdaptOption();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Mixin
    private LearningOptions learning = new LearningOptions();

    @Mixin
    private RunOptions run = new RunOptions();

    @Option(
            names = "--train",
            paramLabel = "PART",
            description = "Leading rows that teach normal: a number (5000), a share (0.3, 30%%) or until=TIME. Default:"
                    + " 0.3.")
    private @Nullable String train;

    @Override
    public Integer call() {
        TrainPart part = TrainPart.parse(train == null ? DEFAULT_TRAIN : train);
        Pipeline pipeline = detector.pipeline()
                .withPrior(judge.prior)
                .withPolicy(judge.policy())
                .withAdaptation(adapt.adaptation());
        judge.check();
        order.check();
        learning.check();
        output.check();
        List<Path> folders = new ArrayList<>();
        int eventsAfterTrain = 0;
        try (ProgressBar progress = run.progressBar()) {
            Timings timings = new Timings(progress);
            RunContext context = learning.apply(run.context()).withProgress(progress);
            List<CsvResult> read = timings.time("read", () -> SeriesFiles.read(parameters.files, input));
            read.forEach(one -> folders.add(output.folderFor(one.series(), read.size())));
            requireDistinct(folders);
            folders.forEach(ReadFiles.of(parameters.files, run, null)::requireKeptIn);
            for (int i = 0; i < read.size(); i++) {
                CsvResult result = order.apply(read.get(i));
                TimeSeries series = result.series();
                int trainRows = part.rowsOf(series.time(), series.name());
                Labels labels = result.labels().orElseGet(() -> Labels.all(Labels.State.UNKNOWN, series.length()));
                TrainingSet history = TrainingSet.of(series.slice(0, trainRows), labels.slice(0, trainRows));
                try (FittedPipeline fitted = timings.time("fit", () -> pipeline.fit(history, context))) {
                    Judgement judgement = timings.time("judge", () -> fitted.judge(series, context));
                    JudgedSeries judged = new JudgedSeries(judgement, trainRows, judge, result.labels());
                    if (train == null) {
                        judged.note("--train was not given: the first 30 % of the rows taught normal");
                    }
                    RunReport report =
                            new RunReport(judged, result, order.notes(), run, output, folders.get(i), timings);
                    report.write(parameters.files);
                    eventsAfterTrain += judged.eventsAfterTrain();
                    progress.clear();
                    report.print(Objects.requireNonNull(spec).commandLine().getOut());
                }
            }
        }
        return output.failOnAnomaly && eventsAfterTrain > 0 ? ExitCode.ANOMALIES_FOUND : ExitCode.DONE;
    }

    private static void requireDistinct(List<Path> folders) {
        for (int i = 0; i < folders.size(); i++) {
            if (folders.indexOf(folders.get(i)) < i) {
                throw new OptionException("two series would be written to '" + folders.get(i)
                        + "'; give files of different names, or run them one by one");
            }
        }
    }
}
