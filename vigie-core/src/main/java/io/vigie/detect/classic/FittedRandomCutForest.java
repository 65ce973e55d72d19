package io.vigie.detect.classic;

import com.amazon.randomcutforest.RandomCutForest;
import com.amazon.randomcutforest.returntypes.DiVector;
import com.amazon.randomcutforest.state.RandomCutForestState;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.OnlineScorer;
import io.vigie.detect.RunContext;
import io.vigie.detect.Scores;
import io.vigie.detect.classic.RandomCutForestDetector.Shingle;
import io.vigie.detect.internal.Parallel;
import io.vigie.detect.internal.PreparedRows;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import io.vigie.series.SeriesSchema;
import io.vigie.series.TimeSeries;
import java.util.Arrays;

/** The state of a forest that has seen the train part; forests made from it do the scoring. */
record FittedRandomCutForest(RandomCutForestDetector detector, SeriesSchema schema, RandomCutForestState state)
        implements FittedDetector {
    private static final int CHUNK = 2048;

    static FittedRandomCutForest read(RandomCutForestDetector detector, SeriesSchema schema, ModelReader in) {
        return new FittedRandomCutForest(detector, schema, readState(detector, schema, in));
    }

    private static RandomCutForestState readState(
            RandomCutForestDetector detector, SeriesSchema schema, ModelReader in) {
        return RandomCutForestStates.read(
                in,
                detector.trees(),
                detector.sample(),
                detector.shingle(),
                schema.channels().size());
    }

    @Override
    public void write(ModelWriter out) {
        RandomCutForestStates.write(state, out);
    }

    @Override
    public Scores score(TimeSeries series, RunContext context) {
        int shingle = detector.shingle();
        PreparedRows.requirePrepared(schema, series, shingle);
        int channels = series.channelCount();
        int rows = series.length();
        double[] totals = new double[rows];
        float[][] contributions = detector.attribution() ? new float[channels][rows] : new float[0][];
        Arrays.fill(totals, 0, shingle - 1, Double.NaN);
        boolean learns = detector.learning() == StreamLearning.CONTINUE;
        // A learning forest depends on all rows before: one chunk.
        int points = rows - shingle + 1;
        Parallel.forChunks(context, points, learns ? points : CHUNK, (from, to) -> {
            Online scorer = new Online(RandomCutForestStates.forest(state), new Shingle(shingle, channels));
            for (int row = from; row < to + shingle - 1; row++) {
                if (row % 256 == 0) {
                    context.checkCancelled();
                }
                if (!scorer.shingle.push(series, row)) {
                    continue;
                }
                totals[row] = scorer.score();
                for (int c = 0; c < contributions.length; c++) {
                    contributions[c][row] = scorer.contributions[c];
                }
            }
        });
        return contributions.length == 0
                ? Scores.of(totals, detector.descriptor().unit(), shingle - 1)
                : Scores.of(totals, contributions, detector.descriptor().unit(), shingle - 1);
    }

    @Override
    public OnlineScorer online() {
        return new Online(
                RandomCutForestStates.forest(state),
                new Shingle(detector.shingle(), schema.channels().size()));
    }

    @Override
    public OnlineScorer online(ModelReader in) {
        int channels = schema.channels().size();
        RandomCutForestState resumed =
                in.hasSection("forest") ? readState(detector, schema, in.section("forest")) : state;
        Online online = new Online(
                RandomCutForestStates.forest(resumed),
                new Shingle(
                        detector.shingle(),
                        channels,
                        in.integer("filled", 0, detector.shingle()),
                        in.floats("shingle", detector.shingle(), channels)));
        float[] contributions = in.floats("contributions", online.contributions.length);
        System.arraycopy(contributions, 0, online.contributions, 0, contributions.length);
        return online;
    }

    private final class Online implements OnlineScorer {
        private final int channels = schema.channels().size();
        private final RandomCutForest forest;
        private final Shingle shingle;
        private final float[] contributions = new float[detector.attribution() ? channels : 0];

        private Online(RandomCutForest forest, Shingle shingle) {
            this.forest = forest;
            this.shingle = shingle;
        }

        @Override
        public int delay() {
            return 0;
        }

        @Override
        public double push(double[] row) {
            PreparedRows.requireRow(schema, row);
            return shingle.push(row) ? score() : Double.NaN;
        }

        private double score() {
            float[] point = shingle.values();
            double score = forest.getAnomalyScore(point);
            if (contributions.length > 0) {
                attribute(forest.getAnomalyAttribution(point), score);
            }
            if (detector.learning() == StreamLearning.CONTINUE) {
                forest.update(point);
            }
            return score;
        }

        private void attribute(DiVector vector, double score) {
            double sum = vector.getHighLowSum();
            for (int c = 0; c < channels; c++) {
                double share = 0;
                for (int d = c; d < vector.getDimensions(); d += channels) {
                    share += vector.getHighLowSum(d);
                }
                contributions[c] = (float) (sum > 0 ? score * share / sum : score / channels);
            }
        }

        @Override
        public float[] contributions() {
            return contributions.clone();
        }

        @Override
        public void write(ModelWriter out) {
            if (detector.learning() == StreamLearning.CONTINUE) {
                RandomCutForestStates.write(RandomCutForestStates.of(forest), out.section("forest"));
            }
            out.integer("filled", shingle.filled());
            out.tensor("shingle", shingle.values(), detector.shingle(), channels);
            out.tensor("contributions", contributions, contributions.length);
        }
    }
}
