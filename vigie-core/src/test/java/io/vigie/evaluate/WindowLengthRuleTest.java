package io.vigie.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigie.series.BadInputException;
import org.junit.jupiter.api.Test;

class WindowLengthRuleTest {
    private static double[] sine(int rows, double period) {
        double[] values = new double[rows];
        for (int i = 0; i < rows; i++) {
            values[i] = Math.sin(2 * Math.PI * i / period);
        }
        return values;
    }

    @Test
    void theRulesDifferAtShortAndVeryLongPeriods() {
        // The highest autocorrelation is at the first period: later ones lose terms of the biased sum.
        int[] periods = {5, 6, 24, 300, 302, 303};
        int[] by2024 = {125, 6, 24, 300, 302, 303};
        int[] by2026 = {5, 6, 24, 300, 125, 125};
        for (int i = 0; i < periods.length; i++) {
            double[] values = sine(periods[i] * 300, periods[i]);
            assertThat(WindowLengthRule.RULE_2024.windowLength(values)).isEqualTo(by2024[i]);
            assertThat(WindowLengthRule.RULE_2026.windowLength(values)).isEqualTo(by2026[i]);
        }
    }

    @Test
    void nothingPeriodicGivesTheFallback() {
        double[] rising = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
        for (WindowLengthRule rule : WindowLengthRule.values()) {
            assertThat(rule.windowLength(new double[300])).isEqualTo(WindowLengthRule.FALLBACK);
            assertThat(rule.windowLength(rising)).isEqualTo(WindowLengthRule.FALLBACK);
            assertThat(rule.windowLength(new double[] {1})).isEqualTo(WindowLengthRule.FALLBACK);
        }
    }

    @Test
    void refusesGapsAndEmptyChannels() {
        assertThatThrownBy(() -> WindowLengthRule.RULE_2024.windowLength(new double[0]))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("no rows");
        assertThatThrownBy(() -> WindowLengthRule.RULE_2024.windowLength(new double[] {1, Double.NaN}))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("value of row 1 is NaN");
        assertThatThrownBy(() -> WindowLengthRule.RULE_2024.windowLength(new double[] {1}, 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rank 4");
    }
}
