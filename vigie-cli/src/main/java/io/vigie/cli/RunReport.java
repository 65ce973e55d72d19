package io.vigie.cli;

import io.vigie.cli.report.HtmlReport;
import io.vigie.cli.report.ReportContent;
import io.vigie.detect.Expectation;
import io.vigie.detect.MemberScores;
import io.vigie.detect.OperatingState;
import io.vigie.detect.OperatingStates;
import io.vigie.explain.ContributionLevels;
import io.vigie.explain.CounterfactualAnswer;
import io.vigie.explain.Event;
import io.vigie.explain.NormalEvidence;
import io.vigie.explain.TimeWords;
import io.vigie.pipeline.DataFingerprint;
import io.vigie.pipeline.FittedPipeline;
import io.vigie.pipeline.Judgement;
import io.vigie.series.CsvResult;
import io.vigie.series.Inspection;
import io.vigie.series.Interval;
import io.vigie.series.Labels;
import io.vigie.series.TimeSeries;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Writes the files of one judged series and prints its result. */
final class RunReport {
    private static final int EVENTS_PRINTED = 20;

    private final JudgedSeries judged;
    private final CsvResult source;
    private final List<String> orderNotes;
    private final RunOptions run;
    private final OutputOptions output;
    private final Path folder;
    private final Timings timings;
    private final Instant finished = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private final List<String> summary;

    RunReport(
            JudgedSeries judged,
            CsvResult source,
            List<String> orderNotes,
            RunOptions run,
            OutputOptions output,
            Path folder,
            Timings timings) {
        this.judged = judged;
        this.source = source;
        this.orderNotes = orderNotes;
        this.run = run;
        this.output = output;
        this.folder = folder;
        this.timings = timings;
        this.summary = Summary.of(judged);
    }

    /** Writes all files of the run, or none. */
    void write(List<Path> files) {
        Judgement judgement = judged.judgement();
        boolean counterfactuals = judgement.pipeline().counterfactuals().isPresent();
        if (counterfactuals) {
            timings.time("counterfactuals", () -> {
                judged.tellCounterfactuals(output.counterfactuals(), run.context());
                return judged;
            });
        }
        try (OutputFolder target = OutputFolder.open(folder, output.force)) {
            timings.time("write", () -> {
                target.write("events.csv", out -> RunFiles.writeEventsCsv(judged, out));
                target.write("events.json", out -> out.write(JsonText.of(RunFiles.eventMaps(judged))));
                if (counterfactuals) {
                    target.write("counterfactuals.csv", out -> RunFiles.writeCounterfactualsCsv(judged, out));
                }
                target.write("scores.csv", out -> RunFiles.writeScoresCsv(judgement, output.contributions, out));
                judgement.pipeline().save(target.reserve("model.vigie"));
                return target;
            });
            timings.time("report", () -> {
                target.write("report.html", out -> HtmlReport.write(content(), out));
                return target;
            });
            target.write("run.json", out -> out.write(JsonText.of(provenance(files))));
            target.commit();
        }
    }

    private Map<String, Object> provenance(List<Path> read) {
        Judgement judgement = judged.judgement();
        FittedPipeline pipeline = judgement.pipeline();
        TimeSeries series = judgement.series();
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("vigie", VersionText.vigie());
        map.put("java", System.getProperty("java.version"));
        map.put("finished", finished.toString());
        map.put("files", read.stream().map(Path::toString).toList());
        map.put("dataSha256", DataFingerprint.of(series));
        map.put("rows", series.length());
        map.put("channels", series.channelCount());
        map.put("samplingSeconds", series.schema().samplingInterval().toNanos() / 1e9);
        map.put("trainRows", judged.trainRows());
        map.put("model", pipeline.provenance());
        map.put("options", pipeline.options());
        map.put("prior", judgement.rows().posterior().prior());
        map.put("falseAlarms", judged.budget().toString());
        map.put("enterPValue", judged.enterPValue());
        map.put("nullModel", pipeline.nullModel().describe());
        map.put("seed", pipeline.provenance().seed());
        map.put("threads", run.context().threads());
        map.put("events", judged.events().size());
        map.put("notes", allNotes());
        map.put("seconds", timings.seconds());
        return map;
    }

