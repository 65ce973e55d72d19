package io.vigie.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DepartureTest {
    @Test
    void theRowThatIsToldLiesOnTheSideOfTheDirection() {
        double[] actual = new double[100];
        Arrays.fill(actual, -3); // for long
        actual[40] = 8; // once
        actual[60] = -5;

        Departure below = of(actual);
        assertThat(below.direction()).isEqualTo(Direction.BELOW);
        assertThat(below.offset()).isEqualTo(60);
        assertThat(below.largest()).isEqualTo(8);

        Departure above = of(Arrays.stream(actual).map(x -> -x).toArray());
        assertThat(above.direction()).isEqualTo(Direction.ABOVE);
        assertThat(above.offset()).isEqualTo(60);
    }

    /** From 0, in units of spread. */
    private static Departure of(double[] actual) {
        double[] spread = new double[actual.length];
        Arrays.fill(spread, 1);
        return Departure.of(actual, new double[actual.length], spread, 0, 0);
    }
}
