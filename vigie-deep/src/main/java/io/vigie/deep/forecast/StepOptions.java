package io.vigie.deep.forecast;

import io.vigie.deep.density.Correction;

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
        double noiseFloor) {}