    private List<String> allNotes() {
        List<String> notes = new ArrayList<>(judged.notes());
        notes.addAll(orderNotes);
        notes.addAll(source.report().notes());
        return notes;
    }

    private ReportContent content() {
        Judgement judgement = judged.judgement();
        TimeSeries series = judgement.series();
        FittedPipeline pipeline = judgement.pipeline();
        Map<String, String> figures = new LinkedHashMap<>();
        figures.put("events", Integer.toString(judged.events().size()));
        figures.put("rows in events", Summary.shareInEvents(judged));
        figures.put("false alarms accepted", judged.budget().toString());
        figures.put("prior", Double.toString(judgement.rows().posterior().prior()));
        figures.put("detector", pipeline.detector().detector().id());

        Map<String, String> provenance = new LinkedHashMap<>();
        provenance.put("Vigie", VersionText.vigie() + " on Java " + System.getProperty("java.version"));
        provenance.put("finished", finished.toString());
        provenance.put("data", source.report().source() + ", SHA-256 " + DataFingerprint.of(series));
        provenance.put(
                "train part",
                judged.trainRows() > 0
                        ? String.format(Locale.ROOT, "first %,d rows", judged.trainRows())
                        : String.format(
                                Locale.ROOT,
                                "%,d rows of other data, SHA-256 %s",
                                pipeline.provenance().rows(),
                                pipeline.provenance().dataHash()));
        provenance.put("null model", pipeline.nullModel().describe());
        provenance.put("calibration", pipeline.provenance().calibration());
        provenance.put("seed", Long.toString(pipeline.provenance().seed()));
        pipeline.options().forEach(provenance::put);
        timings.seconds()
                .forEach((stage, seconds) ->
                        provenance.put(stage + " time", String.format(Locale.ROOT, "%.2f s", seconds)));
        return new ReportContent(
                series.name(),
                Summary.extent(series),
                summary,
                figures,
                series,
                judged.trainRows(),
                Rows.of(judged),
                states(judgement),
                judged.events(),
                Quality.of(judgement, Inspection.of(series, judged.labels()), allNotes()),
                provenance);
    }

    private static Optional<ReportContent.States> states(Judgement judgement) {
        FittedPipeline pipeline = judgement.pipeline();
        if (!(pipeline.detector() instanceof OperatingStates operating)) {
            return Optional.empty();
        }
        List<ReportContent.State> found = new ArrayList<>();
        for (OperatingState state : operating.states()) {
            double[] means = state.mean().clone();
            for (int c = 0; c < means.length; c++) {
                means[c] = pipeline.preparation().toRaw(c, means[c]);
            }
            String dwell = TimeWords.length(judgement.series().time(), (int) Math.round(state.dwell()));
            found.add(new ReportContent.State(state.share(), dwell, means));
        }
        return Optional.of(new ReportContent.States(found, operating.statesOf(judgement.prepared())));
    }

    /** A judgement as the report reads it. */
    private record Rows(JudgedSeries judged, Judgement judgement, double smallestLevel)
            implements ReportContent.Judged {
        /** A channel that hardly ever contributes is measured by a tenth of what channels contribute on average. */
        static Rows of(JudgedSeries judged) {
            Judgement judgement = judged.judgement();
            ContributionLevels levels = judgement.pipeline().contributionLevels();
            double sum = 0;
            for (int c = 0; c < levels.channelCount(); c++) {
                sum += levels.high(c) - levels.median(c);
            }
            return new Rows(
                    judged, judgement, Math.max(Double.MIN_NORMAL, 0.1 * sum / Math.max(1, levels.channelCount())));
        }

        @Override
        public double score(int row) {
            return judgement.scores().total(row);
        }

        @Override
        public double posterior(int row) {
            return judgement.posterior(row);
        }

        @Override
        public double departure(int channel, int row) {
            double evidence = judgement.health().evidence(channel, row);
            double faulty = evidence > 0 ? Math.pow(2, evidence) : 0;
            ContributionLevels levels = judgement.pipeline().contributionLevels();
            if (levels.channelCount() == 0 || row < judgement.scores().warmUp()) {
                return faulty;
            }
            double median = levels.median(channel);
            double normal = Math.max(levels.high(channel) - median, smallestLevel);
            return Math.max(faulty, (judgement.scores().contribution(channel, row) - median) / normal);
        }

        @Override
        public List<MemberScores> members() {
            return judgement.scores().members();
        }

        @Override
        public Optional<NormalEvidence> evidence(Event event) {
            return judgement.normalEvidence(event);
        }

        @Override
        public Optional<CounterfactualAnswer> counterfactual(Event event) {
            return judged.counterfactual(event);
        }

        @Override
        public Optional<Expectation> expectation(Interval rows) {
            return Optional.of(judgement.expectation(rows));
        }
    }

