package io.vigie.detect.classic;

import io.vigie.detect.Expectation;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.OnlineScorer;
import io.vigie.detect.RunContext;
import io.vigie.detect.Scores;
import io.vigie.detect.internal.Parallel;
import io.vigie.detect.internal.PreparedRows;
import io.vigie.detect.internal.RowRing;
import io.vigie.detect.internal.Spectrum;
import io.vigie.detect.internal.WindowScores;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import io.vigie.series.Interval;
import io.vigie.series.SeriesSchema;
import io.vigie.series.TimeSeries;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Mean, kept components and the variance of what they leave out. A feature is (row in window, channel), row first. */
final class FittedPca implements FittedDetector {
    static final int MAX_COVARIANCE = 512;
    static final int MAX_GRAM = 512;

    /** Eigenvalues below this share of the largest count as zero. */
    private static final double RANK_TOLERANCE = 1e-10;

    /** Smallest residual variance a dimension, as a share of the mean variance: exact relations still allow rounding. */
    private static final double SMALLEST_NOISE = 1e-6;

    private static final int BLOCK = 128;

    private final Pca detector;
    private final SeriesSchema schema;
    private final int channels;
    private final int features;
    private final PrincipalSubspace subspace;
    private final int kept;
    private final double[] eigenvalues; // [kept]
    private final double noise; // mean of the other eigenvalues
    private final double[] spread; // [channel], standard deviation of the residual of a window's last row

    private FittedPca(
            Pca detector,
            SeriesSchema schema,
            PrincipalSubspace subspace,
            double[] eigenvalues,
            double noise,
            double[] spread) {
        this.detector = detector;
        this.schema = schema;
        this.channels = schema.channels().size();
        this.subspace = subspace;
        this.features = subspace.features();
        this.kept = subspace.kept();
        this.eigenvalues = eigenvalues;
        this.noise = noise;
        this.spread = spread;
    }

    static FittedPca fit(Pca detector, SeriesSchema schema, List<TimeSeries> segments, RunContext context) {
        int window = detector.window();
        int channels = schema.channels().size();
        int features = Math.multiplyExact(window, channels);
        int windows = WindowSample.count(segments, window);
        double[] mean = new double[features];
        double[] variance = new double[features];
        for (int c = 0; c < channels; c++) {
            for (int s = 0; s < segments.size(); s++) {
                double[] values = segments.get(s).channelValues(c);
                for (int o = 0; o < window; o++) {
                    double sum = 0;
                    for (int i = o; i <= values.length - window + o; i++) {
                        sum += values[i];
                    }
                    mean[o * channels + c] += sum / windows;
                }
            }
            for (int s = 0; s < segments.size(); s++) {
                double[] values = segments.get(s).channelValues(c);
                for (int o = 0; o < window; o++) {
                    double centre = mean[o * channels + c];
                    double sum = 0;
                    for (int i = o; i <= values.length - window + o; i++) {
                        sum += (values[i] - centre) * (values[i] - centre);
                    }
                    variance[o * channels + c] += sum / windows;
                }
            }
        }
        Spectrum spectrum = features <= MAX_COVARIANCE
                ? Spectrum.ofCovariance(covariance(segments, window, mean, windows, context), features)
                : Spectrum.ofSamples(sample(segments, window, mean), features, context);
        context.checkCancelled();
        double total = Arrays.stream(variance).sum();
        boolean hotelling = detector.statistic() == PcaStatistic.HOTELLING;
        int rank = spectrum.rank(RANK_TOLERANCE);
        int most = hotelling ? rank : Math.min(rank, features - 1);
        int kept = hotelling ? Math.min(1, rank) : 0;
        double held = 0;
        for (int j = 0; j < kept; j++) {
            held += spectrum.values[j];
        }
        while (kept < most && held < detector.variance() * total) {
            held += spectrum.values[kept++];
        }
        double noise = kept < features ? Math.max(total - held, 0) / (features - kept) : 0;
        noise = Math.max(noise, SMALLEST_NOISE * total / features);
        double[] spread = new double[channels];
        for (int c = 0; c < channels; c++) {
            int d = (window - 1) * channels + c;
            double left = variance[d];
            for (int j = 0; j < kept; j++) {
                double weight = spectrum.vectors[j * features + d];
                left -= spectrum.values[j] * weight * weight;
            }
            spread[c] = Math.sqrt(Math.max(left, 0));
        }
        return new FittedPca(
                detector,
                schema,
                new PrincipalSubspace(mean, Arrays.copyOf(spectrum.vectors, kept * features)),
                Arrays.copyOf(spectrum.values, kept),
                noise > 0 ? noise : 1,
                spread);
    }

