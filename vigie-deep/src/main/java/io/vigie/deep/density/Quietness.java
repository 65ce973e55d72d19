package io.vigie.deep.density;

import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How surprising it is that channels move so little: the second half of {@link Correction#PARTS} and
 * {@link Correction#ACTIVITY}. A channel's activity is the log mean square of its steps from row to row. How surprising it is
 * at so little or less is taken twice: beside all windows of the train part, and then beside how surprised each quarter of the
 * train part was by the other quarters, so that a channel which has calm spells says little. What the channels say is added up,
 * and the sum is held against the sums of the train part in the same way. Two nats less than that are told, as nearly all that
 * is quiet is normal.
 */
public final class Quietness {
    private static final double ODDS = 2;
    private static final int PARTS = 4;
    private static final double SHAPE = 1; // a plant that runs calmer than ever before is no emergency

    private final double floor;
    private final List<TailSurprise> channels; // of activities
    private final List<TailSurprise> spells; // of held-out surprises of a channel
    private final TailSurprise sum;

    private Quietness(double floor, List<TailSurprise> channels, List<TailSurprise> spells, TailSurprise sum) {
        this.floor = floor;
        this.channels = List.copyOf(channels);
        this.spells = List.copyOf(spells);
        this.sum = sum;
    }

    /**
     * From windows of the train part, in order of time.
     *
     * @param windows [window][channel][time]
     * @param rows of each window, the last that activity is taken from; 2 or more
     * @param floor deviation below which nothing is told apart
     */
    public static Quietness of(float[] windows, int channels, int window, int rows, double floor) {
        int count = windows.length / (channels * window);
        List<TailSurprise> laws = new ArrayList<>();
        List<TailSurprise> spells = new ArrayList<>();
        double[] sums = new double[count];
        for (int c = 0; c < channels; c++) {
            double[] activity = new double[count];
            for (int i = 0; i < count; i++) {
                activity[i] = activity(windows, (i * channels + c + 1) * window - rows, rows, floor);
            }
            double[] heldOut = heldOut(activity);
            TailSurprise spell = TailSurprise.of(heldOut, SHAPE, 0);
            laws.add(TailSurprise.of(activity));
            spells.add(spell);
            for (int i = 0; i < count; i++) {
                sums[i] += spell.high(heldOut[i]);
            }
        }
        return new Quietness(floor, laws, spells, TailSurprise.of(sums, SHAPE, 0));
    }

    /** How surprisingly low each value is beside those of the other parts of the train part. */
    private static double[] heldOut(double[] values) {
        int count = values.length;
        int parts = Math.min(PARTS, count);
        double[] surprises = new double[count];
        for (int part = 0; part < parts; part++) {
            int from = part * count / parts;
            int to = (part + 1) * count / parts;
            double[] others = new double[count - (to - from)];
            System.arraycopy(values, 0, others, 0, from);
            System.arraycopy(values, to, others, from, count - to);
            TailSurprise law = TailSurprise.of(others.length == 0 ? values : others);
            for (int i = from; i < to; i++) {
                surprises[i] = law.low(values[i]);
            }
        }
        return surprises;
    }

    private static double activity(float[] values, int from, int rows, double floor) {
        return Math.log(CodeLength.steps(values, from, rows) + floor * floor);
    }

    /**
     * The surprise of one window in nats, 0 where it moves as much as usual.
     *
     * @param window [channel][row] of as many rows as it was learned from
     * @param shares receives what channels have of it, which adds up to it; may be empty
     */
    public double of(float[] window, float[] shares) {
        int rows = window.length / channels.size();
        double[] low = new double[channels.size()];
        double total = 0;
        for (int c = 0; c < low.length; c++) {
            low[c] = spells.get(c).high(channels.get(c).low(activity(window, c * rows, rows, floor)));
            total += low[c];
        }
        double surprise = Math.max(0, sum.high(total) - ODDS);
        Arrays.fill(shares, 0f);
        for (int c = 0; c < shares.length && total > 0; c++) {
            shares[c] = (float) (surprise * low[c] / total);
        }
        return surprise;
    }

    public void write(ModelWriter out) {
        out.number("floor", floor);
        out.integer("channels", channels.size());
        for (int c = 0; c < channels.size(); c++) {
            channels.get(c).write(out.section("channel-" + c));
            spells.get(c).write(out.section("spell-" + c));
        }
        sum.write(out.section("sum"));
    }

    public static Quietness read(ModelReader in) {
        List<TailSurprise> channels = new ArrayList<>();
        List<TailSurprise> spells = new ArrayList<>();
        int count = in.integer("channels", 1, Integer.MAX_VALUE);
        for (int c = 0; c < count; c++) {
            channels.add(TailSurprise.read(in.section("channel-" + c)));
            spells.add(TailSurprise.read(in.section("spell-" + c)));
        }
        return new Quietness(in.number("floor"), channels, spells, TailSurprise.read(in.section("sum")));
    }
}
