package io.vigie.deep.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import io.vigie.deep.engine.TorchRuntime;
import io.vigie.deep.forecast.FittedStepModel;
import io.vigie.detect.Detectors;
import io.vigie.detect.Expectation;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.RunContext;
import io.vigie.detect.Scores;
import io.vigie.detect.TrainingSet;
import io.vigie.series.Channel;
import io.vigie.series.Interval;
import io.vigie.series.TimeAxis;
import io.vigie.series.TimeSeries;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Densities of the next row, on series whose density is known. */
class ConditionalFlowTest {
    private static final double LOG_TWO_PI_E = Math.log(2 * Math.PI * Math.E);
    private static final double SIGNAL = 0.5; // innovations of the hidden signal
    private static final double SENSOR = 0.6; // noise on it

    @ParameterizedTest
    @ValueSource(strings = {"conditional-flow", "residual-flow"})
    void channelsHaveTheirNatsByTheChainRule(String id) {
        try (FittedDetector fitted = fit(id, coupled(1, 5000), Map.of("max-steps", "500", "epochs", "60"))) {
            TimeSeries test = coupled(2, 4000);
            Scores scores = fitted.score(test);
            double[] mean = new double[2];
            for (int c = 0; c < 2; c++) {
                for (int row = 50; row < test.length(); row++) {
                    mean[c] += scores.contribution(c, row) / (test.length() - 50);
                }
            }
            // the first by itself, the second once the first is known: 0.3 and 0.1 of noise
            assertThat(mean[0]).isCloseTo(0.5 * LOG_TWO_PI_E + Math.log(0.3), within(0.12));
            assertThat(mean[1]).isCloseTo(0.5 * LOG_TWO_PI_E + Math.log(0.1), within(0.2));

            // before any channel is known the second is as unsure as 0.8 times the first
            Expectation expected =
                    fitted.expectation(test, new Interval(100, 300)).orElseThrow();
            double[] spread = new double[2];
            double[] error = new double[2];
            for (int c = 0; c < 2; c++) {
                for (int i = 0; i < 200; i++) {
                    spread[c] += expected.spread()[c][i] / 200;
                    error[c] += Math.pow(expected.expected()[c][i] - test.value(c, 100 + i), 2) / 200;
                }
            }
            assertThat(spread[0]).isBetween(0.26, 0.38);
            assertThat(spread[1]).isBetween(0.22, 0.36);
            assertThat(Math.sqrt(error[0])).isLessThan(0.4);
            assertThat(Math.sqrt(error[1])).isLessThan(0.4);
            Expectation part = fitted.expectation(test, new Interval(150, 151)).orElseThrow();
            assertThat(part.expected()[1][0]).isCloseTo(expected.expected()[1][50], within(1e-4));
        }
    }

    @Test
    void aBreakBetweenChannelsIsSeenThoughEachIsNormal() {
        TimeSeries test = coupled(3, 2000);
        double[][] values = {test.channelValues(0), test.channelValues(1)};
        for (int row = 1000; row < 1050; row++) {
            values[1][row] -= 1.6 * (values[0][row] - cycle(row)); // the common noise turned round
        }
        TimeSeries broken = TimeSeries.of("broken", test.time(), test.schema().channels(), values);
        double[] raised = new double[2];
        for (String id : List.of("conditional-flow", "cnn")) {
            try (FittedDetector fitted = fit(id, coupled(1, 5000), Map.of("max-steps", "300"))) {
                Scores scores = fitted.score(broken);
                Scores before = fitted.score(test);
                for (int row = 1000; row < 1050; row++) {
                    raised[id.equals("cnn") ? 1 : 0] += (scores.total(row) - before.total(row)) / 50;
                }
            }
        }
        assertThat(raised[0]).isGreaterThan(5);
        assertThat(raised[1]).isLessThan(1);
    }

