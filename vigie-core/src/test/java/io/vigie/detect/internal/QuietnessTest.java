package io.vigie.detect.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigie.detect.RunContext;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Two channels of noise. */
class QuietnessTest {
    private static final int CHANNELS = 2;
    private static final int ROWS = 16;
    private static final int COUNT = 800;

    private final RandomGenerator random = RunContext.defaults().random("quietness");

    @Test
    void isSurprisedByStillnessAndNotByUsualMovement() {
        Quietness quietness = Quietness.of(windows(COUNT), CHANNELS, ROWS, ROWS, 0.05);
        float[] shares = new float[CHANNELS];

        assertThat(quietness.of(window(0, 0), shares)).isGreaterThan(4);
        double half = quietness.of(window(0, 1), shares);
        assertThat(half).isGreaterThan(2);
        assertThat(shares[0]).isCloseTo((float) half, within(0.05f * (float) half)); // the other channel moves as ever
        assertThat((double) shares[0] + shares[1]).isCloseTo(half, within(1e-5));
        int told = 0;
        for (int i = 0; i < 500; i++) {
            told += quietness.of(window(1, 1), shares) > 1 ? 1 : 0;
        }
        assertThat(told).isLessThan(40); // e^-3 of 500 is 25
    }

    private float[] windows(int count) {
        float[] windows = new float[count * CHANNELS * ROWS];
        for (int i = 0; i < count; i++) {
            System.arraycopy(window(1, 1), 0, windows, i * CHANNELS * ROWS, CHANNELS * ROWS);
        }
        return windows;
    }

    private float[] window(double first, double second) {
        float[] window = new float[CHANNELS * ROWS];
        for (int t = 0; t < ROWS; t++) {
            window[t] = (float) (first * random.nextGaussian());
            window[ROWS + t] = (float) (second * random.nextGaussian());
        }
        return window;
    }
}
