package io.vigie.detect.gaussian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vigie.detect.Detectors;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.detect.Scores;
import io.vigie.detect.TrainingSet;
import io.vigie.model.ChangedEntry;
import io.vigie.model.MemoryModel;
import io.vigie.model.ModelFormatException;
import io.vigie.series.Channel;
import io.vigie.series.Interval;
import io.vigie.series.TimeAxis;
import io.vigie.series.TimeSeries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PadimTest {
    private static final double PERIOD = 50.3;
    private static final Interval OUT_OF_PHASE = new Interval(900, 925);

    /** A window of one row, one position: the fitted Gaussian is that of the rows, and distances follow from it. */
    @Test
    void rowsAreHeldAgainstTheirMeanAndCovariance() {
        double[][] values = new double[2][4000];
        RandomGenerator random = RunContext.defaults().random("rows");
        for (int row = 0; row < 4000; row++) {
            double shared = random.nextGaussian();
            values[0][row] = shared;
            values[1][row] = 0.8 * shared + 0.6 * random.nextGaussian();
        }
        FittedPositions fitted = fit("padim(encoder=raw,window=1)", series(values));
        PositionGaussian gaussian = fitted.gaussian(0);

        // Scaled rows have the correlation matrix for covariance: 1 + 0.01 and r beside it, up to what is compressed.
        double r = 0.8;
        double determinant = 1.01 * 1.01 - r * r;
        assertThat(gaussian.precision())
                .containsExactly(
                        new double[] {1.01 / determinant, -r / determinant, -r / determinant, 1.01 / determinant},
                        within(0.15));
        double[][] probe = {{1.5, 1.5, 1.5, 0}, {1.5, -1.5, 0, 0}};
        double[] scores = fitted.score(series(probe)).totals();
        assertThat(scores[1]).as("against the correlation").isGreaterThan(scores[2]);
        assertThat(scores[2]).isGreaterThan(scores[0]);
        assertThat(scores[0]).as("along the correlation").isGreaterThan(scores[3]);
    }

    @Test
    void aScoreIsALogChanceAlsoOnRowsThatWereNotLearned() {
        // one window a row: an average over windows that are not quite alike is less often extreme
        FittedPositions fitted = fit("padim(encoder=raw,window=8,aggregation=last)", cyclic(1, 6000, 0));
        double[] scores = fitted.score(cyclic(2, 6000, 0)).settledTotals();
        for (double chance : new double[] {0.5, 0.1, 0.02}) {
            double share = Arrays.stream(scores)
                            .filter(score -> score > -Math.log(chance))
                            .count()
                    / (double) scores.length;
            assertThat(share).isBetween(0.7 * chance, 1.4 * chance);
        }
    }

    @Test
    void aWrongPhaseIsSeenByPhasesAndNotByOnePosition() {
        TimeSeries train = cyclic(1, 4000, 0);
        TimeSeries broken = outOfPhase(cyclic(2, 2000, 17));
        // a window much shorter than the cycle: what it holds is normal somewhere in the cycle
        assertThat(ratio("padim(encoder=raw,window=5,position=phase)", train, broken))
                .isGreaterThan(6);
        assertThat(ratio("padim(encoder=raw,window=5,position=none)", train, broken))
                .isLessThan(2);
    }

    /** Median score of the rows out of phase, over that of the others. */
    private static double ratio(String detector, TimeSeries train, TimeSeries series) {
        double[] scores = fit(detector, train).score(series).totals();
        double inside = median(IntStream.range(OUT_OF_PHASE.from(), OUT_OF_PHASE.to()), scores);
        double outside = median(IntStream.range(300, scores.length).filter(row -> !OUT_OF_PHASE.contains(row)), scores);
        return inside / outside;
    }

    private static double median(IntStream rows, double[] scores) {
        double[] sorted = rows.mapToDouble(row -> scores[row]).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7, 25, 44})
    void phasesAreFoundWhereverASeriesBegins(int shift) {
        FittedPositions fitted = fit("padim(encoder=raw,window=5,position=phase,positions=10)", cyclic(1, 4000, 0));
        int[] expected = fitted.positionsOf(cyclic(3, 3000, 0));
        int[] found = fitted.positionsOf(cyclic(3, 3000, shift));
        int agreeing = 0;
        int compared = 0;
        for (int row = 300; row + shift < 2990; row++, compared++) {
            int apart = Math.floorMod(found[row] - expected[row + shift], 10);
            agreeing += apart == 0 || apart == 1 || apart == 9 ? 1 : 0;
        }
        assertThat(agreeing / (double) compared).isGreaterThan(0.98);
        assertThat(Arrays.stream(found).distinct().count()).isEqualTo(10);
    }

    @Test
    void withoutAPeriodAllWindowsShareOnePositionAndThatIsSaid() {
        RandomGenerator random = RunContext.defaults().random("noise");
        double[][] noise = {random.doubles(2000).map(u -> 2 * u - 1).toArray()};
        FittedPositions fitted = fit("padim(encoder=raw,window=8,position=phase)", series(noise));

        assertThat(fitted.notes()).anySatisfy(note -> assertThat(note).contains("No period"));
        assertThat(fitted.positionsOf(series(noise))).containsOnly(0);
        assertThat(fitted.expectation(series(noise), new Interval(0, 10))).isEmpty();
    }

    @Test
    void onePositionThatWasAskedForIsNoLackOfAPeriod() {
        FittedPositions fitted = fit("padim(encoder=raw,window=5,position=phase,positions=1)", cyclic(1, 2000, 0));

        assertThat(fitted.notes()).noneSatisfy(note -> assertThat(note).contains("No period"));
    }

    /** NaN would be taken for no distance: every score would be 0. */
    @Test
    void damagedModelsAreRefused() {
        FittedPositions fitted = fit("padim(encoder=raw,window=1)", cyclic(1, 2000, 0));
        Map<String, Object> damages = Map.of(
                "gaussian-0/precision", new double[] {1, 0, 0, Double.NaN},
                "gaussian-0/mean", new double[] {Double.POSITIVE_INFINITY, 0},
                "law-0/sorted", new double[] {Double.NaN},
                "encoder/window", 1_000_000_000L);
        damages.forEach((entry, values) -> {
            MemoryModel model = ChangedEntry.in(out -> Detectors.write(fitted, out), "learned/" + entry, values);
            assertThatThrownBy(() -> Detectors.read(fitted.schema(), model.asReader()))
                    .as(entry)
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessageContaining("damaged");
        });
    }

    @Test
    void theExpectationIsTheMeanCycle() {
        FittedPositions fitted = fit("padim(encoder=raw,window=5,position=phase,positions=50)", cyclic(1, 4000, 0));
        TimeSeries broken = outOfPhase(cyclic(2, 2000, 17));
        double[][] expected =
                fitted.expectation(broken, OUT_OF_PHASE).orElseThrow().expected();
        double squares = 0;
        for (int i = 0; i < OUT_OF_PHASE.length(); i++) {
            double should = cycle((OUT_OF_PHASE.from() + i + 17) / PERIOD);
            squares += Math.pow(expected[0][i] - should, 2) / OUT_OF_PHASE.length();
        }
        assertThat(Math.sqrt(squares)).isLessThan(0.25);
    }

    /** 256 windows of another level later the Gaussian is drawn again, from the old windows and the new. */
    @Test
    void learnsFromWhatItHasScoredIfToldTo() {
        TimeSeries train = cyclic(1, 2000, 0);
        double[][] values = {new double[1500], new double[1500]};
        TimeSeries normal = cyclic(2, 1500, 0);
        for (int c = 0; c < 2; c++) {
            for (int row = 0; row < 1500; row++) {
                values[c][row] = normal.value(c, row) + (row < 100 ? 0 : 4);
            }
        }
        String text = "padim(encoder=raw,window=8,aggregation=last,learning=";
        double[] frozen = fit(text + "frozen)", train).score(series(values)).totals();
        double[] learning = fit(text + "continue)", train).score(series(values)).totals();

        assertThat(Arrays.copyOfRange(learning, 4, 250)).isEqualTo(Arrays.copyOfRange(frozen, 4, 250));
        assertThat(frozen[200]).isGreaterThan(5);
        assertThat(median(IntStream.range(1200, 1400), learning))
                .isLessThan(0.5 * median(IntStream.range(1200, 1400), frozen));
        assertThat(fit(text + "continue)", train).score(normal).totals()[700]).isLessThan(5);
    }

    @Test
    void optionsThatCannotBeAreRefused() {
        assertThatThrownBy(() -> Detectors.parse("padim(features=0)"))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("features is 0; use 1 to 512");
        assertThatThrownBy(() -> Detectors.parse("padim(positions=65)"))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("positions is 65; use 1 to 64");
        assertThatThrownBy(() -> Detectors.parse("regime(states=0)"))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("states is 0; use 1 to 64");
        assertThatThrownBy(() -> Detectors.parse("regime(dwell=3)"))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("dwell is 3; use 8 to 4096");
    }

    @Test
    void everyChannelHasAFeatureWhereThereIsRoom() {
        double[][] values = new double[12][3000];
        RandomGenerator random = RunContext.defaults().random("many");
        for (double[] channel : values) {
            Arrays.setAll(channel, row -> random.nextGaussian());
        }
        FittedDetector fitted = fit("padim(encoder=raw,window=10,features=12)", series(values));
        for (int c = 0; c < 12; c++) {
            double[][] broken = Arrays.stream(values).map(double[]::clone).toArray(double[][]::new);
            Arrays.fill(broken[c], 1500, 1600, 9);
            Scores scores = fitted.score(series(broken));
            int most = 0;
            for (int other = 0; other < 12; other++) {
                most = scores.contribution(other, 1550) > scores.contribution(most, 1550) ? other : most;
            }
            assertThat(most).isEqualTo(c);
        }
    }

    private static FittedPositions fit(String detector, TimeSeries train) {
        return (FittedPositions) Detectors.parse(detector).fit(TrainingSet.of(train), RunContext.defaults());
    }

    /** The other half of the cycle for half a cycle. */
    private static TimeSeries outOfPhase(TimeSeries series) {
        double[][] values = new double[series.channelCount()][];
        for (int c = 0; c < values.length; c++) {
            double[] all = series.channelValues(c);
            values[c] = all.clone();
            System.arraycopy(all, OUT_OF_PHASE.from() - 25, values[c], OUT_OF_PHASE.from(), OUT_OF_PHASE.length());
        }
        return series(values);
    }

    private static TimeSeries cyclic(int seed, int rows, int shift) {
        RandomGenerator random = RunContext.defaults().withSeed(seed).random("cycle");
        double[][] values = new double[2][rows];
        for (int row = 0; row < rows; row++) {
            double at = (row + shift) / PERIOD;
            values[0][row] = cycle(at) + 0.1 * random.nextGaussian();
            values[1][row] = 0.5 * cycle(at + 0.3) + 0.1 * random.nextGaussian();
        }
        return series(values);
    }

    private static double cycle(double at) {
        return 1.2 * Math.sin(2 * Math.PI * at) + 0.5 * Math.cos(4 * Math.PI * at);
    }

    private static TimeSeries series(double[][] values) {
        List<Channel> channels = new ArrayList<>();
        for (int c = 0; c < values.length; c++) {
            channels.add(Channel.of("c" + c));
        }
        return TimeSeries.of("drawn", TimeAxis.rows(values[0].length), channels, values);
    }
}
