package io.vigie.detect.classic;

import io.vigie.detect.Expectation;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.OnlineScorer;
import io.vigie.detect.RunContext;
import io.vigie.detect.Scores;
import io.vigie.detect.internal.Parallel;
import io.vigie.detect.internal.PreparedRows;
import io.vigie.detect.internal.WindowScores;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import io.vigie.series.Interval;
import io.vigie.series.SeriesSchema;
import io.vigie.series.TimeSeries;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Mean and standard deviation of each channel. */
final class FittedZScore implements FittedDetector {
    static final String UNIT = "standard deviations";

    /** Below this, a channel of prepared units counts as constant in train. */
    private static final double CONSTANT = 1e-9;

    private static final int CHUNK = 4096;

    private final ZScore detector;
    private final SeriesSchema schema;
    private final double[] mean;
    private final double[] deviation;

    private FittedZScore(ZScore detector, SeriesSchema schema, double[] mean, double[] deviation) {
        this.detector = detector;
        this.schema = schema;
        this.mean = mean;
        this.deviation = deviation;
    }

    static FittedZScore fit(ZScore detector, SeriesSchema schema, List<TimeSeries> segments) {
        int channels = schema.channels().size();
        double[] mean = new double[channels];
        double[] deviation = new double[channels];
        long rows = segments.stream().mapToLong(TimeSeries::length).sum();
        for (int c = 0; c < channels; c++) {
            double sum = 0;
            for (TimeSeries segment : segments) {
                for (double value : segment.channelValues(c)) {
                    sum += value;
                }
            }
            mean[c] = sum / rows;
            double squares = 0;
            for (TimeSeries segment : segments) {
                for (double value : segment.channelValues(c)) {
                    squares += (value - mean[c]) * (value - mean[c]);
                }
            }
            double found = Math.sqrt(squares / rows);
            deviation[c] = found < CONSTANT ? 1 : found;
        }
        return new FittedZScore(detector, schema, mean, deviation);
    }

    static FittedZScore read(ZScore detector, SeriesSchema schema, ModelReader in) {
        int channels = schema.channels().size();
        return new FittedZScore(detector, schema, in.doubles("mean", channels), in.doubles("deviation", channels));
    }

    @Override
    public void write(ModelWriter out) {
        out.tensor("mean", mean, mean.length);
        out.tensor("deviation", deviation, deviation.length);
    }

    @Override
    public ZScore detector() {
        return detector;
    }

    @Override
    public SeriesSchema schema() {
        return schema;
    }

    @Override
    public Scores score(TimeSeries series, RunContext context) {
        PreparedRows.requirePrepared(schema, series);
        int rows = series.length();
        double[] totals = new double[rows];
        float[][] contributions = new float[mean.length][rows];
        Parallel.forChunks(context, rows, CHUNK, (from, to) -> {
            double[][] squares = new double[mean.length][to - from];
            double[] total = new double[to - from];
            for (int c = 0; c < mean.length; c++) {
                double[] square = squares[c];
                series.copyChannel(c, from, square, 0, square.length);
                for (int i = 0; i < square.length; i++) {
                    double z = (square[i] - mean[c]) / deviation[c];
                    square[i] = z * z;
                    total[i] += square[i];
                }
            }
            for (int i = 0; i < total.length; i++) {
                total[i] = Math.sqrt(total[i]);
            }
            for (int c = 0; c < mean.length; c++) {
                for (int i = 0; i < total.length; i++) {
                    contributions[c][from + i] = share(squares[c][i], total[i]);
                }
            }
            System.arraycopy(total, 0, totals, from, total.length);
        });
        return detector.smoothing().toScores(totals, contributions, UNIT, context);
    }

    private static float share(double square, double total) {
        return total > 0 ? (float) (square / total) : 0f;
    }

    /** The train mean and standard deviation, whatever the row. */
    @Override
    public Optional<Expectation> expectation(TimeSeries series, Interval rows) {
        double[][] expected = new double[mean.length][rows.length()];
        double[][] spread = new double[mean.length][rows.length()];
        for (int c = 0; c < mean.length; c++) {
            Arrays.fill(expected[c], mean[c]);
            Arrays.fill(spread[c], deviation[c]);
        }
        return Optional.of(new Expectation(rows, expected, spread));
    }

    @Override
    public OnlineScorer online() {
        return new Online(detector.smoothing().online(mean.length));
    }

    @Override
    public OnlineScorer online(ModelReader state) {
        return new Online(detector.smoothing().online(mean.length, state));
    }

    private final class Online implements OnlineScorer {
        private final WindowScores.Online smoothed;
        private final float[] shares = new float[mean.length];

        private Online(WindowScores.Online smoothed) {
            this.smoothed = smoothed;
        }

        @Override
        public int delay() {
            return detector.smoothing().delay();
        }

        @Override
        public double push(double[] row) {
            PreparedRows.requireRow(schema, row);
            double[] squares = new double[row.length];
            double sum = 0;
            for (int c = 0; c < row.length; c++) {
                double z = (row[c] - mean[c]) / deviation[c];
                squares[c] = z * z;
                sum += squares[c];
            }
            double total = Math.sqrt(sum);
            for (int c = 0; c < row.length; c++) {
                shares[c] = share(squares[c], total);
            }
            return smoothed.push(total, shares);
        }

        @Override
        public float[] contributions() {
            return smoothed.contributions();
        }

        @Override
        public void write(ModelWriter out) {
            smoothed.write(out);
        }
    }
}
