package io.vigie.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.detect.RunContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What can be wrong with what a user gives, and what the command says: one line, the right exit code, nothing of the
 * user's lost.
 */
class BadInputTest {
    @TempDir
    private Path folder;

    private Path out;

    @BeforeEach
    void nameTheOutput() {
        out = folder.resolve("result");
    }

    /** A file that cannot be used: its text, and words that the message must hold. */
    private record BadFile(String what, String text, List<String> words) {
        @Override
        public String toString() {
            return what;
        }
    }

    private static BadFile bad(String what, String text, String... words) {
        return new BadFile(what, text, List.of(words));
    }

    static Stream<BadFile> badFiles() {
        return Stream.of(
                bad("empty file", "", "bad.csv", "empty"),
                bad("white space only", "\n\n\n", "bad.csv"),
                bad("header only", "time,a,b\n", "bad.csv", "header"),
                bad("text in a number column", table(200).replace("\n100,", "\n100,oops,"), "bad.csv", "line 102"),
                bad("text for a number", table(200).replace("\n7,7.5,", "\n7,hot,"), "line 9", "hot"),
                bad("ragged row", table(200).replace("\n50,50.5,1\n", "\n50,50.5\n"), "line 52"),
                bad("infinite value", table(200).replace("\n60,60.5,", "\n60,inf,"), "line 62", "inf"),
                bad("overflow to infinity", table(200).replace("\n60,60.5,", "\n60,1e999,"), "line 62", "1e999"),
                bad("unclosed quote", "a,b\n1,2\n\"3,4\n5,6\n", "quote"),
                bad("text column", "a,b\n1,red\n2,green\n3,blue\n", "b"));
    }

    @ParameterizedTest
    @MethodSource("badFiles")
    void aFileThatCannotBeUsedIsToldInOneLine(BadFile bad) throws IOException {
        Path file = Files.writeString(folder.resolve("bad.csv"), bad.text());
        CommandRun run = CommandRun.of("detect", file, "--out", out, "-d", "zscore");
        assertBadInput(run);
        assertThat(run.err()).contains(bad.words());
        assertThat(file).content().isEqualTo(bad.text());
    }

    @Test
    void oneRowCannotTeachAndBeJudged() throws IOException {
        assertBadInput(CommandRun.of("detect", write("a,b\n1,2\n"), "--out", out));
    }

    @Test
    void oneColumnIsEnough() throws IOException {
        StringBuilder text = new StringBuilder("value\n");
        RandomGenerator random = RunContext.defaults().random("one-column");
        for (int i = 0; i < 400; i++) {
            text.append(random.nextGaussian()).append('\n');
        }
        CommandRun run = CommandRun.of("detect", write(text.toString()), "--out", out, "-d", "zscore", "-q");
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(out.resolve("report.html")).exists();
    }

    @Test
    void allMissing() throws IOException {
        StringBuilder text = new StringBuilder("a,b\n");
        for (int i = 0; i < 100; i++) {
            text.append("NaN,-\n");
        }
        assertBadInput(CommandRun.of("detect", write(text.toString()), "--out", out, "-d", "zscore"));
    }

    @Test
    void allConstantIsJudgedAndQuiet() throws IOException {
        StringBuilder text = new StringBuilder("a,b\n");
        for (int i = 0; i < 400; i++) {
            text.append("5,0\n");
        }
        CommandRun run = CommandRun.of("detect", write(text.toString()), "--out", out, "-d", "zscore");
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("no events");
    }

    @Test
    void tenThousandColumnsAreRead() throws IOException {
        int columns = 10_000;
        StringBuilder text = new StringBuilder();
        for (int row = 0; row <= 60; row++) {
            for (int c = 0; c < columns; c++) {
                text.append(c == 0 ? "" : ",").append(row == 0 ? "c" + c : (row * 31 + c * 17) % 101);
            }
            text.append('\n');
        }
        CommandRun run = CommandRun.of("inspect", write(text.toString()), "--json");
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("c9999");
    }

