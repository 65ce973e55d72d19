package io.vigie.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigie.detect.RunContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The main job from a file to a report, and the commands around it. */
class DetectCommandTest {
    private static final int TRAIN_ROWS = 3_000;
    private static final int FALL_FROM = 3_600;
    private static final int FALL_TO = 3_660;

    @TempDir
    private Path folder;

    private Path plant;
    private Path out;

    @BeforeEach
    void writeAPlant() throws IOException {
        plant = Files.writeString(folder.resolve("plant.csv"), plant());
        out = folder.resolve("result");
    }

    @Test
    void saysWhatAnEventShouldHaveLookedLike() throws IOException {
        CommandRun run = detect("--counterfactuals", "imdiffusion(max-steps=60,window=16)");
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();

        JsonNode told = eventAt(FALL_FROM + 30).path("counterfactual");
        assertThat(told.path("channels").get(0).asString()).isEqualTo("pressure");
        assertThat(told.path("enough").asBoolean()).isTrue();
        assertThat(told.path("sentence").asString()).startsWith("With the normal course of pressure (1 of ");
        // ten for each of 16 draws that were tried at least once, and of 40 for the bands
        assertThat(told.path("evaluations").asInt()).isGreaterThanOrEqualTo(560).matches(count -> count % 10 == 0);
        assertThat(run.out())
                .containsPattern("should have looked like took [0-9,]+ evaluations of the network on a window");
        List<String> courses = Files.readAllLines(out.resolve("counterfactuals.csv"));
        assertThat(courses.get(0))
                .isEqualTo("event,row,time,channel,measured,expected,low80,high80,low95,high95,judged");
        assertThat(courses)
                .anyMatch(line -> line.contains("," + (FALL_FROM + 30) + ",") && line.contains(",pressure,"));
        assertThat(Files.readString(out.resolve("report.html"))).contains("With the normal course of pressure");
        assertThat(Files.readAllLines(out.resolve("events.csv")).get(0)).endsWith(",sentence,counterfactual");
        thePanelShowsTheCourseThatWasJudged(courses);
        assertThat(json(out.resolve("run.json"))
                        .path("options")
                        .path("counterfactuals")
                        .asString())
                .isEqualTo("imdiffusion");

        // a saved model tells as well
        Path again = folder.resolve("again");
        CommandRun scored =
                CommandRun.of("score", out.resolve("model.vigie"), plant, "--label-column", "label", "--out", again);
        assertThat(scored.err()).isEmpty();
        assertThat(Files.readAllLines(again.resolve("counterfactuals.csv"))).isEqualTo(courses);
        CommandRun replaced =
                CommandRun.of("score", out.resolve("model.vigie"), plant, "--label-column", "label", "--out", again);
        assertThat(replaced.err()).as("a run may replace an earlier one").isEmpty();
    }

    private void thePanelShowsTheCourseThatWasJudged(List<String> courses) throws IOException {
        int number = eventAt(FALL_FROM + 30).path("event").asInt();
        JsonNode panel = reportData().path("events").get(number - 1).path("counterfactual");
        assertThat(panel.path("changed").asInt())
                .isEqualTo(eventAt(FALL_FROM + 30)
                        .path("counterfactual")
                        .path("channels")
                        .size());
        JsonNode shown = panel.path("channels").get(0).path("normal");
        int from = panel.path("from").asInt();
        int asMeasured = 0;
        for (String line : courses) {
            String[] fields = line.split(",", -1);
            if (!fields[0].equals(Integer.toString(number)) || !fields[3].equals("pressure")) {
                continue;
            }
            int row = Integer.parseInt(fields[1]);
            double measured = Double.parseDouble(fields[4]);
            double judged = Double.parseDouble(fields[10]);
            assertThat(shown.get(row - from).doubleValue()).isCloseTo(judged, within(1e-4));
            if (row >= FALL_FROM && row < FALL_TO) {
                assertThat(judged).as("row %d", row).isGreaterThan(measured + 1);
            } else {
                asMeasured += judged == measured ? 1 : 0;
            }
        }
        assertThat(asMeasured).as("rows that are typical").isPositive();
    }

