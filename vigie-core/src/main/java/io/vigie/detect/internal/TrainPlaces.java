package io.vigie.detect.internal;

import io.vigie.detect.Descriptor;
import io.vigie.detect.NormalNeighbour;
import io.vigie.detect.TrainingSet;
import io.vigie.model.ModelFormatException;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import io.vigie.series.Interval;
import io.vigie.series.TimeAxis;
import java.util.List;

/** Where rows that a model remembers were in the train part: in which training item, at which row, and when. Immutable. */
public final class TrainPlaces {
    private final List<String> sources; // [item]
    private final TimeAxis.Kind kind;
    private final int[] items; // [place]
    private final int[] rows;
    private final long[] times; // positions on the time axis

    private TrainPlaces(List<String> sources, TimeAxis.Kind kind, int[] items, int[] rows, long[] times) {
        this.sources = List.copyOf(sources);
        this.kind = kind;
        this.items = items;
        this.rows = rows;
        this.times = times;
    }

    /**
     * Places of some rows.
     *
     * @param items number of each row's training item; given away
     * @param rows rows in those items' series; given away
     */
    public static TrainPlaces of(TrainingSet train, int[] items, int[] rows) {
        List<String> sources =
                train.items().stream().map(item -> item.series().name()).toList();
        long[] times = new long[items.length];
        for (int i = 0; i < times.length; i++) {
            times[i] = train.items().get(items[i]).series().time().position(rows[i]);
        }
        TimeAxis.Kind kind = train.items().get(0).series().time().kind();
        return new TrainPlaces(sources, kind, items, rows, times);
    }

    /** Number of places. */
    public int count() {
        return items.length;
    }

    /** Number of the training item. */
    public int item(int place) {
        return items[place];
    }

    /** Row in the item's series. */
    public int row(int place) {
        return rows[place];
    }

    /** Time of the row, an axis of one row. */
    private TimeAxis time(int place) {
        if (kind != TimeAxis.Kind.ROW) {
            return TimeAxis.wrap(kind, new long[] {times[place]});
        }
        int row = (int) times[place];
        return TimeAxis.rows(row + 1).slice(row, row + 1);
    }

    /**
     * The window of a series that a row is judged by.
     *
     * @param length rows of the series, at least a window
     * @param centred whether it is the window around the row, else up to it; at the ends of the series the outermost
     * @throws IndexOutOfBoundsException if there is no such row
     */
    public static Interval windowOf(int row, int length, int window, boolean centred) {
        if (row < 0 || row >= length) {
            throw new IndexOutOfBoundsException("row " + row + " of " + length);
        }
        int first = Math.max(0, Math.min(row - (centred ? window / 2 : window - 1), length - window));
        return new Interval(first, first + window);
    }

    /**
     * A remembered window that begins at a place, beside one of a series.
     *
     * @param rows of the window of the series
     * @param values [channel][row] of that window, prepared
     * @param normal [channel][row] of the remembered one
     * @param detector what finds the distance
     */
    public NormalNeighbour neighbour(
            int place, Interval rows, double distance, double[][] values, double[][] normal, Descriptor detector) {
        double[] difference = new double[values.length];
        double[] deviation = new double[values.length];
        for (int c = 0; c < values.length; c++) {
            for (int o = 0; o < rows.length(); o++) {
                double here = values[c][o] - normal[c][o];
                difference[c] += here / rows.length();
                deviation[c] += here * here / rows.length();
            }
            deviation[c] = Math.sqrt(deviation[c]);
        }
        return new NormalNeighbour(
                rows,
                items[place],
                sources.get(items[place]),
                this.rows[place],
                time(place),
                distance,
                normal,
                difference,
                deviation,
                detector.blindSpots());
    }

    public void write(ModelWriter out) {
        out.texts("sources", sources);
        out.text("time", kind.name());
        out.tensor("items", items, items.length);
        out.tensor("rows", rows, rows.length);
        out.tensor("times", times, times.length);
    }

    /** Places that were written. */
    public static TrainPlaces read(ModelReader in) {
        int count = in.count("items");
        List<String> sources = in.texts("sources");
        TimeAxis.Kind kind = kind(in.text("time"));
        int[] items = in.ints("items", count);
        int[] rows = in.ints("rows", count);
        long[] times = in.longs("times", count);
        for (int i = 0; i < count; i++) {
            boolean numbered = kind != TimeAxis.Kind.ROW || (times[i] >= 0 && times[i] < Integer.MAX_VALUE);
            if (items[i] < 0 || items[i] >= sources.size() || rows[i] < 0 || !numbered) {
                throw new ModelFormatException("place " + i + " is row " + rows[i] + " of item " + items[i] + ", which "
                        + sources.size() + " items do not have; the model file is damaged");
            }
        }
        return new TrainPlaces(sources, kind, items, rows, times);
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