    /** Prints the events table and where the files are. */
    void print(PrintWriter out) {
        Path report = folder.resolve("report.html");
        if (run.json) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("series", judged.judgement().series().name());
            map.put("rows", judged.judgement().series().length());
            map.put("trainRows", judged.trainRows());
            map.put("falseAlarms", judged.budget().toString());
            map.put("summary", summary);
            map.put("events", RunFiles.eventMaps(judged));
            map.put("notes", allNotes());
            map.put("report", report.toString());
            out.println(JsonText.of(map));
            return;
        }
        if (!run.quiet) {
            summary.forEach(
                    sentence -> TextTable.wrap(sentence, TextTable.WIDTH).forEach(out::println));
            out.println();
        }
        printEvents(out, judged.events(), run.verbose ? Integer.MAX_VALUE : EVENTS_PRINTED);
        if (!run.quiet) {
            out.println();
            for (String note : run.verbose ? allNotes() : judged.notes()) {
                TextTable.wrap("note: " + note, TextTable.WIDTH).forEach(out::println);
            }
            if (run.verbose) {
                out.println("null model: "
                        + judged.judgement().pipeline().nullModel().describe());
                timings.seconds()
                        .forEach((stage, seconds) -> out.printf(Locale.ROOT, "%-10s %8.2f s%n", stage, seconds));
            }
            judged.labels().ifPresent(labels -> printAgreement(out, labels));
        }
        out.println("report: " + report);
    }

    static void printEvents(PrintWriter out, List<Event> events, int most) {
        if (events.isEmpty()) {
            out.println("no events");
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < Math.min(most, events.size()); i++) {
            Event event = events.get(i);
            rows.add(List.of(
                    Integer.toString(i + 1),
                    event.start(),
                    event.end(),
                    String.format(Locale.ROOT, "%.3f", event.episode().probability()),
                    event.episode().level().name().toLowerCase(Locale.ROOT),
                    event.sentence()));
        }
        TextTable.print(out, List.of("#", "from", "to", "P", "severity", "what happened"), rows);
        if (events.size() > most) {
            out.println("... and " + (events.size() - most) + " more: see events.csv");
        }
    }

    /** Labels were given: how the events agree with them after the train part. */
    private void printAgreement(PrintWriter out, Labels labels) {
        int from = judged.trainRows();
        Labels judgedLabels = labels.slice(from, labels.size());
        List<Interval> anomalies = judgedLabels.anomalies();
        if (anomalies.isEmpty()) {
            return;
        }
        long found = anomalies.stream()
                .filter(anomaly -> judged.events().stream()
                        .anyMatch(event -> event.episode()
                                .rows()
                                .overlaps(new Interval(anomaly.from() + from, anomaly.to() + from))))
                .count();
        long outside = judged.events().stream()
                .filter(event -> event.episode().rows().to() > from)
                .filter(event -> anomalies.stream()
                        .noneMatch(anomaly -> event.episode()
                                .rows()
                                .overlaps(new Interval(anomaly.from() + from, anomaly.to() + from))))
                .count();
        out.printf(
                Locale.ROOT,
                "labels: %d of %d labelled anomalies after the train part are touched by an event; %d events touch none%n",
                found,
                anomalies.size(),
                outside);
    }
}