    @Test
    void saysWhyItIsNotToldWhatAnEventShouldHaveLookedLike() throws IOException {
        int to = FALL_FROM + 4_100;
        Files.writeString(plant, plant(to + 500, to));
        CommandRun run = detect("--counterfactuals", "imdiffusion(max-steps=5,window=16,hidden=8)", "--adapt", "0");
        assertThat(run.err()).isEmpty();

        String reason = "An event of more than 4,000 rows is too long for it.";
        JsonNode event = eventAt(FALL_FROM + 30);
        int number = event.path("event").asInt();
        assertThat(event.has("counterfactual")).isFalse();
        assertThat(event.path("noCounterfactual").path("reason").asString()).isEqualTo("too_long");
        assertThat(event.path("noCounterfactual").path("sentence").asString()).isEqualTo(reason);
        assertThat(Files.readAllLines(out.resolve("events.csv")).get(number)).endsWith("," + quoted(reason));
        assertThat(reportData()
                        .path("events")
                        .get(number - 1)
                        .path("counterfactual")
                        .path("sentence")
                        .asString())
                .isEqualTo(reason);
        assertThat(run.out().replaceAll("\\s+", " "))
                .contains("note: not told what event " + number + " should have looked like: " + reason);
    }

    private static String quoted(String field) {
        return '"' + field + '"';
    }

    @Test
    void whatSaysWhatAnEventShouldHaveLookedLikeLearnsFromLabels() throws IOException {
        String teller = "counterfactual(max-steps=20,window=16,hidden=8)";
        for (boolean labelled : new boolean[] {true, false}) {
            CommandRun run = CommandRun.of(
                    "detect",
                    plant,
                    "--train",
                    FALL_TO + 40,
                    "-d",
                    "zscore",
                    "--out",
                    folder.resolve("labelled-" + labelled),
                    labelled ? "--label-column=label" : "--ignore=label",
                    "--counterfactuals",
                    teller);
            assertThat(run.err()).isEmpty();
            assertThat(run.code()).isZero();
            assertThat(run.out().contains("counterfactual: learned from 1 labelled anomaly too"))
                    .isEqualTo(labelled);
        }
    }

    @Test
    void findsExplainsAndReportsAPlantedFall() throws IOException {
        CommandRun run = detect("--unit", "pressure=bar");
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .contains("pressure fell to")
                .contains("bar")
                .contains("1 of 1 labelled anomalies")
                .contains("report: " + out.resolve("report.html"));
        assertThat(out)
                .isDirectoryContaining("glob:**/report.html")
                .isDirectoryContaining("glob:**/run.json")
                .isDirectoryContaining("glob:**/model.vigie");

        List<String> events = Files.readAllLines(out.resolve("events.csv"));
        assertThat(events.get(0)).startsWith("event,start,peak,end,duration,first_row,peak_row,last_row,probability");
        assertThat(events.subList(1, events.size())).anyMatch(line -> line.contains("pressure"));

        JsonNode fall = eventAt(FALL_FROM + 30);
        assertThat(fall.path("firstRow").asInt()).isBetween(FALL_FROM - 60, FALL_FROM + 5);
        assertThat(fall.path("lastRow").asInt()).isBetween(FALL_TO - 10, FALL_TO + 60);
        assertThat(fall.path("channels").get(0).path("channel").asString()).isEqualTo("pressure");
        assertThat(fall.path("channels").get(0).path("direction").asString()).isEqualTo("below");
        double shares = 0;
        for (JsonNode channel : fall.path("channels")) {
            shares += channel.path("share").doubleValue();
        }
        assertThat(shares).isBetween(0.999, 1.001);

        List<String> scores = Files.readAllLines(out.resolve("scores.csv"));
        assertThat(scores).hasSize(1 + 4_000);
        assertThat(scores.get(0)).isEqualTo("row,time,score,p,posterior");
        assertThat(scores.get(1)).startsWith("0,2026-01-01T00:00,");

        JsonNode provenance = json(out.resolve("run.json"));
        assertThat(provenance.path("dataSha256").asString()).hasSize(64);
        assertThat(provenance.path("trainRows").asInt()).isEqualTo(TRAIN_ROWS);
        assertThat(provenance.path("samplingSeconds").doubleValue()).isEqualTo(60);
        assertThat(provenance.path("options").path("detector").asString()).isEqualTo("zscore");

        String report = Files.readString(out.resolve("report.html"));
        assertThat(report).contains("pressure fell to").doesNotContain("@@");
        assertThat(report).doesNotContainPattern("(src|href)=\"https?:");
    }

    @Test
    void theReportSaysWhichMembersSpoke() throws IOException {
        CommandRun run = CommandRun.of(
                "detect",
                plant,
                "--train",
                TRAIN_ROWS,
                "--label-column",
                "label",
                "--detector",
                "ensemble",
                "--set",
                "members=zscore(window=1),zscore(window=5)",
                "--out",
                out);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(Files.readString(out.resolve("report.html")))
                .containsPattern("\"members\":\"zscore\\(window=[15]\\) [\\d.]+, zscore\\(window=[15]\\) [\\d.]+\"");
    }