    @Test
    void aNoisySensorsSignalIsToldWithinItsStatedError() {
        // a first-order autoregression seen through noise: the Kalman filter is the exact answer
        Map<String, String> known = Map.of(
                "sensor-noise", "known", "noise-floor", "0.01", "mixture", "1", "max-steps", "600", "epochs", "60");
        double[][] signal = new double[1][6000];
        try (FittedDetector fitted = fit("conditional-flow", hidden(1, 8000, new double[1][8000]), known)) {
            TimeSeries test = hidden(2, 6000, signal);
            double innovations = predictionVariance();
            double entropy = 0.5 * (LOG_TWO_PI_E + Math.log(innovations));
            double nats = 0;
            Scores scores = fitted.score(test);
            for (int row = 50; row < 6000; row++) {
                nats += scores.total(row) / 5950;
            }
            assertThat(nats).as("noise is counted once").isBetween(entropy - 0.06, entropy + 0.1);

            Expectation clean = ((FittedStepModel) fitted)
                    .clean(test, new Interval(100, 6000))
                    .orElseThrow();
            double squares = 0;
            double within = 0;
            double spread = 0;
            for (int i = 0; i < 5900; i++) {
                double error = clean.expected()[0][i] - signal[0][100 + i];
                squares += error * error / 5900;
                spread += clean.spread()[0][i] / 5900;
                within += Math.abs(error) < clean.spread()[0][i] ? 1 / 5900.0 : 0;
            }
            double before = innovations - SENSOR * SENSOR;
            double filtered = Math.sqrt(before * SENSOR * SENSOR / innovations);
            assertThat(Math.sqrt(squares)).as("error").isBetween(0.97 * filtered, 1.06 * filtered);
            assertThat(spread).as("stated error").isBetween(0.92 * filtered, 1.08 * filtered);
            assertThat(within).isCloseTo(0.683, within(0.03));
            assertThat(((FittedStepModel) fitted).clean(test, new Interval(10, 20)))
                    .isEmpty();
        }
    }

    /** Variance of the next observation given all before: the fixed point of the filter's recursion. */
    private static double predictionVariance() {
        double variance = 1;
        for (int i = 0; i < 200; i++) {
            double filtered = variance * SENSOR * SENSOR / (variance + SENSOR * SENSOR);
            variance = 0.81 * filtered + SIGNAL * SIGNAL;
        }
        return variance + SENSOR * SENSOR;
    }

    @Test
    void aPosteriorIsBayesRule() {
        // parts of weight 1/4 and 3/4 about 0 and 2, deviations 1 and 0.5, noise of variance 0.25, seen at 1
        TorchRuntime.compute(() -> {
            Mixture mixture = new Mixture(
                    Tensors.of(new float[] {(float) Math.log(0.25), (float) Math.log(0.75)}, 1, 2, 1),
                    Tensors.of(new float[] {0, 2}, 1, 2, 1),
                    Tensors.of(new float[] {1, 0.5f}, 1, 2, 1),
                    Tensors.of(new float[] {0.25f}, 1));
            Tensor seen = Tensors.of(new float[] {1}, 1, 1);
            double first = 0.25 * Math.exp(-0.5 / 1.25) / Math.sqrt(2 * Math.PI * 1.25);
            double second = 0.75 * Math.exp(-0.5 / 0.5) / Math.sqrt(2 * Math.PI * 0.5);
            double weight = first / (first + second);
            double mean = weight * 0.8 + (1 - weight) * 1.5;
            double variance =
                    weight * (0.2 + Math.pow(0.8 - mean, 2)) + (1 - weight) * (0.125 + Math.pow(1.5 - mean, 2));
            assertThat(Tensors.doubles(mixture.nats(seen))[0]).isCloseTo(-Math.log(first + second), within(1e-6));
            assertThat(Tensors.doubles(mixture.clean(seen).mean())[0]).isCloseTo(mean, within(1e-6));
            assertThat(Tensors.doubles(mixture.clean(seen).deviation())[0])
                    .isCloseTo(Math.sqrt(variance), within(1e-6));
            assertThat(Tensors.doubles(mixture.expected().mean())[0]).isCloseTo(1.5, within(1e-6));
            return true;
        });
    }

