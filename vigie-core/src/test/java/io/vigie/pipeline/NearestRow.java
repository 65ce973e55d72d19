package io.vigie.pipeline;

import io.vigie.detect.Descriptor;
import io.vigie.detect.Detector;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.OnlineScorer;
import io.vigie.detect.RunContext;
import io.vigie.detect.Scores;
import io.vigie.detect.TrainingSet;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import io.vigie.series.BadInputException;
import io.vigie.series.SeriesSchema;
import io.vigie.series.TimeSeries;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Distance to the nearest train row: the plainest method that remembers, with score 0 on what it was fitted on. Counts how
 * often it is asked, and refuses train parts shorter than it is told.
 */
record NearestRow(int fewestRows, AtomicInteger fits, AtomicInteger scorings) implements Detector {
    static NearestRow counting() {
        return new NearestRow(1, new AtomicInteger(), new AtomicInteger());
    }

    static NearestRow needing(int rows) {
        return new NearestRow(rows, new AtomicInteger(), new AtomicInteger());
    }

    @Override
    public String id() {
        return "nearest-row";
    }

    @Override
    public Descriptor descriptor() {
        return Descriptor.of("distance to the nearest train row", "none", "distance", 0, false, false);
    }

    @Override
    public FittedDetector fit(TrainingSet train, RunContext context) {
        fits.incrementAndGet();
        if (train.rows() < fewestRows) {
            throw new BadInputException("window " + fewestRows + " exceeds the " + train.rows() + " rows");
        }
        List<double[]> memory = new ArrayList<>();
        for (TimeSeries segment : train.normalSegments()) {
            for (int row = 0; row < segment.length(); row++) {
                memory.add(segment.row(row));
            }
        }
        return new Fitted(this, train.schema(), memory);
    }

    private record Fitted(NearestRow detector, SeriesSchema schema, List<double[]> memory) implements FittedDetector {
        @Override
        public Scores score(TimeSeries series, RunContext context) {
            detector.scorings().incrementAndGet();
            double[] totals = new double[series.length()];
            for (int row = 0; row < totals.length; row++) {
                double[] values = series.row(row);
                double nearest = Double.MAX_VALUE;
                for (double[] seen : memory) {
                    double sum = 0;
                    for (int c = 0; c < seen.length; c++) {
                        sum += (seen[c] - values[c]) * (seen[c] - values[c]);
                    }
                    nearest = Math.min(nearest, sum);
                }
                totals[row] = Math.sqrt(nearest);
            }
            return Scores.of(totals, "distance", 0);
        }

        @Override
        public OnlineScorer online() {
            throw new UnsupportedOperationException("not needed here");
        }

        @Override
        public OnlineScorer online(ModelReader state) {
            throw new UnsupportedOperationException("not needed here");
        }

        @Override
        public void write(ModelWriter out) {
            throw new UnsupportedOperationException("not needed here");
        }
    }
}
