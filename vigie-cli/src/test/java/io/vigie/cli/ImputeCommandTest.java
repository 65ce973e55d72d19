package io.vigie.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImputeCommandTest {
    private static final int ROWS = 600;
    private static final int FROM = 300;
    private static final int TO = 330;

    @TempDir
    private Path folder;

    private Path plant;
    private Path out;
    private String text = "";

    /** Two cycles of 24 rows; the first, about 50 bar, lacks thirty rows. */
    @BeforeEach
    void writeAPlantWithAGap() throws IOException {
        StringBuilder csv = new StringBuilder("when,pressure,flow,fault\n");
        SplittableRandom random = new SplittableRandom(1);
        for (int row = 0; row < ROWS; row++) {
            csv.append(LocalDateTime.of(2026, 1, 1, 0, 0).plusMinutes(row)).append(',');
            double noise = random.nextGaussian();
            csv.append(row >= FROM && row < TO ? "" : cycle(row) + 0.2 * noise).append(',');
            csv.append(Math.cos(2 * Math.PI * row / 24)).append(row == ROWS - 1 ? ",1\n" : ",0\n");
        }
        text = csv.toString();
        plant = Files.writeString(folder.resolve("plant.csv"), text);
        out = folder.resolve("filled.csv");
    }

    private static double cycle(int row) {
        return 50 + 4 * Math.sin(2 * Math.PI * row / 24);
    }

    private CommandRun impute(Object... more) {
        List<Object> arguments = new ArrayList<>(List.of("impute", plant, "--out", out));
        arguments.addAll(Arrays.asList(more));
        return CommandRun.of(arguments.toArray());
    }

    private static List<String[]> fields(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .map(line -> line.split(",", -1))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"'imdiffusion(hidden=32,epochs=60,max-steps=400)',2", "knn(window=32),1", "linear,6", "spline,60"})
    void fillsTheGapAndNothingElse(String method, int within) throws IOException {
        CommandRun run = impute("--method", method, "--label-column", "fault", "--draws", "20");
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .contains("filled 30 of 1,200 values in 1 of 2 channels with " + method)
                .contains("pressure 30")
                .contains("series: " + out)
                .contains("what was filled: " + folder.resolve("filled.bands.csv"));
        assertThat(Files.readString(plant)).as("what is read stays as it is").isEqualTo(text);

        List<String[]> before = fields(plant);
        List<String[]> after = fields(out);
        assertThat(after).hasSize(1 + ROWS);
        assertThat(after.get(0)).containsExactly("when", "pressure", "flow", "fault");
        for (int row = 0; row < ROWS; row++) {
            String[] filled = after.get(1 + row);
            if (row >= FROM && row < TO) {
                assertThat(Math.abs(Double.parseDouble(filled[1]) - cycle(row))).isLessThan(within);
                filled[1] = "";
            }
            assertThat(filled).containsExactly(before.get(1 + row));
        }

        List<String[]> bands = fields(folder.resolve("filled.bands.csv"));
        assertThat(bands).hasSize(1 + TO - FROM);
        assertThat(bands.get(0))
                .containsExactly("row", "time", "channel", "value", "low95", "low80", "high80", "high95");
        for (int i = 0; i < TO - FROM; i++) {
            String[] band = bands.get(1 + i);
            assertThat(band).startsWith(Integer.toString(FROM + i), before.get(1 + FROM + i)[0], "pressure");
            if (method.equals("linear") || method.equals("spline")) {
                assertThat(band).endsWith("", "", "", "");
            } else {
                double[] ends = Arrays.stream(band)
                        .skip(4)
                        .mapToDouble(Double::parseDouble)
                        .toArray();
                assertThat(ends).isSorted();
                assertThat(ends[0]).isLessThan(ends[3]);
                assertThat(Double.parseDouble(band[3])).isBetween(ends[0], ends[3]);
            }
        }
        if (method.equals("linear")) {
            assertThat(run.out()).contains("one answer for each value, so the bands are empty");
        }
    }

    @Test
    void sameSeedSameFiles() throws IOException {
        impute("--method", "knn(window=32)", "--threads", "1", "--bands", "first.csv");
        String first = Files.readString(out);
        CommandRun again = impute("--method", "knn(window=32)", "--threads", "3", "--bands", "second.csv", "--force");
        assertThat(again.code()).as(again.err()).isZero();
        assertThat(out).hasContent(first);
        assertThat(folder.resolve("second.csv")).hasSameTextualContentAs(folder.resolve("first.csv"));
    }

    @Test
    void fillsWithAModelThatWasFittedBefore() {
        Path model = folder.resolve("plant.vigie");
        CommandRun fit = CommandRun.of(
                "fit",
                plant,
                "-d",
                "imdiffusion",
                "--set",
                "max-steps=5",
                "--set",
                "hidden=8",
                "--ignore",
                "fault",
                "-o",
                model);
        assertThat(fit.code()).as(fit.err()).isZero();
        CommandRun run = impute("--model", model, "--ignore", "fault", "--draws", "3", "--json");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .containsPattern("\"values\" ?: ?30")
                .containsPattern("\"pressure\" ?: ?30")
                // a window of 64 rows holds the gap: ten evaluations for each of three draws
                .containsPattern("\"evaluations\" ?: ?30\\b")
                .contains("it took 30 evaluations of the network on a window, for 3 draws");
        assertThat(out).exists();

        CommandRun both = impute("--model", model, "--method", "linear", "--force");
        assertThat(both.code()).isEqualTo(ExitCode.USAGE);
        assertThat(both.firstErrorLine()).contains("leave --method and --prepare out");
    }

    @Test
    void neverOverwritesWhatItReadsNorWhatIsThere() throws IOException {
        CommandRun self = CommandRun.of("impute", plant, "--out", folder.resolve("./plant.csv"), "--force");
        assertThat(self.code()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(self.firstErrorLine()).contains("is a file that is read");
        CommandRun bands = impute("--bands", "plant.csv", "--force");
        assertThat(bands.firstErrorLine()).contains("is a file that is read");
        assertThat(Files.readString(plant)).isEqualTo(text);

        for (String option : List.of("--model", "--config")) {
            Path read = Files.writeString(folder.resolve("read"), "seed: 3\n");
            CommandRun over = CommandRun.of("impute", plant, option, read, "--out", read, "--force");
            assertThat(over.code()).isEqualTo(ExitCode.BAD_INPUT);
            assertThat(over.firstErrorLine()).contains("read' is a file that is read");
            assertThat(read).hasContent("seed: 3");
        }
        Path model = Files.createDirectory(folder.resolve("plant.vigie"));
        CommandRun inside =
                CommandRun.of("impute", plant, "--model", model, "--out", model.resolve("card.md"), "--force");
        assertThat(inside.firstErrorLine()).contains("card.md' is a file that is read");

        Files.writeString(out, "mine");
        CommandRun there = impute("--method", "linear");
        assertThat(there.code()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(there.firstErrorLine()).contains("exists; choose another --out, or add --force");
        assertThat(out).hasContent("mine");
    }

    @Test
    void saysWhatCannotFillGaps() {
        CommandRun run = impute("--method", "kmeans");
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.firstErrorLine())
                .contains("detector 'kmeans' cannot fill gaps; use one of knn, linear, spline, counterfactual,"
                        + " imdiffusion");
        assertThat(impute("--separate").firstErrorLine()).contains("--separate makes several series");
        assertThat(impute("--draws", "0").firstErrorLine()).contains("--draws is 0");
    }
}
