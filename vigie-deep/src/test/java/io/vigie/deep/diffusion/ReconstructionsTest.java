package io.vigie.deep.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigie.deep.DrawnSeries;
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
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Detectors that reconstruct windows by a diffusion. */
class ReconstructionsTest {
    private static final double NOISE = 0.2;
    private static final Interval PLANTED = new Interval(300, 340);
    private static final Map<String, String> QUICK = Map.of(
            "window",
            "32",
            "stride",
            "8",
            "smoothing",
            "4",
            "hidden",
            "32",
            "max-steps",
            "250",
            "learning-rate",
            "5e-3");

    /** Four channels that are one cycle of 16 rows, each with its own phase, and noise. */
    static double[][] cycles(int seed, int rows) {
        RandomGenerator random = RunContext.defaults().withSeed(seed).random("cycles");
        double[][] values = new double[4][rows];
        for (int row = 0; row < rows; row++) {
            for (int c = 0; c < 4; c++) {
                values[c][row] = clean(c, row) + NOISE * random.nextGaussian();
            }
        }
        return values;
    }

    private static double clean(int channel, int row) {
        return 1.4 * Math.sin(2 * Math.PI * row / 16 + channel);
    }

    /** @param form an id, and options apart by semicolons in parentheses */
    private static FittedDetector fit(String form) {
        Map<String, String> options = new HashMap<>();
        int from = form.indexOf('(');
        for (String option : form.substring(from + 1, form.length() - 1).split(";", -1)) {
            options.put(option.substring(0, option.indexOf('=')), option.substring(option.indexOf('=') + 1));
        }
        return fit(form.substring(0, from), options);
    }

