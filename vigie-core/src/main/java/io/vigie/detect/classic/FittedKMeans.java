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
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Centroids and the spread of their clusters. */
final class FittedKMeans implements FittedDetector {
    static final String UNIT = "distance";

    private final KMeans detector;
    private final SeriesSchema schema;
    private final int channels;
    private final int window;
    private final int size;
    private final int clusters;
    private final double inertia;
    private final float[] centroids; // [cluster][channel][offset]
    private final float[][] byOffset; // [channel x offset][cluster]: one window against all centroids at once
    private final float[] spread; // [cluster][channel], in the units windows are compared in

    private FittedKMeans(
            KMeans detector, SeriesSchema schema, int clusters, double inertia, float[] centroids, float[] spread) {
        this.detector = detector;
        this.schema = schema;
        this.channels = schema.channels().size();
        this.window = detector.window();
        this.size = channels * window;
        this.clusters = clusters;
        this.inertia = inertia;
        this.centroids = centroids;
        this.spread = spread;
        this.byOffset = new float[size][clusters];
        for (int k = 0; k < clusters; k++) {
            for (int i = 0; i < size; i++) {
                byOffset[i][k] = centroids[k * size + i];
            }
        }
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
        return new FittedKMeans(detector, schema, best.clusters(), best.inertia(), best.centroids(), best.spread());
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
        return new FittedKMeans(
                detector,
                schema,
                clusters,
                in.number("inertia"),
                in.floats("centroids", clusters, channels, detector.window()),
                in.floats("spread", clusters, channels));
    }

    @Override
    public void write(ModelWriter out) {
        out.integer("clusters", clusters);
        out.number("inertia", inertia);
        out.tensor("centroids", centroids, clusters, channels, window);
        out.tensor("spread", spread, clusters, channels);
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
        return clusters;
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
        Parallel.forChunks(context, source.count(), WindowSource.BLOCK, (from, to) -> {
            WindowSource.Scratch scratch = new WindowSource.Scratch(clusters);
            source.distances(from, to - from, centroids, clusters, scratch);
            double[] parts = new double[channels];
            for (int m = from; m < to; m++) {
                int nearest = LloydIterations.nearest(scratch.totals, clusters, m - from);
                totals[m] = Math.sqrt(scratch.totals[nearest][m - from]);
                for (int c = 0; c < channels; c++) {
                    parts[c] = source.channelDistance(c, m, centroids, nearest * size);
                }
                share(parts, totals[m]);
                for (int c = 0; c < channels; c++) {
                    contributions[c][m] = (float) parts[c];
                }
            }
        });
        return detector.smoothing().toScores(totals, contributions, UNIT, context);
    }

    // Squared distances per channel become parts of the distance.
    private static void share(double[] parts, double total) {
        double sum = 0;
        for (double part : parts) {
            sum += part;
        }
        for (int c = 0; c < parts.length; c++) {
            parts[c] = sum > 0 ? total * (parts[c] / sum) : 0;
        }
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
        WindowSource.Scratch scratch = new WindowSource.Scratch(clusters);
        for (int from = 0; from < source.count(); from += WindowSource.BLOCK) {
            int length = Math.min(WindowSource.BLOCK, source.count() - from);
            source.distances(from, length, centroids, clusters, scratch);
            for (int m = from; m < from + length; m++) {
                int nearest = LloydIterations.nearest(scratch.totals, clusters, m - from);
                for (int o = 0; o < window; o++) {
                    int at = first + m + o - rows.from();
                    if (at < 0 || at >= covering.length) {
                        continue;
                    }
                    covering[at]++;
                    for (int c = 0; c < channels; c++) {
                        double scale = source.deviation(c, m);
                        double sigma = scale * spread[nearest * channels + c];
                        expected[c][at] += source.mean(c, m) + scale * centroids[nearest * size + c * window + o];
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
        private final double[] totals = new double[clusters];
        private final float[] sums = new float[clusters];
        private final double[] parts = new double[channels];
        private final float[] shares = new float[channels];

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
            WindowSource current = WindowSource.of(ring, window, channels, detector.normalize());
            Arrays.fill(totals, 0);
            for (int c = 0; c < channels; c++) {
                Arrays.fill(sums, 0f);
                for (int o = 0; o < window; o++) {
                    addSquares(current.value(c, 0, o), byOffset[c * window + o], sums);
                }
                for (int k = 0; k < clusters; k++) {
                    totals[k] += sums[k];
                }
            }
            int nearest = 0;
            for (int k = 1; k < clusters; k++) {
                nearest = totals[k] < totals[nearest] ? k : nearest;
            }
            double total = Math.sqrt(totals[nearest]);
            for (int c = 0; c < channels; c++) {
                parts[c] = current.channelDistance(c, 0, centroids, nearest * size);
            }
            share(parts, total);
            for (int c = 0; c < channels; c++) {
                shares[c] = (float) parts[c];
            }
            return smoothed.push(total, shares);
        }

        // In the order of the batch kernel: offset by offset, float32.
        private static void addSquares(float value, float[] references, float[] sums) {
            for (int k = 0; k < sums.length; k++) {
                float d = value - references[k];
                sums[k] += d * d;
            }
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
