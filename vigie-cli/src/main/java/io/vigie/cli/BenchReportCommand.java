package io.vigie.cli;

import io.vigie.bench.data.BenchmarkCase;
import io.vigie.bench.data.DataFolder;
import io.vigie.bench.data.PublishedTable;
import io.vigie.bench.data.Split;
import io.vigie.bench.data.Track;
import io.vigie.bench.data.TsbAd;
import io.vigie.bench.report.BenchmarkReport;
import io.vigie.bench.report.CriticalDifferencePicture;
import io.vigie.bench.report.FileRepeats;
import io.vigie.bench.report.ReportMarkdown;
import io.vigie.bench.report.ReportOptions;
import io.vigie.bench.report.ReportTables;
import io.vigie.bench.report.ReportWords;
import io.vigie.bench.run.ResultFile;
import io.vigie.bench.run.ResultRow;
import io.vigie.cli.report.BenchmarkPage;
import io.vigie.detect.OptionException;
import io.vigie.series.BadInputException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Compares benchmark results with published ones. */
@Command(
        name = "report",
        description = {
            "Puts results of 'vigie bench tsb-ad' beside the published methods on the same files, or compares results of"
                    + " 'vigie bench develop' with one another.",
            "Writes report.html, report.md, leaderboard.csv, differences.csv, families.csv, files.csv and"
                    + " critical-difference.svg."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  vigie bench report results-m --track M --out report-m",
            "  vigie bench report a/results.csv b/results.csv --track U --out report-u --reference mine"
        })
final class BenchReportCommand implements Callable<Integer> {
    private static final String PICTURE = "critical-difference.svg";

    /** A list of provenance longer than this is cut; the whole is in provenance.json. */
    private static final int MAX_LISTED = 10;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(
            arity = "1..*",
            paramLabel = "RESULTS",
            description = "Result files, or folders of 'vigie bench tsb-ad' runs (their results.csv).")
    private List<Path> results = new ArrayList<>();

    @Option(
            names = "--track",
            paramLabel = "M|U",
            required = true,
            description = "Track of TSB-AD: M (multivariate) or U (univariate).")
    private String track = "M";

