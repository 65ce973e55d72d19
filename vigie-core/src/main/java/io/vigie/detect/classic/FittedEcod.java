package io.vigie.detect.classic;

import io.vigie.detect.FittedDetector;
import io.vigie.detect.OnlineScorer;
import io.vigie.detect.RunContext;
import io.vigie.detect.Scores;
import io.vigie.detect.internal.Parallel;
import io.vigie.detect.internal.PreparedRows;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import io.vigie.series.SeriesSchema;
import io.vigie.series.TimeSeries;
import java.util.Arrays;
import java.util.List;

/** Sorted train values of each channel and the sign of their skewness. */
final class FittedEcod implements FittedDetector {
    static final String UNIT = "nats";
    static final int MAX_QUANTILES = 100_000;

    private static final int CHUNK = 1024;

    private final Ecod detector;
    private final SeriesSchema schema;
    private final int channels;
    private final int count;
    private final double[] sorted; // [channel][count]
    private final int[] skewness; // -1, 0 or 1
    private final double[] negativeLogs; // of (1 + k) / (count + 1) for k = 0..count

    private FittedEcod(Ecod detector, SeriesSchema schema, double[] sorted, int[] skewness) {
        this.detector = detector;
        this.schema = schema;
        this.channels = skewness.length;
        this.count = sorted.length / channels;
        this.sorted = sorted;
        this.skewness = skewness;
        this.negativeLogs = new double[count + 1];
        for (int k = 0; k < count; k++) {
            negativeLogs[k] = -Math.log((1.0 + k) / (count + 1.0));
        }
    }

    static FittedEcod fit(Ecod detector, SeriesSchema schema, List<TimeSeries> segments, RunContext context) {
        int channels = schema.channels().size();
        int rows = segments.stream().mapToInt(TimeSeries::length).sum();
        int count = Math.min(rows, MAX_QUANTILES);
        double[] sorted = new double[Math.multiplyExact(channels, count)];
        int[] skewness = new int[channels];
        Parallel.forChunks(context, channels, 1, (from, to) -> {
            for (int c = from; c < to; c++) {
                double[] values = new double[rows];
                int at = 0;
                for (TimeSeries segment : segments) {
                    segment.copyChannel(c, 0, values, at, segment.length());
                    at += segment.length();
                }
                skewness[c] = skewnessSign(values);
                Arrays.sort(values);
                for (int i = 0; i < count; i++) {
                    int chosen = count == rows ? i : (int) Math.round(i * (rows - 1.0) / (count - 1.0));
                    sorted[c * count + i] = values[chosen];
                }
            }
        });
        return new FittedEcod(detector, schema, sorted, skewness);
    }

    private static int skewnessSign(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        double mean = sum / values.length;
        double cubes = 0;
        for (double value : values) {
            double deviation = value - mean;
            cubes += deviation * deviation * deviation;
        }
        return (int) Math.signum(cubes);
    }

    static FittedEcod read(Ecod detector, SeriesSchema schema, ModelReader in) {
        int channels = schema.channels().size();
        int count = in.integer("count", 1, MAX_QUANTILES);
        return new FittedEcod(detector, schema, in.doubles("sorted", channels, count), in.ints("skewness", channels));
    }

    @Override
    public void write(ModelWriter out) {
        out.integer("count", count);
        out.tensor("sorted", sorted, channels, count);
        out.tensor("skewness", skewness, channels);
    }

    @Override
    public Ecod detector() {
        return detector;
    }

    @Override
    public SeriesSchema schema() {
        return schema;
    }

    @Override
    public Scores score(TimeSeries series, RunContext context) {
        PreparedRows.requirePrepared(schema, series);
        double[] totals = new double[series.length()];
        float[][] contributions = new float[channels][series.length()];
        Parallel.forChunks(context, series.length(), CHUNK, (from, to) -> {
            double[] row = new double[channels];
            double[] terms = new double[channels];
            double[][] values = new double[channels][to - from];
            for (int c = 0; c < channels; c++) {
                series.copyChannel(c, from, values[c], 0, to - from);
            }
            for (int i = 0; i < to - from; i++) {
                for (int c = 0; c < channels; c++) {
                    row[c] = values[c][i];
                }
                totals[from + i] = judge(row, terms);
                for (int c = 0; c < channels; c++) {
                    contributions[c][from + i] = (float) terms[c];
                }
            }
        });
        return Scores.of(totals, contributions, UNIT, 0);
    }

    /** Score of a row; its terms per channel are left in {@code terms}. */
    private double judge(double[] row, double[] terms) {
        double[] left = new double[channels];
        double[] right = new double[channels];
        double leftSum = 0;
        double rightSum = 0;
        double chosenSum = 0;
        double largerSum = 0;
        for (int c = 0; c < channels; c++) {
            int below = below(c, row[c]);
            left[c] = negativeLogs[notAbove(c, row[c], below)];
            right[c] = negativeLogs[count - below];
            leftSum += left[c];
            rightSum += right[c];
            chosenSum += skewness[c] < 0 ? left[c] : right[c];
            largerSum += Math.max(left[c], right[c]);
        }
        double joint = Math.max(chosenSum, Math.max(leftSum, rightSum));
        for (int c = 0; c < channels; c++) {
            if (detector.tails() == EcodTails.PER_CHANNEL) {
                terms[c] = Math.max(left[c], right[c]);
            } else if (joint == chosenSum) {
                terms[c] = skewness[c] < 0 ? left[c] : right[c];
            } else {
                terms[c] = joint == leftSum ? left[c] : right[c];
            }
        }
        return detector.tails() == EcodTails.PER_CHANNEL ? largerSum : joint;
    }

    /** Train values below a value. */
    private int below(int channel, double value) {
        int base = channel * count;
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[base + middle] < value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Train values not above a value, of which {@code below} are below it. */
    private int notAbove(int channel, double value, int below) {
        int base = channel * count;
        if (below == count || sorted[base + below] > value) {
            return below;
        }
        int low = below;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[base + middle] <= value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    @Override
    public OnlineScorer online() {
        return new Online();
    }

    @Override
    public OnlineScorer online(ModelReader state) {
        return new Online();
    }

    /** Rows are judged alone: there is no state. */
    private final class Online implements OnlineScorer {
        private final double[] terms = new double[channels];

        @Override
        public int delay() {
            return 0;
        }

        @Override
        public double push(double[] row) {
            PreparedRows.requireRow(schema, row);
            return judge(row, terms);
        }

        @Override
        public float[] contributions() {
            float[] contributions = new float[channels];
            for (int c = 0; c < channels; c++) {
                contributions[c] = (float) terms[c];
            }
            return contributions;
        }

        @Override
        public void write(ModelWriter out) {}
    }
}
