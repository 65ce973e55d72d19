package io.vigie.deep.autoencoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigie.detect.Detectors;
import io.vigie.detect.Expectation;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.detect.Scores;
import io.vigie.detect.TrainingSet;
import io.vigie.series.Interval;
import io.vigie.series.TimeSeries;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AutoencodersTest {
    /** Nats a channel of the noise that the cycles are seen through. */
    private static final double ENTROPY =
            0.5 * Math.log(2 * Math.PI * Math.E * AutoencoderData.NOISE * AutoencoderData.NOISE);

    private final TimeSeries train = AutoencoderData.factors(1, 2500);
    private final TimeSeries still = AutoencoderData.noise(2, 600);
    private final TimeSeries test = AutoencoderData.factors(2, 600);

    private static FittedDetector fit(String id, Map<String, String> options, TimeSeries train) {
        return Detectors.create(id, options).fit(TrainingSet.of(train), RunContext.defaults());
    }

    @ParameterizedTest
    @CsvSource({"ae,convolution,16", "ae,mlp,16", "ae,convolution,21", "usad,mlp,16"})
    void givesBackWhatChannelsShareAndNotTheirNoise(String id, String architecture, int window) {
        Map<String, String> options = Map.of(
                "architecture",
                architecture,
                "window",
                "" + window,
                "stride",
                "8",
                "bottleneck",
                "4",
                "hidden",
                "32",
                "learning-rate",
                "5e-3",
                "epochs",
                "10");
        try (FittedDetector fitted = fit(id, options, train)) {
            Scores scores = fitted.score(test);
            double mean = Arrays.stream(scores.totals()).average().orElseThrow();
            // one held-out error a channel; those of the rows learned from are no smaller
            assertThat(mean).isBetween(3.2, 4.8);

            Expectation expected =
                    fitted.expectation(test, new Interval(0, 600)).orElseThrow();
            double squares = 0;
            for (int row = 0; row < 600; row++) {
                double clean = 1.4 * Math.sin(2 * Math.PI * row / 16.0);
                squares += Math.pow(expected.expected()[0][row] - clean, 2) / 600;
            }
            assertThat(Math.sqrt(squares)).isLessThan(0.25);
            // that of usad is told by its second autoencoder too, which learns to be wrong about the first's
            double most = id.equals("usad") ? 2.5 : 1.4;
            assertThat(expected.spread()[0][0] / AutoencoderData.NOISE).isBetween(0.9, most);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"vae", "omni", "donut"})
    void scoresAreNatsNearTheEntropyOfTheNoise(String id) {
        Map<String, String> options =
                Map.of("window", "16", "latent", "4", "hidden", "32", "learning-rate", "5e-3", "max-steps", "150");
        try (FittedDetector fitted = fit(id, options, train)) {
            double[] totals = fitted.score(test).settledTotals();
            double mean = Arrays.stream(totals).average().orElseThrow() / 4;

            assertThat(mean).isBetween(ENTROPY - 0.1, ENTROPY + 0.35);
            assertThat(fitted.notes()).anyMatch(note -> note.matches(id + ": [1-4] of 4 latent units are active.*"));
            Expectation expected =
                    fitted.expectation(test, new Interval(100, 200)).orElseThrow();
            for (double spread : expected.spread()[1]) {
                assertThat(spread).isBetween(0.15, 0.7);
            }
        }
    }

    /** Channels stand still in the middle of the decoder's band: nothing is more probable. */
    @ParameterizedTest
    @CsvSource({"vae,centred", "vae,causal", "omni,causal", "donut,causal"})
    void aFlatLineIsAnomalousWhereCorrectedAndElseNot(String id, String alignment) {
        double[][] values = new double[4][];
        for (int c = 0; c < 4; c++) {
            values[c] = still.channelValues(c);
            Arrays.fill(values[c], 200, 300, 0);
        }
        TimeSeries flat = TimeSeries.of("flat", still.time(), still.schema().channels(), values);
        Map<String, String> options =
                new HashMap<>(Map.of("window", "16", "stride", "4", "latent", "4", "hidden", "32"));
        options.putAll(Map.of("max-steps", "100", "smoothing", "1", "alignment", alignment));
        for (String correction : List.of("none", "activity")) {
            options.put("correction", correction);
            try (FittedDetector fitted = fit(id, options, AutoencoderData.noise(1, 2500))) {
                assertThat(auc(fitted.score(flat)))
                        .matches(found -> correction.equals("activity") ? found > 0.95 : found < 0.2);
            }
        }
    }

    /** Chance that a row well inside of the flat stretch scores above one outside. */
    private static double auc(Scores scores) {
        double wins = 0;
        long pairs = 0;
        for (int in = 216; in < 300; in++) {
            for (int out = scores.warmUp(); out < scores.length(); out++) {
                if (out < 184 || out >= 316) {
                    wins += scores.total(in) > scores.total(out) ? 1 : 0;
                    pairs++;
                }
            }
        }
        return wins / pairs;
    }

    @Test
    void correctionsThatNeedWindowsAreRefused() {
        assertThatThrownBy(() -> Detectors.create("vae", Map.of("correction", "parts")))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("correction is parts")
                .hasMessageContaining("none or activity");
        assertThatThrownBy(
                        () -> Detectors.create("donut", Map.of("correction", "activity", "window", "1", "stride", "1")))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("at least 2");
    }

    @Test
    void collapseIsTold() {
        Map<String, String> options = Map.of("window", "16", "latent", "4", "max-steps", "100", "warm-up", "0");
        try (FittedDetector fitted = fit("vae", options, AutoencoderData.noise(1, 3000))) {
            assertThat(fitted.notes())
                    .anyMatch(note -> note.startsWith("vae: 0 of 4 latent units are active"))
                    .anyMatch(note -> note.startsWith("vae: posterior collapse"));
        }
    }

    @Test
    void recurrentStepsMustFillTheWindow() {
        assertThatThrownBy(() -> Detectors.create("omni", Map.of("window", "30", "stride", "15")))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("fold is 4; use a divisor of the window, 30");
    }
}
