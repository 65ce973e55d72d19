package io.vigie.detect.classic;

import io.vigie.detect.Expectation;
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
import io.vigie.series.Interval;
import io.vigie.series.SeriesSchema;
import io.vigie.series.TimeSeries;
import java.util.List;
import java.util.Optional;

/** Centroids and the spread of their clusters. */
final class FittedKMeans implements FittedDetector {
    static final String UNIT = "distance";

    private final KMeans detector;
    private final SeriesSchema schema;
    private final int channels;
    private final int window;
    private final double inertia;
    private final Centroids centroids;
    private final float[] spread; // [cluster][channel], in the units windows are compared in

    private FittedKMeans(KMeans detector, SeriesSchema schema, double inertia, Centroids centroids, float[] spread) {
        this.detector = detector;
        this.schema = schema;
        this.channels = schema.channels().size();
        this.window = detector.window();
        this.inertia = inertia;
        this.centroids = centroids;
        this.spread = spread;
    }

    static FittedKMeans fit(KMeans detector, SeriesSchema schema, List<TimeSeries> segments, RunContext context) {
        List<WindowSource> sources = segments.stream()
                .map(segment -> WindowSource.of(segment, detector.window(), detector.stride(), detector.normalize()))
                .toList();
        LloydIterations best = run(detector, sources, 0, context);
        for (int start = 1; start < detector.starts(); start++) {
            LloydIterations next = run(detector, sources, start, context);
            best = next.inertia() < best.inertia() ? next : best;
        }
        context.progress().report("k-means: iterations", 1);
        Centroids centroids = best.centroids();
        return new FittedKMeans(detector, schema, best.inertia(), centroids, centroids.spread(sources));
    }

    private static LloydIterations run(KMeans detector, List<WindowSource> sources, int start, RunContext context) {
        return LloydIterations.run(
                sources,
                detector.window(),
                detector.clusters(),
                detector.maxIterations(),
                detector.tolerance(),
                context.random("kmeans-" + start),
                context);
    }

    static FittedKMeans read(KMeans detector, SeriesSchema schema, ModelReader in) {
        int channels = schema.channels().size();
        int clusters = in.integer("clusters", 1, detector.clusters());
        int window = detector.window();
        return new FittedKMeans(
                detector,
                schema,
                in.number("inertia"),
                new Centroids(clusters, channels, window, in.floats("centroids", clusters, channels, window)),
                in.floats("spread", clusters, channels));
    }

    @Override
    public void write(ModelWriter out) {
        out.integer("clusters", centroids.count());
        out.number("inertia", inertia);
        out.tensor("centroids", centroids.values(), centroids.count(), channels, window);
        out.tensor("spread", spread, centroids.count(), channels);
    }

    @Override
    public KMeans detector() {
        return detector;
    }

    @Override
    public SeriesSchema schema() {
        return schema;
    }

    int clusters() {
        return centroids.count();
    }

    double inertia() {
        return inertia;
    }

    @Override
    public Scores score(TimeSeries series, RunContext context) {
        PreparedRows.requirePrepared(schema, series, window);
        WindowSource source = WindowSource.of(series, window, 1, detector.normalize());
        double[] totals = new double[source.count()];
        float[][] contributions = new float[channels][source.count()];
        Parallel.forChunks(
                context,
                source.count(),
                WindowSource.BLOCK,
                () -> centroids.new Blocks(),
                (blocks, from, to) -> centroids.score(source, blocks, from, to, totals, contributions, from));
        return detector.smoothing().toScores(totals, contributions, UNIT, context);
    }

    /**
     * Mean, over the windows that cover a row, of what their nearest centroids have at that row; the spread is that of
     * the windows of those clusters in train. Empty if the series is shorter than the window.
     */
    @Override
    public Optional<Expectation> expectation(TimeSeries series, Interval rows) {
        PreparedRows.requirePrepared(schema, series);
        if (series.length() < window || rows.length() == 0) {
            return Optional.empty();
        }
        int first = Math.max(0, Math.min(rows.from() - window + 1, series.length() - window));
        int end = Math.min(series.length(), rows.to() + window - 1);
        WindowSource source =
                WindowSource.of(series.slice(first, Math.max(end, first + window)), window, 1, detector.normalize());
        double[][] expected = new double[channels][rows.length()];
        double[][] deviation = new double[channels][rows.length()];
        int[] covering = new int[rows.length()];
        Centroids.Blocks blocks = centroids.new Blocks();
        for (int from = 0; from < source.count(); from += WindowSource.BLOCK) {
            int length = Math.min(WindowSource.BLOCK, source.count() - from);
            blocks.find(source, from, length);
            for (int m = from; m < from + length; m++) {
                int nearest = blocks.nearest[m - from];
                for (int o = 0; o < window; o++) {
                    int at = first + m + o - rows.from();
                    if (at < 0 || at >= covering.length) {
                        continue;
                    }
                    covering[at]++;
                    for (int c = 0; c < channels; c++) {
                        double scale = source.deviation(c, m);
                        double sigma = scale * spread[nearest * channels + c];
                        expected[c][at] += source.mean(c, m) + scale * centroids.value(nearest, c, o);
                        deviation[c][at] += sigma * sigma;
                    }
                }
            }
        }
        for (int c = 0; c < channels; c++) {
            for (int i = 0; i < covering.length; i++) {
                expected[c][i] /= covering[i];
                deviation[c][i] = Math.sqrt(deviation[c][i] / covering[i]);
            }
        }
        return Optional.of(new Expectation(rows, expected, deviation));
    }

    @Override
    public OnlineScorer online() {
        return new Online(new RowRing(window, channels), detector.smoothing().online(channels));
    }

    @Override
    public OnlineScorer online(ModelReader state) {
        return new Online(
                RowRing.read(window, channels, state.section("rows")),
                detector.smoothing().online(channels, state.section("scores")));
    }

    private final class Online implements OnlineScorer {
        private final RowRing ring;
        private final WindowScores.Online smoothed;
        private final Centroids.Single single = centroids.new Single();

        private Online(RowRing ring, WindowScores.Online smoothed) {
            this.ring = ring;
            this.smoothed = smoothed;
        }

        @Override
        public int delay() {
            return detector.smoothing().delay();
        }

        @Override
        public double push(double[] row) {
            PreparedRows.requireRow(schema, row);
            ring.push(row);
            if (!ring.isFull()) {
                return Double.NaN;
            }
            double total = single.score(WindowSource.of(ring, window, channels, detector.normalize()));
            return smoothed.push(total, single.shares);
        }

        @Override
        public float[] contributions() {
            return smoothed.contributions();
        }

        @Override
        public void write(ModelWriter out) {
            ring.write(out.section("rows"));
            smoothed.write(out.section("scores"));
        }
    }
}
