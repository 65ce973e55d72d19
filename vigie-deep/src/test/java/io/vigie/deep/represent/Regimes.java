package io.vigie.deep.represent;

import io.vigie.deep.DrawnSeries;
import io.vigie.detect.RunContext;
import io.vigie.series.TimeSeries;
import java.util.random.RandomGenerator;

/** Two channels that change between two regimes every 200 rows: rounded waves and saw teeth, of one period and size. */
final class Regimes {
    static final int LENGTH = 200;

    private Regimes() {}

    static TimeSeries of(int seed, int rows) {
        RandomGenerator random = RunContext.defaults().withSeed(seed).random("regimes");
        double[][] values = new double[2][rows];
        for (int row = 0; row < rows; row++) {
            double phase = row % 20 / 20.0;
            for (int c = 0; c < 2; c++) {
                double wave = 1.4 * Math.sin(2 * Math.PI * phase);
                double saw = 2 * 1.7 * (phase - 0.5);
                values[c][row] = (second(row) ? saw : wave) + 0.4 * random.nextGaussian();
            }
        }
        return DrawnSeries.of(values);
    }

    static boolean second(int row) {
        return row / LENGTH % 2 == 1;
    }

    /**
     * Chance that a window is nearer to one of its own regime, a whole number of periods away, than to one of the other
     * regime, also in phase: what tells them apart is shape alone. Windows lie within a regime.
     */
    static double toldApart(Encoded encoded, int rows, int window) {
        int told = 0;
        int asked = 0;
        for (int block = 0; block + 4 <= rows / LENGTH; block++) {
            for (int offset = 0; offset + window <= LENGTH; offset += 10) {
                int at = block * LENGTH + offset;
                told += encoded.distance(at, at + 2 * LENGTH) < encoded.distance(at, at + LENGTH) ? 1 : 0;
                told += encoded.distance(at, at + 2 * LENGTH) < encoded.distance(at, at + 3 * LENGTH) ? 1 : 0;
                asked += 2;
            }
        }
        return (double) told / asked;
    }
}
