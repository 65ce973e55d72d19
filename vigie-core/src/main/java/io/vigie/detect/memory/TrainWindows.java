package io.vigie.detect.memory;

import io.vigie.detect.TrainingSet;
import io.vigie.detect.internal.TrainPlaces;
import io.vigie.model.ModelFormatException;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import java.util.Arrays;
import java.util.List;

/** Windows of the train part that are remembered: where they were, and what they looked like row by row. */
final class TrainWindows {
    private final TrainPlaces places; // first row of each window
    private final int[] starts; // where each window begins in the values
    private final float[][] values; // [channel][row], overlapping windows share theirs

    private TrainWindows(TrainPlaces places, int[] starts, float[][] values) {
        this.places = places;
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
        int[] starts = new int[count];
        for (int i = 0; i < count; i++) {
            TrainingSet.Stretch stretch = stretches.get(chosen[i][0]);
            items[i] = stretch.item();
            rows[i] = stretch.from() + chosen[i][1];
            if (i > 0) {
                boolean together = chosen[i][0] == chosen[i - 1][0];
                starts[i] = starts[i - 1] + (together ? Math.min(window, chosen[i][1] - chosen[i - 1][1]) : window);
            }
        }
        int channels = train.schema().channels().size();
        float[][] values = new float[channels][starts[count - 1] + window];
        double[] copy = new double[window];
        for (int i = 0; i < count; i++) {
            for (int c = 0; c < channels; c++) {
                stretches.get(chosen[i][0]).series().copyChannel(c, chosen[i][1], copy, 0, window);
                for (int o = 0; o < window; o++) {
                    values[c][starts[i] + o] = (float) copy[o];
                }
            }
        }
        return new TrainWindows(TrainPlaces.of(train, items, rows), starts, values);
    }

    int count() {
        return starts.length;
    }

    /** Where the first rows of the windows were. */
    TrainPlaces places() {
        return places;
    }

    /** What a window has at an offset. */
    float value(int number, int channel, int offset) {
        return values[channel][starts[number] + offset];
    }

    void write(ModelWriter out) {
        places.write(out.section("places"));
        out.tensor("starts", starts, starts.length);
        float[] flat = new float[Math.multiplyExact(values.length, values[0].length)];
        for (int c = 0; c < values.length; c++) {
            System.arraycopy(values[c], 0, flat, c * values[0].length, values[0].length);
        }
        out.tensor("values", flat, values.length, values[0].length);
    }

    static TrainWindows read(int channels, int window, ModelReader in) {
        TrainPlaces places = TrainPlaces.read(in.section("places"));
        int[] starts = in.ints("starts", places.count());
        int length = in.shape("values").length == 2 ? in.shape("values")[1] : 0;
        float[] flat = in.floats("values", channels, length);
        for (int start : starts) {
            if (start < 0 || start > length - window) {
                throw new ModelFormatException("a window of the memory begins at row " + start + " of " + length
                        + "; the model file is damaged");
            }
        }
        float[][] values = new float[channels][];
        for (int c = 0; c < channels; c++) {
            values[c] = Arrays.copyOfRange(flat, c * length, (c + 1) * length);
        }
        return new TrainWindows(places, starts, values);
    }
}
