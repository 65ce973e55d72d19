package io.vigie.explain;

import io.vigie.model.ModelFormatException;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import io.vigie.series.Interval;
import io.vigie.series.TimeSeries;
import java.util.Arrays;
import java.util.List;

/**
 * How far each channel normally moves: the distance of a value from the mean of the 10, of the 50 and of the 200 rows before it.
 * Detectors that judge windows blame a channel for what it did anywhere in the window; its movement says when it did it.
 * Immutable.
 */
public final class MovementLevels {
    private static final int[] LENGTHS = {10, 50, 200};

    /** All that models saved before there were several lengths have, with the 99 % quantile as level. */
    private static final int[] OLD_LENGTHS = {50};

    private static final double LEAST_OF_MEAN = 0.1;

    private final int[] lengths;
    private final double[][] levels; // [length][channel]

    private MovementLevels(int[] lengths, double[][] levels) {
        this.lengths = lengths;
        this.levels = levels;
    }

    /** Without channels: no movement is known. What models that were saved before there were levels have. */
    public static MovementLevels none() {
        return new MovementLevels(new int[0], new double[0][0]);
    }

    /**
     * The mean of the highest 1 % of each channel's movements over normal stretches. O(rows x channels x log rows).
     *
     * @param normal prepared stretches of one schema, at least one
     */
    public static MovementLevels fit(List<TimeSeries> normal) {
        double[][] levels = new double[LENGTHS.length][normal.get(0).channelCount()];
        int rows = normal.stream().mapToInt(TimeSeries::length).sum();
        for (int i = 0; i < LENGTHS.length; i++) {
            for (int c = 0; c < levels[i].length; c++) {
                double[] movements = new double[rows];
                int at = 0;
                for (TimeSeries stretch : normal) {
                    if (stretch.length() > 0) {
                        Interval all = new Interval(0, stretch.length());
                        System.arraycopy(movements(stretch, c, LENGTHS[i], all), 0, movements, at, all.length());
                        at += all.length();
                    }
                }
                levels[i][c] = HighestRows.of(movements).mean();
            }
        }
        return new MovementLevels(LENGTHS, levels);
    }

    /** Number of channels; 0 where no movement is known. */
    public int channelCount() {
        return levels.length == 0 ? 0 : levels[0].length;
    }

    /** How many rows before a row its movements are measured from, ascending. */
    public int[] lengths() {
        return lengths.clone();
    }

    /**
     * Movement of a channel in its most restless normal rows, in prepared units.
     *
     * @param length index into {@link #lengths}
     */
    public double level(int length, int channel) {
        return levels[length][channel];
    }

    /**
     * As {@link #level}; a channel that hardly moved in normal operation takes at least a tenth of the mean of all, or any movement
     * would be infinitely large.
     */
    double unit(int length, int channel) {
        double mean = Arrays.stream(levels[length]).average().orElse(0);
        return Math.max(levels[length][channel], mean > 0 ? LEAST_OF_MEAN * mean : 1);
    }

    /**
     * Distances of a channel's values from the mean of some rows before each, of fewer where the series begins; 0 in its first row.
     * O(rows + before).
     *
     * @param rows the rows asked for; the series may begin before them, which is what they are compared with
     */
    static double[] movements(TimeSeries series, int channel, int before, Interval rows) {
        int anew = rows.from() - rows.from() % before;
        int start = Math.max(0, anew - before);
        double[] values = new double[rows.to() - start];
        series.copyChannel(channel, start, values, 0, values.length);
        double[] movements = new double[rows.length()];
        double sum = 0;
        for (int row = anew; row < rows.to(); row++) {
            int at = row - start;
            if (row % before == 0) {
                // What rounding left of one value that was far out must not stay for ever.
                sum = 0;
                for (int earlier = Math.max(0, at - before); earlier < at; earlier++) {
                    sum += values[earlier];
                }
            } else {
                sum += values[at - 1] - (row > before ? values[at - 1 - before] : 0);
            }
            if (row >= rows.from() && row > 0) {
                movements[row - rows.from()] = Math.abs(values[at] - sum / Math.min(row, before));
            }
        }
        return movements;
    }

    public void write(ModelWriter out) {
        double[] flat = new double[lengths.length * channelCount()];
        for (int i = 0; i < lengths.length; i++) {
            System.arraycopy(levels[i], 0, flat, i * channelCount(), channelCount());
        }
        out.tensor("lengths", lengths, lengths.length);
        out.tensor("levels", flat, lengths.length, channelCount());
    }

    public static MovementLevels read(ModelReader in) {
        boolean old = in.has("high");
        int[] lengths = old ? OLD_LENGTHS : in.ints("lengths", in.shape("lengths")[0]);
        int channels = old ? in.shape("high")[0] : in.shape("levels")[1];
        double[] flat = old ? in.doubles("high", channels) : in.doubles("levels", lengths.length, channels);
        double[][] levels = new double[lengths.length][];
        for (int i = 0; i < lengths.length; i++) {
            if (lengths[i] < 1) {
                throw new ModelFormatException("movement is measured from the mean of " + lengths[i]
                        + " rows where at least 1 is needed; the model file is damaged");
            }
            levels[i] = Arrays.copyOfRange(flat, i * channels, (i + 1) * channels);
            for (int c = 0; c < channels; c++) {
                if (!(levels[i][c] >= 0 && levels[i][c] < Double.POSITIVE_INFINITY)) {
                    throw new ModelFormatException(
                            "movement level of channel " + c + " is " + levels[i][c] + "; fit the model again");
                }
            }
        }
        return new MovementLevels(lengths, levels);
    }
}