    @Test
    void aLineWithoutEnd() throws IOException {
        Path file = folder.resolve("endless.csv");
        byte[] block = "1234567890".repeat(100_000).getBytes(StandardCharsets.US_ASCII);
        try (OutputStream plain = Files.newOutputStream(file);
                GZIPOutputStream packed = new GZIPOutputStream(plain)) {
            for (int i = 0; i < 300; i++) {
                packed.write(block);
            }
        }
        CommandRun run = CommandRun.of("detect", file, "--out", out);
        assertBadInput(run);
        assertThat(run.err()).contains("line 1");
    }

    @Test
    void binaryJunk() throws IOException {
        byte[] junk = new byte[50_000];
        RandomGenerator random = RunContext.defaults().random("junk");
        for (int i = 0; i < junk.length; i++) {
            junk[i] = (byte) random.nextInt(256);
        }
        Path file = Files.write(folder.resolve("junk.csv"), junk);
        assertBadInput(CommandRun.of("detect", file, "--out", out));
        assertThat(file).binaryContent().isEqualTo(junk);
    }

    @Test
    void gzipThatEndsTooEarlyOrIsDamaged() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(table(5_000).getBytes(StandardCharsets.US_ASCII));
        }
        byte[] whole = packed.toByteArray();
        Path file = folder.resolve("plant.csv.gz");
        Files.write(file, Arrays.copyOf(whole, whole.length / 2));
        assertBadInput(CommandRun.of("detect", file, "--out", out));
        whole[whole.length / 2] ^= 0x5a;
        Files.write(file, whole);
        assertBadInput(CommandRun.of("detect", file, "--out", out));
        Files.write(file, new byte[] {0x1f, (byte) 0x8b, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
        assertBadInput(CommandRun.of("detect", file, "--out", out));
    }

    @Test
    void aFileThatIsNotThere() {
        CommandRun run = CommandRun.of("detect", folder.resolve("nowhere.csv"), "--out", out);
        assertBadInput(run);
        assertThat(run.err()).contains("nowhere.csv");
    }

    @Test
    void unknownDetectorSuggestsTheNearest() throws IOException {
        CommandRun run = CommandRun.of("detect", write(table(200)), "--out", out, "--detector", "kmean");
        assertUsage(run);
        assertThat(run.firstErrorLine()).contains("'kmean'").contains("did you mean 'kmeans'?");
    }

    @Test
    void unknownDetectorOptionSuggestsTheNearest() throws IOException {
        CommandRun run = CommandRun.of("detect", write(table(200)), "--out", out, "-d", "zscore", "--set", "windw=5");
        assertUsage(run);
        assertThat(run.firstErrorLine()).contains("'windw'").contains("did you mean 'window'?");
    }

    @Test
    void unknownFlagAndCommand() throws IOException {
        assertUsage(CommandRun.of("detect", write(table(200)), "--treshold", "3"));
        assertUsage(CommandRun.of("detct", "plant.csv"));
        assertUsage(CommandRun.of());
    }

    @Test
    void windowLongerThanTheTrainPart() throws IOException {
        CommandRun run = CommandRun.of(
                "detect", write(table(300)), "--out", out, "-d", "kmeans", "--set", "window=512", "--train", "100");
        assertBadInput(run);
        assertThat(run.firstErrorLine()).contains("512").contains("100");
    }

    @Test
    void trainPartEmptyOrTheWholeFile() throws IOException {
        Path file = write(table(200));
        assertBadInput(CommandRun.of("detect", file, "--out", out, "--train", "200"));
        assertBadInput(CommandRun.of("detect", file, "--out", out, "--train", "0.001"));
        assertUsage(CommandRun.of("detect", file, "--out", out, "--train", "0"));
        assertUsage(CommandRun.of("detect", file, "--out", out, "--train", "1.5"));
    }

    @Test
    void schemaThatDiffersFromTheModels() throws IOException {
        Path model = folder.resolve("plant.vigie");
        assertThat(CommandRun.of("fit", write(table(300)), "-o", model, "-d", "zscore")
                        .code())
                .isZero();
        Path other = Files.writeString(folder.resolve("other.csv"), table(300).replaceFirst("flow", "level"));
        CommandRun run = CommandRun.of("score", model, other, "--out", out);
        assertBadInput(run);
        assertThat(run.firstErrorLine()).contains("missing 'flow'").contains("unexpected 'level'");
    }

    @Test
    void aModelThatIsNone() throws IOException {
        Path file = write(table(200));
        CommandRun run = CommandRun.of("score", file, file, "--out", out);
        assertBadInput(run);
        assertBadInput(CommandRun.of("score", folder.resolve("none.vigie"), file, "--out", out));
    }

    @Test
    void noCommandWritesOverWhatItReads() throws IOException {
        Path file = write(table(300));
        byte[] text = Files.readAllBytes(file);
        CommandRun fit = CommandRun.of("fit", file, "-d", "zscore", "-o", file, "--force");
        assertThat(fit.code()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(fit.firstErrorLine()).contains("is a file that is read");
        assertThat(file).hasBinaryContent(text);

        Path run = Files.createDirectory(folder.resolve("run"));
        Path model = run.resolve("model.vigie");
        assertThat(CommandRun.of("fit", file, "-d", "zscore", "-o", model).code())
                .isZero();
        byte[] before = Files.readAllBytes(model);
        CommandRun score = CommandRun.of("score", model, file, "--prior", "0.2", "--out", run, "--force");
        assertThat(score.code()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(score.firstErrorLine()).contains("model.vigie' is a file that is read");
        assertThat(model).hasBinaryContent(before);

        Path scores = Files.copy(file, run.resolve("scores.csv"));
        CommandRun detect = CommandRun.of("detect", scores, "-d", "zscore", "--out", run, "--force");
        assertThat(detect.code()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(detect.firstErrorLine()).contains("scores.csv' is a file that is read");
        assertThat(scores).hasBinaryContent(text);
    }

    @Test
    void anExistingModelIsNotOverwritten() throws IOException {
        Path model = Files.writeString(folder.resolve("plant.vigie"), "precious");
        CommandRun run = CommandRun.of("fit", write(table(300)), "-o", model, "-d", "zscore");
        assertBadInput(run);
        assertThat(run.firstErrorLine()).contains("--force");
        assertThat(model).hasContent("precious");
    }

    @Test
    void otherContentInTheOutputFolder() throws IOException {
        Files.createDirectories(out);
        Files.writeString(out.resolve("thesis.tex"), "precious");
        CommandRun run = CommandRun.of("detect", write(table(200)), "--out", out, "-d", "zscore");
        assertThat(run.code()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(run.firstErrorLine()).contains("thesis.tex").contains("--force");
        assertThat(out.resolve("thesis.tex")).hasContent("precious");
        assertThat(out.resolve("report.html")).doesNotExist();
    }

    @Test
    void outputThatCannotBeWritten() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        CommandRun run = CommandRun.of("detect", write(table(200)), "--out", file.resolve("below"), "-d", "zscore");
        assertThat(run.code()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(file).hasContent("x");
        Path locked = Files.createDirectory(folder.resolve("locked"));
        Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("r-xr-xr-x"));
        if (!Files.isWritable(locked)) {
            assertBadInput(CommandRun.of("detect", write(table(200)), "--out", locked.resolve("run"), "-d", "zscore"));
        }
    }

    @Test
    void configurationsThatCannotBeUsed() throws IOException {
        Path file = write(table(200));
        CommandRun unknown = CommandRun.of(
                "detect",
                file,
                "--out",
                out,
                "--config",
                Files.writeString(folder.resolve("a.yaml"), "detectr: kmeans\n"));
        assertUsage(unknown);
        assertThat(unknown.firstErrorLine()).contains("'detectr'").contains("did you mean 'detector'?");
        assertUsage(CommandRun.of(
                "detect", file, "--out", out, "--config", Files.writeString(folder.resolve("b.yaml"), "- a\n- b\n")));
        assertUsage(CommandRun.of(
                "detect", file, "--out", out, "--config", Files.writeString(folder.resolve("c.yaml"), "a: [b\n")));
        assertUsage(CommandRun.of("detect", file, "--out", out, "--config", folder.resolve("nowhere.yaml")));
    }

    @Test
    void badBudgetPriorAndNoise() throws IOException {
        Path file = write(table(200));
        assertUsage(CommandRun.of("detect", file, "--out", out, "--false-alarms", "often"));
        assertUsage(CommandRun.of("detect", file, "--out", out, "--prior", "1"));
        assertUsage(CommandRun.of("detect", file, "--out", out, "--counterfactual-channels", "0"));
        assertUsage(CommandRun.of("detect", file, "--out", out, "--threads", "0"));
        CommandRun unknown = CommandRun.of("detect", file, "--out", out, "--unit", "flw=bar", "-d", "zscore");
        assertBadInput(unknown);
        assertThat(unknown.firstErrorLine()).contains("did you mean 'flow'?");
        assertBadInput(CommandRun.of("detect", file, "--out", out, "--noise", "flow=-1", "-d", "zscore"));
    }

    @Test
    void aBudgetPerDayNeedsTimes() throws IOException {
        CommandRun run = CommandRun.of(
                "detect",
                write(table(200).replaceAll("(?m)^[^,]*,", "")),
                "--out",
                out,
                "-d",
                "zscore",
                "--false-alarms",
                "1/day");
        assertThat(run.code()).isIn(ExitCode.USAGE, ExitCode.BAD_INPUT);
        assertThat(run.firstErrorLine()).contains("rows");
        assertThat(out).doesNotExist();
    }

    @Test
    void evaluateNeedsAsManyLabelsAsScores() throws IOException {
        Path scores = Files.writeString(folder.resolve("scores.csv"), "score\n1\n2\n3\n");
        Path labels = Files.writeString(folder.resolve("labels.csv"), "x,label\n1,0\n2,1\n");
        CommandRun run = CommandRun.of("evaluate", "--scores", scores, "--labels", labels);
        assertThat(run.code()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(run.firstErrorLine()).contains("3 scores").contains("2 labels");
    }

    private void assertBadInput(CommandRun run) {
        assertThat(run.code()).as("exit code; it said: %s", run.err()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(run.err().strip().lines()).hasSize(1);
        assertThat(run.err()).startsWith("vigie: ").doesNotContain("Exception").doesNotContain("internal error");
        assertThat(out).doesNotExist();
    }

    private void assertUsage(CommandRun run) {
        assertThat(run.code()).as("exit code; it said: %s", run.err()).isEqualTo(ExitCode.USAGE);
        assertThat(run.firstErrorLine()).startsWith("vigie: ").doesNotContain("Exception");
        assertThat(out).doesNotExist();
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("plant.csv"), text);
    }

    /** Rows of time, flow and valve. */
    private static String table(int rows) {
        StringBuilder text = new StringBuilder("time,flow,valve\n");
        for (int i = 0; i < rows; i++) {
            text.append(i)
                    .append(',')
                    .append(i + 0.5)
                    .append(',')
                    .append(i % 3 == 2 ? 1 : i % 2)
                    .append('\n');
        }
        return text.toString();
    }

    @Test
    void settingsOfNetworksAreCheckedBeforeAnythingIsRead() {
        for (String[] bad : new String[][] {
            {"--device", "gpu", "use cpu or cuda"},
            {"--precision", "low", "use highest, high or medium"},
            {"--budget", "soon", "write it as"},
            {"--budget", "0s", "use a time above 0"}
        }) {
            CommandRun run = CommandRun.of("detect", folder.resolve("not-there.csv"), bad[0], bad[1]);
            assertUsage(run);
            assertThat(run.err()).contains(bad[2]);
        }
    }
}
