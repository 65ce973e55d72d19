package io.vigie.bench.trap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vigie.bench.data.BenchmarkSeries;
import io.vigie.detect.Detectors;
import io.vigie.detect.RunContext;
import io.vigie.series.BadInputException;
import io.vigie.series.Channel;
import io.vigie.series.Interval;
import io.vigie.series.Labels;
import io.vigie.series.TimeAxis;
import io.vigie.series.TimeSeries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LikelihoodTrapTest {
    private static final int ROWS = 2400;

    @Test
    void aSourceIsTheLongestNormalStretchInTwoHalves() {
        TimeSeries series = noise("a", 4, 4000);
        Labels labels = Labels.ofIntervals(4000, List.of(new Interval(100, 120), new Interval(3000, 3010)));
        TrapSource source = TrapSource.of("SET", new BenchmarkSeries("a", "SET", series, series, labels))
                .orElseThrow();

        assertThat(source.train().length()).isEqualTo((3000 - 120) / 2);
        assertThat(source.train().channelValues(0)[0]).isEqualTo(series.channelValues(0)[120]);
        assertThat(source.test().channelValues(3)[0])
                .isEqualTo(series.channelValues(3)[120 + source.train().length()]);
    }

    @Test
    void aStretchThatIsTooShortOrStillIsNoSource() {
        TimeSeries noise = noise("a", 1, 1900);
        TimeSeries still = TimeSeries.of("b", TimeAxis.rows(3000), List.of(Channel.of("c0")), new double[1][3000]);

        assertThat(TrapSource.of("SET", labelled(noise))).isEmpty();
        assertThat(TrapSource.of("SET", labelled(still))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Trap.class)
    void aTrapChangesNothingOutsideItsSegments(Trap trap) {
        TrapSource source = source("a");
        TrapSource.Trapped trapped = source.with(trap, Reach.QUARTER);
        int changedChannels = 0;
        for (int c = 0; c < 4; c++) {
            double[] before = source.test().channelValues(c);
            double[] after = trapped.series().channelValues(c);
            int changed = 0;
            for (int row = 0; row < before.length; row++) {
                boolean inside = trapped.labels().get(row) == Labels.State.ANOMALOUS;
                changed += before[row] == after[row] ? 0 : 1;
                assertThat(inside || before[row] == after[row]).isTrue();
            }
            changedChannels += changed > 0 ? 1 : 0;
        }
        assertThat(trapped.labels().anomalies()).hasSize(5).allMatch(rows -> rows.length() == 100);
        assertThat(changedChannels).isBetween(1, 4); // one a segment
    }

    @Test
    void quietTrapsAreQuietAndTheOthersAreNot() {
        TrapSource source = source("a");
        for (Trap trap : Trap.values()) {
            double[] values = source.with(trap, Reach.ALL).series().channelValues(0);
            Interval rows = source.with(trap, Reach.ALL).labels().anomalies().get(0);
            double squares = 0;
            for (int row = rows.from() + 1; row < rows.to(); row++) {
                squares += (values[row] - values[row - 1]) * (values[row] - values[row - 1]);
            }
            double steps = Math.sqrt(squares / (rows.length() - 1)); // the square root of 2 where nothing is changed
            assertThat(steps < 0.2).as(trap.label()).isEqualTo(trap.quiet());
        }
    }

    @Test
    void aSignalThatStandsStillByItselfIsNotTrappedByQuiet() {
        double[][] values = new double[1][ROWS];
        RandomGenerator random = RunContext.defaults().random("still");
        for (int row = 0; row < ROWS; row++) {
            values[0][row] = row % 200 < 100 ? random.nextGaussian() : 7;
        }
        TimeSeries series = TimeSeries.of("halting", TimeAxis.rows(ROWS), List.of(Channel.of("c0")), values);
        TrapSource source = TrapSource.of("SET", labelled(series)).orElseThrow();

        // of 200 rows, 100 hold 7; windows of 16 rows lie wholly within them in 85 places
        assertThat(source.stillShare()).isCloseTo(85 / 200.0, within(0.01));
        assertThat(source("a").stillShare()).isZero();
        List<TrapFigure> figures = LikelihoodTrap.of(
                source,
                List.of(source),
                Detectors.create("zscore", Map.of("window", "20")),
                "none",
                RunContext.defaults());
        assertThat(figures)
                .extracting(TrapFigure::trap)
                .doesNotContain("flat-line")
                .contains("spikes");
    }

    @Test
    void measuresEachTrapAndTheOtherSeries() {
        // a window's mean is high where the level is, and cannot tell another series of the same noise
        List<TrapSource> sources = List.of(source("a"), source("b"));
        List<TrapFigure> figures = LikelihoodTrap.of(
                sources.get(0),
                sources,
                Detectors.create("zscore", Map.of("window", "20")),
                "none",
                RunContext.defaults());

        assertThat(figures).hasSize(2 * Trap.values().length + 1);
        assertThat(auroc(figures, "level-shift", "all")).isGreaterThan(0.99);
        assertThat(auroc(figures, "flat-line", "all")).isLessThan(0.75);
        assertThat(auroc(figures, TrapFigure.OTHER_SERIES, "-")).isCloseTo(0.5, within(0.1));
    }

    @Test
    void resultsGoOnWhereTheyWere(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("figures.csv");
        TrapFigure first = new TrapFigure("S", "a", "flat-line", "all", "none", 0.25);
        TrapFigure second = new TrapFigure("S", "b", "flat-line", "all", "none", 0.75);
        TrapResults.open(file).add(List.of(first));
        TrapResults again = TrapResults.open(file);

        assertThat(again.has("a", "none")).isTrue();
        assertThat(again.has("b", "none")).isFalse();
        again.add(List.of(second));
        assertThat(TrapResults.open(file).means()).isEqualTo(Map.of("flat-line, all", Map.of("none", 0.5)));
        Path other = Files.writeString(folder.resolve("other.csv"), "a,b\n1,2\n");
        assertThatThrownBy(() -> TrapResults.open(other))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("other.csv");
    }

    private static double auroc(List<TrapFigure> figures, String trap, String reach) {
        return figures.stream()
                .filter(figure -> figure.trap().equals(trap) && figure.reach().equals(reach))
                .findFirst()
                .orElseThrow()
                .auroc();
    }

    private static TrapSource source(String name) {
        return TrapSource.of("SET", labelled(noise(name, 4, ROWS))).orElseThrow();
    }

    private static BenchmarkSeries labelled(TimeSeries series) {
        return new BenchmarkSeries(
                series.name(), "SET", series, series, Labels.all(Labels.State.NORMAL, series.length()));
    }

    private static TimeSeries noise(String name, int channels, int rows) {
        RandomGenerator random = RunContext.defaults().random(name);
        double[][] values = new double[channels][rows];
        for (double[] channel : values) {
            for (int row = 0; row < rows; row++) {
                channel[row] = random.nextGaussian();
            }
        }
        List<Channel> names =
                IntStream.range(0, channels).mapToObj(c -> Channel.of("c" + c)).toList();
        return TimeSeries.of(name, TimeAxis.rows(rows), names, values);
    }
}
