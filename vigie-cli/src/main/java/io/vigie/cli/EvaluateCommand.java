package io.vigie.cli;

import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.evaluate.Evaluation;
import io.vigie.evaluate.EvaluationOptions;
import io.vigie.evaluate.WindowLengthRule;
import io.vigie.series.BadInputException;
import io.vigie.series.ColumnChoice;
import io.vigie.series.CsvFormat;
import io.vigie.series.CsvReader;
import io.vigie.series.CsvResult;
import io.vigie.series.Labels;
import io.vigie.series.TimeSeries;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
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

/** Measures scores against labels. */
@Command(
        name = "evaluate",
        description = {
            "Measures how well scores find labelled anomalies: VUS-PR and all other metrics, beside those of a random score.",
            "Rows that have no label are left out; rows that have no score (warm-up) count as the least anomalous."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  vigie evaluate --scores result/scores.csv --labels plant.csv --label-column label",
            "  vigie evaluate --scores mine.csv --score-column anomaly --labels truth.csv --window 100 --json"
        })
final class EvaluateCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--scores",
            paramLabel = "FILE",
            required = true,
            description = "CSV with a score a row, or the folder of a 'vigie detect' run.")
    private Path scores = Path.of("scores.csv");

    @Option(
            names = "--score-column",
            paramLabel = "COLUMN",
            defaultValue = "score",
            description = "Its column. Default: ${DEFAULT-VALUE}.")
    private String scoreColumn = "score";

    @Option(names = "--labels", paramLabel = "FILE", required = true, description = "CSV with a label a row.")
    private Path labels = Path.of("labels.csv");

    @Option(
            names = "--label-column",
            paramLabel = "COLUMN",
            defaultValue = "label",
            description = "Its column: 0 normal, 1 anomalous, empty unknown. Default: ${DEFAULT-VALUE}.")
    private String labelColumn = "label";

    @Option(
            names = "--window",
            paramLabel = "ROWS",
            description = "Largest label window of VUS. Default: from the period of the labels file's first channel, by"
                    + " --window-rule; 125 if it has none.")
    private @Nullable Integer window;

    @Option(
            names = "--window-rule",
            paramLabel = "RULE",
            defaultValue = "RULE_2024",
            description = "Rule for the window: ${COMPLETION-CANDIDATES} (TSB-AD's). Default: ${DEFAULT-VALUE}.")
    private WindowLengthRule rule = WindowLengthRule.RULE_2024;

    @Option(
            names = "--threshold",
            paramLabel = "SCORE",
            description =
                    "Rows with at least this score are alarms. Default: the threshold of the best F1, which looks at"
                            + " the labels.")
    private @Nullable Double threshold;

    @Option(
            names = "--from",
            paramLabel = "ROW",
            defaultValue = "0",
            description = "First row to evaluate, such as the row after the train part. Default: ${DEFAULT-VALUE}.")
    private int from;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "" + RunContext.DEFAULT_SEED,
            description = "Seed of the random score. Default: ${DEFAULT-VALUE}.")
    private long seed = RunContext.DEFAULT_SEED;

    @Option(names = "--json", description = "Print as JSON.")
    private boolean json;

    @Mixin
    HelpOption help = new HelpOption();

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        Path scoresFile = Files.isDirectory(scores) ? scores.resolve("scores.csv") : scores;
        ScoreColumns read = ScoreColumns.read(scoresFile, scoreColumn);
        double[] values = read.column(scoreColumn);
        LabelFile truth = LabelFile.read(labels, labelColumn);
        if (values.length != truth.labels.size()) {
            throw new BadInputException(scoresFile + " has " + values.length + " scores but " + labels + " has "
                    + truth.labels.size() + " labels; give one label for every score");
        }
        if (from < 0 || from >= values.length) {
            throw new OptionException("--from is " + from + "; use a row of 0 to " + (values.length - 1));
        }
        int used = window == null ? truth.window(rule) : window;
        Evaluated rows = Evaluated.of(values, truth.labels, from);
        EvaluationOptions options = EvaluationOptions.window(used).withSeed(seed);
        if (threshold != null) {
            options = options.withThreshold(threshold);
        }
        if (truth.time != null && rows.contiguous) {
            options = options.withTime(truth.time.time().slice(from, values.length));
        }
        Evaluation evaluation = Evaluation.of(rows.scores, rows.labels, options);
        if (json) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("rows", evaluation.rows());
            map.put("anomalousRows", evaluation.anomalousRows());
            map.put("segments", evaluation.segments());
            map.put("window", used);
            map.put("windowFrom", window == null ? rule.name() : "given");
            map.put("unlabelledRowsLeftOut", rows.leftOut);
            map.put("rowsWithoutScore", rows.withoutScore);
            map.put("metrics", finite(evaluation.asMap()));
            out.println(JsonText.of(map));
        } else {
            out.println("window rule: " + (window == null ? rule.name() : "given"));
            if (rows.leftOut > 0) {
                out.printf(Locale.ROOT, "%,d rows without a label are left out%n", rows.leftOut);
            }
            if (rows.withoutScore > 0) {
                out.printf(Locale.ROOT, "%,d rows without a score count as the least anomalous%n", rows.withoutScore);
            }
            out.print(evaluation.toText());
        }
        return ExitCode.DONE;
    }

    private static Map<String, @Nullable Double> finite(Map<String, Double> metrics) {
        Map<String, @Nullable Double> finite = new LinkedHashMap<>();
        metrics.forEach((name, value) -> finite.put(name, Double.isFinite(value) ? value : null));
        return finite;
    }

    /** Labels, and where the file has channels too, the first of them. */
    private record LabelFile(Labels labels, @Nullable TimeSeries time) {
        static LabelFile read(Path file, String column) {
            CsvResult result = CsvReader.read(file, CsvFormat.auto().withLabel(ColumnChoice.parse(column)));
            return new LabelFile(
                    result.labels()
                            .orElseThrow(() -> new BadInputException(
                                    file + " has no label column '" + column + "'; name it with --label-column")),
                    result.series());
        }

        int window(WindowLengthRule rule) {
            return time == null || time.channelCount() == 0 || time.hasMissing()
                    ? WindowLengthRule.FALLBACK
                    : rule.windowLength(time.channelValues(0));
        }
    }

    /** Rows that have a label, from a row on. */
    private record Evaluated(double[] scores, Labels labels, int leftOut, int withoutScore, boolean contiguous) {
        static Evaluated of(double[] scores, Labels labels, int from) {
            double least = Double.POSITIVE_INFINITY;
            int known = 0;
            for (int row = from; row < scores.length; row++) {
                least = Double.isNaN(scores[row]) ? least : Math.min(least, scores[row]);
                known += labels.get(row) == Labels.State.UNKNOWN ? 0 : 1;
            }
            double[] kept = new double[known];
            boolean[] anomalous = new boolean[known];
            int withoutScore = 0;
            int at = 0;
            for (int row = from; row < scores.length; row++) {
                if (labels.get(row) == Labels.State.UNKNOWN) {
                    continue;
                }
                withoutScore += Double.isNaN(scores[row]) ? 1 : 0;
                kept[at] = Double.isNaN(scores[row]) ? least : scores[row];
                anomalous[at++] = labels.isAnomalous(row);
            }
            int leftOut = scores.length - from - known;
            return new Evaluated(kept, Labels.ofBinary(anomalous), leftOut, withoutScore, leftOut == 0);
        }
    }
}