    @Option(
            names = "--series",
            paramLabel = "tsb-ad|development",
            defaultValue = "tsb-ad",
            converter = SeriesConverter.class,
            description =
                    "Results of 'vigie bench tsb-ad', or of 'vigie bench develop', beside which nothing is published."
                            + " Default: ${DEFAULT-VALUE}.")
    private ReportOptions.Series series = ReportOptions.Series.TSB_AD;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "DIR",
            required = true,
            description = "Folder for the report.")
    private Path out = Path.of("report");

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Folder that holds tsb-ad, with the published tables and the series. Default: VIGIE_DATA, else"
                            + " ../shared/data; without it the published methods are left out.")
    private @Nullable Path data;

    @Option(
            names = "--metric",
            paramLabel = "NAME",
            defaultValue = PublishedTable.DEFAULT_METRIC,
            description = "Metric to compare. Most published tables have VUS-PR only. Default: ${DEFAULT-VALUE}.")
    private String metric = PublishedTable.DEFAULT_METRIC;

    @Option(
            names = "--reference",
            paramLabel = "LABEL",
            defaultValue = "vigie",
            description = "The contestant compared with every other row; its files are the report's files. Default:"
                    + " ${DEFAULT-VALUE}.")
    private String reference = "vigie";

    @Option(
            names = "--without-baselines",
            description = "Make the report even if the results lack random, zscore(window=100), pca, 1-nn or kmeans.")
    private boolean withoutBaselines;

    @Option(names = "--force", description = "Write into the folder even if it holds other files.")
    private boolean force;

    @Mixin
    HelpOption help = new HelpOption();

    @Override
    public Integer call() {
        PrintWriter console = Objects.requireNonNull(spec).commandLine().getOut();
        ReportOptions options = ReportOptions.of(Track.parse(track))
                .withSeries(series)
                .withMetric(metric)
                .withReference(reference)
                .withBaselines(withoutBaselines ? ReportOptions.Baselines.OPTIONAL : ReportOptions.Baselines.REQUIRED);
        if (series == ReportOptions.Series.DEVELOPMENT && data != null) {
            throw new OptionException(
                    "--data is '" + data + "', but nothing is read from there for --series development,"
                            + " beside which nothing is published; leave --data out");
        }
        OutputFolder.requireUsable(out, force);
        List<ResultRow> rows = new ArrayList<>();
        Map<String, String> provenance = new LinkedHashMap<>();
        for (Path path : results) {
            Path file = Files.isDirectory(path) ? path.resolve("results.csv") : path;
            rows.addAll(ResultFile.read(file));
            addProvenance(file, provenance);
        }
        provenance.put("report made by", "vigie " + VersionText.vigie());
        Optional<DataFolder> folder = series == ReportOptions.Series.TSB_AD ? dataFolder() : Optional.empty();
        PublishedTable published = folder.map(found -> PublishedTable.read(found, options.track(), metric))
                .orElse(null);
        // compared once without the series, so that unusable results are told before the series are read
        BenchmarkReport report = BenchmarkReport.of(rows, options, published, null, provenance);
        if (folder.isPresent()) {
            FileRepeats repeats = FileRepeats.among(cases(folder.get(), options.track(), report.files()));
            report = BenchmarkReport.of(rows, options, published, repeats, provenance);
        }
        write(report);
        ReportWords words = new ReportWords(report);
        console.println(words.title());
        console.println(words.basis());
        report.warnings().forEach(warning -> console.println("mind: " + warning));
        words.findings().forEach(finding -> console.println("- " + finding));
        console.println("report: " + out.resolve("report.html"));
        return ExitCode.DONE;
    }

    private Optional<DataFolder> dataFolder() {
        try {
            return Optional.of(DataFolder.find(data));
        } catch (BadInputException e) {
            if (data != null) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /** The compared files that are in the data folder. */
    private static List<BenchmarkCase> cases(DataFolder folder, Track track, List<String> files) {
        Set<String> wanted = Set.copyOf(files);
        TsbAd all = TsbAd.of(folder);
        return Arrays.stream(Split.values())
                .flatMap(split -> all.cases(track, split).stream())
                .distinct()
                .filter(one -> wanted.contains(one.name()))
                .collect(Collectors.toList());
    }

    private void write(BenchmarkReport report) {
        ReportTables tables = new ReportTables(report);
        try (OutputFolder folder = OutputFolder.open(out, force)) {
            folder.write("report.html", target -> BenchmarkPage.write(report, target));
            folder.write("report.md", target -> new ReportMarkdown(report).write(target, PICTURE));
            folder.write("leaderboard.csv", tables::leaderboard);
            folder.write("differences.csv", tables::differences);
            folder.write("families.csv", tables::families);
            folder.write("files.csv", tables::files);
            if (report.ranking().isPresent()) {
                folder.write(
                        PICTURE,
                        target -> target.write(CriticalDifferencePicture.svg(
                                report.ranking().get(), reference, CriticalDifferencePicture.Ground.WHITE)));
            }
            folder.commit();
        }
    }

    /** What {@code provenance.json} beside a result file says, one line a property. */
    private static void addProvenance(Path file, Map<String, String> provenance) {
        Path beside = file.resolveSibling("provenance.json");
        String prefix = provenance.keySet().stream().anyMatch(name -> name.startsWith("results")) ? file + ": " : "";
        provenance.put(prefix + "results", String.valueOf(file.getFileName()));
        if (!Files.isRegularFile(beside)) {
            provenance.put(prefix + "provenance", "none beside " + file.getFileName());
            return;
        }
        try {
            JsonNode sessions =
                    JsonMapper.shared().readTree(Files.readString(beside)).path("sessions");
            for (int i = 0; i < sessions.size(); i++) {
                String session = prefix + (sessions.size() == 1 ? "" : "session " + (i + 1) + ", ");
                sessions.get(i)
                        .properties()
                        .forEach(one -> provenance.put(session + one.getKey(), text(one.getValue())));
            }
        } catch (IOException | JacksonException e) {
            throw new BadInputException("cannot read '" + beside + "': " + e.getMessage(), e);
        }
    }

    private static String text(JsonNode value) {
        if (value.isContainer() && value.isEmpty()) {
            return "none";
        }
        if (value.isArray()) {
            List<String> texts =
                    value.valueStream().map(BenchReportCommand::text).toList();
            return texts.size() <= MAX_LISTED
                    ? String.join(", ", texts)
                    : texts.size() + ": " + String.join(", ", texts.subList(0, MAX_LISTED)) + ", ...";
        }
        if (value.isObject()) {
            return value.propertyStream()
                    .map(one -> one.getKey() + " = " + text(one.getValue()))
                    .collect(Collectors.joining("; "));
        }
        return value.asString().isBlank() ? "none" : value.asString();
    }

    static final class SeriesConverter implements ITypeConverter<ReportOptions.Series> {
        @Override
        public ReportOptions.Series convert(String text) {
            return switch (text.strip().toLowerCase(Locale.ROOT)) {
                case "tsb-ad" -> ReportOptions.Series.TSB_AD;
                case "development" -> ReportOptions.Series.DEVELOPMENT;
                default -> throw new OptionException("--series is '" + text + "'; use tsb-ad or development");
            };
        }
    }
}
