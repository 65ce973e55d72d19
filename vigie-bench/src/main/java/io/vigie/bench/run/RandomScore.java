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
import java.util.random.RandomGenerator;

/** A uniform random score with uniform random contributions of the channels: what chance reaches. It exists for benchmarks only and is in no registry. */
record RandomScore() implements Detector {
    static final String ID = "random";

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Descriptor descriptor() {
        return Descriptor.of("A uniform random number a row", "none", "chance", Descriptor.WHOLE_SERIES, true, false);
    }

    @Override
    public FittedDetector fit(TrainingSet train, RunContext context) {
        return new Fitted(train.schema());
    }

    private record Fitted(SeriesSchema schema) implements FittedDetector {
        @Override
        public Detector detector() {
            return new RandomScore();
        }

        @Override
        public Scores score(TimeSeries series, RunContext context) {
            // Another draw for each series, so that chance averages out over them.
            RandomGenerator random = context.random(ID + " " + series.name());
            double[] scores = new double[series.length()];
            for (int row = 0; row < scores.length; row++) {
                scores[row] = random.nextDouble();
            }
            RandomGenerator blame = context.random(ID + " contributions " + series.name());
            float[][] contributions = new float[series.channelCount()][series.length()];
            for (float[] channel : contributions) {
                for (int row = 0; row < channel.length; row++) {
                    channel[row] = blame.nextFloat();
                }
            }
            return Scores.of(scores, contributions, "chance", 0);
        }

        @Override
        public OnlineScorer online() {
            throw new UnsupportedOperationException("a random score has no online form");
        }

        @Override
        public OnlineScorer online(ModelReader state) {
            return online();
        }

        @Override
        public void write(ModelWriter out) {
            throw new UnsupportedOperationException("a random score is not saved");
        }
    }
}
