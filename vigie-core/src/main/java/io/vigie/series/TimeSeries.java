package io.vigie.series;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A multivariate time series: a time axis, named channels, values [channel][time] and a mask of missing values.
 *
 * <p>Immutable and thread-safe. Views ({@link #slice}, {@link #select}) share storage. A value of NaN is always
 * missing; a finite value may be masked as missing too (a gap that preparation has filled: the models see the filled
 * value, the mask tells that nothing was measured). Infinite values are not allowed. Storage is channel-major float64.
 */
public final class TimeSeries {
    private final String name;
    private final SeriesSchema schema;
    private final TimeAxis time;
    private final double[][] values;
    private final boolean[] @Nullable [] filled; // per channel: true where a finite value stands for a missing one
    private final int offset;

    private TimeSeries(
            String name,
            SeriesSchema schema,
            TimeAxis time,
            double[][] values,
            boolean[] @Nullable [] filled,
            int offset) {
        this.name = name;
        this.schema = schema;
        this.time = time;
        this.values = values;
        this.filled = filled;
        this.offset = offset;
    }

    /** A series of the given values [channel][time], which are copied; NaN is missing. */
    public static TimeSeries of(String name, TimeAxis time, List<Channel> channels, double[][] values) {
        double[][] copy = new double[values.length][];
        for (int c = 0; c < values.length; c++) {
            copy[c] = values[c].clone();
        }
        return wrap(name, time, channels, copy);
    }

    /** As {@link #of} without the copy: the caller gives the arrays away. */
    public static TimeSeries wrap(String name, TimeAxis time, List<Channel> channels, double[][] values) {
        return wrap(name, time, channels, values, new boolean[channels.size()][]);
    }

    /**
     * As {@link #wrap(String, TimeAxis, List, double[][])} with a mask of values that were filled in.
     *
     * @param filled per channel, null where nothing was filled, else true at rows whose finite value stands for a
     *     missing one
     */
    public static TimeSeries wrap(
            String name, TimeAxis time, List<Channel> channels, double[][] values, boolean[] @Nullable [] filled) {
        SeriesSchema schema = new SeriesSchema(channels, time.medianStep());
        if (values.length != channels.size() || filled.length != channels.size()) {
            throw new BadInputException("series '" + name + "' has " + channels.size() + " channels but "
                    + values.length + " value arrays and " + filled.length + " masks");
        }
        for (int c = 0; c < values.length; c++) {
            boolean[] mask = filled[c];
            if (values[c].length != time.size() || (mask != null && mask.length != time.size())) {
                throw new BadInputException("channel '" + channels.get(c).name() + "' of series '" + name + "' has "
                        + values[c].length + " values for " + time.size() + " timestamps");
            }
            for (int row = 0; row < time.size(); row++) {
                if (Double.isInfinite(values[c][row])) {
                    throw new BadInputException("channel '" + channels.get(c).name() + "' of series '" + name
                            + "' is infinite at row " + row + "; only finite values and missing (NaN) are allowed");
                }
            }
        }
        return new TimeSeries(name, schema, time, values, filled, 0);
    }

    /** Name for messages: a file name, a machine, a line. */
    public String name() {
        return name;
    }

    public SeriesSchema schema() {
        return schema;
    }

    public TimeAxis time() {
        return time;
    }

    /** Number of rows. */
    public int length() {
        return time.size();
    }

    public int channelCount() {
        return values.length;
    }

    public Channel channel(int channel) {
        return schema.channels().get(channel);
    }

    /** Value, or NaN where missing and not filled. */
    public double value(int channel, int row) {
        checkRow(row);
        return values[channel][offset + row];
    }

    /** True where nothing was measured, whether or not a value has been filled in. */
    public boolean isMissing(int channel, int row) {
        checkRow(row);
        boolean[] mask = filled[channel];
        return Double.isNaN(values[channel][offset + row]) || (mask != null && mask[offset + row]);
    }

    /** True if any channel misses any row, filled or not. */
    public boolean hasMissing() {
        for (int c = 0; c < values.length; c++) {
            for (int row = 0; row < length(); row++) {
                if (isMissing(c, row)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Copies rows {@code from .. from + length - 1} of a channel. */
    public void copyChannel(int channel, int from, double[] target, int targetPosition, int length) {
        if (from < 0 || length < 0 || from + length > length()) {
            throw new IndexOutOfBoundsException("rows [" + from + ", " + (from + length) + ") of " + length());
        }
        System.arraycopy(values[channel], offset + from, target, targetPosition, length);
    }

    /** A copy of a channel's values, NaN where missing and not filled. */
    public double[] channelValues(int channel) {
        double[] copy = new double[length()];
        copyChannel(channel, 0, copy, 0, copy.length);
        return copy;
    }

    /** A copy of one row over all channels. */
    public double[] row(int row) {
        checkRow(row);
        double[] copy = new double[values.length];
        for (int c = 0; c < copy.length; c++) {
            copy[c] = values[c][offset + row];
        }
        return copy;
    }

    /** Rows {@code from} to {@code to} (exclusive) as a view. */
    public TimeSeries slice(int from, int to) {
        return new TimeSeries(name, schema, time.slice(from, to), values, filled, offset + from);
    }

    /** The given channels, in the given order, as a view. */
    public TimeSeries select(int... channels) {
        List<Channel> chosen = new ArrayList<>();
        double[][] chosenValues = new double[channels.length][];
        boolean[][] chosenMasks = new boolean[channels.length][];
        for (int i = 0; i < channels.length; i++) {
            chosen.add(schema.channels().get(channels[i]));
            chosenValues[i] = values[channels[i]];
            chosenMasks[i] = filled[channels[i]];
        }
        return new TimeSeries(
                name, new SeriesSchema(chosen, schema.samplingInterval()), time, chosenValues, chosenMasks, offset);
    }

    /** The same data under another name. */
    public TimeSeries withName(String newName) {
        return new TimeSeries(newName, schema, time, values, filled, offset);
    }

    /** The same data with other channel descriptions (units, noise, roles); names may change, the number may not. */
    public TimeSeries withChannels(List<Channel> channels) {
        if (channels.size() != values.length) {
            throw new BadInputException(channels.size() + " channels given for a series of " + values.length);
        }
        return new TimeSeries(
                name, new SeriesSchema(channels, schema.samplingInterval()), time, values, filled, offset);
    }

    /** Index of a channel by name, or -1. */
    public int indexOf(String channelName) {
        return schema.channelNames().indexOf(channelName);
    }

    /** Names of channels that have no measured value at all. */
    public Set<String> silentChannels() {
        Set<String> silent = new HashSet<>();
        for (int c = 0; c < values.length; c++) {
            boolean any = false;
            for (int row = 0; row < length() && !any; row++) {
                any = !isMissing(c, row);
            }
            if (!any) {
                silent.add(channel(c).name());
            }
        }
        return silent;
    }

    private void checkRow(int row) {
        if (row < 0 || row >= time.size()) {
            throw new IndexOutOfBoundsException("row " + row + " of " + time.size());
        }
    }
}
