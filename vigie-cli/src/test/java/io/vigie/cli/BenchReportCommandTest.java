package io.vigie.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BenchReportCommandTest {
    private static final List<String> FILES = List.of(
            "001_X_id_1_Sensor_tr_20_1st_30.csv",
            "002_X_id_2_Sensor_tr_20_1st_30.csv",
            "003_Y_id_1_Sensor_tr_20_1st_30.csv");
    private static final List<String> DETECTORS =
            List.of("vigie", "random", "zscore(window=100)", "pca", "1-nn", "kmeans", "</script><b>");

    @TempDir
    private Path folder;

    private Path results = Path.of("results.csv");
    private Path data = Path.of("data");

    /** A data folder of three series, the first two with equal values, and results of seven contestants. */
    @BeforeEach
    void files() throws IOException {
        data = folder.resolve("data");
        Path tsbAd = data.resolve("tsb-ad");
        Files.createDirectories(tsbAd.resolve("M"));
        Files.createDirectories(tsbAd.resolve("published"));
        Files.createDirectories(tsbAd.resolve("lists"));
        String list = "file_name\n" + String.join("\n", FILES) + "\n";
        Files.writeString(tsbAd.resolve("lists").resolve("TSB-AD-M-Eva.csv"), list);
        Files.writeString(tsbAd.resolve("lists").resolve("TSB-AD-M-Tuning.csv"), "file_name\n");
        Files.writeString(tsbAd.resolve("lists").resolve("TSB-AD-M.csv"), list);
        StringBuilder published = new StringBuilder("file,Rival,ts_len,anomaly_len,num_anomaly,avg_anomaly_len\n");
        for (int f = 0; f < FILES.size(); f++) {
            StringBuilder series = new StringBuilder("a,b,Label\n");
            for (int row = 0; row < 60; row++) {
                int content = f == 1 ? 0 : f;
                series.append(Math.sin(row + content)).append(',').append(row % (3 + content));
                series.append(row < 30 ? ",0\n" : ",1\n");
            }
            Files.writeString(tsbAd.resolve("M").resolve(FILES.get(f)), series);
            published.append(FILES.get(f)).append(",0.3,60,30,1,30\n");
        }
        Files.writeString(tsbAd.resolve("published").resolve("M_vus_pr_by_file.csv"), published);
        Path run = Files.createDirectories(folder.resolve("run"));
        results = run.resolve("results.csv");
        StringBuilder lines = new StringBuilder(
                "protocol,file,family,detector,options,seed,window_rule,window,VUS-PR,fit_s,score_s,peak_mb,error\n");
        for (String detector : DETECTORS) {
            for (String file : FILES) {
                lines.append("TSB-AD-M,").append(file).append(',').append(file.charAt(4));
                lines.append(",\"").append(detector).append("\",,1,2024,100,");
                lines.append(detector.equals("vigie") ? "0.5" : "0.2").append(",1.0,0.5,10.0,\n");
            }
        }
        Files.writeString(results, lines);
        Files.writeString(run.resolve("provenance.json"), "{\"sessions\":[{\"commit\":\"abc123\",\"seeds\":[1]}]}");
    }

    private CommandRun report(Object... more) {
        return CommandRun.of(
                Stream.concat(Stream.of("bench", "report"), Stream.of(more)).toArray());
    }

    @Test
    void allFilesAreWritten() throws IOException {
        Path out = folder.resolve("out");
        CommandRun run = report(folder.resolve("run"), "--track", "m", "--out", out, "--data", data);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("the same 3 files of the 3 official evaluation files")
                .contains("above 0 against 1 of 1 published open methods")
                .contains("above 0 against 5 of 5 baselines");
        assertThat(Files.readString(out.resolve("report.md")))
                .contains("- commit: abc123")
                .contains("1 group of such files, 1 the same to the bit");
        assertThat(out.toFile().list())
                .containsExactlyInAnyOrder(
                        "report.html",
                        "report.md",
                        "leaderboard.csv",
                        "differences.csv",
                        "families.csv",
                        "files.csv",
                        "critical-difference.svg");
        assertThat(Files.readAllLines(out.resolve("files.csv"))).hasSize(4);
        String page = Files.readString(out.resolve("report.html"));
        assertThat(page)
                .doesNotContain("@@")
                .doesNotContain("<script src")
                .contains("echarts")
                .contains("<svg xmlns");
        JsonNode inPage = dataOf(page);
        assertThat(inPage.path("entrants").size()).isEqualTo(DETECTORS.size() + 1);
        assertThat(inPage.path("entrants").get(0).path("label").asString()).isEqualTo("vigie");
        assertThat(inPage.path("provenance").path("commit").asString()).isEqualTo("abc123");
    }

    /** What a browser reads: text up to the first end of the script element, so that no label may end it early. */
    private static JsonNode dataOf(String page) {
        String start = "<script type=\"application/json\" id=\"data\">";
        int from = page.indexOf(start) + start.length();
        return JsonMapper.shared().readTree(page.substring(from, page.indexOf("</script>", from)));
    }

    @Test
    void aReportMayBeMadeAgainInItsFolder() {
        Path out = folder.resolve("out");
        assertThat(report(results, "--track", "M", "--out", out, "--data", data).code())
                .isZero();
        assertThat(report(results, "--track", "M", "--out", out, "--data", data).code())
                .isZero();
        CommandRun run = report(results, "--track", "M", "--out", folder.resolve("run"), "--data", data);
        assertThat(run.code()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(run.firstErrorLine()).contains("holds other content").contains("--force");
    }

    @Test
    void aDataFolderThatWouldNotBeReadIsRefused() {
        Path out = folder.resolve("out");
        CommandRun run = report(results, "--track", "M", "--series", "development", "--out", out, "--data", data);
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.firstErrorLine())
                .contains("--data")
                .contains(data.toString())
                .contains("leave --data out");
        assertThat(out).doesNotExist();
    }

    @Test
    void absentBaselinesAreAnErrorUnlessWaived() throws IOException {
        List<String> kept = Files.readAllLines(results).stream()
                .filter(line -> !line.contains("kmeans"))
                .toList();
        Files.write(results, kept);
        Path out = folder.resolve("out");
        CommandRun run = report(results, "--track", "M", "--out", out, "--data", data);
        assertThat(run.code()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(run.firstErrorLine()).contains("[kmeans]").contains("--without-baselines");
        assertThat(out).doesNotExist();
        CommandRun waived = report(results, "--track", "M", "--out", out, "--data", data, "--without-baselines");
        assertThat(waived.code()).isZero();
        assertThat(waived.out()).contains("BASELINES MISSING: kmeans");
    }

    @Test
    void mistakesAreToldInOneLine() {
        Path out = folder.resolve("out");
        CommandRun track = report(results, "--track", "X", "--out", out, "--data", data);
        assertThat(track.code()).isEqualTo(ExitCode.USAGE);
        assertThat(track.firstErrorLine()).contains("track is 'X'");
        CommandRun other = report(results, "--track", "U", "--out", out, "--data", data);
        assertThat(other.code()).isEqualTo(ExitCode.BAD_INPUT);
        CommandRun absent = report(folder.resolve("no.csv"), "--track", "M", "--out", out, "--data", data);
        assertThat(absent.code()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(absent.firstErrorLine()).contains("no.csv");
        CommandRun noData = report(results, "--track", "M", "--out", out, "--data", folder.resolve("nowhere"));
        assertThat(noData.code()).isEqualTo(ExitCode.BAD_INPUT);
        CommandRun reference = report(results, "--track", "M", "--out", out, "--data", data, "--reference", "mine");
        assertThat(reference.firstErrorLine()).contains("no contestant 'mine'").contains("kmeans");
    }
}