    @Test
    void theProductOfItsDensitiesIsADensity() {
        // midpoint rule over the square of plus and minus 12, random parameters
        AutoregressiveMixture density =
                new AutoregressiveMixture(3, ConditionerShape.of(8).withContext(2), 0.2, 0.1f, 0f);
        SplittableRandom random = new SplittableRandom(3);
        float[] weights = density.layout().initial(random);
        for (int i = 0; i < weights.length; i++) {
            weights[i] += (float) (0.25 * random.nextGaussian());
        }
        double step = 0.06;
        int side = 400;
        double mass = 0;
        double mean = 0;
        for (int i = 0; i < side; i++) {
            float[] points = new float[2 * side];
            for (int j = 0; j < side; j++) {
                points[2 * j] = (float) ((i - side / 2 + 0.5) * step);
                points[2 * j + 1] = (float) ((j - side / 2 + 0.5) * step);
            }
            double[] nats = TorchRuntime.compute(() -> {
                Tensor values = Tensors.of(points, side, 2);
                Tensor context = Tensors.of(new float[] {0.5f, -1}, 1, 2);
                Parameters parameters = Parameters.of(density.layout(), weights);
                return Tensors.doubles(
                        density.given(parameters, values, context).nats(values).sum(1));
            });
            for (int j = 0; j < side; j++) {
                mass += Math.exp(-nats[j]) * step * step;
                mean += Math.exp(-nats[j]) * step * step * points[2 * j + 1];
            }
        }
        assertThat(mass).isCloseTo(1, within(2e-3));
        double told = TorchRuntime.compute(() -> Tensors.doubles(density.expected(
                        Parameters.of(density.layout(), weights), 1, Tensors.of(new float[] {0.5f, -1}, 1, 2))
                .mean())[1]);
        assertThat(told).isCloseTo(mean, within(0.15)); // over 32 draws
    }

    private static FittedDetector fit(String id, TimeSeries train, Map<String, String> options) {
        Map<String, String> exact = new HashMap<>(options);
        exact.put("correction", "none"); // the likelihood itself is what has a known value
        return Detectors.create(id, exact).fit(TrainingSet.of(train), RunContext.defaults());
    }

    private static double cycle(int row) {
        return Math.sin(2 * Math.PI * row / 25);
    }

    /** A cycle with noise of 0.3, and 0.8 times the same with noise of 0.1 of its own. */
    private static TimeSeries coupled(int seed, int rows) {
        RandomGenerator random = RunContext.defaults().withSeed(seed).random("coupled");
        double[][] values = new double[2][rows];
        for (int row = 0; row < rows; row++) {
            values[0][row] = cycle(row) + 0.3 * random.nextGaussian();
            values[1][row] = 0.8 * values[0][row] + 0.1 * random.nextGaussian();
        }
        return TimeSeries.of("coupled", TimeAxis.rows(rows), List.of(Channel.of("a"), Channel.of("b")), values);
    }

    /** A first-order autoregression of 0.9, which goes to {@code signal}, seen through declared noise. */
    private static TimeSeries hidden(int seed, int rows, double[][] signal) {
        RandomGenerator random = RunContext.defaults().withSeed(seed).random("hidden");
        double[][] values = new double[1][rows];
        for (int row = 0; row < rows; row++) {
            signal[0][row] = (row == 0 ? 0 : 0.9 * signal[0][row - 1]) + SIGNAL * random.nextGaussian();
            values[0][row] = signal[0][row] + SENSOR * random.nextGaussian();
        }
        return TimeSeries.of(
                "hidden", TimeAxis.rows(rows), List.of(Channel.of("a").withSensorNoise(SENSOR)), values);
    }
}
