package io.vigie.detect.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vigie.detect.Alignment;
import io.vigie.detect.RunContext;
import io.vigie.detect.Scores;
import io.vigie.detect.WindowAggregation;
import io.vigie.model.MemoryModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class WindowScoresTest {
    private static final double NAN = Double.NaN;

    private final RandomGenerator random = RunContext.defaults().random("window-scores-test");

    private record Case(
            String name, WindowScores mechanism, int window, int span, WindowAggregation aggregation, int count) {}

    @Test
    void centredAverageIsTheMeanOverTheWindowsThatCoverARow() {
        WindowScores mechanism = WindowScores.ofWindows(3, WindowAggregation.AVERAGE, Alignment.CENTRED);

        assertThat(mechanism.toRows(new double[] {3, 6, 12, 0})).containsExactly(3, 4.5, 7, 6, 6, 0);
        assertThat(mechanism.delay()).isEqualTo(2);
        assertThat(mechanism.warmUp()).isZero();
    }

    @Test
    void centredMedianIsTheMedianOverTheWindowsThatCoverARow() {
        WindowScores mechanism = WindowScores.ofWindows(3, WindowAggregation.MEDIAN, Alignment.CENTRED);

        assertThat(mechanism.toRows(new double[] {3, 6, 12, 0})).containsExactly(3, 4.5, 6, 6, 6, 0);
    }

    @Test
    void centredLastIsTheWindowCentredOnTheRow() {
        WindowScores odd = WindowScores.ofWindows(3, WindowAggregation.LAST, Alignment.CENTRED);
        WindowScores even = WindowScores.ofWindows(4, WindowAggregation.LAST, Alignment.CENTRED);

        assertThat(odd.toRows(new double[] {3, 6, 12})).containsExactly(NAN, 3, 6, 12, 12);
        assertThat(odd.delay()).isEqualTo(1);
        assertThat(even.toRows(new double[] {3, 6, 12})).containsExactly(NAN, NAN, 3, 6, 12, 12);
        assertThat(even.delay()).isEqualTo(1);
    }

    @Test
    void causalFormsLookAtWindowsThatHaveEnded() {
        double[] scores = {3, 6, 12, 0};

        assertThat(WindowScores.ofWindows(3, WindowAggregation.LAST, Alignment.CAUSAL)
                        .toRows(scores))
                .containsExactly(NAN, NAN, 3, 6, 12, 0);
        assertThat(WindowScores.ofWindows(3, WindowAggregation.AVERAGE, Alignment.CAUSAL)
                        .toRows(scores))
                .containsExactly(NAN, NAN, 3, 4.5, 7, 6);
        assertThat(WindowScores.ofWindows(3, WindowAggregation.MEDIAN, Alignment.CAUSAL)
                        .toRows(scores))
                .containsExactly(NAN, NAN, 3, 4.5, 6, 6);
    }

    @Test
    void maximumIsThatOfTheHighestWindowWithItsContributions() {
        WindowScores centred = WindowScores.ofWindows(3, WindowAggregation.MAXIMUM, Alignment.CENTRED);
        WindowScores causal = WindowScores.ofWindows(3, WindowAggregation.MAXIMUM, Alignment.CAUSAL);
        float[][] contributions = {{1, 2, 3, 4}};
        Scores rows = centred.toScores(
                new double[] {3, 12, 6, 0}, new float[][] {contributions[0].clone()}, "unit", RunContext.defaults());

        assertThat(rows.totals()).containsExactly(3, 12, 12, 12, 6, 0);
        assertThat(rows.contribution(0, 3)).isEqualTo(2);
        assertThat(rows.contribution(0, 4)).isEqualTo(3);
        assertThat(causal.toRows(new double[] {3, 12, 6, 0})).containsExactly(NAN, NAN, 3, 12, 12, 12);
    }

    @Test
    void windowsWithoutAScoreMakeTheWarmUpLonger() {
        WindowScores centred = WindowScores.ofWindows(3, WindowAggregation.LAST, Alignment.CENTRED);
        Scores rows = centred.toScores(2, new double[] {7, 8}, new float[][] {{3, 4}}, "unit", RunContext.defaults());

        assertThat(rows.totals()).containsExactly(NAN, NAN, NAN, 7, 8, 8);
        assertThat(rows.warmUp()).isEqualTo(3);
        assertThat(rows.contributions(0)).containsExactly(0, 0, 0, 3, 4, 4);

        Scores none = centred.toScores(2, new double[0], new float[1][0], "unit", RunContext.defaults());
        assertThat(none.totals()).containsExactly(NAN, NAN, NAN, NAN);
        assertThat(none.warmUp()).isEqualTo(4);
    }

    @Test
    void maximaAreTakenFirstAndRowsAveragedThen() {
        for (Alignment alignment : Alignment.values()) {
            double[] scores = random.doubles(40).toArray();
            WindowScores whole = WindowScores.ofWindows(6, 4, WindowAggregation.MAXIMUM, alignment);
            WindowScores maxima = WindowScores.ofWindows(6, WindowAggregation.MAXIMUM, alignment);
            WindowScores means = WindowScores.ofRows(4, WindowAggregation.AVERAGE, alignment);
            double[] rows = whole.toRows(scores);
            double[] highest = maxima.toRows(scores);
            int warmUp = maxima.warmUp();

            assertThat(whole.warmUp()).isEqualTo(warmUp);
            assertThat(whole.delay()).isEqualTo(maxima.delay() + means.delay());
            assertThat(Arrays.copyOfRange(rows, warmUp, rows.length))
                    .containsExactly(means.toRows(Arrays.copyOfRange(highest, warmUp, highest.length)));
        }
    }

    @Test
    void windowScoresAreSmoothedFurther() {
        double[] scores = {3, 6, 12, 0};
        WindowScores centred = WindowScores.ofWindows(2, 3, WindowAggregation.AVERAGE, Alignment.CENTRED);
        WindowScores causal = WindowScores.ofWindows(2, 2, WindowAggregation.MEDIAN, Alignment.CAUSAL);

        // row i of windows i - 2 to i + 1
        assertThat(centred.toRows(scores)).containsExactly(4.5, 7, 5.25, 6, 6);
        assertThat(centred.delay()).isEqualTo(2);
        // row i of windows i - 3 to i - 1
        assertThat(causal.toRows(scores)).containsExactly(NAN, 3, 4.5, 6, 6);
        assertThat(causal.delay()).isZero();
        assertThatThrownBy(() -> WindowScores.ofWindows(2, 3, WindowAggregation.LAST, Alignment.CENTRED))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("smoothing is 3");
    }

    @Test
    void rowScoresAreSmoothedAroundOrBeforeTheRow() {
        double[] scores = {3, 6, 12, 0, 8};

        assertThat(WindowScores.ofRows(3, WindowAggregation.AVERAGE, Alignment.CENTRED)
                        .toRows(scores))
                .containsExactly(4.5, 7, 6, 20 / 3.0, 4);
        assertThat(WindowScores.ofRows(3, WindowAggregation.AVERAGE, Alignment.CAUSAL)
                        .toRows(scores))
                .containsExactly(3, 4.5, 7, 6, 20 / 3.0);
        assertThat(WindowScores.ofRows(1, WindowAggregation.AVERAGE, Alignment.CENTRED)
                        .toRows(scores))
                .containsExactly(scores);
    }

    @Test
    void agreesWithTheDefinitionForManyShapes() {
        for (Case one : cases()) {
            if (one.name.startsWith("smoothed") && one.aggregation == WindowAggregation.MAXIMUM) {
                continue; // averaged after all this
            }
            double[] scores = random.doubles(one.count).toArray();
            double[] rows = one.mechanism.toRows(scores);

            int shift = one.mechanism.delay() - one.span + 1;
            assertThat(rows).hasSize(one.count + one.span - 1);
            for (int row = 0; row < rows.length; row++) {
                int end = one.window == 1 ? Math.min(row + shift, one.count - 1) : row + shift;
                if (end < 0) {
                    assertThat(rows[row]).as("%s row %d", one.name, row).isNaN();
                    continue;
                }
                double[] covered =
                        Arrays.copyOfRange(scores, Math.max(0, end - one.window + 1), Math.min(end + 1, one.count));
                Arrays.sort(covered);
                double expected = switch (one.aggregation) {
                    case MEDIAN -> 0.5 * (covered[(covered.length - 1) / 2] + covered[covered.length / 2]);
                    case MAXIMUM -> covered[covered.length - 1];
                    default -> Arrays.stream(covered).sum() / covered.length;
                };
                assertThat(rows[row]).as("%s row %d", one.name, row).isCloseTo(expected, within(1e-14));
            }
        }
    }

    @Test
    void aLargeScoreLeavesNoTraceOnceItIsOutOfTheWindow() {
        double[] scores = new double[1000];
        Arrays.fill(scores, 1e-3);
        scores[500] = 1e17;
        double[] rows = WindowScores.ofWindows(10, WindowAggregation.AVERAGE, Alignment.CENTRED)
                .toRows(scores);

        for (int row = 520; row < rows.length; row++) {
            assertThat(rows[row]).isCloseTo(1e-3, within(1e-17));
        }
    }

    @Test
    void onlineGivesTheBitsOfTheWholeSeriesAlsoAfterSaveAndRestore() {
        int channels = 3;
        for (Case one : cases()) {
            double[] scores = random.doubles(one.count).toArray();
            float[][] contributions = new float[channels][one.count];
            for (float[] channel : contributions) {
                for (int j = 0; j < one.count; j++) {
                    channel[j] = random.nextFloat();
                }
            }
            float[][] given = new float[channels][];
            Arrays.setAll(given, c -> contributions[c].clone());
            Scores batch = one.mechanism.toScores(
                    scores, given, "unit", RunContext.defaults().withThreads(2));

            WindowScores.Online online = one.mechanism.online(channels);
            for (int j = 0; j < one.count; j++) {
                float[] shares = {contributions[0][j], contributions[1][j], contributions[2][j]};
                double value = online.push(scores[j], shares);
                int row = j + one.span - 1 - one.mechanism.delay();
                if (row < 0) {
                    assertThat(value).isNaN();
                } else {
                    assertThat(value).as(one.name).isEqualTo(batch.total(row));
                    for (int c = 0; c < channels; c++) {
                        assertThat(online.contributions()[c]).as(one.name).isEqualTo(batch.contribution(c, row));
                    }
                }
                if (j % 7 == 3) {
                    MemoryModel state = new MemoryModel();
                    online.write(state);
                    online = one.mechanism.online(channels, state.asReader());
                }
            }
        }
    }

    @Test
    void contributionsThatAddUpToWindowScoresAddUpToRowScores() {
        for (Case one : cases()) {
            float[][] contributions = new float[4][one.count];
            double[] scores = new double[one.count];
            for (float[] channel : contributions) {
                for (int j = 0; j < one.count; j++) {
                    channel[j] = random.nextFloat();
                    scores[j] += channel[j];
                }
            }
            Scores rows = one.mechanism.toScores(scores, contributions, "unit", RunContext.defaults());

            for (int row = rows.warmUp(); row < rows.length(); row++) {
                double sum = 0;
                for (int c = 0; c < 4; c++) {
                    sum += rows.contribution(c, row);
                }
                assertThat(sum).as(one.name).isCloseTo(rows.total(row), within(1e-6));
            }
        }
    }

    private static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (int window : new int[] {1, 2, 3, 4, 7, 50}) {
            for (int count : new int[] {1, 2, 5, 13, 160}) {
                for (WindowAggregation aggregation : WindowAggregation.values()) {
                    for (Alignment alignment : Alignment.values()) {
                        String name = aggregation + " " + alignment + " window " + window + " of " + count;
                        int pooled = aggregation == WindowAggregation.LAST ? 1 : window;
                        cases.add(new Case(
                                "rows " + name,
                                WindowScores.ofRows(window, aggregation, alignment),
                                pooled,
                                1,
                                aggregation,
                                count));
                        cases.add(new Case(
                                "windows " + name,
                                WindowScores.ofWindows(window, aggregation, alignment),
                                pooled,
                                window,
                                aggregation,
                                count));
                        if (aggregation != WindowAggregation.LAST) {
                            cases.add(new Case(
                                    "smoothed windows " + name,
                                    WindowScores.ofWindows(window, 5, aggregation, alignment),
                                    pooled + 4,
                                    window,
                                    aggregation,
                                    count));
                        }
                    }
                }
            }
        }
        return cases;
    }
}
