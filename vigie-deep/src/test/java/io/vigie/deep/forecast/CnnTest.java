package io.vigie.deep.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vigie.deep.engine.Tensors;
import io.vigie.deep.engine.TorchRuntime;
import io.vigie.detect.Detectors;
import io.vigie.detect.Expectation;
import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.detect.Scores;
import io.vigie.detect.TrainingSet;
import io.vigie.series.Interval;
import io.vigie.series.TimeSeries;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class CnnTest {
    @Test
    void scoresAreNatsOfTheTrueDensityWhereThatIsKnown() {
        TimeSeries train = Cycles.of(1, 6000);
        TimeSeries test = Cycles.of(2, 3000);
        try (var fitted = new Cnn().fit(TrainingSet.of(train), RunContext.defaults())) {
            Scores scores = fitted.score(test);
            for (int c = 0; c < 2; c++) {
                double mean = 0;
                for (int row = 50; row < 3000; row++) {
                    mean += scores.contribution(c, row) / 2950;
                }
                double entropy = Cycles.entropy(c);
                // the history is noisy too, so no forecast reaches the noise itself
                assertThat(mean).as("channel %d", c).isBetween(entropy - 0.03, entropy + 0.15);
            }
            Expectation expected =
                    fitted.expectation(test, new Interval(100, 600)).orElseThrow();
            double squares = 0;
            for (int i = 0; i < 500; i++) {
                double truth = Math.sin(2 * Math.PI * (100 + i) / 25.0);
                squares += Math.pow(expected.expected()[0][i] - truth, 2) / 500;
                assertThat(expected.spread()[0][i]).isBetween(0.15, 0.35);
                assertThat(expected.spread()[1][i]).isBetween(0.45, 0.9);
            }
            assertThat(Math.sqrt(squares)).isLessThan(0.12);
            assertThat(fitted.expectation(test, new Interval(49, 60))).isEmpty();
        }
    }

    @Test
    void natsAreLogDensities() {
        // scipy.stats.norm(0.5, 0.3).logpdf(1.0), scipy.stats.t(5, 0.5, 0.3).logpdf(1.0)
        TorchRuntime.compute(() -> {
            Tensor location = Tensors.of(new float[] {0.5f}, 1, 1, 1);
            Tensor scale = Tensors.of(new float[] {0.3f}, 1, 1, 1);
            Tensor row = Tensors.of(new float[] {1f}, 1, 1, 1);
            var gaussian = new Prediction.Gaussian(location, scale);
            var student = new Prediction.StudentT(location, scale, Tensors.of(new float[] {5f}, 1));
            assertThat(Tensors.doubles(gaussian.nats(row))[0]).isCloseTo(GAUSSIAN_NATS, within(1e-6));
            assertThat(Tensors.doubles(student.nats(row))[0]).isCloseTo(STUDENT_NATS, within(1e-6));
            return true;
        });
    }

    // 0.5 (0.5 / 0.3)^2 + log 0.3 + 0.5 log 2 pi, and the t density with 5 degrees: 8 / (3 pi sqrt 5 (1 + x^2 / 5)^3)
    private static final double GAUSSIAN_NATS = 25.0 / 18 + Math.log(0.3) + 0.5 * Math.log(2 * Math.PI);
    private static final double STUDENT_NATS =
            Math.log(0.3) - Math.log(8 / (3 * Math.PI * Math.sqrt(5) * Math.pow(1 + 25.0 / 9 / 5, 3)));

    @Test
    void studentsTIsNotImpressedByOutliersInTrain() {
        TimeSeries clean = Cycles.of(3, 3000);
        double[][] values = {clean.channelValues(0), clean.channelValues(1)};
        RandomGenerator random = RunContext.defaults().random("outliers");
        for (int i = 0; i < 60; i++) {
            values[0][random.nextInt(3000)] += 8;
        }
        TimeSeries dirty = TimeSeries.of("dirty", clean.time(), clean.schema().channels(), values);
        TimeSeries test = Cycles.of(4, 2000);
        double gaussian = meanNats(new Cnn(50, ForecastDistribution.GAUSSIAN), dirty, test);
        double student = meanNats(new Cnn(50, ForecastDistribution.STUDENT_T), dirty, test);

        assertThat(student).isLessThan(gaussian - 0.2);
    }

    private static double meanNats(Cnn detector, TimeSeries train, TimeSeries test) {
        try (var fitted = detector.fit(TrainingSet.of(train), RunContext.defaults())) {
            Scores scores = fitted.score(test);
            double mean = 0;
            for (int row = 50; row < test.length(); row++) {
                mean += scores.contribution(0, row) / (test.length() - 50);
            }
            return mean;
        }
    }

    @Test
    void smoothingAveragesTheRowsBefore() {
        TimeSeries series = Cycles.of(5, 400);
        Map<String, String> brief = Map.of("max-steps", "20", "smoothing", "1");
        Scores plain = Detectors.create("cnn", brief)
                .fit(TrainingSet.of(series), RunContext.defaults())
                .score(series);
        Scores smooth = Detectors.create("cnn", Map.of("max-steps", "20", "smoothing", "3"))
                .fit(TrainingSet.of(series), RunContext.defaults())
                .score(series);

        assertThat(smooth.total(50)).isEqualTo(plain.total(50));
        assertThat(smooth.total(200))
                .isCloseTo((plain.total(198) + plain.total(199) + plain.total(200)) / 3, within(1e-9));
    }

    @Test
    void extremeRowsGiveFiniteScores() {
        TimeSeries train = Cycles.of(6, 400);
        double[][] values = {train.channelValues(0), train.channelValues(1)};
        values[0][300] = 1e300;
        values[1][301] = -1e300;
        TimeSeries extreme =
                TimeSeries.of("extreme", train.time(), train.schema().channels(), values);
        Scores scores = Detectors.create("cnn", Map.of("max-steps", "20", "smoothing", "1"))
                .fit(TrainingSet.of(train), RunContext.defaults())
                .score(extreme);

        assertThat(scores.total(300)).isGreaterThan(1e20);
        assertThat(scores.total(360))
                .as("history is cut to the range of the train part")
                .isLessThan(20);
    }

    @Test
    void refusesWindowsThatAreTooShort() {
        assertThatThrownBy(() -> new Cnn(17, ForecastDistribution.GAUSSIAN))
                .isInstanceOf(OptionException.class)
                .hasMessage("window is 17; use at least 18");
        TimeSeries series = Cycles.of(7, 300);
        for (int window : new int[] {18, 19, 33}) {
            Scores scores = Detectors.create("cnn", Map.of("window", "" + window, "max-steps", "5"))
                    .fit(TrainingSet.of(series), RunContext.defaults())
                    .score(series);
            assertThat(scores.warmUp()).isEqualTo(window);
        }
    }
}
