package io.vigie.bench.labels;

import io.vigie.detect.TrainingSet;
import io.vigie.series.Interval;
import io.vigie.series.Labels;
import io.vigie.series.TimeSeries;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a detector is given of the rows whose labels an expert has looked at. */
public enum Teaching {
    /** Nothing: it learns from the train part only. */
    NOTHING {
        @Override
        List<TrainingSet.Item> of(List<TrainingSet.Item> inspected) {
            return List.of();
        }
    },
    /** The stretches between the anomalies. */
    NORMAL {
        @Override
        List<TrainingSet.Item> of(List<TrainingSet.Item> inspected) {
            List<TrainingSet.Item> stretches = new ArrayList<>();
            for (TrainingSet.Item item : inspected) {
                for (Interval rows : item.labels().notAnomalous()) {
                    TimeSeries stretch = item.series().slice(rows.from(), rows.to());
                    stretches.add(new TrainingSet.Item(stretch, Labels.all(Labels.State.NORMAL, stretch.length())));
                }
            }
            return stretches;
        }
    },
    /** All rows, the anomalies labelled. */
    LABELLED {
        @Override
        List<TrainingSet.Item> of(List<TrainingSet.Item> inspected) {
            return inspected;
        }
    };

    /** What is learned from beside the train part. */
    abstract List<TrainingSet.Item> of(List<TrainingSet.Item> inspected);

    /** As tables show it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
