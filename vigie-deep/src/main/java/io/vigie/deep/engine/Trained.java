package io.vigie.deep.engine;

/**
 * The outcome of a training.
 *
 * @param weights all parameters, in the order of the network's layout
 */
public record Trained(float[] weights, TrainingReport report) {}
