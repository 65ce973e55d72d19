package io.vigie.detect.classic;

import io.vigie.detect.Expectation;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.OnlineScorer;
import io.vigie.detect.RunContext;
import io.vigie.detect.Scores;
import io.vigie.detect.internal.Parallel;
import io.vigie.detect.internal.PreparedRows;
import io.vigie.detect.internal.Spectrum;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import io.vigie.series.Interval;
import io.vigie.series.SeriesSchema;
import io.vigie.series.TimeSeries;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Robust centre and covariance, and what follows from them. */
final class FittedMcd implements FittedDetector {
    static final String UNIT = "standard deviations";
    static final int MAX_ROWS = 50_000;

    /** Variance below which a channel of prepared units counts as constant. */
    private static final double CONSTANT = 1e-18;

    private static final int BLOCK = 128;

    private final Mcd detector;
    private final SeriesSchema schema;
    private final int channels;
    private final double[] location;
    private final double[] covariance; // [channels][channels]
    private final double[] transform; // R^(-1/2) D^(-1)
    private final double[] precision; // inverse of the covariance

    private FittedMcd(Mcd detector, SeriesSchema schema, double[] location, double[] covariance) {
        this.detector = detector;
        this.schema = schema;
        this.channels = location.length;
        this.location = location;
        this.covariance = covariance;
        this.transform = corrMax(covariance, channels);
        this.precision = new double[channels * channels];
        for (int a = 0; a < channels; a++) {
            for (int b = 0; b < channels; b++) {
                for (int k = 0; k < channels; k++) {
                    precision[a * channels + b] += transform[k * channels + a] * transform[k * channels + b];
                }
            }
        }
    }

    static FittedMcd fit(Mcd detector, SeriesSchema schema, List<TimeSeries> segments, RunContext context) {
        int channels = schema.channels().size();
        int total = segments.stream().mapToInt(TimeSeries::length).sum();
        boolean[] drawn = sample(total, context.random("mcd-rows"));
        int rows = Math.min(total, MAX_ROWS);
        double[] values = new double[Math.multiplyExact(channels, rows)];
        double[] ridge = new double[channels];
        for (int c = 0; c < channels; c++) {
            int at = c * rows;
            int number = 0;
            double sum = 0;
            for (TimeSeries segment : segments) {
                for (double value : segment.channelValues(c)) {
                    if (drawn[number++]) {
                        values[at++] = value;
                        sum += value;
                    }
                }
            }
            double mean = sum / rows;
            double squares = 0;
            for (int i = c * rows; i < at; i++) {
                squares += (values[i] - mean) * (values[i] - mean);
            }
            double variance = squares / rows;
            ridge[c] = detector.ridge() * (variance > CONSTANT ? variance : 1);
        }
        FastMcd.Estimate estimate = new FastMcd(channels, ridge, detector.support(), context).fit(values, rows);
        return new FittedMcd(detector, schema, estimate.location(), estimate.covariance());
    }

    /** Marks {@link #MAX_ROWS} rows, each set of them equally likely (Knuth's algorithm S), or all if there are fewer. */
    private static boolean[] sample(int total, RandomGenerator random) {
        boolean[] drawn = new boolean[total];
        int wanted = Math.min(total, MAX_ROWS);
        for (int i = 0; i < total; i++) {
            if (wanted == total - i || random.nextInt(total - i) < wanted) {
                drawn[i] = true;
                wanted--;
            }
        }
        return drawn;
    }

    private static double[] corrMax(double[] covariance, int channels) {
        double[] deviation = new double[channels];
        for (int c = 0; c < channels; c++) {
            deviation[c] = Math.sqrt(covariance[c * channels + c]);
        }
        double[] correlation = new double[channels * channels];
        for (int a = 0; a < channels; a++) {
            for (int b = 0; b < channels; b++) {
                correlation[a * channels + b] = covariance[a * channels + b] / (deviation[a] * deviation[b]);
            }
        }
        Spectrum spectrum = Spectrum.ofCovariance(correlation, channels);
        double[] transform = new double[channels * channels];
        for (int j = 0; j < channels; j++) {
            double scale = 1 / Math.sqrt(Math.max(spectrum.values[j], 1e-14 * spectrum.values[0]));
            for (int a = 0; a < channels; a++) {
                double weight = scale * spectrum.vectors[j * channels + a];
                for (int b = 0; b < channels; b++) {
                    transform[a * channels + b] += weight * spectrum.vectors[j * channels + b] / deviation[b];
                }
            }
        }
        return transform;
    }

