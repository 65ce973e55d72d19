package io.vigie.deep.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigie.detect.Detector;
import io.vigie.detect.Detectors;
import io.vigie.detect.Expectation;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.detect.Scores;
import io.vigie.detect.TrainingSet;
import io.vigie.series.Interval;
import io.vigie.series.TimeSeries;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForecastersTest {
    @ParameterizedTest
    @CsvSource({"cnn,quantile", "lstm,gaussian", "lstm,student-t", "tcn,gaussian", "tcn,quantile"})
    void scoresAreNatsOfTheTrueDensityWhereThatIsKnown(String id, String distribution) {
        Map<String, String> options = new HashMap<>(Map.of("distribution", distribution));
        if (id.equals("lstm")) {
            // with more units it ends at .2 to .4 nats above the entropy, by seed and by the rounding of the processor
            options.putAll(Map.of("hidden", "24", "epochs", "300"));
        }
        Detector detector = Detectors.create(id, options);
        TimeSeries test = Cycles.of(2, 2000);
        try (FittedDetector fitted = detector.fit(TrainingSet.of(Cycles.of(1, 3000)), RunContext.defaults())) {
            Scores scores = fitted.score(test);
            int from = scores.warmUp();
            for (int c = 0; c < 2; c++) {
                double mean = 0;
                for (int row = from; row < test.length(); row++) {
                    mean += scores.contribution(c, row) / (test.length() - from);
                }
                // learned in few steps from noisy history: no forecast reaches the noise itself
                assertThat(mean).as("channel %d", c).isBetween(Cycles.entropy(c) - 0.05, Cycles.entropy(c) + 0.25);
            }
            Expectation expected =
                    fitted.expectation(test, new Interval(100, 400)).orElseThrow();
            double squares = 0;
            for (int i = 0; i < 300; i++) {
                squares += Math.pow(expected.expected()[0][i] - Math.sin(2 * Math.PI * (100 + i) / 25.0), 2) / 300;
                assertThat(expected.spread()[0][i]).isBetween(0.12, 0.45);
            }
            assertThat(Math.sqrt(squares)).isLessThan(0.2);
        }
    }

    @Test
    void memoryIsCutAtFixedRows() {
        TimeSeries series = Cycles.of(3, 600);
        try (FittedDetector fitted =
                brief("lstm", Map.of("window", "40")).fit(TrainingSet.of(series), RunContext.defaults())) {
            Scores whole = fitted.score(series);
            int stretch = 64;
            Scores later = fitted.score(series.slice(stretch, 600)); // begins where a stretch does
            for (int row = 40; row < later.length(); row++) {
                assertThat(later.total(row)).as("row %d", row).isEqualTo(whole.total(row + stretch));
            }
            Scores other = fitted.score(series.slice(10, 600));
            assertThat(other.total(100)).isNotEqualTo(whole.total(110));
            // what lies before a stretch says nothing in it
            double[][] values = {series.channelValues(0), series.channelValues(1)};
            values[0][2 * stretch - 1] += 1;
            Scores changed = fitted.score(
                    TimeSeries.of("changed", series.time(), series.schema().channels(), values));
            assertThat(changed.total(3 * stretch + 40 - 1)).isEqualTo(whole.total(3 * stretch + 40 - 1));
            assertThat(changed.total(2 * stretch + 39)).isNotEqualTo(whole.total(2 * stretch + 39));
        }
    }

    @Test
    void expectationsDoNotDependOnTheRowsAskedFor() {
        TimeSeries series = Cycles.of(4, 500);
        try (FittedDetector fitted = brief("lstm", Map.of()).fit(TrainingSet.of(series), RunContext.defaults())) {
            Expectation all = fitted.expectation(series, new Interval(64, 500)).orElseThrow();
            Expectation some =
                    fitted.expectation(series, new Interval(200, 333)).orElseThrow();
            for (int i = 0; i < 133; i++) {
                assertThat(some.expected()[1][i]).isEqualTo(all.expected()[1][136 + i]);
                assertThat(some.spread()[1][i]).isEqualTo(all.spread()[1][136 + i]);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"4,5", "5,5", "12,5", "13,13", "61,61", "70,61"})
    void temporalConvolutionsSeeTheNewestRowsThatTheirBlocksReach(int window, int seen) {
        TimeSeries series = Cycles.of(5, 300);
        if (window < 5) {
            assertThatThrownBy(() -> Detectors.create("tcn", Map.of("window", "" + window)))
                    .isInstanceOf(OptionException.class)
                    .hasMessage("window is 4; use at least 5");
            return;
        }
        try (FittedDetector fitted = brief("tcn", Map.of("window", "" + window, "dropout", "0"))
                .fit(TrainingSet.of(series), RunContext.defaults())) {
            double[][] values = {series.channelValues(0), series.channelValues(1)};
            values[0][200] = -values[0][200] + 0.5;
            Scores before = fitted.score(series);
            Scores after = fitted.score(
                    TimeSeries.of("changed", series.time(), series.schema().channels(), values));
            assertThat(before.warmUp()).isEqualTo(window);
            assertThat(after.total(199)).isEqualTo(before.total(199));
            assertThat(after.total(200 + seen)).isNotEqualTo(before.total(200 + seen));
            assertThat(after.total(200 + seen + 1)).isEqualTo(before.total(200 + seen + 1));
        }
    }

    private static Detector brief(String id, Map<String, String> options) {
        Map<String, String> all = new HashMap<>(options);
        all.put("max-steps", "10");
        all.put("smoothing", "1");
        return Detectors.create(id, all);
    }
}
