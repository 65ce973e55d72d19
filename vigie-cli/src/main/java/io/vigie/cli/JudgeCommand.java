package io.vigie.cli;

import io.vigie.judge.Episode;
import io.vigie.judge.FalseAlarmBudget;
import io.vigie.pipeline.FittedPipeline;
import io.vigie.pipeline.JudgedRows;
import io.vigie.series.BadInputException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
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
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Judges the stored scores of a run again. */
@Command(
        name = "judge",
        description = {
            "Judges the stored scores of a run again, with another false-alarm budget or prior. Nothing is fitted or scored;"
                    + " the run's files stay as they are.",
            "Names channels if the run was made with --contributions."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  vigie judge result --false-alarms 2/week", "  vigie judge result --prior 0.001 --json"})
final class JudgeCommand implements Callable<Integer> {
    private static final String CONTRIBUTION = "contribution:";
    private static final int CHANNELS_NAMED = 5;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(index = "0", paramLabel = "DIR", description = "Folder of a 'vigie detect' or 'vigie score' run.")
    private Path folder = Path.of(".");

    @Mixin
    private JudgeOptions judge = new JudgeOptions();

    @Option(names = "--json", description = "Print as JSON.")
    private boolean json;

    @Mixin
    HelpOption help = new HelpOption();

    @Override
    public Integer call() {
        judge.check();
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        Path scoresFile = folder.resolve("scores.csv");
        if (!Files.exists(scoresFile)) {
            throw new BadInputException(
                    "'" + folder + "' holds no scores.csv; give the folder of a 'vigie detect' run");
        }
        ScoreColumns columns = ScoreColumns.read(scoresFile, "p");
        requireProbabilities(scoresFile, columns.column("p"));
        List<String> times = StoredTimes.read(scoresFile);
        JudgedRows rows;
        try (FittedPipeline pipeline = FittedPipeline.load(folder.resolve("model.vigie"))) {
            rows = JudgedRows.of(
                    Arrays.stream(columns.column("score"))
                            .map(pipeline.detector()::linear)
                            .toArray(),
                    columns.column("p"),
                    pipeline.nullModel(),
                    judge.posterior(),
                    judge.policy(),
                    samplingInterval());
        }
        FalseAlarmBudget budget = judge.budget(rows.samplingInterval());
        List<Episode> episodes = rows.episodes(budget);
        if (json) {
            out.println(JsonText.of(map(rows, budget, episodes, columns, times)));
            return ExitCode.DONE;
        }
        out.printf(
                Locale.ROOT,
                "%d events in %,d rows, within a budget of %s false alarms (at first entered at p <= %.2g)%n%n",
                episodes.size(),
                rows.length(),
                budget,
                rows.enterPValue(budget));
        List<List<String>> table = new ArrayList<>();
        for (Episode episode : episodes) {
            table.add(List.of(
                    Integer.toString(table.size() + 1),
                    times.get(episode.rows().from()),
                    times.get(episode.rows().to() - 1),
                    String.format(Locale.ROOT, "%.3f", episode.probability()),
                    episode.level().name().toLowerCase(Locale.ROOT),
                    channels(columns, episode)));
        }
        TextTable.print(out, List.of("#", "from", "to", "P", "severity", "channels"), table);
        return ExitCode.DONE;
    }

    private Map<String, Object> map(
            JudgedRows rows,
            FalseAlarmBudget budget,
            List<Episode> episodes,
            ScoreColumns columns,
            List<String> times) {
        List<Map<String, Object>> events = new ArrayList<>();
        for (Episode episode : episodes) {
            Map<String, Object> event = new LinkedHashMap<>();
            event.put("event", events.size() + 1);
            event.put("start", times.get(episode.rows().from()));
            event.put("peak", times.get(episode.peak()));
            event.put("end", times.get(episode.rows().to() - 1));
            event.put("firstRow", episode.rows().from());
            event.put("peakRow", episode.peak());
            event.put("lastRow", episode.rows().to() - 1);
            event.put("probability", episode.probability());
            event.put("severity", episode.severity());
            event.put("level", episode.level().name().toLowerCase(Locale.ROOT));
            event.put("channels", channels(columns, episode));
            events.add(event);
        }
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("rows", rows.length());
        map.put("falseAlarms", budget.toString());
        map.put("enterPValue", rows.enterPValue(budget));
        map.put("prior", rows.posterior().prior());
        map.put("events", events);
        return map;
    }

    /** Channels with the largest contributions at the peak, where the run has stored contributions. */
    private static String channels(ScoreColumns columns, Episode episode) {
        record Part(String channel, double contribution) {}
        List<Part> parts = new ArrayList<>();
        double total = 0;
        for (String name : columns.names()) {
            if (name.startsWith(CONTRIBUTION)) {
                double part =
                        Math.max(0, columns.columns().value(columns.columns().indexOf(name), episode.peak()));
                parts.add(new Part(name.substring(CONTRIBUTION.length()), part));
                total += part;
            }
        }
        if (parts.isEmpty()) {
            return "not stored";
        }
        double sum = total;
        parts.sort(Comparator.comparingDouble(Part::contribution).reversed());
        return String.join(
                ", ",
                parts.stream()
                        .limit(CHANNELS_NAMED)
                        .filter(part -> part.contribution() > 0)
                        .map(part -> String.format(
                                Locale.ROOT, "%s %.0f%%", part.channel(), 100 * part.contribution() / sum))
                        .toList());
    }

    private static void requireProbabilities(Path file, double[] pValues) {
        for (int row = 0; row < pValues.length; row++) {
            if (!Double.isNaN(pValues[row]) && !(pValues[row] > 0 && pValues[row] <= 1)) {
                throw new BadInputException(file + ": column 'p' is " + pValues[row] + " at row " + row
                        + "; a p-value lies in (0, 1]: run 'vigie detect' again");
            }
        }
    }

    private Duration samplingInterval() {
        Path file = folder.resolve("run.json");
        try {
            JsonNode run = JsonMapper.builder().build().readTree(Files.readAllBytes(file));
            JsonNode seconds = run.path("samplingSeconds");
            if (!seconds.isNumber()) {
                throw new BadInputException(file + " does not say samplingSeconds; run 'vigie detect' again");
            }
            return Duration.ofNanos(Math.round(seconds.doubleValue() * 1e9));
        } catch (IOException e) {
            throw new BadInputException("cannot read " + file + "; give the folder of a 'vigie detect' run", e);
        } catch (JacksonException e) {
            throw new BadInputException(
                    file + " is not JSON (" + e.getOriginalMessage() + "); run 'vigie detect' again", e);
        }
    }
}
