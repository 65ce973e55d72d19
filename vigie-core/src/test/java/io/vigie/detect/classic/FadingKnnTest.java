package io.vigie.detect.classic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vigie.detect.Detectors;
import io.vigie.detect.OnlineScorer;
import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.detect.Scores;
import io.vigie.detect.TrainingSet;
import io.vigie.model.MemoryModel;
import io.vigie.series.BadInputException;
import io.vigie.series.TimeSeries;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FadingKnnTest {
    private static final RunContext CONTEXT = RunContext.defaults().withThreads(2);
    private static final TimeSeries TRAIN = WindowDetectorData.series(1500, 3, 7);

    @Test
    void unusableOptionsAreRefusedInOneLine() {
        for (int halfLife : new int[] {-1, 0, 4097}) {
            assertThatThrownBy(() -> Detectors.parse("fadingknn(half-life=" + halfLife + ")"))
                    .isInstanceOf(OptionException.class)
                    .hasMessageContaining("half-life is " + halfLife + "; use 1 to 4096");
        }
        assertThatThrownBy(() -> Detectors.parse("fadingknn(memory=0)"))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("memory is 0");
        assertThatThrownBy(() -> fading(10, 100)
                        .fit(TrainingSet.of(WindowDetectorData.series(39, 2, 7).withName("pump-3")), CONTEXT))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("window 40 exceeds the 39 rows of 'pump-3'");
    }

    /** The definition, every sum made afresh from the oldest row on. */
    @ParameterizedTest
    @CsvSource({"1, 4000", "4, 4000", "11, 4000", "4, 700", "11, 700"})
    void isTheLeastWeightedVarianceOfTheDifferencesToTheMemory(int halfLife, int memory) {
        TimeSeries test = bumped();
        FadingKnn detector = fading(halfLife, memory);
        Scores scores = detector.fit(TrainingSet.of(TRAIN), CONTEXT).score(test, CONTEXT);
        ReferenceRows rows = MemorySelection.even(List.of(TRAIN), 4 * halfLife, memory);

        for (int t : new int[] {0, 1, 5, 40, 99, 150, 160, 200, 299}) {
            double least = Double.POSITIVE_INFINITY;
            for (int stretch = 0; stretch < rows.stretches(); stretch++) {
                for (int j = rows.start(stretch) + 4 * halfLife - 1; j < rows.end(stretch); j++) {
                    int back = Math.min(t, j - rows.start(stretch)) + 1;
                    double square = 0;
                    for (int c = 0; c < 3; c++) {
                        square += variance(test.channelValues(c), t, rows.channel(c), j, back, halfLife);
                    }
                    least = Math.min(least, square);
                }
            }
            assertThat(scores.total(t)).as("row %d", t).isCloseTo(Math.sqrt(least), within(1e-7));
        }
    }

    private static double variance(double[] x, int t, double[] y, int j, int back, int halfLife) {
        double weight = 0;
        double mean = 0;
        for (int age = 0; age < back; age++) {
            double w = Math.pow(0.5, age / (double) halfLife);
            weight += w;
            mean += w * (x[t - age] - y[j - age]);
        }
        mean /= weight;
        double variance = 0;
        for (int age = 0; age < back; age++) {
            double e = x[t - age] - y[j - age] - mean;
            variance += Math.pow(0.5, age / (double) halfLife) * e * e;
        }
        return variance / weight;
    }

    @Test
    void onlineEqualsBatchAndGoesOnFromItsState() {
        TimeSeries test = bumped();
        FittedFadingKnn fitted = fading(5, 1200).fit(TrainingSet.of(TRAIN), CONTEXT);
        Scores batch = fitted.score(test, RunContext.defaults().withThreads(1));
        assertThat(fitted.score(test, CONTEXT).totals()).isEqualTo(batch.totals());
        OnlineScorer online = fitted.online();
        for (int row = 0; row < test.length(); row++) {
            if (row == 30 || row == 180) {
                MemoryModel state = new MemoryModel();
                online.write(state);
                online = fitted.online(state.asReader());
            }
            assertThat(online.push(test.row(row))).isEqualTo(batch.total(row));
            for (int c = 0; c < 3; c++) {
                assertThat(online.contributions()[c]).isEqualTo(batch.contribution(c, row));
            }
        }
    }

    @Test
    void theChannelThatDiffersGetsTheShareAndSharesAddUp() {
        Scores scores = fading(5, 4000).fit(TrainingSet.of(TRAIN), CONTEXT).score(bumped(), CONTEXT);

        for (int row = 0; row < 300; row++) {
            double sum = 0;
            for (int c = 0; c < 3; c++) {
                assertThat(scores.contribution(c, row)).isNotNegative();
                sum += scores.contribution(c, row);
            }
            assertThat(sum).isCloseTo(scores.total(row), within(1e-5));
        }
        assertThat(scores.contribution(1, 152)).isGreaterThan(0.8f * (float) scores.total(152));
    }

    @Test
    void levelsDoNotMatterAndTheEchoHalvesWithTheRows() {
        FittedFadingKnn fitted = fading(5, 4000).fit(TrainingSet.of(TRAIN), CONTEXT);
        double[][] x = WindowDetectorData.values(300, 3, 8);
        double[] usual = fitted.score(WindowDetectorData.series(x), CONTEXT).totals();
        for (double[] channel : x) {
            for (int row = 0; row < 300; row++) {
                channel[row] += 40;
            }
        }
        double[] lifted = fitted.score(WindowDetectorData.series(x), CONTEXT).totals();
        for (int row = 0; row < 300; row++) {
            assertThat(lifted[row]).isCloseTo(usual[row], within(1e-5));
        }
        x[1][150] += 20; // one wild row
        double[] wild = fitted.score(WindowDetectorData.series(x), CONTEXT).totals();
        for (int age = 5; age <= 20; age += 5) {
            // Squares of a far-out row: nothing else counts beside it.
            double ratio = Math.pow(wild[150 + age] / wild[150 + age - 5], 2);
            assertThat(ratio).isBetween(0.45, 0.6);
        }
    }

    @Test
    void heldOutScoresAreThoseOfRowsItHasNotSeen() {
        // Noise alone: with waves, rows of the same phase would be missed where they are held out.
        double[][] noise = WindowDetectorData.values(3000, 3, 7);
        for (int c = 0; c < 3; c++) {
            for (int row = 0; row < 3000; row++) {
                noise[c][row] -= Math.sin(2 * Math.PI * row / (17 + 3 * c));
            }
        }
        TimeSeries all = WindowDetectorData.series(noise);
        TimeSeries train = all.slice(0, 1500);
        FittedFadingKnn fitted = fading(5, 4000).fit(TrainingSet.of(train), CONTEXT);
        double[] heldOut = fitted.heldOutScores(TrainingSet.of(train), CONTEXT);
        double[] fresh = fitted.score(all.slice(1500, 3000), CONTEXT).totals();
        double[] seen = fitted.score(train, CONTEXT).totals();

        assertThat(heldOut).hasSize(1500);
        assertThat(Arrays.copyOf(heldOut, 19)).containsOnly(Double.NaN);
        assertThat(median(heldOut, 20)).isCloseTo(median(fresh, 20), within(0.05 * median(fresh, 20)));
        assertThat(median(seen, 20)).isLessThan(1e-6);
        // Nothing is left to compare with where the exclusion covers the whole memory.
        FittedFadingKnn brief = fading(5, 4000).fit(TrainingSet.of(train.slice(0, 40)), CONTEXT);
        assertThat(brief.heldOutScores(TrainingSet.of(train), CONTEXT)).containsOnly(Double.NaN);
    }

    @Test
    void channelsOfFewStatesShareOneVoteWhereTheyAreToldTo() {
        double[][] y = WindowDetectorData.values(1500, 3, 7);
        for (int row = 0; row < 1500; row++) {
            y[1][row] = row / 50 % 2;
            y[2][row] = row / 70 % 2;
        }
        double[][] x = {y[0].clone(), y[1].clone(), y[2].clone()};
        x[1][500] = 2;
        double[] shared = rise(new FadingKnn(5, 4000, DiscreteChannels.SHARED), y, x);
        double[] equal = rise(new FadingKnn(5, 4000, DiscreteChannels.EQUAL), y, x);
        assertThat(shared[500]).isGreaterThan(0).isLessThan(0.75 * equal[500]);
    }

    private static double[] rise(FadingKnn detector, double[][] train, double[][] test) {
        return detector.fit(TrainingSet.of(WindowDetectorData.series(train)), CONTEXT)
                .score(WindowDetectorData.series(test), CONTEXT)
                .totals();
    }

    private static double median(double[] values, int from) {
        double[] sorted = Arrays.stream(values, from, values.length).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private static FadingKnn fading(int halfLife, int memory) {
        return new FadingKnn(halfLife, memory, DiscreteChannels.EQUAL);
    }

    private static TimeSeries bumped() {
        double[][] x = WindowDetectorData.values(300, 3, 8);
        for (int row = 150; row < 170; row++) {
            x[1][row] += row % 2 == 0 ? 2 : -1;
        }
        return WindowDetectorData.series(x);
    }
}
