package io.vigie.detect.encoded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vigie.detect.Detectors;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.OnlineScorer;
import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.detect.Scores;
import io.vigie.detect.TrainingSet;
import io.vigie.model.ChangedEntry;
import io.vigie.model.MemoryModel;
import io.vigie.model.ModelFormatException;
import io.vigie.series.BadInputException;
import io.vigie.series.Channel;
import io.vigie.series.Interval;
import io.vigie.series.Labels;
import io.vigie.series.TimeAxis;
import io.vigie.series.TimeSeries;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** A detector on features against the same detector on features that the test makes itself. */
class EncodedTest {
    private static final int ROWS = 600;
    private final RunContext context = RunContext.defaults();

    @Test
    void windowsOfOneRowLeaveTheDetectorAsItIs() {
        TimeSeries train = noise("train", 1);
        TimeSeries seen = noise("seen", 2);
        Scores alone = score("pca", train, seen);
        Scores encoded = score("encoded(encoder=raw,window=1,scale=none,discrete=equal,detector=pca)", train, seen);

        for (int row = 0; row < ROWS; row++) {
            assertThat(encoded.total(row)).isCloseTo(alone.total(row), within(1e-5 * (1 + alone.total(row))));
            for (int c = 0; c < 2; c++) {
                assertThat(encoded.contribution(c, row)).isCloseTo(alone.contribution(c, row), within(1e-4f));
            }
        }
        assertThat(encoded.unit()).isEqualTo(alone.unit());
    }

    /** Raw windows of three rows: the middle row's channel holds features {@code 3 c .. 3 c + 2}. */
    @Test
    void scoresAndContributionsAreThoseOfTheFeatures() {
        TimeSeries train = noise("train", 3);
        TimeSeries seen = noise("seen", 4);
        Scores encoded = score(
                "encoded(encoder=raw(step=1,normalize=none),window=3,scale=none,discrete=equal,detector=zscore)",
                train,
                seen);
        Scores features = score("zscore", delayed(train), delayed(seen));

        assertThat(encoded.length()).isEqualTo(ROWS);
        assertThat(encoded.warmUp()).isEqualTo(1);
        assertThat(encoded.total(ROWS - 1)).as("the last window's").isEqualTo(encoded.total(ROWS - 2));
        for (int row = 1; row < ROWS - 1; row++) {
            assertThat(encoded.total(row)).isCloseTo(features.total(row - 1), within(1e-4));
            for (int c = 0; c < 2; c++) {
                double sum = 0;
                for (int o = 0; o < 3; o++) {
                    sum += features.contribution(3 * c + o, row - 1);
                }
                assertThat((double) encoded.contribution(c, row)).isCloseTo(sum, within(1e-4));
            }
        }
    }

    /** The detector scores window 3 first, which is that of row 5 of windows of 5 rows; five rows of it are all it has. */
    @Test
    void aDetectorWithAWarmUpMakesItLonger() {
        String text = "encoded(encoder=raw,window=5,detector=kmeans(window=4,alignment=causal))";
        try (FittedDetector fitted = Detectors.parse(text).fit(TrainingSet.of(noise("train", 1)), context)) {
            TimeSeries seen = noise("seen", 2);
            Scores scores = fitted.score(seen, context);
            assertThat(scores.warmUp()).isEqualTo(5);
            OnlineScorer online = fitted.online();
            double[] row = new double[2];
            for (int at = 0; at < ROWS; at++) {
                for (int c = 0; c < 2; c++) {
                    row[c] = seen.value(c, at);
                }
                double score = online.push(row);
                int told = at - online.delay();
                if (told < 0) {
                    assertThat(score).isNaN();
                } else {
                    assertThat(score).as("row %d", told).isEqualTo(Double.valueOf(scores.total(told)));
                }
            }
            Scores shortest = fitted.score(seen.slice(0, 8), context);
            assertThat(shortest.warmUp()).isEqualTo(5);
            assertThat(shortest.settledTotals()).containsOnly(scores.total(5));
        }
    }

    /** No row is unusual by itself: a burst of noise of the usual range is seen in what windows are like, not in rows. */
    @Test
    void aDetectorOfRowsSeesWhatWindowsAreLike() {
        TimeSeries train = wave(5, ROWS, 0);
        TimeSeries seen = wave(6, 300, 40);

        assertThat(rank("ecod", train, seen)).isLessThan(0.8);
        assertThat(rank("encoded(window=33,detector=ecod)", train, seen)).isGreaterThan(0.95);
    }

