package io.vigie.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.judge.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sentences of findings that are awkward to say. */
class WordingTest {
    private static String sentence(double actual, double expected, double spread, Outcome outcome) {
        Direction direction = actual > expected ? Direction.ABOVE : Direction.BELOW;
        ChannelFinding finding = new ChannelFinding("disk", null, 1, 5, actual, expected, spread, 3, direction, true);
        return Wording.sentence(List.of(finding), new double[] {expected}, outcome);
    }

    @Test
    void aSpreadThatIsNothingAgainstTheDepartureIsNotTold() {
        assertThat(sentence(0.05, 0, 9e-5, Outcome.RETURNED)).isEqualTo("disk rose to 0.05 (expected 0)");
        assertThat(sentence(1, 1e-9, 1e-9, Outcome.RETURNED)).isEqualTo("disk rose to 1 (expected 0)");
        assertThat(sentence(4100, 3900.25, 1e-3, Outcome.RETURNED)).isEqualTo("disk rose to 4100 (expected 3900)");
        assertThat(sentence(0, -0.25, 1e-6, Outcome.RETURNED)).isEqualTo("disk rose to 0 (expected -0.25)");
    }

    @Test
    void aSpreadThatMattersIsTold() {
        assertThat(sentence(1.2, 3.9, 0.2, Outcome.RETURNED)).isEqualTo("disk fell to 1.2 (expected 3.9 ± 0.2)");
    }

    @Test
    void whatDidNotReturnIsSaid() {
        assertThat(sentence(1.2, 3.9, 0.2, Outcome.LASTING))
                .isEqualTo("disk fell to 1.2 (expected 3.9 ± 0.2); the change lasted and then counted as normal");
        assertThat(sentence(1.2, 3.9, 0.2, Outcome.OPEN))
                .isEqualTo("disk fell to 1.2 (expected 3.9 ± 0.2); not over at the last row");
    }
}
