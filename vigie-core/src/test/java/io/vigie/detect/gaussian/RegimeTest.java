package io.vigie.detect.gaussian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vigie.detect.Detectors;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.OnlineScorer;
import io.vigie.detect.OperatingState;
import io.vigie.detect.OperatingStates;
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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegimeTest {
    private static final int ROWS = 9000;

    /** Level of power, flow and speed in each drawn state. */
    private static final double[][] LEVELS = {{-1, -1, 0}, {1.5, 1.2, 0.4}, {0, 2, -1.5}};

    private static final double[] NOISE = {0.1, 0.3, 0.2};
    private static final String DETECTOR = "regime(dwell=32,window=17)";

    private final Drawn train = drawn(1);
    private final Drawn test = drawn(2);

    /** A series and the state that each row was drawn from. */
    private record Drawn(TimeSeries series, int[] states) {}

    @ParameterizedTest
    @ValueSource(strings = {"centred", "causal"})
    void theStatesAreFound(String alignment) {
        FittedDetector fitted = fit("regime(dwell=32,window=17,alignment=" + alignment + ")");
        OperatingStates found = (OperatingStates) fitted;

        assertThat(found.states()).hasSize(3);
        int[] path = found.statesOf(test.series);
        int[] drawnFor = new int[3]; // each found state as the drawn one whose levels it has
        for (int k = 0; k < 3; k++) {
            double[] mean = found.states().get(k).mean();
            drawnFor[k] = nearest(mean);
            assertThat(mean).containsExactly(LEVELS[drawnFor[k]], within(0.15));
        }
        // causal, a change is seen once it fills the rows that are looked at
        int settled = alignment.equals("centred") ? 0 : 48;
        int agreeing = 0;
        int compared = 0;
        int lasted = 0;
        for (int row = 0; row < ROWS; row++) {
            lasted = row > 0 && test.states[row] == test.states[row - 1] ? lasted + 1 : 0;
            if (lasted >= settled) {
                agreeing += drawnFor[path[row]] == test.states[row] ? 1 : 0;
                compared++;
            }
        }
        assertThat(agreeing / (double) compared).isGreaterThan(0.97);
    }

    @Test
    void theyAreDescribedAndOrderedByTheirShare() {
        List<OperatingState> states = ((OperatingStates) fit(DETECTOR)).states();

        assertThat(states.stream().mapToDouble(OperatingState::share).sum()).isCloseTo(1, within(1e-9));
        assertThat(states).isSortedAccordingTo((a, b) -> Double.compare(b.share(), a.share()));
        for (OperatingState state : states) {
            int drawnAs = nearest(state.mean());
            long rows = Arrays.stream(train.states).filter(s -> s == drawnAs).count();
            assertThat(state.share()).isCloseTo(rows / (double) ROWS, within(0.02));
            assertThat(state.dwell()).isBetween(100.0, 400.0);
        }
    }

    /** A few rows are explained from the rows about them, all rows from all. */
    @ParameterizedTest
    @ValueSource(strings = {"centred", "causal"})
    void theExpectationOfFewRowsIsThatOfAll(String alignment) {
        FittedDetector fitted = fit("regime(dwell=32,window=17,alignment=" + alignment + ")");
        double[][] all = fitted.expectation(test.series, new Interval(0, ROWS))
                .orElseThrow()
                .expected();
        // at both ends, and soon after changes of state, where what came before matters most
        IntStream changes = IntStream.range(1, ROWS - 70)
                .filter(row -> test.states[row] != test.states[row - 1])
                .map(row -> row + 30);
        for (int from : IntStream.concat(IntStream.of(0, 5, ROWS - 40), changes).toArray()) {
            double[][] few = fitted.expectation(test.series, new Interval(from, from + 40))
                    .orElseThrow()
                    .expected();
            for (int c = 0; c < few.length; c++) {
                assertThat(few[c]).as("from row %d", from).containsExactly(Arrays.copyOfRange(all[c], from, from + 40));
            }
        }
    }

    @Test
    void damagedModelsAndStatesAreRefused() {
        FittedDetector fitted = fit("regime(dwell=32,window=17,alignment=causal)");
        MemoryModel model = ChangedEntry.in(
                out -> Detectors.write(fitted, out), "learned/positions/mixture/log-determinants", new double[0]);
        assertThatThrownBy(() -> Detectors.read(fitted.schema(), model.asReader()))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("'log-determinants' has shape [0]");
        Map<String, Object> damages = Map.of(
                "position/before",
                new int[] {0, 3, 1},
                "position/pushed",
                -1L,
                "position/run",
                -2L,
                "rows/pushed",
                -3L);
        OnlineScorer online = fitted.online();
        damages.forEach((entry, values) -> {
            MemoryModel state = ChangedEntry.in(online::write, entry, values);
            assertThatThrownBy(() -> fitted.online(state.asReader()))
                    .as(entry)
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessageContaining("damaged");
        });
    }

    @Test
    void oneStateIsNotTakenForMany() {
        RandomGenerator random = RunContext.defaults().random("one state");
        double[][] values = new double[2][6000];
        double slow = 0;
        for (int row = 0; row < 6000; row++) {
            slow = 0.9 * slow + random.nextGaussian();
            values[0][row] = slow;
            values[1][row] = 0.5 * slow + Math.sin(row / 5.0);
        }
        TimeSeries plain = series(values);
        FittedDetector fitted = Detectors.parse(DETECTOR).fit(TrainingSet.of(plain), RunContext.defaults());

        assertThat(((OperatingStates) fitted).states()).hasSize(1);
        assertThat(((OperatingStates) fitted).statesOf(plain)).containsOnly(0);
    }

    /** Flow as in the second state, while all else is as in the first. */
    @Test
    void whatIsNormalInOneStateIsFlaggedInAnother() {
        Interval rows = visit(test, 0);
        double[][] values = values(test.series);
        for (int row = rows.from(); row < rows.to(); row++) {
            values[1][row] += LEVELS[1][1] - LEVELS[0][1];
        }
        Scores plain = fit(DETECTOR).score(test.series);
        Scores broken = fit(DETECTOR).score(series(values));
        int middle = (rows.from() + rows.to()) / 2;

        double usual = Arrays.stream(plain.settledTotals()).sorted().toArray()[(int) (0.99 * ROWS)];
        assertThat(broken.total(middle)).isGreaterThan(usual);
        assertThat(plain.total(middle)).isLessThan(0.5 * usual);
        assertThat(broken.contribution(1, middle))
                .isGreaterThan(broken.contribution(0, middle) + broken.contribution(2, middle));
    }

    @Test
    void aChangeOfStateIsNoAnomaly() {
        Scores scores = fit(DETECTOR).score(test.series);
        double changing = 0;
        double all = 0;
        int changes = 0;
        for (int row = 100; row < ROWS - 100; row++) {
            all += scores.total(row) / (ROWS - 200);
            if (test.states[row] != test.states[row - 1]) {
                changing += scores.total(row);
                changes++;
            }
        }
        assertThat(changing / changes).isLessThan(2.5 * all);
    }

    @Test
    void theExpectationIsTheLevelOfTheState() {
        Interval rows = visit(test, 2);
        double[][] expected =
                fit(DETECTOR).expectation(test.series, rows).orElseThrow().expected();
        int middle = rows.length() / 2;
        for (int c = 0; c < 3; c++) {
            assertThat(expected[c][middle]).isCloseTo(LEVELS[2][c], within(0.2));
        }
    }

    private FittedDetector fit(String detector) {
        return Detectors.parse(detector).fit(TrainingSet.of(train.series), RunContext.defaults());
    }

    private static int nearest(double[] mean) {
        int nearest = 0;
        for (int k = 1; k < 3; k++) {
            nearest = distance(mean, k) < distance(mean, nearest) ? k : nearest;
        }
        return nearest;
    }

    private static double distance(double[] mean, int state) {
        double sum = 0;
        for (int c = 0; c < 3; c++) {
            sum += Math.pow(mean[c] - LEVELS[state][c], 2);
        }
        return sum;
    }

    /** The middle 60 rows of some long visit of a state. */
    private static Interval visit(Drawn drawn, int state) {
        int run = 0;
        for (int row = 1000; row < ROWS; row++) {
            run = drawn.states[row] == state ? run + 1 : 0;
            if (run == 180) {
                return new Interval(row - 120, row - 60);
            }
        }
        throw new IllegalStateException("no long visit of state " + state);
    }

    private static Drawn drawn(int seed) {
        RandomGenerator random = RunContext.defaults().withSeed(seed).random("regimes");
        double[][] values = new double[3][ROWS];
        int[] states = new int[ROWS];
        int state = 0;
        int left = 300;
        for (int row = 0; row < ROWS; row++, left--) {
            if (left == 0) {
                state = (state + 1 + random.nextInt(2)) % 3;
                left = 100 + random.nextInt(250);
            }
            states[row] = state;
            for (int c = 0; c < 3; c++) {
                values[c][row] = LEVELS[state][c] + NOISE[state] * random.nextGaussian();
            }
        }
        return new Drawn(series(values), states);
    }

    private static double[][] values(TimeSeries series) {
        double[][] values = new double[series.channelCount()][];
        for (int c = 0; c < values.length; c++) {
            values[c] = series.channelValues(c);
        }
        return values;
    }

    private static TimeSeries series(double[][] values) {
        List<Channel> channels = Stream.of("power", "flow", "speed")
                .limit(values.length)
                .map(Channel::of)
                .toList();
        return TimeSeries.of("plant", TimeAxis.rows(values[0].length), channels, values);
    }
}