    @Test
    void rowsLabelledAnomalousAreNotLearnedFrom() {
        TimeSeries train = noise("train", 7);
        TimeSeries spoiled = with(train, 200, 260, 9);
        Labels labels = Labels.ofIntervals(ROWS, List.of(new Interval(200, 260)));
        TimeSeries seen = noise("seen", 8);
        String text = "encoded(window=17,detector=pca)";
        try (FittedDetector clean = Detectors.parse(text).fit(TrainingSet.of(train, labels), context);
                FittedDetector labelled = Detectors.parse(text).fit(TrainingSet.of(spoiled, labels), context)) {
            assertThat(labelled.score(seen, context).settledTotals())
                    .containsExactly(clean.score(seen, context).settledTotals());
        }
    }

    @Test
    void whatIsWrongIsToldByThePartThatKnows() {
        assertThatThrownBy(() -> Detectors.parse("encoded(encoder=statistic)"))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("did you mean 'statistics'?");
        assertThatThrownBy(() -> Detectors.parse("encoded(detector=kmean)"))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("did you mean 'kmeans'?");
        assertThatThrownBy(() -> Detectors.parse("encoded(detector=kmeans(window=0))"))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("window is 0");
        assertThatThrownBy(() -> Detectors.parse("encoded(window=0)"))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("window is 0; use at least 1");
        assertThatThrownBy(() -> score("encoded(window=700)", noise("train", 1), noise("seen", 2)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("window 700 exceeds the 600 rows of 'train'");
        assertThatThrownBy(() ->
                        score("encoded(window=17,detector=kmeans(window=600))", noise("train", 1), noise("seen", 2)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("window 600 exceeds the 584 rows of 'features of train'");
    }

    @Test
    void damagedModelsAreRefused() {
        try (FittedDetector fitted =
                Detectors.parse("encoded(window=17,detector=pca)").fit(TrainingSet.of(noise("train", 9)), context)) {
            float[] spreads = new float[2 * 4 * 2]; // channels, statistics, lengths 8 and 16
            MemoryModel model =
                    ChangedEntry.in(out -> Detectors.write(fitted, out), "learned/scaling/spreads", spreads);

            assertThatThrownBy(() -> Detectors.read(fitted.schema(), model.asReader()))
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessageContaining("'spreads' holds 0.0");
        }
    }

    private Scores score(String text, TimeSeries train, TimeSeries seen) {
        try (FittedDetector fitted = Detectors.parse(text).fit(TrainingSet.of(train), context)) {
            return fitted.score(seen, context);
        }
    }

    /** Share of the rows outside rows 150 to 189 whose score is below the mean of those inside. */
    private double rank(String text, TimeSeries train, TimeSeries seen) {
        Scores scores = score(text, train, seen);
        double inside = 0;
        for (int row = 155; row < 185; row++) {
            inside += scores.total(row) / 30;
        }
        int below = 0;
        int counted = 0;
        for (int row = scores.warmUp(); row < scores.length(); row++) {
            if (row < 130 || row >= 210) {
                counted++;
                below += scores.total(row) < inside ? 1 : 0;
            }
        }
        return below / (double) counted;
    }

    /** A slow wave within -1 and 1; in {@code burst} rows from 150 on values are drawn from the same law, out of order. */
    private static TimeSeries wave(long seed, int rows, int burst) {
        RandomGenerator random = new SplittableRandom(seed);
        double[][] values = new double[2][rows];
        for (int c = 0; c < 2; c++) {
            for (int row = 0; row < rows; row++) {
                boolean odd = row >= 150 && row < 150 + burst;
                double phase = odd ? random.nextDouble(2 * Math.PI) : 2 * Math.PI * row / 60 + c;
                values[c][row] = Math.sin(phase) + 0.02 * random.nextGaussian();
            }
        }
        return series("wave", values);
    }

    private static TimeSeries noise(String name, long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        double[][] values = new double[2][ROWS];
        for (int row = 0; row < ROWS; row++) {
            values[0][row] = random.nextGaussian();
            values[1][row] = 0.5 * values[0][row] + random.nextGaussian();
        }
        return series(name, values);
    }

    private static TimeSeries with(TimeSeries series, int from, int to, double value) {
        double[][] values = new double[series.channelCount()][];
        for (int c = 0; c < values.length; c++) {
            values[c] = series.channelValues(c);
            Arrays.fill(values[c], from, to, value);
        }
        return series(series.name(), values);
    }

    /** Each channel three times: a row earlier, as it is, a row later. */
    private static TimeSeries delayed(TimeSeries series) {
        double[][] values = new double[6][ROWS - 2];
        for (int c = 0; c < 2; c++) {
            for (int o = 0; o < 3; o++) {
                series.copyChannel(c, o, values[3 * c + o], 0, ROWS - 2);
            }
        }
        return series(series.name(), values);
    }

    private static TimeSeries series(String name, double[][] values) {
        Channel[] channels = new Channel[values.length];
        for (int c = 0; c < channels.length; c++) {
            channels[c] = Channel.of("channel-" + c);
        }
        return TimeSeries.of(name, TimeAxis.rows(values[0].length), List.of(channels), values);
    }
}
