package io.vigie.deep.represent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vigie.deep.DrawnSeries;
import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.detect.represent.Encoders;
import io.vigie.detect.represent.FittedEncoder;
import io.vigie.series.TimeSeries;
import org.junit.jupiter.api.Test;

class PaAnoTest {
    private static final int WINDOW = 40;
    private static final int ROWS = 2400;

    private static Encoded encoded(String text, TimeSeries train, TimeSeries test) {
        try (FittedEncoder fitted = Encoders.parse(text).fit(TrainingSet.of(train), WINDOW, RunContext.defaults())) {
            return Encoded.of(fitted, test);
        }
    }

    @Test
    void learningBringsWindowsThatAreNearInTimeTogether() {
        TimeSeries train = Regimes.of(1, ROWS);
        TimeSeries test = Regimes.of(2, ROWS);
        Encoded untrained = encoded("paano(width=16,max-steps=1)", train, test);
        Encoded trained = encoded("paano(width=16,max-steps=100)", train, test);

        assertThat(farToNear(trained)).isGreaterThan(1.5 * farToNear(untrained));
        assertThat(Regimes.toldApart(trained, ROWS, WINDOW)).isGreaterThan(0.9);
    }

    /** How much farther than the windows within 8 rows a window of the other regime is. */
    private static double farToNear(Encoded encoded) {
        double near = 0;
        double far = 0;
        for (int at = 0; at + Regimes.LENGTH + WINDOW < ROWS; at += 7) {
            near += encoded.distance(at, at + 1 + at % 8);
            far += encoded.distance(at, at + Regimes.LENGTH);
        }
        return far / near;
    }

    @Test
    void featuresAreOfLengthOneSoThatDistancesAreThoseOfAngles() {
        TimeSeries test = Regimes.of(2, 300);
        Encoded encoded = encoded("paano(width=4,max-steps=2)", Regimes.of(1, 300), test);
        for (int row = 0; row < 200; row += 20) {
            assertThat(encoded.length(row)).isCloseTo(1, within(1e-3));
            double cosine = 0;
            for (int f = 0; f < encoded.features(); f++) {
                cosine += encoded.values()[row * encoded.features() + f]
                        * encoded.values()[(row + 33) * encoded.features() + f];
            }
            double distance = encoded.distance(row, row + 33);
            assertThat(distance * distance).isCloseTo(2 * (1 - cosine), within(2e-3));
        }
    }

    @Test
    void levelAndSizeOfAWindowAreTakenOut() {
        double[][] values = {
            Regimes.of(2, 300).channelValues(0), Regimes.of(2, 300).channelValues(1)
        };
        double[][] other = new double[2][300];
        for (int row = 0; row < 300; row++) {
            other[0][row] = 3 * values[0][row] + 7;
            other[1][row] = 0.5 * values[1][row] - 2;
        }
        TimeSeries train = Regimes.of(1, 300);
        Encoded plain = encoded("paano(width=4,max-steps=2)", train, DrawnSeries.of(values));
        Encoded moved = encoded("paano(width=4,max-steps=2)", train, DrawnSeries.of(other));
        Encoded kept = encoded("paano(width=4,max-steps=2,normalize=none)", train, DrawnSeries.of(values));
        Encoded keptMoved = encoded("paano(width=4,max-steps=2,normalize=none)", train, DrawnSeries.of(other));

        assertThat(difference(plain, moved)).isLessThan(0.02);
        assertThat(difference(kept, keptMoved)).isGreaterThan(0.1);
    }

    private static double difference(Encoded one, Encoded other) {
        double largest = 0;
        for (int i = 0; i < one.values().length; i++) {
            largest = Math.max(largest, Math.abs(one.values()[i] - other.values()[i]));
        }
        return largest;
    }

    @Test
    void badOptionsAreRefused() {
        assertThatThrownBy(() -> Encoders.parse("paano(width=1)"))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("width is 1; use at least 2");
        assertThatThrownBy(() -> Encoders.parse("paano(margin=0)"))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("margin is 0");
    }
}
