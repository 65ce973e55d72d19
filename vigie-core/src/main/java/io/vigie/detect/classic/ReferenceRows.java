package io.vigie.detect.classic;

import io.vigie.detect.internal.PreparedRows;
import io.vigie.model.ModelFormatException;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import io.vigie.series.Interval;
import io.vigie.series.TimeSeries;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Contiguous stretches of rows whose windows others are compared with. A reference window is named by its first row;
 * windows never reach over the end of a stretch.
 */
final class ReferenceRows {
    private final int window;
    private final double[][] values; // [channel][row], stretches one after the other
    private final int[] starts; // first row of each stretch, then the number of rows
    private final int[] origins; // first row of each stretch in the series it was cut from
    private final List<Place> places; // of each stretch in the train part; empty where it is not known any more

    /** Where a stretch was learned: the number of a train segment, and the stretch's first row in it. */
    record Place(int segment, int row) {}

    private ReferenceRows(int window, double[][] values, int[] starts, int[] origins, List<Place> places) {
        this.window = window;
        this.values = values;
        this.starts = starts;
        this.origins = origins;
        this.places = places;
    }

    /** Stretches of at least {@code window} rows each. */
    static ReferenceRows of(List<TimeSeries> stretches, int window) {
        int[] starts = new int[stretches.size() + 1];
        for (int s = 0; s < stretches.size(); s++) {
            starts[s + 1] = Math.addExact(starts[s], stretches.get(s).length());
        }
        int channels = stretches.get(0).channelCount();
        double[][] values = new double[channels][starts[stretches.size()]];
        for (int c = 0; c < channels; c++) {
            for (int s = 0; s < stretches.size(); s++) {
                stretches.get(s).copyChannel(c, 0, values[c], starts[s], starts[s + 1] - starts[s]);
            }
            clamp(values[c]);
        }
        return new ReferenceRows(window, values, starts, Arrays.copyOf(starts, starts.length - 1), wholes(stretches));
    }

    private static List<Place> wholes(List<TimeSeries> segments) {
        return IntStream.range(0, segments.size())
                .mapToObj(segment -> new Place(segment, 0))
                .toList();
    }

    /** The same rows, which were learned at the given places. */
    ReferenceRows withPlaces(List<Place> learned) {
        return new ReferenceRows(window, values, starts, origins, List.copyOf(learned));
    }

    /** Where each stretch was learned; empty if the rows were read from a model. */
    List<Place> places() {
        return places;
    }

    /** The given rows of a series, {@code [from, to)} pairs in order, each of at least {@code window} rows. */
    static ReferenceRows of(TimeSeries series, List<Interval> stretches, int window) {
        ReferenceRows rows =
                of(stretches.stream().map(s -> series.slice(s.from(), s.to())).toList(), window);
        for (int s = 0; s < rows.origins.length; s++) {
            rows.origins[s] = stretches.get(s).from();
        }
        return rows;
    }

    private static void clamp(double[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = PreparedRows.clamp(values[i]);
        }
    }

    static ReferenceRows read(int channels, int window, ModelReader in) {
        int stretches = in.shape("starts")[0] - 1;
        int[] starts = in.ints("starts", stretches + 1);
        boolean sound = stretches >= 1 && starts[0] == 0;
        for (int s = 0; sound && s < stretches; s++) {
            sound = (long) starts[s + 1] - starts[s] >= window;
        }
        if (!sound) {
            throw new ModelFormatException(
                    "entry 'starts' does not cut the memory into stretches of at least " + window + " rows");
        }
        int rows = starts[stretches];
        double[] flat = in.doubles("rows", channels, rows);
        double[][] values = new double[channels][rows];
        for (int c = 0; c < channels; c++) {
            System.arraycopy(flat, c * rows, values[c], 0, rows);
            clamp(values[c]);
        }
        return new ReferenceRows(window, values, starts, Arrays.copyOf(starts, starts.length - 1), List.of());
    }

    void write(ModelWriter out) {
        double[] flat = new double[Math.multiplyExact(values.length, rows())];
        for (int c = 0; c < values.length; c++) {
            System.arraycopy(values[c], 0, flat, c * rows(), rows());
        }
        out.tensor("starts", starts, starts.length);
        out.tensor("rows", flat, values.length, rows());
    }

    int window() {
        return window;
    }

    int channels() {
        return values.length;
    }

    int rows() {
        return starts[starts.length - 1];
    }

    int stretches() {
        return starts.length - 1;
    }

    /** First row of a stretch. */
    int start(int stretch) {
        return starts[stretch];
    }

    /** Row after the last of a stretch. */
    int end(int stretch) {
        return starts[stretch + 1];
    }

    /** First row of a stretch in the series it was cut from; equal to its start where it was not cut. */
    int origin(int stretch) {
        return origins[stretch];
    }

    int windows() {
        return rows() - stretches() * (window - 1);
    }

    /** Values of a channel by row; not to be changed. */
    double[] channel(int channel) {
        return values[channel];
    }
}
