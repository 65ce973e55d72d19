package io.vigie.prepare;

import io.vigie.model.ModelFormatException;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import io.vigie.series.BadInputException;

/**
 * Prepares one row after the other, in memory of a few numbers a channel. Causal: gaps are held for {@code max-gap} rows,
 * then take the train centre; before the first measured value they take the train centre. Not thread-safe.
 */
public final class OnlinePreparation {
    private final Preparation preparation;
    private final RunWatch[] watches;
    private final double[] last; // last measured value, prepared; NaN before the first
    private final long[] missing;
    private final boolean[] filled;

    OnlinePreparation(Preparation preparation) {
        this.preparation = preparation;
        int channels = preparation.schema().channels().size();
        watches = new RunWatch[channels];
        last = new double[channels];
        missing = new long[channels];
        filled = new boolean[channels];
        for (int c = 0; c < channels; c++) {
            watches[c] = preparation.watch(c);
            last[c] = Double.NaN;
        }
    }

    /**
     * Takes the next raw row, one value a channel, NaN where missing.
     *
     * @return the prepared row, all finite; a new array
     * @throws BadInputException if the number of values differs or one is infinite; the state is then unchanged
     */
    public double[] push(double[] rawRow) {
        if (rawRow.length != last.length) {
            throw new BadInputException("the row has " + rawRow.length + " values but the model has " + last.length
                    + " channels; give one value a channel, NaN where missing");
        }
        for (int c = 0; c < rawRow.length; c++) {
            if (Double.isInfinite(rawRow[c])) {
                throw new BadInputException("the row is infinite in channel '"
                        + preparation.schema().channels().get(c).name()
                        + "'; only finite values and missing (NaN) are allowed");
            }
        }
        double[] prepared = new double[last.length];
        int maxGap = preparation.options().maxGap();
        for (int c = 0; c < prepared.length; c++) {
            watches[c].push(rawRow[c]);
            filled[c] = Double.isNaN(rawRow[c]);
            if (filled[c]) {
                missing[c]++;
                boolean held = missing[c] <= maxGap && !Double.isNaN(last[c]);
                prepared[c] = held ? last[c] : preparation.toPrepared(c, preparation.centre(c));
            } else {
                missing[c] = 0;
                last[c] = preparation.toPrepared(c, rawRow[c]);
                prepared[c] = last[c];
            }
        }
        return prepared;
    }

    /** True if the channel's value of the last row was filled in. */
    public boolean isFilled(int channel) {
        return filled[channel];
    }

    /** Condition of a channel at the last row. */
    public ChannelHealth.State state(int channel) {
        return watches[channel].state();
    }

    /** Evidence as {@link ChannelHealth#evidence(int, int)} at the last row. */
    public double evidence(int channel) {
        return watches[channel].evidence();
    }

    /** Rows, up to the last one, for which the channel has stood at one value or been missing. */
    public long runRows(int channel) {
        return watches[channel].runRows();
    }

    /** Evidence over all channels at the last row, as {@link ChannelHealth#rowEvidence()}. */
    public double rowEvidence() {
        double worst = 0;
        double correction = Math.log10(watches.length);
        for (RunWatch watch : watches) {
            worst = Math.max(worst, watch.evidence() - correction);
        }
        return worst;
    }

    /** Writes the state, so that {@link Preparation#online(ModelReader)} goes on from here. */
    public void write(ModelWriter out) {
        int channels = watches.length;
        double[] held = new double[channels];
        long[] runs = new long[channels];
        for (int c = 0; c < channels; c++) {
            held[c] = watches[c].held();
            runs[c] = watches[c].heldRows();
        }
        out.tensor("last", last.clone(), channels);
        out.tensor("held", held, channels);
        out.tensor("held-rows", runs, channels);
        out.tensor("missing-rows", missing.clone(), channels);
    }

    void read(ModelReader in) {
        int channels = watches.length;
        double[] readLast = in.doubles("last", channels);
        double[] held = in.doubles("held", channels);
        long[] runs = in.longs("held-rows", channels);
        long[] gaps = in.longs("missing-rows", channels);
        for (int c = 0; c < channels; c++) {
            if (Double.isInfinite(readLast[c]) || runs[c] < 0 || gaps[c] < 0 || (runs[c] > 0 && gaps[c] > 0)) {
                throw new ModelFormatException(
                        "the state of channel " + c + " is not possible; the state is damaged, start a fresh stream");
            }
            last[c] = readLast[c];
            missing[c] = gaps[c];
            filled[c] = gaps[c] > 0;
            watches[c].restore(held[c], runs[c], gaps[c]);
        }
    }
}
