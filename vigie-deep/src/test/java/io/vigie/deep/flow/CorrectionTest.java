package io.vigie.deep.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vigie.deep.DrawnSeries;
import io.vigie.deep.density.CodeLength;
import io.vigie.deep.density.Correction;
import io.vigie.deep.engine.Tensors;
import io.vigie.deep.engine.TorchRuntime;
import io.vigie.deep.engine.TrainingWindows;
import io.vigie.detect.Detectors;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.detect.Scores;
import io.vigie.detect.TrainingSet;
import io.vigie.series.TimeSeries;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two noisy channels: a frozen stretch and a quiet one fool the likelihood; a loud one does not. */
class CorrectionTest {
    private static final int ROWS = 3000;
    private static final int FROM = 1000; // of the planted stretch
    private static final int TO = 1200;
    private static final Map<Correction, FittedDetector> FITTED = new EnumMap<>(Correction.class); // each trained once

    private static final Map<Correction, FittedDetector> WIDE = new EnumMap<>(Correction.class);

    @AfterAll
    static void close() {
        WIDE.values().forEach(FittedDetector::close);
        FITTED.values().forEach(FittedDetector::close);
    }

    @Test
    void likelihoodAloneFindsAFrozenStretchMoreNormalThanAny() {
        Scores scores = scores(Correction.NONE, planted(0));

        assertThat(auc(scores)).isLessThan(0.05);
    }

    @ParameterizedTest
    @EnumSource(names = {"PARTS", "ACTIVITY", "TYPICALITY", "DENSITY_OF_STATES", "COMPLEXITY"})
    void correctionsFindAFrozenAndAQuietStretch(Correction correction) {
        assertThat(auc(scores(correction, planted(0)))).isGreaterThan(0.95);
        assertThat(auc(scores(correction, planted(0.1)))).isGreaterThan(0.95);
    }

    @ParameterizedTest
    @EnumSource(names = {"PARTS", "ACTIVITY", "TYPICALITY", "DENSITY_OF_STATES", "LIKELIHOOD_RATIO", "WAIC"})
    void correctionsFindALoudStretch(Correction correction) {
        assertThat(auc(scores(correction, planted(4)))).isGreaterThan(0.95);
    }

    @Test
    void aDensityOfRowsSeesThemTooWhereCorrected() {
        for (String correction : List.of("none", "activity")) {
            Map<String, String> options = Map.of("correction", correction, "max-steps", "150", "smoothing", "1");
            try (var fitted =
                    Detectors.create("cnn", options).fit(TrainingSet.of(series(1, 1)), RunContext.defaults())) {
                boolean corrected = correction.equals("activity");
                assertThat(auc(fitted.score(planted(0)))).matches(auc -> corrected ? auc > 0.95 : auc < 0.5);
                assertThat(auc(fitted.score(planted(0.1)))).matches(auc -> corrected ? auc > 0.95 : auc < 0.5);
                assertThat(auc(fitted.score(planted(4)))).isGreaterThan(0.9);
            }
        }
        assertThatThrownBy(() -> Detectors.create("cnn", Map.of("correction", "waic")))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("none or activity");
    }

    /** Two channels that are out a little against one that is far out: the likelihood looks at the latter alone. */
    @Test
    void partsCountChannelsWhereTheLikelihoodAddsDistances() {
        TimeSeries several = moved(new double[] {6, 6, 6, 6, 6, 6, 6, 0});
        TimeSeries one = moved(new double[] {0, 0, 0, 0, 0, 0, 0, 40});

        assertThat(shareOfRise(Correction.NONE, several, one)).isLessThan(0.25);
        assertThat(shareOfRise(Correction.PARTS, several, one)).isGreaterThan(0.6);
    }

    private static double shareOfRise(Correction correction, TimeSeries of, TimeSeries to) {
        double usual = middle(correction, moved(new double[8]));
        return (middle(correction, of) - usual) / (middle(correction, to) - usual);
    }

    private static TimeSeries moved(double... by) {
        RandomGenerator random = RunContext.defaults().withSeed(11).random("moved");
        double[][] values = new double[by.length][64];
        for (double[] channel : values) {
            for (int row = 0; row < channel.length; row++) {
                channel[row] = random.nextGaussian();
            }
        }
        for (int c = 0; c < by.length; c++) {
            for (int row = 28; row < 36; row += 2) { // back and forth: no slow component holds it
                values[c][row] += by[c];
                values[c][row + 1] -= by[c];
            }
        }
        return DrawnSeries.of(values);
    }

