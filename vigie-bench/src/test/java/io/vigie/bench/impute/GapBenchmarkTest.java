package io.vigie.bench.impute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vigie.bench.data.BenchmarkSeries;
import io.vigie.detect.RunContext;
import io.vigie.detect.impute.ImputationMethods;
import io.vigie.series.BadInputException;
import io.vigie.series.Channel;
import io.vigie.series.Labels;
import io.vigie.series.TimeAxis;
import io.vigie.series.TimeSeries;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GapBenchmarkTest {
    private final RunContext context = RunContext.defaults();

    /** Cycles without noise of 24 rows in six channels, and one channel that never moves. */
    private static BenchmarkSeries cycles(int rows) {
        double[][] values = new double[7][rows];
        List<Channel> channels = new ArrayList<>();
        for (int c = 0; c < 7; c++) {
            channels.add(Channel.of("c" + c));
            for (int row = 0; row < rows; row++) {
                values[c][row] = c == 6 ? 3 : Math.sin(2 * Math.PI * row / 24 + c);
            }
        }
        TimeSeries series = TimeSeries.of("cycles", TimeAxis.rows(rows), channels, values);
        return new BenchmarkSeries("cycles", "MADE", series, series, Labels.all(Labels.State.NORMAL, rows));
    }

    @Test
    void blocksLieApartAndHideAFifthOfTheChannelsOrAll() {
        TimeSeries series = cycles(1000).train();
        for (HeldOutBlocks blocks : GapBenchmark.BLOCKS) {
            boolean[][] hidden = blocks.in(series, context.random("blocks"));
            int channels = blocks.extent() == HeldOutBlocks.Extent.ALL ? 7 : 1;
            int seen = 0; // rows since the last hidden one
            int run = 0;
            for (int row = 0; row < 1000; row++) {
                int count = 0;
                for (boolean[] channel : hidden) {
                    count += channel[row] ? 1 : 0;
                }
                if (count > 0) {
                    assertThat(count).isEqualTo(channels);
                    assertThat(run > 0 || seen >= HeldOutBlocks.APART).isTrue();
                    run++;
                    seen = 0;
                } else {
                    assertThat(run == 0 || run == blocks.rows()).isTrue();
                    run = 0;
                    seen++;
                }
            }
            assertThat(seen).isGreaterThanOrEqualTo(HeldOutBlocks.APART);
        }
    }

    /** Nearest windows copy a cycle without noise; lines cut it short; one answer has its absolute error as its CRPS. */
    @Test
    void measuresWhatIsKnown() {
        BenchmarkSeries series = cycles(1600);
        assertThat(GapBenchmark.fits(series)).isTrue();
        assertThat(GapBenchmark.fits(cycles(1200))).isFalse();
        List<GapFigure> copied =
                GapBenchmark.of("MADE", series, ImputationMethods.parse("knn(neighbours=1)"), "knn", 4, context);
        List<GapFigure> lines =
                GapBenchmark.of("MADE", series, ImputationMethods.parse("linear"), "linear", 4, context);

        assertThat(copied).hasSize(6).allSatisfy(figure -> {
            if (!figure.channels().equals("all") || figure.rows() < 64) {
                assertThat(figure.mae()).isLessThan(1e-5);
            }
            assertThat(figure.draws()).isEqualTo(4);
        });
        assertThat(lines).hasSize(6).allSatisfy(figure -> {
            assertThat(figure.crps()).isCloseTo(figure.mae(), within(1e-12));
            assertThat(figure.draws()).isEqualTo(1);
            assertThat(figure.mae()).isGreaterThan(0.01);
        });
        GapFigure all = lines.get(3);
        assertThat(all.channels()).isEqualTo("all");
        assertThat(all.cells())
                .as("the channel that never moves does not count")
                .isEqualTo(6L * 8 * 2);
    }

    /** By hand: of 1, 2 and 4 about 3, {@code (2 + 1 + 1) / 3 - (1 + 3 + 2) / 9}; of draws that agree the absolute error. */
    @Test
    void rankedProbabilityIsThatOfTheDefinition() {
        assertThat(RankedProbability.of(3, 4, 1, 2)).isCloseTo(4.0 / 3 - 6.0 / 9, within(1e-12));
        assertThat(RankedProbability.of(3, 5, 5, 5)).isCloseTo(2, within(1e-12));
        assertThat(RankedProbability.of(-1, 5)).isCloseTo(6, within(1e-12));
    }

    @Test
    void figuresAreReadBackAndFoundByWhatTheyMeasure(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("impute.csv");
        GapFigure figure =
                new GapFigure("ASD", "omi-1", "knn(neighbours=5)", 32, "some", 20, 7, 640, 0.5, 0.4, 0.8, 0.9, 1.5);
        GapResults.open(file).add(List.of(figure));
        GapResults again = GapResults.open(file);

        assertThat(again.of("ASD", "omi-1", "knn(neighbours=5)", 7)).containsExactly(figure);
        assertThat(again.of("ASD", "omi-1", "knn", 7)).isEmpty();
        assertThat(again.of("ASD", "omi-1", "knn(neighbours=5)", 8)).isEmpty();

        Files.writeString(file, "set,series\nASD,omi-1\n");
        assertThatThrownBy(() -> GapResults.open(file))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("impute.csv");
    }
}
