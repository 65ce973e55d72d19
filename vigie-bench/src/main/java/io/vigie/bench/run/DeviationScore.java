package io.vigie.bench.run;

import io.vigie.detect.Descriptor;
import io.vigie.detect.Detector;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.OnlineScorer;
import io.vigie.detect.RunContext;
import io.vigie.detect.Scores;
import io.vigie.detect.TrainingSet;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import io.vigie.series.SeriesSchema;
import io.vigie.series.TimeSeries;

/**
 * The sum over channels of {@code |z|}, the distance of a value from the train mean in train standard deviations: the plainest
 * answer to the question which channels are to blame. It exists for benchmarks only and is in no registry; detectors have
 * {@code zscore}, whose contributions are of squares.
 */
record DeviationScore() implements Detector {
    static final String ID = "deviation";
    private static final String UNIT = "standard deviations";

    /** A channel that varies less than this, in prepared units, is constant, and its unit stands in. */
    private static final double CONSTANT = 1e-9;

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Descriptor descriptor() {
        return Descriptor.of("Sum of the channels' |z|", "none", UNIT, Descriptor.WHOLE_SERIES, true, true);
    }

    @Override
    public FittedDetector fit(TrainingSet train, RunContext context) {
        int channels = train.schema().channels().size();
        double[] mean = new double[channels];
        double[] deviation = new double[channels];
        for (int c = 0; c < channels; c++) {
            int rows = 0;
            double sum = 0;
            for (TimeSeries segment : train.normalSegments()) {
                rows += segment.length();
                for (double value : segment.channelValues(c)) {
                    sum += value;
                }
            }
            mean[c] = sum / rows;
            double squares = 0;
            for (TimeSeries segment : train.normalSegments()) {
                for (double value : segment.channelValues(c)) {
                    squares += (value - mean[c]) * (value - mean[c]);
                }
            }
            double found = Math.sqrt(squares / rows);
            deviation[c] = found < CONSTANT ? 1 : found;
        }
        return new Fitted(train.schema(), mean, deviation);
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Fitted(SeriesSchema schema, double[] mean, double[] deviation) implements FittedDetector {
        @Override
        public Detector detector() {
            return new DeviationScore();
        }

        @Override
        public Scores score(TimeSeries series, RunContext context) {
            double[] totals = new double[series.length()];
            float[][] contributions = new float[mean.length][totals.length];
            for (int c = 0; c < mean.length; c++) {
                for (int row = 0; row < totals.length; row++) {
                    double z = Math.abs(series.value(c, row) - mean[c]) / deviation[c];
                    contributions[c][row] = (float) z;
                    totals[row] += z;
                }
            }
            return Scores.of(totals, contributions, UNIT, 0);
        }

        @Override
        public OnlineScorer online() {
            throw new UnsupportedOperationException("a deviation score has no online form");
        }

        @Override
        public OnlineScorer online(ModelReader state) {
            return online();
        }

        @Override
        public void write(ModelWriter out) {
            throw new UnsupportedOperationException("a deviation score is not saved");
        }
    }
}
