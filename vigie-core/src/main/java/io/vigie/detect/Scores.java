package io.vigie.detect;

import java.util.Arrays;

/**
 * Scores of a series: a total per row and, where the method has them, contributions per channel. Immutable. Contributions
 * are kept in float32: they explain, the totals decide.
 */
public final class Scores {
    private static final float[][] NONE = new float[0][];

    private final double[] totals;
    private final float[][] contributions;
    private final String unit;
    private final int warmUp;

    private Scores(double[] totals, float[][] contributions, String unit, int warmUp) {
        this.totals = totals;
        this.contributions = contributions;
        this.unit = unit;
        this.warmUp = warmUp;
        if (warmUp < 0 || warmUp > totals.length) {
            throw new IllegalArgumentException("warm-up " + warmUp + " of " + totals.length + " rows");
        }
        for (int row = 0; row < totals.length; row++) {
            if (row < warmUp ? !Double.isNaN(totals[row]) : !Double.isFinite(totals[row])) {
                throw new IllegalArgumentException("score of row " + row + " is " + totals[row]
                        + "; scores are NaN in the" + " warm-up of " + warmUp + " rows and finite after it");
            }
        }
        for (float[] channel : contributions) {
            if (channel.length != totals.length) {
                throw new IllegalArgumentException(
                        "contributions of " + channel.length + " rows for " + totals.length + " scores");
            }
        }
    }

    /** Totals only. The array is given away. Rows before {@code warmUp} must be NaN, all others finite. */
    public static Scores of(double[] totals, String unit, int warmUp) {
        return new Scores(totals, NONE, unit, warmUp);
    }

    /** Totals and contributions [channel][row]. The arrays are given away. */
    public static Scores of(double[] totals, float[][] contributions, String unit, int warmUp) {
        return new Scores(totals, contributions, unit, warmUp);
    }

    public int length() {
        return totals.length;
    }

    /** Total of a row; NaN in the warm-up. */
    public double total(int row) {
        return totals[row];
    }

    /** Copy of all totals. */
    public double[] totals() {
        return totals.clone();
    }

    /** Copy of the totals from {@code warmUp} on. */
    public double[] settledTotals() {
        return Arrays.copyOfRange(totals, warmUp, totals.length);
    }

    public boolean hasContributions() {
        return contributions.length > 0;
    }

    /** Number of channels with contributions; 0 where there are none. */
    public int channelCount() {
        return contributions.length;
    }

    public float contribution(int channel, int row) {
        return contributions[channel][row];
    }

    /** Copy of the contributions of a channel. */
    public float[] contributions(int channel) {
        return contributions[channel].clone();
    }

    /** What a score counts. */
    public String unit() {
        return unit;
    }

    /** Leading rows without a score (NaN). */
    public int warmUp() {
        return warmUp;
    }
}
