package io.vigie.deep.engine;

import io.vigie.model.Manifest;
import io.vigie.series.SeriesSchema;
import io.vigie.series.TimeSeries;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * The windows of some series of one schema, drawn from channel-major float32 copies and never all held at once, cut in
 * time order into a train part and a validation part. In each series the last {@code share} of the rows are for
 * validation: a window is for training if it ends before them, and for validation if what it tells beyond its leading
 * {@code context} rows lies within them.
 */
public final class TrainingWindows {
    private static final int MIX = 0x9E3779B9;
    private static final int FEWEST_MEASURED = 64;
    private static final int MOST_MEASURED = 1024;

    private final int window;
    private final int told; // rows of a window beyond its context
    private final int channels;
    private final SeriesSchema schema;
    private final List<float[][]> series = new ArrayList<>(); // [channel][row]
    private final Runs train = new Runs();
    private final Runs validation = new Runs();

    /** Consecutive windows of several series, numbered through. */
    private static final class Runs {
        private final List<int[]> runs =
                new ArrayList<>(); // series, first row of the first window, number of the first
        private int count;

        void add(int series, int first, int windows) {
            if (windows > 0) {
                runs.add(new int[] {series, first, count});
                count = Math.addExact(count, windows);
            }
        }

        int[] holding(int number) {
            int low = 0;
            int high = runs.size() - 1;
            while (low < high) {
                int middle = (low + high + 1) >>> 1;
                if (runs.get(middle)[2] <= number) {
                    low = middle;
                } else {
                    high = middle - 1;
                }
            }
            return runs.get(low);
        }
    }

    /**
     * @param segments prepared series of at least {@code window} rows
     * @param window rows of a window
     * @param context leading rows of a window that are given, not told: the history of a forecast; 0 to window - 1
     * @param share share of each series' rows that is for validation, from 0 to below 1; 0 where that leaves no train
     *     window
     */
    public TrainingWindows(List<TimeSeries> segments, int window, int context, double share) {
        this.window = window;
        this.told = window - context;
        this.channels = segments.get(0).channelCount();
        this.schema = segments.get(0).schema();
        for (TimeSeries segment : segments) {
            float[][] values = new float[channels][segment.length()];
            for (int c = 0; c < channels; c++) {
                double[] channel = segment.channelValues(c);
                for (int row = 0; row < channel.length; row++) {
                    values[c][row] = (float) channel[row];
                }
            }
            int rows = segment.length();
            int held = (int) (share * rows);
            if (held < told || rows - held < window) {
                held = 0;
            }
            int cut = rows - held;
            int number = series.size();
            series.add(values);
            train.add(number, 0, cut - window + 1);
            if (held > 0) {
                int first = Math.max(0, cut - context);
                validation.add(number, first, rows - window + 1 - first);
            }
        }
    }

    /** Rows of a window. */
    public int window() {
        return window;
    }

    public int channels() {
        return channels;
    }

    /** Name of a channel, for messages. */
    String channelName(int channel) {
        return schema.channelNames().get(channel);
    }

    /** What a file about this data says of itself. */
    Manifest manifest(String kind) {
        return Manifest.of(kind, schema, Instant.now());
    }

    /** Windows to learn from, at least one. */
    public int trainCount() {
        return train.count;
    }

    /** Windows to measure on; none where every series is too short to spare some. */
    public int validationCount() {
        return validation.count;
    }

    /**
     * Numbers of the validation windows that are measured: evenly spaced, what they tell side by side rather than over
     * and over, as far as that makes no fewer than {@value #FEWEST_MEASURED} and no more than {@value #MOST_MEASURED}.
     */
    int[] measured() {
        int tiles = (validation.count + told - 1) / told;
        return spread(validation.count, Math.min(MOST_MEASURED, Math.max(FEWEST_MEASURED, tiles)));
    }

    /** Smallest and largest train and validation value of a channel. */
    public float[] range(int channel) {
        float[] range = {Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};
        for (float[][] values : series) {
            for (float value : values[channel]) {
                range[0] = Math.min(range[0], value);
                range[1] = Math.max(range[1], value);
            }
        }
        return range;
    }

    /** At most {@code most} train windows, evenly spaced, [position][channel][time]. */
    public float[] spreadTrain(int most) {
        int[] numbers = spread(train.count, most);
        float[] values = new float[Math.multiplyExact(numbers.length, channels * window)];
        copyTrain(numbers, 0, numbers.length, values);
        return values;
    }

    /** At most {@code most} windows, evenly spaced over train and validation part, [position][channel][time]. */
    public float[] spreadAll(int most) {
        int all = train.count + validation.count;
        int[] learned = spread(train.count, (int) ((long) most * train.count / all));
        int[] held = spread(validation.count, most - learned.length);
        int size = channels * window;
        float[] values = new float[Math.multiplyExact(learned.length + held.length, size)];
        copyTrain(learned, 0, learned.length, values);
        float[] last = new float[held.length * size];
        copyValidation(held, 0, held.length, last);
        System.arraycopy(last, 0, values, learned.length * size, last.length);
        return values;
    }

    /** Copies train windows, by number, to [position][channel][time]. */
    void copyTrain(int[] numbers, int from, int to, float[] target) {
        for (int i = from; i < to; i++) {
            copy(train, numbers[i], target, (i - from) * channels * window);
        }
    }

    /** As {@link #copyTrain}, validation windows. */
    void copyValidation(int[] numbers, int from, int to, float[] target) {
        for (int i = from; i < to; i++) {
            copy(validation, numbers[i], target, (i - from) * channels * window);
        }
    }

    private void copy(Runs runs, int number, float[] target, int at) {
        int[] run = runs.holding(number);
        float[][] values = series.get(run[0]);
        int start = run[1] + number - run[2];
        for (int c = 0; c < channels; c++) {
            System.arraycopy(values[c], start, target, at + c * window, window);
        }
    }

    /** At most {@code most} numbers of 0 .. count - 1, evenly spaced. */
    static int[] spread(int count, int most) {
        int[] numbers = new int[Math.min(count, most)];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (int) ((long) i * count / numbers.length);
        }
        return numbers;
    }

    /** A hash of the values and the cuts: a checkpoint belongs to one. */
    long fingerprint() {
        CRC32 crc = new CRC32();
        int mixed = window * MIX + train.count;
        for (float[][] values : series) {
            for (float[] channel : values) {
                ByteBuffer bytes = ByteBuffer.allocate(4 * channel.length);
                bytes.asFloatBuffer().put(channel);
                crc.update(bytes);
                mixed = mixed * MIX + channel.length;
            }
        }
        return crc.getValue() << 32 | Integer.toUnsignedLong(mixed);
    }
}
