package io.vigie.detect.memory;

import io.vigie.detect.TrainingSet;
import io.vigie.model.ModelFormatException;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import io.vigie.series.TimeAxis;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Windows of the train part that are remembered: where they were, and what they looked like row by row. */
final class TrainWindows {
    private final List<String> sources; // [item]
    private final TimeAxis.Kind kind;
    private final int[] items;
    private final int[] rows; // first row of each window in its item
    private final long[] times; // and its position in time
    private final int[] starts; // and where it begins in the values
    private final float[][] values; // [channel][row], overlapping windows share theirs

    private TrainWindows(
            List<String> sources,
            TimeAxis.Kind kind,
            int[] items,
            int[] rows,
            long[] times,
            int[] starts,
            float[][] values) {
        this.sources = sources;
        this.kind = kind;
        this.items = items;
        this.rows = rows;
        this.times = times;
        this.starts = starts;
        this.values = values;
    }

    /**
     * Of some stretches.
     *
     * @param chosen number of each window's stretch and its first row there, in order
     */
    static TrainWindows of(TrainingSet train, List<TrainingSet.Stretch> stretches, int[][] chosen, int window) {
        int count = chosen.length;
        int[] items = new int[count];
        int[] rows = new int[count];
        long[] times = new long[count];
        int[] starts = new int[count];
        int length = 0;
        for (int i = 0; i < count; i++) {
            TrainingSet.Stretch stretch = stretches.get(chosen[i][0]);
            items[i] = stretch.item();
            rows[i] = stretch.from() + chosen[i][1];
            times[i] = stretch.series().time().position(chosen[i][1]);
            int later = i > 0 && chosen[i][0] == chosen[i - 1][0]
                    ? Math.min(window, chosen[i][1] - chosen[i - 1][1])
                    : window;
            starts[i] = i == 0 ? 0 : starts[i - 1] + later;
            length = starts[i] + window;
        }
        int channels = train.schema().channels().size();
        float[][] values = new float[channels][length];
        double[] copy = new double[window];
        for (int i = 0; i < count; i++) {
            for (int c = 0; c < channels; c++) {
                stretches.get(chosen[i][0]).series().copyChannel(c, chosen[i][1], copy, 0, window);
                for (int o = 0; o < window; o++) {
                    values[c][starts[i] + o] = (float) copy[o];
                }
            }
        }
        List<String> sources = new ArrayList<>();
        for (TrainingSet.Item item : train.items()) {
            sources.add(item.series().name());
        }
        TimeAxis.Kind kind = train.items().get(0).series().time().kind();
        return new TrainWindows(sources, kind, items, rows, times, starts, values);
    }

    int count() {
        return items.length;
    }

    /** Number of the training item that a window is of. */
    int item(int number) {
        return items[number];
    }

    /** First row of a window in its item. */
    int row(int number) {
        return rows[number];
    }

    /** Name of the series that a window is of. */
    String source(int number) {
        return sources.get(items[number]);
    }

    /** Time of a window's first row. */
    TimeAxis start(int number) {
        return kind == TimeAxis.Kind.ROW
                ? TimeAxis.rows(Math.toIntExact(times[number] + 1)).slice((int) times[number], (int) times[number] + 1)
                : TimeAxis.wrap(kind, new long[] {times[number]});
    }

    /** What a window has at an offset. */
    float value(int number, int channel, int offset) {
        return values[channel][starts[number] + offset];
    }

    void write(ModelWriter out) {
        out.texts("sources", sources);
        out.text("time", kind.name());
        out.tensor("items", items, items.length);
        out.tensor("rows", rows, rows.length);
        out.tensor("times", times, times.length);
        out.tensor("starts", starts, starts.length);
        float[] flat = new float[Math.multiplyExact(values.length, values[0].length)];
        for (int c = 0; c < values.length; c++) {
            System.arraycopy(values[c], 0, flat, c * values[0].length, values[0].length);
        }
        out.tensor("values", flat, values.length, values[0].length);
    }

    static TrainWindows read(int channels, int window, ModelReader in) {
        int count = in.shape("items")[0];
        List<String> sources = List.copyOf(in.texts("sources"));
        int[] items = in.ints("items", count);
        int[] rows = in.ints("rows", count);
        long[] times = in.longs("times", count);
        int[] starts = in.ints("starts", count);
        TimeAxis.Kind kind = kind(in.text("time"));
        int length = in.shape("values").length == 2 ? in.shape("values")[1] : 0;
        float[] flat = in.floats("values", channels, length);
        for (int i = 0; i < count; i++) {
            if (items[i] < 0
                    || items[i] >= sources.size()
                    || starts[i] < 0
                    || starts[i] > length - window
                    || rows[i] < 0
                    || (kind == TimeAxis.Kind.ROW && (times[i] < 0 || times[i] >= Integer.MAX_VALUE))) {
                throw new ModelFormatException(
                        "window " + i + " of the memory does not lie within what was kept of the train"
                                + " part; the model file is damaged");
            }
        }
        float[][] values = new float[channels][];
        for (int c = 0; c < channels; c++) {
            values[c] = Arrays.copyOfRange(flat, c * length, (c + 1) * length);
        }
        return new TrainWindows(sources, kind, items, rows, times, starts, values);
    }

    private static TimeAxis.Kind kind(String name) {
        for (TimeAxis.Kind kind : TimeAxis.Kind.values()) {
            if (kind.name().equals(name)) {
                return kind;
            }
        }
        throw new ModelFormatException("entry 'time' is '" + name + "', none that is known; the model file is damaged");
    }
}
