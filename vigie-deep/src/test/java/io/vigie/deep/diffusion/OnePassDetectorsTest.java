package io.vigie.deep.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigie.deep.DrawnSeries;
import io.vigie.detect.Detectors;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.detect.Scores;
import io.vigie.detect.TrainingSet;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the detectors that need few evaluations have in common. */
class OnePassDetectorsTest {
    private static final int BESIDE = 64; // rows whose windows hold planted ones too

    @ParameterizedTest
    @CsvSource({"coarse-dae,1", "score-norm,3", "diffusion-time,1", "flow-contraction,1"})
    void aPlantedShiftStandsOutInItsRowsAndChannel(String id, int evaluations) {
        Map<String, String> options = Map.of("smoothing", "1", "max-steps", "300", "epochs", "20");
        TrainingSet train = TrainingSet.of(DrawnSeries.of(OnePassData.cycles(1, 2000)));
        double[][] values = OnePassData.shift(OnePassData.cycles(2, 1000), 2);
        try (FittedDetector fitted = Detectors.create(id, options).fit(train, RunContext.defaults())) {
            Scores scores = fitted.score(DrawnSeries.of(values));
            double inside = 0;
            double channel = 0;
            double outside = 0;
            int rowsOutside = 0;
            for (int row = 0; row < scores.length(); row++) {
                if (OnePassData.PLANTED.contains(row)) {
                    inside += scores.total(row) / OnePassData.PLANTED.length();
                    channel += scores.contribution(OnePassData.CHANNEL, row) / OnePassData.PLANTED.length();
                } else if (row < OnePassData.PLANTED.from() - BESIDE || row >= OnePassData.PLANTED.to() + BESIDE) {
                    outside += scores.total(row);
                    rowsOutside++;
                }
            }
            assertThat(channel).as("of the channel at fault, of %s", inside).isGreaterThan(0.6 * inside);
            assertThat(inside).as("in the planted rows").isGreaterThan(3 * outside / rowsOutside);
            String word = evaluations == 1 ? "one evaluation" : evaluations + " evaluations";
            assertThat(fitted.notes()).anyMatch(note -> note.startsWith(id + ": scoring takes " + word));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "coarse-dae,resolution,0,use at least 1",
        "coarse-dae,magnitude,0,use a number above 0",
        "score-norm,levels,4,use a number from 1 to 3",
        "score-norm,most-noise,0.1,use a number above least-noise",
        "diffusion-time,noisy,0,use a number above 0",
        "diffusion-time,most-noise,0.01,use a number above 0.05",
        "flow-contraction,bottleneck,0,use at least 1"
    })
    void whatCannotBeIsRefused(String id, String option, String value, String advice) {
        assertThatThrownBy(() -> Detectors.create(id, Map.of(option, value)))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining(option + " is " + value)
                .hasMessageContaining(advice);
    }
}