    @Test
    void theReportShowsTheMostSimilarNormalWindow() throws IOException {
        assertThat(detectWith("knn", "--set", "window=20").code()).isZero();
        JsonNode fall = eventAt(FALL_FROM + 30);
        JsonNode evidence =
                reportData().path("events").get(fall.path("event").asInt() - 1).path("evidence");

        assertThat(evidence.path("sentence").asString())
                .matches("Of what was learned, most like the window from 2026-01-0\\dT.* on \\(distance [\\d.]+\\); "
                        + "but pressure lies [\\d.]+ standard deviations lower.*");
        assertThat(evidence.path("to").asInt() - evidence.path("from").asInt()).isEqualTo(20);
        JsonNode pressure = evidence.path("channels").get(0);
        for (int i = 0; i < 20; i++) {
            assertThat(pressure.path("actual").get(i).doubleValue()).isBetween(0.9, 1.9);
            assertThat(pressure.path("normal").get(i).doubleValue()).isBetween(3.4, 4.4);
        }
        assertThat(Files.readString(out.resolve("report.html"))).contains("class: \"evidence\"");
    }

    @Test
    void theDefaultShowsItToo() throws IOException {
        assertThat(detectWith("vigie").code()).isZero();
        JsonNode fall = eventAt(FALL_FROM + 30);
        assertThat(reportData()
                        .path("events")
                        .get(fall.path("event").asInt() - 1)
                        .path("evidence")
                        .path("channels"))
                .isNotEmpty();
    }

    @Test
    void theReportShowsOperatingStates() throws IOException {
        Files.writeString(plant, machine());
        CommandRun run = detectWith("regime", "--set", "window=17", "--set", "dwell=32");
        assertThat(run.code()).as(run.err()).isZero();
        JsonNode states = reportData().path("states");

        assertThat(states.path("found")).hasSize(2);
        // in the order of their keys, or the same run would not write the same page
        assertThat(states.path("found").get(0).propertyNames()).containsExactly("dwell", "means", "share");
        JsonNode most = states.path("found").get(0);
        assertThat(most.path("share").doubleValue()).isBetween(0.6, 0.72);
        assertThat(most.path("dwell").asString()).matches("3 h (19|20|21) min");
        assertThat(most.path("means").get(0).doubleValue()).isBetween(4.5, 5.5);
        JsonNode runs = states.path("runs");
        assertThat(runs).hasSizeBetween(25, 28); // 300 rows of load and idle in turn
        int before = -1;
        for (JsonNode one : runs) {
            assertThat(one.get(0).asInt()).isGreaterThan(before);
            before = one.get(0).asInt();
            int into = before % 300;
            assertThat(Math.min(Math.abs(into - 200), Math.min(into, 300 - into)))
                    .isLessThan(15);
        }
        assertThat(Files.readString(out.resolve("report.html"))).contains("id=\"states\"");
    }

    @Test
    void withoutStatesThereIsNoneInTheReport() throws IOException {
        assertThat(detect().code()).isZero();
        assertThat(reportData().has("states")).isFalse();
        assertThat(reportData().path("events").get(0).has("evidence")).isFalse();
    }

    private JsonNode reportData() throws IOException {
        String page = Files.readString(out.resolve("report.html"));
        String open = "<script type=\"application/json\" id=\"data\">";
        int from = page.indexOf(open) + open.length();
        return JsonMapper.builder().build().readTree(page.substring(from, page.indexOf("</script>", from)));
    }

    /** Under load for 200 minutes, idle for 100, and so on. */
    private static String machine() {
        RandomGenerator random = RunContext.defaults().random("machine");
        StringBuilder text = new StringBuilder("time,current,temperature,label\n");
        LocalDateTime start = LocalDateTime.of(2026, 1, 1, 0, 0);
        for (int row = 0; row < 4_000; row++) {
            boolean load = row % 300 < 200;
            text.append(start.plusMinutes(row))
                    .append(',')
                    .append((load ? 5 : 1) + (load ? 0.3 : 0.05) * random.nextGaussian())
                    .append(',')
                    .append((load ? 70 : 40) + random.nextGaussian())
                    .append(",0\n");
        }
        return text.toString();
    }

