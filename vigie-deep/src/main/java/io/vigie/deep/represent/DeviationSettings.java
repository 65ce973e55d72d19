package io.vigie.deep.represent;

import io.vigie.deep.engine.Limits;

/**
 * What {@link Deviation} and {@link DevNet} have in common.
 *
 * @param hidden channels of the convolutions, and features
 * @param planted share of the train windows into which an outlier is planted
 * @param noiseFloor least deviation that makes a planted outlier, in scale units
 */
record DeviationSettings(int hidden, double planted, double noiseFloor) {
    DeviationSettings {
        Limits.atLeast("hidden", hidden, 1);
        Limits.above("planted", planted, 0, 1);
        Limits.above("noise-floor", noiseFloor, 0, 100);
    }
}
