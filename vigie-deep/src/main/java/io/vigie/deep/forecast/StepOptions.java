package io.vigie.deep.forecast;

import io.vigie.deep.density.Correction;
import io.vigie.detect.OptionException;
import java.util.Locale;

/**
 * How a {@link StepModel} is trained and its scores are made into those of a detector.
 *
 * @param window rows of history
 * @param told rows told by each window in training; fewer where the train part is shorter than that
 * @param smoothing rows over which scores are averaged, the row and rows before it
 * @param epochs passes over the train rows
 * @param maxSteps most updates of the weights
 * @param learningRate highest learning rate
 * @param correction what is made of the likelihood of a row: nothing, or {@link Correction#ACTIVITY}
 * @param noiseFloor deviation below which nothing is told apart, in scale units
 */
public record StepOptions(
        int window,
        int told,
        int smoothing,
        int epochs,
        int maxSteps,
        double learningRate,
        Correction correction,
        double noiseFloor) {
    /**
     * Refuses a correction that is not for densities of rows.
     *
     * @throws OptionException if it needs windows
     */
    public static void check(Correction correction) {
        if (correction != Correction.NONE && correction != Correction.ACTIVITY) {
            throw new OptionException("correction is "
                    + correction.name().toLowerCase(Locale.ROOT).replace('_', '-')
                    + "; a density of rows takes none or activity, the others are for densities of windows");
        }
    }
}