    /** Covariance of all windows, features x features. */
    private static double[] covariance(
            List<TimeSeries> segments, int window, double[] mean, int windows, RunContext context) {
        int features = mean.length;
        int channels = features / window;
        double[][] columns = new double[features][windows];
        int at = 0;
        for (TimeSeries segment : segments) {
            int count = segment.length() - window + 1;
            for (int d = 0; d < features; d++) {
                segment.copyChannel(d % channels, d / channels, columns[d], at, count);
            }
            at += count;
        }
        for (int d = 0; d < features; d++) {
            double centre = mean[d];
            for (int i = 0; i < windows; i++) {
                columns[d][i] -= centre;
            }
        }
        return Spectrum.products(columns, windows, windows, context);
    }

    /** Evenly spaced centred windows, one a row. */
    private static double[][] sample(List<TimeSeries> segments, int window, double[] mean) {
        double[][] samples = WindowSample.of(segments, window, MAX_GRAM);
        for (double[] sample : samples) {
            for (int d = 0; d < mean.length; d++) {
                sample[d] -= mean[d];
            }
        }
        return samples;
    }

    static FittedPca read(Pca detector, SeriesSchema schema, ModelReader in) {
        int channels = schema.channels().size();
        int features = Math.multiplyExact(channels, detector.window());
        PrincipalSubspace subspace = PrincipalSubspace.read(in, features);
        int kept = subspace.kept();
        return new FittedPca(
                detector,
                schema,
                subspace,
                kept == 0 ? new double[0] : in.doubles("eigenvalues", kept),
                in.number("noise"),
                in.doubles("spread", channels));
    }

    @Override
    public void write(ModelWriter out) {
        subspace.write(out);
        if (kept > 0) {
            out.tensor("eigenvalues", eigenvalues, kept);
        }
        out.number("noise", noise);
        out.tensor("spread", spread, channels);
    }

    @Override
    public Pca detector() {
        return detector;
    }

    @Override
    public SeriesSchema schema() {
        return schema;
    }

    /** Number of components kept. */
    int kept() {
        return kept;
    }

    @Override
    public Scores score(TimeSeries series, RunContext context) {
        PreparedRows.requirePrepared(schema, series, detector.window());
        int windows = series.length() - detector.window() + 1;
        double[] totals = new double[windows];
        float[][] contributions = new float[channels][windows];
        int chunk = Math.max(BLOCK, 2048 / detector.window());
        Parallel.forChunks(context, windows, chunk, (from, to) -> {
            Kernel kernel = new Kernel(Math.min(BLOCK, to - from));
            for (int start = from; start < to; start += BLOCK) {
                int width = Math.min(BLOCK, to - start);
                for (int d = 0; d < features; d++) {
                    series.copyChannel(d % channels, start + d / channels, kernel.values, d * kernel.stride, width);
                }
                kernel.run(width);
                System.arraycopy(kernel.totals, 0, totals, start, width);
                for (int c = 0; c < channels; c++) {
                    for (int i = 0; i < width; i++) {
                        contributions[c][start + i] = (float) kernel.shares[c * kernel.stride + i];
                    }
                }
            }
        });
        return detector.windowScores().toScores(totals, contributions, detector.unit(), context);
    }

