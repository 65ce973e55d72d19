package io.vigie.detect;

import java.util.Arrays;
import java.util.List;

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
    private final List<MemberScores> members;

    private Scores(double[] totals, float[][] contributions, String unit, int warmUp, List<MemberScores> members) {
        this.totals = totals;
        this.contributions = contributions;
        this.unit = unit;
        this.warmUp = warmUp;
        this.members = List.copyOf(members);
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
        return new Scores(totals, NONE, unit, warmUp, List.of());
    }

    /** Totals and contributions [channel][row]. The arrays are given away. */
    public static Scores of(double[] totals, float[][] contributions, String unit, int warmUp) {
        return new Scores(totals, contributions, unit, warmUp, List.of());
    }

    /** The same scores with what the members of a composite detector said. */
    public Scores withMembers(List<MemberScores> newMembers) {
        for (MemberScores member : newMembers) {
            if (member.scores().length != totals.length) {
                throw new IllegalArgumentException("member '" + member.member() + "' has " + member.scores().length
                        + " scores for " + totals.length + " rows");
            }
        }
        return new Scores(totals, contributions, unit, warmUp, newMembers);
    }

    /** What the members of a composite detector said, in the order of its options; empty for any other detector. */
    public List<MemberScores> members() {
        return members;
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
