package io.vigie.detect.encoded;

import io.vigie.detect.Detectors;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.OnlineScorer;
import io.vigie.detect.RunContext;
import io.vigie.detect.Scores;
import io.vigie.detect.TrainingSet;
import io.vigie.detect.internal.Parallel;
import io.vigie.detect.internal.PreparedRows;
import io.vigie.detect.internal.RowRing;
import io.vigie.detect.internal.WindowScores;
import io.vigie.detect.represent.Encoders;
import io.vigie.detect.represent.FeatureScaling;
import io.vigie.detect.represent.FittedEncoder;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import io.vigie.series.Channel;
import io.vigie.series.SeriesSchema;
import io.vigie.series.TimeAxis;
import io.vigie.series.TimeSeries;
import java.util.ArrayList;
import java.util.List;

/** An encoder, how its features are scaled, and a detector that was fitted on them. */
final class FittedEncoded implements FittedDetector {
    private static final int MOST_MEASURED = 2048; // train windows that scales are taken from
    private static final int BLOCK = 512; // windows encoded together

    private final Encoded detector;
    private final FittedEncoder encoder;
    private final FeatureScaling scaling;
    private final FittedDetector judge;
    private final int channels;
    private final int[][] featureChannels; // [feature], channels that it is computed from

    private FittedEncoded(Encoded detector, FittedEncoder encoder, FeatureScaling scaling, FittedDetector judge) {
        this.detector = detector;
        this.encoder = encoder;
        this.scaling = scaling;
        this.judge = judge;
        this.channels = encoder.schema().channels().size();
        this.featureChannels = featureChannels(encoder);
    }

    private static int[][] featureChannels(FittedEncoder encoder) {
        int[][] channels = new int[encoder.features()][];
        for (int f = 0; f < channels.length; f++) {
            channels[f] = encoder.channels(f);
        }
        return channels;
    }

    static FittedEncoded fit(Encoded detector, TrainingSet train, RunContext context) {
        context.checkCancelled();
        List<TimeSeries> segments = PreparedRows.trainSegments(train, detector.window());
        FittedEncoder encoder = detector.features().fit(train, detector.window(), context.forComponent("encoder"));
        FittedEncoded fitted = null;
        try {
            FeatureScaling scaling = scaling(detector, encoder, segments, context);
            List<TimeSeries> features = new ArrayList<>();
            for (TimeSeries segment : segments) {
                features.add(featureSeries(encoder, scaling, segment, context));
            }
            FittedDetector judge = detector.judge()
                    .fit(TrainingSet.of(features.toArray(TimeSeries[]::new)), context.forComponent("detector"));
            fitted = new FittedEncoded(detector, encoder, scaling, judge);
            return fitted;
        } finally {
            if (fitted == null) {
                encoder.close();
            }
        }
    }

    /** Scales of some train windows, evenly spaced over all of them. */
    private static FeatureScaling scaling(
            Encoded detector, FittedEncoder encoder, List<TimeSeries> segments, RunContext context) {
        int window = detector.window();
        long count = 0;
        for (TimeSeries segment : segments) {
            count += segment.length() - window + 1;
        }
        int stride = Math.toIntExact((count + MOST_MEASURED - 1) / MOST_MEASURED);
        int features = encoder.features();
        int most = Math.max(1, BLOCK / stride); // as many windows at once as span a block of rows
        int windows = 0;
        for (TimeSeries segment : segments) {
            windows += (segment.length() - window) / stride + 1;
        }
        float[] sample = new float[Math.multiplyExact(windows, features)];
        int at = 0;
        for (TimeSeries segment : segments) {
            double[][] x = PreparedRows.channels(segment);
            int some = (segment.length() - window) / stride + 1;
            for (int from = 0; from < some; from += most) {
                context.checkCancelled();
                int together = Math.min(most, some - from);
                encoder.encode(x, from * stride, stride, together, sample, at);
                at += together * features;
            }
        }
        double[] votes = detector.discrete().weights(segments);
        return FeatureScaling.of(detector.scale(), sample, FeatureScaling.weights(encoder, votes));
    }

    /** A series with a row for each window of another one and a channel for each feature. */
    private static TimeSeries featureSeries(
            FittedEncoder encoder, FeatureScaling scaling, TimeSeries series, RunContext context) {
        int features = encoder.features();
        int count = series.length() - encoder.window() + 1;
        double[][] x = PreparedRows.channels(series);
        double[][] values = new double[features][count];
        Parallel.forChunks(context, count, BLOCK, () -> new float[BLOCK * features], (room, from, to) -> {
            encoder.encode(x, from, 1, to - from, room, 0);
            scaling.apply(room, to - from);
            for (int f = 0; f < features; f++) {
                for (int i = from; i < to; i++) {
                    values[f][i] = room[(i - from) * features + f];
                }
            }
        });
        return TimeSeries.wrap("features of " + series.name(), TimeAxis.rows(count), names(encoder), values);
    }

