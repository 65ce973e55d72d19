package io.vigie.detect;

/**
 * A state in which a series was found to work in the train part: start-up, idle, load.
 *
 * @param share of the train part's rows
 * @param dwell rows that it lasted on average in the train part
 * @param mean [channel], level in it, in prepared units
 */
public record OperatingState(double share, double dwell, double[] mean) {}
