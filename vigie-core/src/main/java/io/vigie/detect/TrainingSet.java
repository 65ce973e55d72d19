package io.vigie.detect;

import io.vigie.series.BadInputException;
import io.vigie.series.Interval;
import io.vigie.series.Labels;
import io.vigie.series.SeriesSchema;
import io.vigie.series.TimeSeries;
import java.util.ArrayList;
import java.util.List;

/** One or more series of one schema, each with labels per row (unknown by default). Immutable. */
public final class TrainingSet {
    /** A series and what is known about its rows. */
    public record Item(TimeSeries series, Labels labels) {
        public Item {
            if (series.length() != labels.size()) {
                throw new BadInputException("series '" + series.name() + "' has " + series.length() + " rows but "
                        + labels.size() + " labels; give one label a row");
            }
        }
    }

    /**
     * Rows in a row that are not labelled anomalous.
     *
     * @param item number of the item they are of, from 0
     * @param from first of them in the item's series
     * @param series view of them
     */
    public record Stretch(int item, int from, TimeSeries series) {}

    private final List<Item> items;

    private TrainingSet(List<Item> items) {
        if (items.isEmpty()) {
            throw new BadInputException("the training set is empty; give at least one series");
        }
        SeriesSchema schema = items.get(0).series().schema();
        int rows = 0;
        for (Item item : items) {
            schema.requireMatch(item.series());
            rows += item.series().length();
        }
        if (rows == 0) {
            throw new BadInputException("the training set has no rows; give a longer train part");
        }
        this.items = List.copyOf(items);
    }

    /** Unlabelled series. */
    public static TrainingSet of(TimeSeries... series) {
        List<Item> items = new ArrayList<>();
        for (TimeSeries one : series) {
            items.add(new Item(one, Labels.all(Labels.State.UNKNOWN, one.length())));
        }
        return new TrainingSet(items);
    }

    public static TrainingSet of(TimeSeries series, Labels labels) {
        return new TrainingSet(List.of(new Item(series, labels)));
    }

    public static TrainingSet of(List<Item> items) {
        return new TrainingSet(items);
    }

    public List<Item> items() {
        return items;
    }

    public SeriesSchema schema() {
        return items.get(0).series().schema();
    }

    /** Rows over all series. */
    public int rows() {
        return items.stream().mapToInt(item -> item.series().length()).sum();
    }

    /** Maximal stretches that are not labelled anomalous, as views, in order: what an unsupervised method learns from. */
    public List<TimeSeries> normalSegments() {
        return normalStretches().stream().map(Stretch::series).toList();
    }

    /** As {@link #normalSegments()}, with where they lie. */
    public List<Stretch> normalStretches() {
        List<Stretch> stretches = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            Item item = items.get(i);
            for (Interval interval : item.labels().notAnomalous()) {
                TimeSeries view = item.series().slice(interval.from(), interval.to());
                stretches.add(new Stretch(i, interval.from(), view));
            }
        }
        if (stretches.isEmpty()) {
            throw new BadInputException(
                    "every row of the training set is labelled anomalous; give some normal or unlabelled rows");
        }
        return stretches;
    }
}
