package io.vigie.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigie.detect.RunContext;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class TrackTest {
    @Test
    void aShortCurveKeepsEveryRowToSixteenBits() {
        double[] values = {1.5, Double.NaN, -2, 7, 0};
        Track track = Track.of(row -> values[row], values.length, 100);
        assertThat(track.width()).isEqualTo(1);
        assertThat(track.rowsPerPoint()).isEqualTo(1);
        for (int row = 0; row < values.length; row++) {
            if (Double.isNaN(values[row])) {
                assertThat(track.codes()[row]).isEqualTo(Track.MISSING);
            } else {
                assertThat(value(track, row)).isCloseTo(values[row], within(9.0 / 65_534));
            }
        }
    }

    @Test
    void noSpikeIsEverHidden() {
        RandomGenerator random = RunContext.defaults().random("track");
        for (int trial = 0; trial < 50; trial++) {
            int rows = 1_000 + random.nextInt(20_000);
            int points = 50 + random.nextInt(500);
            double[] values = new double[rows];
            for (int row = 0; row < rows; row++) {
                values[row] = random.nextInt(20) == 0 ? Double.NaN : random.nextGaussian();
            }
            int spike = random.nextInt(rows);
            int dip = (spike + rows / 2) % rows;
            values[spike] = 100;
            values[dip] = -100;
            Track track = Track.of(row -> values[row], rows, points);
            assertThat(track.codes().length).isLessThanOrEqualTo(points + 2);
            int step = track.rowsPerPoint();
            assertThat(value(track, spike / step * track.width() + track.width() - 1))
                    .isEqualTo(100);
            assertThat(value(track, dip / step * track.width())).isEqualTo(-100);
        }
    }

    @Test
    void aConstantAndAnEmptyCurve() {
        Track constant = Track.of(row -> 5, 10, 100);
        assertThat(value(constant, 3)).isEqualTo(5);
        Track empty = Track.of(row -> Double.NaN, 10, 100);
        assertThat(empty.codes()).containsOnly(Track.MISSING);
    }

    private static double value(Track track, int place) {
        return track.min() + track.codes()[place] * (track.max() - track.min()) / (Track.MISSING - 1);
    }
}
