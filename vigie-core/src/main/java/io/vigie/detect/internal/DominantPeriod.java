package io.vigie.detect.internal;

import io.vigie.series.TimeSeries;

/** The length in rows after which a series repeats itself most clearly. */
public final class DominantPeriod {
    private static final int SHORTEST = 8;
    private static final int MOST_ROWS = 20_000;

    /** Least rise of the autocorrelation from its deepest point before a period to the period. */
    private static final double LEAST_PROMINENCE = 0.2;

    private DominantPeriod() {}

    /**
     * The lag, at least 8, below {@code longest} and below a third of the rows, at which the biased autocorrelation of some channel has
     * the local maximum that stands highest above its lowest value at shorter lags; {@code otherwise} if none stands 0.2
     * above it. At most 20,000 rows are looked at. O(channels x rows x longest).
     */
    public static int of(TimeSeries series, int longest, int otherwise) {
        int rows = Math.min(series.length(), MOST_ROWS);
        int lags = Math.min(longest, rows / 3);
        int period = otherwise;
        double prominence = LEAST_PROMINENCE;
        double[] values = new double[rows];
        for (int c = 0; c < series.channelCount(); c++) {
            series.copyChannel(c, 0, values, 0, rows);
            if (!centre(values)) {
                continue;
            }
            double power = Dot.of(values, 0, values, 0, rows);
            double before = 1;
            double here = Dot.of(values, 0, values, 1, rows - 1) / power;
            double lowest = here;
            for (int lag = 1; lag < lags; lag++) {
                double after = Dot.of(values, 0, values, lag + 1, rows - lag - 1) / power;
                lowest = Math.min(lowest, here);
                if (lag >= SHORTEST && here > before && here >= after && here - lowest > prominence) {
                    prominence = here - lowest;
                    period = lag;
                }
                before = here;
                here = after;
            }
        }
        return period;
    }

    private static boolean centre(double[] values) {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            values[i] = PreparedRows.clamp(values[i]);
            sum += values[i];
        }
        double mean = sum / values.length;
        double most = 0;
        for (int i = 0; i < values.length; i++) {
            values[i] -= mean;
            most = Math.max(most, Math.abs(values[i]));
        }
        return most > 1e-9 * Math.max(1, Math.abs(mean));
    }
}
