package io.vigie.explain;

import io.vigie.model.ModelFormatException;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import io.vigie.series.Interval;
import io.vigie.series.TimeSeries;
import java.util.Arrays;
import java.util.List;

/**
 * How far each channel normally moves: the distance of a value from the mean of the 50 rows before it. Detectors that judge
 * windows blame a channel for what it did anywhere in the window; its movement says when it did it. Immutable.
 */
public final class MovementLevels {
    private static final int BEFORE = 50;
    private static final double HIGH = 0.99;
    private static final double LEAST_OF_MEAN = 0.1;

    private final double[] high;

    private MovementLevels(double[] high) {
        this.high = high;
    }

    /** Without channels: no movement is known. What models that were saved before there were levels have. */
    public static MovementLevels none() {
        return new MovementLevels(new double[0]);
    }

    /**
     * The 99 % quantile of each channel's movement over normal stretches. O(rows x channels x (50 + log rows)).
     *
     * @param normal prepared stretches of one schema, at least one
     */
    public static MovementLevels fit(List<TimeSeries> normal) {
        double[] high = new double[normal.get(0).channelCount()];
        int rows = normal.stream().mapToInt(TimeSeries::length).sum();
        for (int c = 0; c < high.length; c++) {
            double[] movements = new double[rows];
            int at = 0;
            for (TimeSeries stretch : normal) {
                double[] some = movements(stretch, c, 0, stretch.length());
                System.arraycopy(some, 0, movements, at, some.length);
                at += some.length;
            }
            Arrays.sort(movements);
            high[c] = rows == 0 ? 0 : movements[(int) Math.ceil(HIGH * (rows - 1))];
        }
        return new MovementLevels(high);
    }

    /** Number of channels; 0 where no movement is known. */
    public int channelCount() {
        return high.length;
    }

    /** Movement that one normal row in a hundred exceeds, in prepared units. */
    public double high(int channel) {
        return high[channel];
    }

    /**
     * Movement of each channel in its own {@link #high}; a channel that hardly moved in normal operation takes at least a tenth of
     * the mean of all, or any movement would be infinitely large.
     *
     * @param prepared the series; it may begin before the rows, which is what they are compared with
     * @return [channel][row], at least 0, 0 in the first row of the series
     */
    public double[][] of(TimeSeries prepared, Interval rows) {
        if (prepared.channelCount() != high.length) {
            throw new IllegalArgumentException(
                    "movement levels of " + high.length + " channels for a series of " + prepared.channelCount());
        }
        double mean = Arrays.stream(high).average().orElse(0);
        double[][] movements = new double[high.length][];
        for (int c = 0; c < high.length; c++) {
            double level = Math.max(high[c], mean > 0 ? LEAST_OF_MEAN * mean : 1);
            movements[c] = movements(prepared, c, rows.from(), rows.to());
            for (int i = 0; i < movements[c].length; i++) {
                movements[c][i] /= level;
            }
        }
        return movements;
    }

    private static double[] movements(TimeSeries series, int channel, int from, int to) {
        int start = Math.max(0, from - BEFORE);
        double[] values = new double[to - start];
        series.copyChannel(channel, start, values, 0, values.length);
        double[] movements = new double[to - from];
        for (int i = 0; i < movements.length; i++) {
            int row = from - start + i;
            int first = Math.max(0, row - BEFORE);
            double sum = 0;
            for (int before = first; before < row; before++) {
                sum += values[before];
            }
            movements[i] = row == 0 ? 0 : Math.abs(values[row] - sum / (row - first));
        }
        return movements;
    }

    public void write(ModelWriter out) {
        out.tensor("high", high, high.length);
    }

    public static MovementLevels read(ModelReader in) {
        double[] high = in.doubles("high", in.shape("high")[0]);
        for (int c = 0; c < high.length; c++) {
            if (!(high[c] >= 0)) {
                throw new ModelFormatException(
                        "movement level of channel " + c + " is " + high[c] + "; fit the model again");
            }
        }
        return new MovementLevels(high);
    }
}