    /**
     * The windows' reconstruction from their components, for the last row of the window that ends at each row (rows
     * before the first whole window are taken from it); one standard deviation of the train residual.
     */
    @Override
    public Optional<Expectation> expectation(TimeSeries series, Interval rows) {
        PreparedRows.requirePrepared(schema, series, detector.window());
        double[][] expected = new double[channels][rows.length()];
        double[][] deviation = new double[channels][rows.length()];
        Kernel kernel = new Kernel(1);
        for (int row = rows.from(); row < rows.to(); row++) {
            int start = Math.max(0, row - detector.window() + 1);
            for (int d = 0; d < features; d++) {
                series.copyChannel(d % channels, start + d / channels, kernel.values, d, 1);
            }
            kernel.reconstruct(1);
            for (int c = 0; c < channels; c++) {
                int d = (row - start) * channels + c;
                expected[c][row - rows.from()] = subspace.mean(d) + kernel.projected[d];
                deviation[c][row - rows.from()] = spread[c];
            }
        }
        return Optional.of(new Expectation(rows, expected, deviation));
    }

    @Override
    public OnlineScorer online() {
        return new Online(
                new RowRing(detector.window(), channels),
                detector.windowScores().online(channels));
    }

    @Override
    public OnlineScorer online(ModelReader state) {
        return new Online(
                RowRing.read(detector.window(), channels, state.section("rows")),
                detector.windowScores().online(channels, state.section("scores")));
    }

    /** Scores of a block of windows, features in rows. */
    private final class Kernel {
        private final int stride;
        private final double[] values; // [features][stride]
        private final double[] coordinates; // [kept][stride]
        private final double[] projected; // [features][stride]
        private final double[] totals; // [stride]
        private final double[] shares; // [channels][stride]

        private Kernel(int stride) {
            this.stride = stride;
            this.values = new double[features * stride];
            this.coordinates = new double[kept * stride];
            this.projected = new double[features * stride];
            this.totals = new double[stride];
            this.shares = new double[channels * stride];
        }

        private void reconstruct(int width) {
            subspace.reconstruct(values, coordinates, projected, width, stride);
        }

        private void run(int width) {
            Arrays.fill(shares, 0);
            Arrays.fill(totals, 0);
            reconstruct(width);
            if (detector.statistic() != PcaStatistic.HOTELLING) {
                double weight = detector.statistic() == PcaStatistic.RESIDUAL ? 1 : 1 / noise;
                for (int d = 0; d < features; d++) {
                    int share = d % channels * stride;
                    for (int i = 0; i < width; i++) {
                        double residual = values[d * stride + i] - projected[d * stride + i];
                        shares[share + i] += weight * residual * residual;
                    }
                }
            }
            if (detector.statistic() != PcaStatistic.RESIDUAL) {
                for (int j = 0; j < kept; j++) {
                    double scale = 1 / Math.sqrt(eigenvalues[j]);
                    for (int i = 0; i < width; i++) {
                        coordinates[j * stride + i] *= scale;
                    }
                }
                subspace.expand(coordinates, projected, width, stride);
                for (int d = 0; d < features; d++) {
                    int share = d % channels * stride;
                    for (int i = 0; i < width; i++) {
                        double value = projected[d * stride + i];
                        shares[share + i] += value * value;
                    }
                }
            }
            for (int c = 0; c < channels; c++) {
                for (int i = 0; i < width; i++) {
                    totals[i] += shares[c * stride + i];
                }
            }
        }
    }

    private final class Online implements OnlineScorer {
        private final RowRing rows;
        private final WindowScores.Online scores;
        private final Kernel kernel = new Kernel(1);
        private final float[] shares = new float[channels];

        private Online(RowRing rows, WindowScores.Online scores) {
            this.rows = rows;
            this.scores = scores;
        }

        @Override
        public int delay() {
            return detector.windowScores().delay();
        }

        @Override
        public double push(double[] row) {
            PreparedRows.requireRow(schema, row);
            rows.push(row);
            if (!rows.isFull()) {
                return Double.NaN;
            }
            System.arraycopy(rows.storage(), rows.windowStart(), kernel.values, 0, features);
            kernel.run(1);
            for (int c = 0; c < channels; c++) {
                shares[c] = (float) kernel.shares[c];
            }
            return scores.push(kernel.totals[0], shares);
        }

        @Override
        public float[] contributions() {
            return scores.contributions();
        }

        @Override
        public void write(ModelWriter out) {
            rows.write(out.section("rows"));
            scores.write(out.section("scores"));
        }
    }
}