    private static double middle(Correction correction, TimeSeries series) {
        FittedDetector fitted = WIDE.computeIfAbsent(correction, each -> {
            RandomGenerator random = RunContext.defaults().withSeed(12).random("wide");
            double[][] values = new double[8][2000];
            for (int row = 0; row < 2000; row++) {
                for (double[] channel : values) {
                    channel[row] = random.nextGaussian();
                }
            }
            Map<String, String> options = Map.of(
                    "correction",
                    each.name().toLowerCase(Locale.ROOT),
                    "max-steps",
                    "60",
                    "window",
                    "8",
                    "components",
                    "8");
            return Detectors.create("realnvp", options)
                    .fit(TrainingSet.of(DrawnSeries.of(values)), RunContext.defaults());
        });
        return fitted.score(series).total(31);
    }

    @Test
    void backgroundIsTheDensityOfAnAutoregression() {
        // x_t = 0.8 x_(t-1) + 0.6 e: variance 1; entropy of a window of 5 by the chain rule
        TimeSeries series = series(1, 1);
        TrainingWindows windows = new TrainingWindows(List.of(series), 5, 0, 0);
        Background background = Background.of(windows, 1e-3);
        float[] values = windows.spreadTrain(2000);
        double mean = TorchRuntime.compute(() -> background
                .nats(Tensors.of(values, values.length / 10, 2, 5))
                .mean()
                .item_double());
        double entropy = 2 * (0.5 * Math.log(2 * Math.PI * Math.E) * 5 + 4 * Math.log(0.6));

        assertThat(mean).isCloseTo(entropy, within(0.1));
    }

    @Test
    void codeLengthIsThatOfTheShorterOfTwoCodes() {
        // variance of 0, 2, 0, 2 is 1, its steps have mean square 4; floor 0
        double noise = CodeLength.of(new float[] {0, 2, 0, 2}, 1, 4, 0)[0];
        assertThat(noise).isCloseTo(0.5 * 4 * Math.log(2 * Math.PI * Math.E), within(1e-9));
        // 0, 1, 2, 3 has steps of mean square 1 and variance 1.25
        double walk = CodeLength.of(new float[] {0, 1, 2, 3}, 1, 4, 0)[0];
        assertThat(walk).isCloseTo(noise, within(1e-9));
        double frozen = CodeLength.of(new float[] {5, 5, 5, 5}, 1, 4, 0.1)[0];
        assertThat(frozen).isCloseTo(noise + 4 * Math.log(0.1), within(1e-9));
    }

    private static Scores scores(Correction correction, TimeSeries planted) {
        Map<String, String> options = Map.of(
                "correction",
                correction.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                "max-steps",
                "120",
                "window",
                "8",
                "smoothing",
                "1");
        try (var fitted =
                Detectors.create("realnvp", options).fit(TrainingSet.of(series(1, 1)), RunContext.defaults())) {
            return fitted.score(planted);
        }
    }

    /** Chance that a row of the stretch scores above one well outside it. */
    private static double auc(Scores scores) {
        double above = 0;
        long pairs = 0;
        for (int in = FROM + 16; in < TO - 8; in++) {
            for (int out = 0; out < ROWS; out++) {
                if (out >= scores.warmUp() && (out < FROM - 8 || out >= TO + 16)) {
                    pairs++;
                    above += scores.total(in) > scores.total(out) ? 1 : 0;
                }
            }
        }
        return above / pairs;
    }

    private static TimeSeries planted(double factor) {
        return series(2, factor);
    }

    /** Autoregressions of variance 1; in the stretch, what is new at each step is multiplied. */
    private static TimeSeries series(int seed, double factor) {
        RandomGenerator random = RunContext.defaults().withSeed(seed).random("correction");
        double[][] values = new double[2][ROWS];
        for (int c = 0; c < 2; c++) {
            double state = random.nextGaussian();
            for (int row = 0; row < ROWS; row++) {
                boolean inside = row >= FROM && row < TO;
                state = 0.8 * state + 0.6 * random.nextGaussian();
                values[c][row] = inside ? factor * state : state;
            }
        }
        return DrawnSeries.of(values);
    }
}