    @Test
    void sameSeedSameFilesWhateverTheThreads() throws IOException {
        Path again = folder.resolve("again");
        assertThat(detect("--threads", "1", "--contributions").code()).isZero();
        assertThat(CommandRun.of(
                                "detect",
                                plant,
                                "--train",
                                TRAIN_ROWS,
                                "-d",
                                "zscore",
                                "--label-column",
                                "label",
                                "-o",
                                again,
                                "--threads",
                                "3",
                                "--contributions")
                        .code())
                .isZero();
        for (String name : List.of("events.csv", "events.json", "scores.csv")) {
            assertThat(again.resolve(name)).hasSameBinaryContentAs(out.resolve(name));
        }
    }

    @Test
    void aModelScoresNewDataAsTheRunThatLearnedIt() throws IOException {
        assertThat(detect().code()).isZero();
        Path scored = folder.resolve("scored");
        CommandRun run =
                CommandRun.of("score", out.resolve("model.vigie"), plant, "--label-column", "label", "--out", scored);
        assertThat(run.err()).isEmpty();
        assertThat(scored.resolve("scores.csv")).hasSameTextualContentAs(out.resolve("scores.csv"));
        assertThat(scored.resolve("events.csv")).hasSameTextualContentAs(out.resolve("events.csv"));
    }

    @Test
    void failOnAnomalyIsExitCodeFour() throws IOException {
        assertThat(detect("--fail-on-anomaly").code()).isEqualTo(ExitCode.ANOMALIES_FOUND);
        Path calm = Files.write(
                folder.resolve("calm.csv"), Files.readAllLines(plant).subList(0, FALL_FROM - 400));
        CommandRun run = CommandRun.of(
                "score",
                out.resolve("model.vigie"),
                calm,
                "--label-column",
                "label",
                "--out",
                folder.resolve("calm"),
                "--fail-on-anomaly",
                "--false-alarms",
                "1/month");
        assertThat(run.code()).as(run.out()).isZero();
    }

    @Test
    void storedScoresAreJudgedAgain() throws IOException {
        assertThat(detect("--contributions").code()).isZero();
        byte[] before = Files.readAllBytes(out.resolve("events.csv"));
        CommandRun strict = CommandRun.of("judge", out, "--false-alarms", "1/month", "--json");
        assertThat(strict.err()).isEmpty();
        JsonNode events = JsonMapper.builder().build().readTree(strict.out()).path("events");
        assertThat(events.size()).isGreaterThan(0);
        assertThat(events.get(0).path("channels").asString()).startsWith("pressure");
        JsonNode lenient = JsonMapper.builder()
                .build()
                .readTree(CommandRun.of("judge", out, "--false-alarms", "20/day", "--json")
                        .out());
        assertThat(lenient.path("enterPValue").doubleValue())
                .isGreaterThan(JsonMapper.builder()
                        .build()
                        .readTree(strict.out())
                        .path("enterPValue")
                        .doubleValue());
        assertThat(out.resolve("events.csv")).binaryContent().isEqualTo(before);
    }

