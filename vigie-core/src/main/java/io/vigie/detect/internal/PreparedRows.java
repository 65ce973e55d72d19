package io.vigie.detect.internal;

import io.vigie.detect.TrainingSet;
import io.vigie.series.BadInputException;
import io.vigie.series.SeriesSchema;
import io.vigie.series.TimeSeries;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Prepared series as detectors need them: checked, and as row-major matrices [time][channel] in one flat array, where
 * rows {@code t .. t + w - 1} (a window) are contiguous.
 */
public final class PreparedRows {
    /** Prepared values beyond this many scale units are as far out as this: their squares stay finite in float32. */
    public static final float LIMIT = 0x1p50f;

    private static final int BLOCK = 512;

    private PreparedRows() {}

    /**
     * Accepts a series whose every value is finite.
     *
     * @throws BadInputException naming channel and row of the first missing value
     */
    public static void requirePrepared(TimeSeries series) {
        requirePrepared(series, 0, series.length());
    }

    /** As {@link #requirePrepared(TimeSeries)}, of rows from the first to before the last. */
    public static void requirePrepared(TimeSeries series, int first, int last) {
        double[] block = new double[Math.min(BLOCK, last - first)];
        for (int c = 0; c < series.channelCount(); c++) {
            for (int from = first; from < last; from += BLOCK) {
                int length = Math.min(BLOCK, last - from);
                series.copyChannel(c, from, block, 0, length);
                double zero = 0; // stays 0 unless a value is NaN
                for (int i = 0; i < length; i++) {
                    zero += 0.0 * block[i];
                }
                if (Double.isNaN(zero)) {
                    int at = 0;
                    while (Double.isFinite(block[at])) {
                        at++;
                    }
                    throw new BadInputException("channel '"
                            + series.channel(c).name() + "' of series '" + series.name() + "' has no value at row "
                            + (from + at) + "; detectors take prepared series, prepare it first (gaps filled, scaled)");
                }
            }
        }
    }

    /** Accepts a prepared series of at least one row with the channels the model was fitted on. */
    public static void requirePrepared(SeriesSchema schema, TimeSeries series) {
        schema.requireMatch(series);
        if (series.length() == 0) {
            throw new BadInputException("series '" + series.name() + "' has no rows; give at least one");
        }
        requirePrepared(series);
    }

    /** As {@link #requirePrepared(SeriesSchema, TimeSeries)}, and at least {@code window} rows long. */
    public static void requirePrepared(SeriesSchema schema, TimeSeries series, int window) {
        requirePrepared(schema, series);
        if (series.length() < window) {
            throw tooShort(window, series, "rows");
        }
    }

    /** Accepts one row for an online scorer: a finite value a channel. */
    public static void requireRow(SeriesSchema schema, double[] row) {
        if (row.length != schema.channels().size()) {
            throw new BadInputException("a row of " + row.length + " values for "
                    + schema.channels().size() + " channels; give one value a channel");
        }
        for (int c = 0; c < row.length; c++) {
            if (!Double.isFinite(row[c])) {
                throw new BadInputException(
                        "channel '" + schema.channels().get(c).name() + "' of the row is " + row[c]
                                + "; online scorers take prepared rows of finite values");
            }
        }
    }

    /**
     * Normal stretches of a training set that hold at least one window, checked to be prepared.
     *
     * @throws BadInputException if none is long enough, naming the longest
     */
    public static List<TimeSeries> trainSegments(TrainingSet train, int window) {
        return trainStretches(train, window).stream()
                .map(TrainingSet.Stretch::series)
                .toList();
    }

    /** As {@link #trainSegments}, with where they lie. */
    public static List<TrainingSet.Stretch> trainStretches(TrainingSet train, int window) {
        List<TrainingSet.Stretch> stretches = train.normalStretches();
        List<TrainingSet.Stretch> usable = new ArrayList<>();
        for (TrainingSet.Stretch stretch : stretches) {
            if (stretch.series().length() >= window) {
                TimeSeries whole = train.items().get(stretch.item()).series(); // whose rows a message counts
                requirePrepared(
                        whole, stretch.from(), stretch.from() + stretch.series().length());
                usable.add(stretch);
            }
        }
        if (usable.isEmpty()) {
            TimeSeries longest = stretches.stream()
                    .map(TrainingSet.Stretch::series)
                    .max(Comparator.comparingInt(TimeSeries::length))
                    .orElseThrow();
            throw tooShort(window, longest, stretches.size() == 1 ? "rows" : "rows of the longest normal stretch");
        }
        return usable;
    }

    /** The value, or {@link #LIMIT} with its sign where it is beyond. */
    public static double clamp(double value) {
        return Math.max(-LIMIT, Math.min(LIMIT, value));
    }

    /** Copy of the values [channel][row]. */
    public static double[][] channels(TimeSeries series) {
        double[][] values = new double[series.channelCount()][];
        for (int c = 0; c < values.length; c++) {
            values[c] = series.channelValues(c);
        }
        return values;
    }

    /** Row-major copy [time][channel]. */
    public static double[] of(TimeSeries series) {
        double[] rows = new double[Math.multiplyExact(series.length(), series.channelCount())];
        copy(series, rows, 0);
        return rows;
    }

    /** Row-major copy of several series of one schema, one after the other. */
    public static double[] of(List<TimeSeries> series) {
        int channels = series.get(0).channelCount();
        int total = series.stream().mapToInt(TimeSeries::length).sum();
        double[] rows = new double[Math.multiplyExact(total, channels)];
        int offset = 0;
        for (TimeSeries one : series) {
            copy(one, rows, offset);
            offset += one.length() * channels;
        }
        return rows;
    }

    /** Row-major copy in float32. */
    public static float[] floats(TimeSeries series) {
        int channels = series.channelCount();
        float[] rows = new float[Math.multiplyExact(series.length(), channels)];
        double[] block = new double[Math.min(BLOCK, series.length())];
        for (int from = 0; from < series.length(); from += BLOCK) {
            int length = Math.min(BLOCK, series.length() - from);
            for (int c = 0; c < channels; c++) {
                series.copyChannel(c, from, block, 0, length);
                int at = from * channels + c;
                for (int i = 0; i < length; i++) {
                    rows[at] = (float) block[i];
                    at += channels;
                }
            }
        }
        return rows;
    }

    private static void copy(TimeSeries series, double[] rows, int offset) {
        int channels = series.channelCount();
        double[] block = new double[Math.min(BLOCK, series.length())];
        for (int from = 0; from < series.length(); from += BLOCK) {
            int length = Math.min(BLOCK, series.length() - from);
            for (int c = 0; c < channels; c++) {
                series.copyChannel(c, from, block, 0, length);
                int at = offset + from * channels + c;
                for (int i = 0; i < length; i++) {
                    rows[at] = block[i];
                    at += channels;
                }
            }
        }
    }

    private static BadInputException tooShort(int window, TimeSeries series, String what) {
        return new BadInputException("window " + window + " exceeds the " + series.length() + " " + what + " of '"
                + series.name() + "'; use at most " + series.length());
    }
}
