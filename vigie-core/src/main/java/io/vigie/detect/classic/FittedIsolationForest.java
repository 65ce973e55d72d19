package io.vigie.detect.classic;

import io.vigie.detect.FittedDetector;
import io.vigie.detect.OnlineScorer;
import io.vigie.detect.RunContext;
import io.vigie.detect.Scores;
import io.vigie.detect.internal.Parallel;
import io.vigie.detect.internal.PreparedRows;
import io.vigie.detect.internal.RowRing;
import io.vigie.detect.internal.WindowScores;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import io.vigie.series.SeriesSchema;
import io.vigie.series.TimeSeries;

/** Trees grown by an {@link IsolationForest}. */
record FittedIsolationForest(IsolationForest detector, SeriesSchema schema, IsolationTrees trees)
        implements FittedDetector {
    private static final int CHUNK = 256;

    static FittedIsolationForest read(IsolationForest detector, SeriesSchema schema, ModelReader in) {
        int features = Math.multiplyExact(schema.channels().size(), detector.window());
        return new FittedIsolationForest(detector, schema, IsolationTrees.read(in, features));
    }

    @Override
    public void write(ModelWriter out) {
        trees.write(out);
    }

    @Override
    public Scores score(TimeSeries series, RunContext context) {
        int window = detector.window();
        PreparedRows.requirePrepared(schema, series, window);
        int channels = series.channelCount();
        int windows = series.length() - window + 1;
        double[] scores = new double[windows];
        float[][] contributions = new float[channels][windows];
        Parallel.forChunks(context, windows, CHUNK, (from, to) -> {
            double[] data = new double[(to - from + window - 1) * channels];
            Rows.copy(series, from, to - from + window - 1, data, 0);
            double[] chunk = new double[to - from];
            double[] credits = new double[(to - from) * channels];
            trees.score(data, 0, channels, to - from, channels, chunk, credits);
            for (int i = 0; i < to - from; i++) {
                scores[from + i] = chunk[i];
                share(chunk[i], credits, i * channels, channels);
            }
            for (int c = 0; c < channels; c++) {
                float[] target = contributions[c];
                for (int i = 0; i < to - from; i++) {
                    target[from + i] = (float) credits[i * channels + c];
                }
            }
        });
        return detector.windowScores()
                .toScores(scores, contributions, detector.descriptor().unit(), context);
    }

    /** Scales credits to add up to the score; a row that no cut told anything about blames all channels alike. */
    private static void share(double score, double[] credits, int from, int channels) {
        double sum = 0;
        for (int c = from; c < from + channels; c++) {
            sum += credits[c];
        }
        for (int c = from; c < from + channels; c++) {
            credits[c] = sum > 0 ? score * credits[c] / sum : score / channels;
        }
    }

    @Override
    public OnlineScorer online() {
        int channels = schema.channels().size();
        return new Online(
                new RowRing(detector.window(), channels),
                detector.windowScores().online(channels));
    }

    @Override
    public OnlineScorer online(ModelReader state) {
        int channels = schema.channels().size();
        return new Online(
                RowRing.read(detector.window(), channels, state.section("ring")),
                detector.windowScores().online(channels, state.section("rows")));
    }

    private final class Online implements OnlineScorer {
        private final int channels = schema.channels().size();
        private final RowRing ring;
        private final WindowScores.Online rows;
        private final double[] score = new double[1];
        private final double[] credits = new double[channels];
        private final float[] shares = new float[channels];

        private Online(RowRing ring, WindowScores.Online rows) {
            this.ring = ring;
            this.rows = rows;
        }

        @Override
        public int delay() {
            return detector.descriptor().delay();
        }

        @Override
        public double push(double[] row) {
            PreparedRows.requireRow(schema, row);
            ring.push(row);
            if (!ring.isFull()) {
                return Double.NaN;
            }
            trees.score(ring.storage(), ring.windowStart(), channels, 1, channels, score, credits);
            share(score[0], credits, 0, channels);
            for (int c = 0; c < channels; c++) {
                shares[c] = (float) credits[c];
            }
            return rows.push(score[0], shares);
        }

        @Override
        public float[] contributions() {
            return rows.contributions();
        }

        @Override
        public void write(ModelWriter out) {
            ring.write(out.section("ring"));
            rows.write(out.section("rows"));
        }
    }
}