    static FittedMcd read(Mcd detector, SeriesSchema schema, ModelReader in) {
        int channels = schema.channels().size();
        return new FittedMcd(
                detector, schema, in.doubles("location", channels), in.doubles("covariance", channels, channels));
    }

    @Override
    public void write(ModelWriter out) {
        out.tensor("location", location, channels);
        out.tensor("covariance", covariance, channels, channels);
    }

    @Override
    public Mcd detector() {
        return detector;
    }

    @Override
    public SeriesSchema schema() {
        return schema;
    }

    double[] location() {
        return location.clone();
    }

    /** Row-major, ridge included. */
    double[] covariance() {
        return covariance.clone();
    }

    @Override
    public Scores score(TimeSeries series, RunContext context) {
        PreparedRows.requirePrepared(schema, series);
        double[] totals = new double[series.length()];
        float[][] contributions = new float[channels][series.length()];
        Parallel.forChunks(context, series.length(), 16 * BLOCK, (from, to) -> {
            Kernel kernel = new Kernel(Math.min(BLOCK, to - from));
            for (int start = from; start < to; start += BLOCK) {
                int width = Math.min(BLOCK, to - start);
                for (int c = 0; c < channels; c++) {
                    series.copyChannel(c, start, kernel.values, c * kernel.stride, width);
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
        return Scores.of(totals, contributions, UNIT, 0);
    }

    /** Conditional mean and standard deviation of each channel given the others, as if rows were Gaussian. */
    @Override
    public Optional<Expectation> expectation(TimeSeries series, Interval rows) {
        PreparedRows.requirePrepared(schema, series);
        double[][] expected = new double[channels][rows.length()];
        double[][] spread = new double[channels][rows.length()];
        for (int c = 0; c < channels; c++) {
            double own = precision[c * channels + c];
            Arrays.fill(spread[c], Math.sqrt(1 / own));
            for (int i = 0; i < rows.length(); i++) {
                double shift = 0;
                for (int other = 0; other < channels; other++) {
                    if (other != c) {
                        double value = series.value(other, rows.from() + i);
                        shift += precision[c * channels + other] * (value - location[other]);
                    }
                }
                expected[c][i] = location[c] - shift / own;
            }
        }
        return Optional.of(new Expectation(rows, expected, spread));
    }

    @Override
    public OnlineScorer online() {
        return new Online();
    }

    @Override
    public OnlineScorer online(ModelReader state) {
        return new Online();
    }

    /** Distances of a block of rows, channels in rows. */
    private final class Kernel {
        private final int stride;
        private final double[] values;
        private final double[] shares;
        private final double[] totals;

        private Kernel(int stride) {
            this.stride = stride;
            this.values = new double[channels * stride];
            this.shares = new double[channels * stride];
            this.totals = new double[stride];
        }

        private void run(int width) {
            for (int c = 0; c < channels; c++) {
                double centre = location[c];
                for (int i = c * stride; i < c * stride + width; i++) {
                    values[i] -= centre;
                }
            }
            BlockProduct.multiply(transform, channels, channels, values, shares, width, stride);
            Arrays.fill(totals, 0);
            for (int c = 0; c < channels; c++) {
                for (int i = 0; i < width; i++) {
                    double value = shares[c * stride + i];
                    shares[c * stride + i] = value * value;
                    totals[i] += value * value;
                }
            }
            for (int i = 0; i < width; i++) {
                totals[i] = Math.sqrt(totals[i]);
            }
            for (int c = 0; c < channels; c++) {
                for (int i = 0; i < width; i++) {
                    double total = totals[i];
                    shares[c * stride + i] = total > 0 ? shares[c * stride + i] / total : 0;
                }
            }
        }
    }

    /** Rows are judged alone: there is no state. */
    private final class Online implements OnlineScorer {
        private final Kernel kernel = new Kernel(1);

        @Override
        public int delay() {
            return 0;
        }

        @Override
        public double push(double[] row) {
            PreparedRows.requireRow(schema, row);
            System.arraycopy(row, 0, kernel.values, 0, channels);
            kernel.run(1);
            return kernel.totals[0];
        }

        @Override
        public float[] contributions() {
            float[] contributions = new float[channels];
            for (int c = 0; c < channels; c++) {
                contributions[c] = (float) kernel.shares[c];
            }
            return contributions;
        }

        @Override
        public void write(ModelWriter out) {}
    }
}
