package io.vigie.deep.forecast;

import io.vigie.deep.engine.Limits;

/** Checks of the options that all forecasting detectors have. */
final class ForecastLimits {
    private ForecastLimits() {}

    static void check(int smoothing, double noiseFloor, double dropout, int epochs, int maxSteps, double learningRate) {
        Limits.atLeast("smoothing", smoothing, 1);
        Limits.above("noise-floor", noiseFloor, 0, 100);
        Limits.share("dropout", dropout);
        Limits.atLeast("epochs", epochs, 1);
        Limits.atLeast("max-steps", maxSteps, 1);
        Limits.above("learning-rate", learningRate, 0, 1);
    }
}
