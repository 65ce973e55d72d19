package io.vigie.deep.autoencoder;

import io.vigie.deep.DrawnSeries;
import io.vigie.detect.RunContext;
import io.vigie.series.TimeSeries;
import java.util.random.RandomGenerator;

/** Small series for tests of autoencoders. */
final class AutoencoderData {
    /** Deviation of the noise of {@link #factors}. */
    static final double NOISE = 0.3;

    private AutoencoderData() {}

    /** Four channels that are one cycle of 16 rows, each with its own sign and phase, and noise. */
    static TimeSeries factors(int seed, int rows) {
        RandomGenerator random = RunContext.defaults().withSeed(seed).random("factors");
        double[][] values = new double[4][rows];
        for (int row = 0; row < rows; row++) {
            for (int c = 0; c < 4; c++) {
                values[c][row] = 1.4 * Math.sin(2 * Math.PI * row / 16 + c) + NOISE * random.nextGaussian();
            }
        }
        return DrawnSeries.of(values);
    }

    /** Nothing but noise of deviation 1. */
    static TimeSeries noise(int seed, int rows) {
        RandomGenerator random = RunContext.defaults().withSeed(seed).random("noise");
        double[][] values = new double[4][rows];
        for (int row = 0; row < rows; row++) {
            for (int c = 0; c < 4; c++) {
                values[c][row] = random.nextGaussian();
            }
        }
        return DrawnSeries.of(values);
    }

    /** The same options on windows of 8 rows with few units. */
    static Usad small(Usad options) {
        return new Usad(
                8,
                options.architecture(),
                3,
                12,
                options.alpha(),
                options.noiseFloor(),
                options.epochs(),
                options.maxSteps(),
                options.learningRate(),
                4,
                options.smoothing(),
                options.alignment());
    }
}