    private static List<Channel> names(FittedEncoder encoder) {
        List<Channel> all = encoder.schema().channels();
        List<Channel> names = new ArrayList<>();
        for (int f = 0; f < encoder.features(); f++) {
            int[] from = encoder.channels(f);
            String of = from.length == 1 ? " of " + all.get(from[0]).name() : "";
            names.add(Channel.of("feature " + f + of));
        }
        return names;
    }

    static FittedEncoded read(Encoded detector, SeriesSchema schema, ModelReader in) {
        FittedEncoder encoder = Encoders.read(detector.features(), detector.window(), schema, in.section("encoder"));
        FeatureScaling scaling = FeatureScaling.read(detector.scale(), encoder.features(), in.section("scaling"));
        SeriesSchema features = new SeriesSchema(names(encoder), schema.samplingInterval());
        return new FittedEncoded(detector, encoder, scaling, Detectors.read(features, in.section("detector")));
    }

    @Override
    public void write(ModelWriter out) {
        Encoders.write(encoder, out.section("encoder"));
        scaling.write(out.section("scaling"));
        Detectors.write(judge, out.section("detector"));
    }

    @Override
    public Encoded detector() {
        return detector;
    }

    @Override
    public SeriesSchema schema() {
        return encoder.schema();
    }

    @Override
    public double linear(double score) {
        return judge.linear(score);
    }

    @Override
    public List<String> notes() {
        List<String> notes = new ArrayList<>(encoder.notes());
        notes.addAll(judge.notes());
        return notes;
    }

    @Override
    public void close() {
        encoder.close();
        judge.close();
    }

    @Override
    public Scores score(TimeSeries series, RunContext context) {
        PreparedRows.requirePrepared(schema(), series, detector.window());
        Scores ofWindows = judge.score(featureSeries(encoder, scaling, series, context), context);
        int silent = ofWindows.warmUp();
        int count = ofWindows.length() - silent;
        float[][] contributions = new float[ofWindows.hasContributions() ? channels : 0][count];
        if (ofWindows.hasContributions()) {
            Parallel.forChunks(context, count, BLOCK, (from, to) -> {
                float[] shares = new float[featureChannels.length];
                float[] ofChannels = new float[channels];
                for (int i = from; i < to; i++) {
                    for (int f = 0; f < shares.length; f++) {
                        shares[f] = ofWindows.contribution(f, silent + i);
                    }
                    toChannels(shares, ofChannels);
                    for (int c = 0; c < channels; c++) {
                        contributions[c][i] = ofChannels[c];
                    }
                }
            });
        }
        return detector.windowScores()
                .toScores(silent, ofWindows.settledTotals(), contributions, ofWindows.unit(), context);
    }

    private void toChannels(float[] ofFeatures, float[] ofChannels) {
        double[] sums = new double[channels];
        for (int f = 0; f < ofFeatures.length; f++) {
            int[] from = featureChannels[f];
            for (int c : from) {
                sums[c] += (double) ofFeatures[f] / from.length;
            }
        }
        for (int c = 0; c < channels; c++) {
            ofChannels[c] = (float) sums[c];
        }
    }

    @Override
    public OnlineScorer online() {
        return new Online(
                new RowRing(detector.window(), channels),
                judge.online(),
                detector.windowScores().online(shares()));
    }

    @Override
    public OnlineScorer online(ModelReader state) {
        return new Online(
                RowRing.read(detector.window(), channels, state.section("rows")),
                judge.online(state.section("detector")),
                detector.windowScores().online(shares(), state.section("scores")));
    }

    private int shares() {
        return judge.detector().descriptor().perChannel() ? channels : 0;
    }

    private final class Online implements OnlineScorer {
        private final RowRing ring;
        private final OnlineScorer judging;
        private final WindowScores.Online rows;
        private final double[][] current = new double[channels][detector.window()];
        private final float[] vector = new float[featureChannels.length];
        private final double[] pushed = new double[featureChannels.length];
        private final float[] contributions = new float[shares()];

        private Online(RowRing ring, OnlineScorer judging, WindowScores.Online rows) {
            this.ring = ring;
            this.judging = judging;
            this.rows = rows;
        }

        @Override
        public int delay() {
            return judging.delay() + detector.windowScores().delay();
        }

        @Override
        public double push(double[] row) {
            PreparedRows.requireRow(schema(), row);
            ring.push(row);
            if (!ring.isFull()) {
                return Double.NaN;
            }
            ring.copyWindow(current);
            encoder.encode(current, 0, 1, 1, vector, 0);
            scaling.apply(vector, 1);
            for (int f = 0; f < vector.length; f++) {
                pushed[f] = vector[f];
            }
            double score = judging.push(pushed);
            long number = ring.pushed() - detector.window() - judging.delay();
            if (number < 0) {
                return Double.NaN;
            }
            if (contributions.length > 0) {
                toChannels(judging.contributions(), contributions);
            }
            return rows.push(score, contributions);
        }

        @Override
        public float[] contributions() {
            return rows.contributions();
        }

        @Override
        public void write(ModelWriter out) {
            ring.write(out.section("rows"));
            judging.write(out.section("detector"));
            rows.write(out.section("scores"));
        }
    }
}
