package io.vigie.detect.impute;

import io.vigie.detect.Imputation;
import io.vigie.detect.RunContext;
import io.vigie.detect.internal.Parallel;
import io.vigie.detect.internal.PreparedRows;
import io.vigie.series.TimeSeries;
import java.util.Arrays;

/**
 * Curves through the values of each channel that are seen, whatever the other channels do. One answer, so no bands. Rows count,
 * not times; before the first seen value and after the last the nearest is repeated, and a channel of which nothing is
 * seen is 0, its train centre, throughout. O(rows) a channel.
 */
public enum Interpolation implements FittedImputer {
    /** Straight lines. */
    LINEAR {
        @Override
        double[] curvatures(double[] rows, double[] values) {
            return new double[rows.length];
        }
    },
    /** The natural cubic spline: smooth, and far out in long gaps of noisy channels (Reinsch, Numerische Mathematik, 1967). */
    SPLINE {
        @Override
        double[] curvatures(double[] rows, double[] values) {
            int last = rows.length - 1;
            double[] second = new double[rows.length];
            double[] upper = new double[rows.length];
            for (int i = 1; i < last; i++) { // Thomas' algorithm, forward
                double before = rows[i] - rows[i - 1];
                double after = rows[i + 1] - rows[i];
                double slopes = (values[i + 1] - values[i]) / after - (values[i] - values[i - 1]) / before;
                double pivot = 2 * (before + after) - before * upper[i - 1];
                upper[i] = after / pivot;
                second[i] = (6 * slopes - before * second[i - 1]) / pivot;
            }
            for (int i = last - 1; i > 0; i--) {
                second[i] -= upper[i] * second[i + 1];
            }
            return second;
        }
    };

    /** Second derivatives at the seen rows, 0 at both ends. */
    abstract double[] curvatures(double[] rows, double[] values);

    /** One draw, whatever number is wanted. */
    @Override
    public Imputation impute(TimeSeries series, boolean[][] hidden, int draws, RunContext context) {
        PreparedRows.requirePrepared(series);
        Imputation.Builder told = new Imputation.Builder(series, hidden, Math.min(1, draws));
        Parallel.forChunks(context, series.channelCount(), 1, (from, to) -> {
            for (int c = from; c < to; c++) {
                tell(series, c, hidden[c], told);
            }
        });
        return told.build();
    }

    private void tell(TimeSeries series, int channel, boolean[] hidden, Imputation.Builder told) {
        double[] rows = new double[hidden.length];
        double[] values = new double[hidden.length];
        int seen = 0;
        for (int row = 0; row < hidden.length; row++) {
            if (!hidden[row] && !series.isMissing(channel, row)) {
                rows[seen] = row;
                values[seen++] = series.value(channel, row);
            }
        }
        rows = Arrays.copyOf(rows, seen);
        values = Arrays.copyOf(values, seen);
        double[] second = curvatures(rows, values);
        int next = 0; // first seen row that is not before the row
        for (int row = 0; row < hidden.length; row++) {
            while (next < seen && rows[next] < row) {
                next++;
            }
            if (!hidden[row]) {
                continue;
            }
            double value = 0;
            if (next == 0 || next == seen) {
                value = seen == 0 ? 0 : values[Math.max(0, next - 1)];
            } else {
                double length = rows[next] - rows[next - 1];
                double right = (row - rows[next - 1]) / length;
                double left = 1 - right;
                value = left * values[next - 1]
                        + right * values[next]
                        + ((left * left * left - left) * second[next - 1]
                                        + (right * right * right - right) * second[next])
                                * length
                                * length
                                / 6;
            }
            told.set(0, channel, row, value);
        }
    }
}