    private static FittedDetector fit(String id, Map<String, String> more) {
        Map<String, String> options = new HashMap<>(QUICK);
        options.putAll(more);
        TimeSeries train = DrawnSeries.of(cycles(1, 2500));
        return Detectors.create(id, options).fit(TrainingSet.of(train), RunContext.defaults());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "diffusion-ae(process=cosine;prediction=angular;sampler=ddim)",
                "diffusion-ae(process=straight;prediction=velocity;sampler=heun)",
                "diffusion-ae(sampler=adaptive)",
                "latent-diffusion(process=cosine;prediction=angular;sampler=ddim)",
                "latent-diffusion(process=straight;prediction=velocity;sampler=dpm-solver;pairing=optimal-transport)",
                "timeaddm(process=cosine;prediction=angular;sampler=ddim)",
                "timeaddm(process=straight;prediction=velocity;sampler=adaptive;pairing=optimal-transport)"
            })
    void whatIsNormalComesBackAndWhatIsNotStandsOutWhereItIs(String form) {
        double[][] values = cycles(2, 600);
        for (int row = PLANTED.from(); row < PLANTED.to(); row++) {
            values[2][row] = -clean(2, row); // within range, but against the others
        }
        try (FittedDetector fitted = fit(form)) {
            Scores scores = fitted.score(DrawnSeries.of(values));
            double[] inside = new double[4];
            double outside = 0;
            int rows = 0;
            for (int row = 0; row < scores.length(); row++) {
                if (PLANTED.contains(row)) {
                    for (int c = 0; c < 4; c++) {
                        inside[c] += scores.contribution(c, row) / PLANTED.length();
                    }
                } else if (row < PLANTED.from() - 32 || row >= PLANTED.to() + 32) {
                    outside += scores.total(row);
                    rows++;
                }
            }
            // a held-out error a channel where all is normal
            assertThat(outside / rows).isBetween(2.5, 6.0);
            assertThat(inside[2])
                    .isGreaterThan(3 * outside / rows)
                    .isEqualTo(Arrays.stream(inside).max().orElseThrow());

            Expectation expected = fitted.expectation(DrawnSeries.of(cycles(3, 200)), new Interval(0, 200))
                    .orElseThrow();
            double squares = 0;
            for (int c = 0; c < 4; c++) {
                for (int row = 0; row < 200; row++) {
                    squares += Math.pow(expected.expected()[c][row] - clean(c, row), 2) / 800;
                }
            }
            assertThat(Math.sqrt(squares))
                    .as("error against the signal without noise")
                    .isLessThan(0.4);
        }
    }

    @ParameterizedTest
    @CsvSource({"diffusion-ae,5 evaluations", "latent-diffusion,10 evaluations", "timeaddm,3 evaluations"})
    void tellsHowOftenTheDenoiserIsEvaluated(String id, String told) {
        try (FittedDetector fitted = fit(id, Map.of("max-steps", "20"))) {
            assertThat(fitted.notes())
                    .anyMatch(note -> note.startsWith(id + ": " + told + " of the denoiser a window"));
        }
    }

    /** One number is too few for a cycle, which takes two; the refinement knows the rest from the residuals under noise. */
    @Test
    void refinementTakesErrorsOfTheAutoencoderAway() {
        try (FittedDetector fitted = fit("diffusion-ae", Map.of("bottleneck", "1"))) {
            assertThat(fitted.notes())
                    .anyMatch(note -> note.matches(".* leave [1-8]\\d % of the autoencoder's squared errors.*"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"diffusion-ae", "latent-diffusion", "timeaddm"})
    void whatWouldScoreAWindowDifferentlyEachTimeIsRefused(String id) {
        assertThatThrownBy(() -> Detectors.create(id, Map.of("sampler", "ddpm")))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("sampler is ddpm")
                .hasMessageContaining("use ddim");
    }

    @Test
    void tooFewEvaluationsAreRefused() {
        assertThatThrownBy(() -> Detectors.create("diffusion-ae", Map.of("sampler", "heun", "evaluations", "1")))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("evaluations is 1; use at least 2");
        assertThatThrownBy(() -> Detectors.create("timeaddm", Map.of("evaluations", "2")))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("evaluations is 2; use at least 3");
        assertThatThrownBy(() -> Detectors.create("latent-diffusion", Map.of("band-from", "0.3")))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("band-to is 0.3");
    }

    @Test
    void pairsAreForStraightWaysAndAdaptiveStepsForWhatNeedsNoStops() {
        assertThatThrownBy(() -> Detectors.create("timeaddm", Map.of("pairing", "optimal-transport")))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("pairing is optimal-transport")
                .hasMessageContaining("use it with process=straight");
        assertThatThrownBy(() -> Detectors.create("latent-diffusion", Map.of("sampler", "adaptive")))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("sampler is adaptive")
                .hasMessageContaining("use ddim");
    }

    /** The pairs are learned from: the same seed otherwise gives another denoiser. */
    @Test
    void pairsChangeWhatIsLearned() {
        Map<String, String> straight =
                Map.of("process", "straight", "prediction", "velocity", "max-steps", "20", "pairing", "independent");
        Map<String, String> paired = new HashMap<>(straight);
        paired.put("pairing", "optimal-transport");
        TimeSeries fresh = DrawnSeries.of(cycles(2, 100));
        try (FittedDetector one = fit("timeaddm", straight);
                FittedDetector other = fit("timeaddm", paired);
                FittedDetector again = fit("timeaddm", paired)) {
            assertThat(other.score(fresh).totals())
                    .isEqualTo(again.score(fresh).totals())
                    .isNotEqualTo(one.score(fresh).totals());
        }
    }

    @Test
    void noiseThatDrownsTheDataIsRefusedWhereTheDenoiserTellsNoise() {
        Map<String, String> drowned = Map.of("process", "cosine", "prediction", "noise", "level", "1");
        assertThatThrownBy(() -> Detectors.create("diffusion-ae", drowned))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("level is 1.0, where noise is")
                .hasMessageContaining("use less, or prediction angular");
        Map<String, String> audible = new HashMap<>(drowned);
        audible.put("level", "0.8");
        assertThat(Detectors.create("diffusion-ae", audible).id()).isEqualTo("diffusion-ae");
    }
}