    @Test
    void storedPValuesThatAreNoneAreRefused() throws IOException {
        assertThat(detect().code()).isZero();
        Path scores = out.resolve("scores.csv");
        List<String> lines = Files.readAllLines(scores);
        lines.set(5, lines.get(5).replaceFirst(",[^,]*,[^,]*$", ",1.5,0.1"));
        Files.write(scores, lines);
        CommandRun run = CommandRun.of("judge", out);
        assertThat(run.code()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(run.firstErrorLine()).contains("1.5 at row 4");
    }

    @Test
    void configurationFileGivesOptionsAndFlagsWin() throws IOException {
        Path config = Files.writeString(
                folder.resolve("plant.yaml"),
                "detector: zscore\nset: {window: 20}\ntrain: 1000\nlabel-column: label\nunit: {pressure: bar}\nquiet: true\n");
        CommandRun run = CommandRun.of("detect", plant, "--config", config, "--train", TRAIN_ROWS, "--out", out);
        assertThat(run.err()).isEmpty();
        JsonNode provenance = json(out.resolve("run.json"));
        assertThat(provenance.path("trainRows").asInt()).isEqualTo(TRAIN_ROWS);
        assertThat(provenance.path("options").path("detector.window").asString())
                .isEqualTo("20");
    }

    @Test
    void evaluatesARunAgainstLabels() throws IOException {
        assertThat(detect().code()).isZero();
        CommandRun run = CommandRun.of("evaluate", "--scores", out, "--labels", plant, "--window", "50", "--json");
        assertThat(run.err()).isEmpty();
        JsonNode metrics = JsonMapper.builder().build().readTree(run.out()).path("metrics");
        assertThat(metrics.path("AUC-ROC").doubleValue()).isGreaterThan(0.95);
        assertThat(metrics.path("VUS-PR").doubleValue())
                .isGreaterThan(metrics.path("random VUS-PR").doubleValue() + 0.3);
    }

    @Test
    void inspectTellsWhatWasUnderstood() {
        CommandRun run = CommandRun.of("inspect", plant, "--label-column", "label");
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .contains("4,000 rows")
                .contains("pressure")
                .contains("temperature")
                .contains("delimiter ','")
                .contains("labels: column 'label'");
    }

    @Test
    void filesOfSeveralSeriesGetAFolderEach() throws IOException {
        Path second = Files.writeString(folder.resolve("second.csv"), plant());
        CommandRun run = CommandRun.of(
                "detect",
                plant,
                second,
                "--separate",
                "--train",
                TRAIN_ROWS,
                "-d",
                "zscore",
                "--label-column",
                "label",
                "--out",
                out,
                "-q");
        assertThat(run.err()).isEmpty();
        assertThat(out.resolve("plant/report.html")).exists();
        assertThat(out.resolve("second/events.csv")).exists();
        CommandRun again = CommandRun.of(
                "detect",
                plant,
                second,
                "--separate",
                "--train",
                TRAIN_ROWS,
                "-d",
                "zscore",
                "--label-column",
                "label",
                "--out",
                out,
                "-q");
        assertThat(again.code()).as(again.err()).isZero();
    }

    @Test
    void helpTeachesEveryCommand() {
        for (String command :
                List.of("detect", "fit", "score", "judge", "evaluate", "inspect", "detectors", "demo", "bench")) {
            CommandRun run = CommandRun.of(command, "--help");
            assertThat(run.code()).isZero();
            assertThat(run.out()).contains("Usage: vigie " + command);
        }
        assertThat(CommandRun.of("--help").out()).contains("Exit codes: 0 done");
        assertThat(CommandRun.of("--version").out()).contains("vigie ");
        assertThat(CommandRun.of("generate-completion").out()).contains("complete -F");
    }

    private CommandRun detect(Object... more) {
        return detectWith("zscore", more);
    }

    private CommandRun detectWith(String detector, Object... more) {
        Object[] arguments = new Object[9 + more.length];
        Object[] first = {"detect", plant, "--train", TRAIN_ROWS, "-d", detector, "--out", out, "--label-column=label"};
        System.arraycopy(first, 0, arguments, 0, first.length);
        System.arraycopy(more, 0, arguments, first.length, more.length);
        return CommandRun.of(arguments);
    }

    private JsonNode eventAt(int row) throws IOException {
        for (JsonNode event : json(out.resolve("events.json"))) {
            if (event.path("firstRow").asInt() <= row && event.path("lastRow").asInt() >= row) {
                return event;
            }
        }
        throw new AssertionError("no event covers row " + row);
    }

    private static JsonNode json(Path file) throws IOException {
        return JsonMapper.builder().build().readTree(Files.readAllBytes(file));
    }

    /** One row a minute; the pressure falls for an hour after the train part. */
    private static String plant() {
        return plant(4_000, FALL_TO);
    }

    private static String plant(int rows, int fallTo) {
        RandomGenerator random = RunContext.defaults().random("plant");
        StringBuilder text = new StringBuilder("time,pressure,temperature,label\n");
        LocalDateTime start = LocalDateTime.of(2026, 1, 1, 0, 0);
        for (int row = 0; row < rows; row++) {
            boolean fallen = row >= FALL_FROM && row < fallTo;
            text.append(start.plusMinutes(row))
                    .append(',')
                    .append(3.9 + 0.1 * random.nextGaussian() - (fallen ? 2.5 : 0))
                    .append(',')
                    .append(80 + random.nextGaussian())
                    .append(',')
                    .append(fallen ? 1 : 0)
                    .append('\n');
        }
        return text.toString();
    }

    @Test
    void aNetworkTellsHowItsTrainingWent() throws IOException {
        Path checkpoints = folder.resolve("training");
        CommandRun run = CommandRun.of(
                "detect",
                plant,
                "--train",
                TRAIN_ROWS,
                "--out",
                out,
                "--label-column=label",
                "-d",
                "cnn",
                "--set",
                "max-steps=20",
                "--budget",
                "60s",
                "--checkpoints",
                checkpoints);
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .containsPattern("note: cnn: [0-9]+ training steps, validation loss [0-9.]+ at step [0-9]+");
        assertThat(checkpoints).isEmptyDirectory(); // finished trainings leave nothing
    }
}
