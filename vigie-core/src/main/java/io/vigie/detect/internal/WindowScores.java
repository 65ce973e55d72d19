package io.vigie.detect.internal;

import io.vigie.detect.Alignment;
import io.vigie.detect.RunContext;
import io.vigie.detect.Scores;
import io.vigie.detect.WindowAggregation;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Turns scores of windows into scores of rows: the one mechanism of all windowed detectors, for whole series and row by
 * row, with the same bits in both.
 *
 * <p>{@link #ofWindows}: {@code n} rows have {@code n - window + 1} window scores (stride 1); window {@code j} covers
 * rows {@code j .. j + window - 1}.
 *
 * <ul>
 *   <li>centred average, median or maximum: over all windows that cover the row; no warm-up, delay {@code window - 1};
 *   <li>centred last: the window centred on the row (even windows: the row after the middle); warm-up
 *       {@code window / 2}, delay {@code (window - 1) / 2}; the last rows take the last window;
 *   <li>causal average, median or maximum: over the last (up to) {@code window} windows that end at or before the row; warm-up
 *       {@code window - 1}, delay 0;
 *   <li>causal last: the window that ends at the row; warm-up {@code window - 1}, delay 0.
 * </ul>
 *
 * <p>With {@code smoothing} rows, averages and medians take in so many windows more, less one: a centred row also
 * {@code smoothing / 2} windows that end before it and {@code (smoothing - 1) / 2} that begin after it, which is its delay's
 * price; a causal one that many earlier windows. Maxima are taken first, and rows averaged then, as {@link #ofRows} does.
 *
 * <p>{@link #ofRows} smooths scores that belong to single rows already: a moving average or median over {@code window}
 * rows, centred (rows {@code i - window / 2 .. i + (window - 1) / 2}, fewer at both ends) or causal (the last
 * {@code window} rows); no warm-up.
 *
 * <p>Contributions per channel follow their windows: means for the average, those of the middle window (or the mean of the
 * two middle ones) for the median, those of the highest for the maximum. So contributions that add up to the window scores add up to the row scores.
 *
 * <p>Complexity: averages O(n) adds by van Herk's block sums (suffix sums of the finished block plus prefix sums of the
 * open one), which never subtract, so errors do not drift; maxima O(n); medians O(n log window) comparisons plus the block moves of a
 * sorted array.
 */
public final class WindowScores {
    private final int window;
    private final WindowAggregation aggregation;
    private final int span; // rows that one incoming score covers
    private final int shift; // row i takes the aggregate that ends at score i + shift
    private final @Nullable WindowScores then; // averages the rows; null where that is done with the windows

    private WindowScores(int window, WindowAggregation aggregation, int span, int shift, @Nullable WindowScores then) {
        if (window < 1) {
            throw new IllegalArgumentException("window is " + window + "; use at least 1");
        }
        this.window = window;
        this.aggregation = aggregation;
        this.span = span;
        this.shift = shift;
        this.then = then;
    }

    /** For scores of windows of {@code window} rows at stride 1. */
    public static WindowScores ofWindows(int window, WindowAggregation aggregation, Alignment alignment) {
        return ofWindows(window, 1, aggregation, alignment);
    }

    /**
     * For scores of windows of {@code window} rows at stride 1, averages and medians over {@code smoothing - 1} windows
     * more: half of them later where centred, all of them earlier where causal; and maxima averaged over that many rows
     * more. Needs an aggregation of several windows.
     */
    public static WindowScores ofWindows(
            int window, int smoothing, WindowAggregation aggregation, Alignment alignment) {
        boolean last = aggregation == WindowAggregation.LAST;
        if (smoothing < 1 || (last && smoothing > 1)) {
            throw new IllegalArgumentException("smoothing is " + smoothing + " with aggregation " + aggregation);
        }
        boolean maximum = aggregation == WindowAggregation.MAXIMUM;
        int further = maximum ? 1 : smoothing; // windows that are looked at together
        int shift;
        if (alignment == Alignment.CAUSAL) {
            shift = 1 - window;
        } else {
            shift = last ? -(window / 2) : (further - 1) / 2;
        }
        WindowScores then = maximum && smoothing > 1 ? ofRows(smoothing, WindowAggregation.AVERAGE, alignment) : null;
        return new WindowScores(Math.addExact(window, further - 1), aggregation, window, shift, then);
    }

    /** For scores of single rows, smoothed over {@code window} rows; 1 leaves them as they are. */
    public static WindowScores ofRows(int window, WindowAggregation aggregation, Alignment alignment) {
        boolean ahead = alignment == Alignment.CENTRED && aggregation != WindowAggregation.LAST;
        return new WindowScores(window, aggregation, 1, ahead ? (window - 1) / 2 : 0, null);
    }

    /** Rows of future a row's score needs. */
    public int delay() {
        return span - 1 + shift + (then == null ? 0 : then.delay());
    }

    /** Leading rows without a score. */
    public int warmUp() {
        return Math.max(0, -shift);
    }

    /** Row scores of a series from its window scores; NaN in the warm-up. */
    public double[] toRows(double[] scores) {
        return smoothed(aggregateTotals(scores, new int[0], new int[0]));
    }

    /**
     * Row scores with contributions.
     *
     * @param scores one per window, in time order
     * @param contributions [channel][window], given away (overwritten); no channels where the method has none
     */
    public Scores toScores(double[] scores, float[][] contributions, String unit, RunContext context) {
        int rows = scores.length + span - 1;
        boolean picks = contributions.length > 0 && picks();
        int[] low = new int[picks ? rows : 0];
        int[] high = new int[picks ? rows : 0];
        double[] totals = smoothed(aggregateTotals(scores, low, high));
        Parallel.forChunks(context, contributions.length, 1, (from, to) -> {
            for (int c = from; c < to; c++) {
                contributions[c] =
                        smoothed(picks ? pick(contributions[c], low, high) : aggregateChannel(contributions[c], rows));
            }
        });
        return of(totals, contributions, unit, Math.min(warmUp(), rows));
    }

    /**
     * As {@link #toScores(double[], float[][], String, RunContext)}, of windows the first of which have no score: their rows, a
     * row each, are warm-up too.
     *
     * @param silent leading windows without a score
     * @param scores one for each window after them; if there is none the whole series is warm-up
     */
    public Scores toScores(int silent, double[] scores, float[][] contributions, String unit, RunContext context) {
        if (scores.length > 0 && silent == 0) {
            return toScores(scores, contributions, unit, context);
        }
        int rows = silent + scores.length + span - 1;
        double[] totals = new double[rows];
        Arrays.fill(totals, Double.NaN);
        float[][] shares = new float[contributions.length][rows];
        if (scores.length == 0) {
            return of(totals, shares, unit, rows);
        }
        Scores settled = toScores(scores, contributions, unit, context);
        for (int row = silent; row < rows; row++) {
            totals[row] = settled.total(row - silent);
            for (int c = 0; c < shares.length; c++) {
                shares[c][row] = settled.contribution(c, row - silent);
            }
        }
        return of(totals, shares, unit, silent + settled.warmUp());
    }

    private static Scores of(double[] totals, float[][] contributions, String unit, int warmUp) {
        return contributions.length == 0
                ? Scores.of(totals, unit, warmUp)
                : Scores.of(totals, contributions, unit, warmUp);
    }

    /** Whether a row's score is that of one of its windows, or the middle of two. */
    private boolean picks() {
        return aggregation == WindowAggregation.MEDIAN || aggregation == WindowAggregation.MAXIMUM;
    }

    private TrailingPick picker() {
        return aggregation == WindowAggregation.MEDIAN ? new TrailingMedian(window) : new TrailingMaximum(window);
    }

    /** Rows averaged where that comes last; those of the warm-up stay as they are. */
    private double[] smoothed(double[] rows) {
        int from = Math.min(warmUp(), rows.length);
        if (then == null || from == rows.length) {
            return rows;
        }
        double[] settled = then.toRows(Arrays.copyOfRange(rows, from, rows.length));
        System.arraycopy(settled, 0, rows, from, settled.length);
        return rows;
    }

    private float[] smoothed(float[] rows) {
        int from = Math.min(warmUp(), rows.length);
        if (then == null || from == rows.length) {
            return rows;
        }
        float[] settled = then.aggregateChannel(Arrays.copyOfRange(rows, from, rows.length), rows.length - from);
        System.arraycopy(settled, 0, rows, from, settled.length);
        return rows;
    }

    /** A fresh aggregator that is fed window by window. */
    public Online online(int channels) {
        return new Online(channels);
    }

    /** An aggregator that goes on from a written state. */
    public Online online(int channels, ModelReader state) {
        Online online = new Online(channels);
        online.read(state);
        return online;
    }

    private double[] aggregateTotals(double[] scores, int[] low, int[] high) {
        int count = scores.length;
        int rows = count + span - 1;
        double[] result = new double[rows];
        Arrays.fill(result, 0, Math.min(warmUp(), rows), Double.NaN);
        if (aggregation == WindowAggregation.LAST) {
            for (int row = warmUp(); row < rows; row++) {
                result[row] = scores[Math.min(row + shift, count - 1)];
            }
            return result;
        }
        if (aggregation == WindowAggregation.AVERAGE) {
            TrailingMean mean = new TrailingMean(window);
            for (int j = 0; j < count; j++) {
                double value = mean.push(scores[j]);
                if (j - shift >= 0 && j - shift < rows) {
                    result[j - shift] = value;
                }
            }
            double sum = 0;
            int next = count - 1;
            for (int row = rows - 1; row > count - 1 - shift && row >= 0; row--) {
                int first = Math.max(0, row + shift - window + 1);
                for (; next >= first; next--) {
                    sum += scores[next];
                }
                result[row] = sum / (count - first);
            }
            return result;
        }
        TrailingPick pick = picker();
        for (int end = 0; end + 0L - shift < rows; end++) {
            double value = end < count ? pick.push(scores[end]) : pick.keepFrom(end - window + 1L);
            int row = end - shift;
            if (row >= 0) {
                result[row] = value;
                if (low.length > 0) {
                    low[row] = (int) pick.lowIndex();
                    high[row] = (int) pick.highIndex();
                }
            }
        }
        return result;
    }

    private float[] aggregateChannel(float[] scores, int rows) {
        int count = scores.length;
        float[] result = new float[rows];
        if (aggregation == WindowAggregation.LAST) {
            for (int row = warmUp(); row < rows; row++) {
                result[row] = scores[Math.min(row + shift, count - 1)];
            }
            return result;
        }
        TrailingMean mean = new TrailingMean(window);
        for (int j = 0; j < count; j++) {
            double value = mean.push(scores[j]);
            if (j - shift >= 0 && j - shift < rows) {
                result[j - shift] = (float) value;
            }
        }
        double sum = 0;
        int next = count - 1;
        for (int row = rows - 1; row > count - 1 - shift && row >= 0; row--) {
            int first = Math.max(0, row + shift - window + 1);
            for (; next >= first; next--) {
                sum += scores[next];
            }
            result[row] = (float) (sum / (count - first));
        }
        return result;
    }

    private float[] pick(float[] scores, int[] low, int[] high) {
        float[] result = new float[low.length];
        for (int row = warmUp(); row < result.length; row++) {
            result[row] = middle(scores[low[row]], scores[high[row]]);
        }
        return result;
    }

    private static float middle(float a, float b) {
        return (float) (0.5 * ((double) a + b));
    }

    /** Takes window scores as they come. The score returned for window {@code j} is that of row {@code j - shift}. */
    public final class Online {
        private final int channels;
        private final float[] contributions;
        private final float[] recent; // [window][channels], ring by score number; only where one of them is picked
        private final TrailingMean[] channelMeans;
        private final TrailingMean totalMean = new TrailingMean(aggregation == WindowAggregation.AVERAGE ? window : 1);
        private final @Nullable TrailingPick picked = picks() ? picker() : null;
        private final @Nullable Online smoothed;
        private long pushed;

        private Online(int channels) {
            this.channels = channels;
            this.contributions = new float[channels];
            this.recent = new float[picks() ? window * channels : 0];
            this.smoothed = then == null ? null : then.online(channels);
            this.channelMeans = new TrailingMean[aggregation == WindowAggregation.AVERAGE ? channels : 0];
            for (int c = 0; c < channelMeans.length; c++) {
                channelMeans[c] = new TrailingMean(window);
            }
        }

        /**
         * Takes the next window's score.
         *
         * @param shares contributions per channel to this window's score; empty where the method has none
         * @return score of the row {@link WindowScores#delay()} rows before the window's last, NaN if there is no such
         *     row
         */
        public double push(double score, float[] shares) {
            double result;
            switch (aggregation) {
                case LAST -> {
                    result = score;
                    System.arraycopy(shares, 0, contributions, 0, channels);
                }
                case AVERAGE -> {
                    result = totalMean.push(score);
                    for (int c = 0; c < channels; c++) {
                        contributions[c] = (float) channelMeans[c].push(shares[c]);
                    }
                }
                default -> {
                    TrailingPick pick = Objects.requireNonNull(picked);
                    result = pick.push(score);
                    System.arraycopy(shares, 0, recent, (int) (pushed % window) * channels, channels);
                    int low = (int) (pick.lowIndex() % window) * channels;
                    int high = (int) (pick.highIndex() % window) * channels;
                    for (int c = 0; c < channels; c++) {
                        contributions[c] = middle(recent[low + c], recent[high + c]);
                    }
                }
            }
            long row = pushed++ - shift;
            if (row < 0) {
                Arrays.fill(contributions, 0f);
                return Double.NaN;
            }
            if (smoothed != null) {
                result = smoothed.push(result, contributions);
                System.arraycopy(smoothed.contributions, 0, contributions, 0, channels);
            }
            return result;
        }

        /** Contributions to the last score returned. */
        public float[] contributions() {
            return contributions.clone();
        }

        public void write(ModelWriter out) {
            out.integer("pushed", pushed);
            out.tensor("contributions", contributions, channels);
            switch (aggregation) {
                case LAST -> {}
                case AVERAGE -> {
                    totalMean.write(out.section("total"));
                    for (int c = 0; c < channels; c++) {
                        channelMeans[c].write(out.section("channel-" + c));
                    }
                }
                default -> {
                    Objects.requireNonNull(picked).write(out.section("total"));
                    out.tensor("recent", recent, window, channels);
                }
            }
            if (smoothed != null) {
                smoothed.write(out.section("smoothed"));
            }
        }

        private void read(ModelReader in) {
            pushed = in.integer("pushed");
            System.arraycopy(in.floats("contributions", channels), 0, contributions, 0, channels);
            switch (aggregation) {
                case LAST -> {}
                case AVERAGE -> {
                    totalMean.read(in.section("total"));
                    for (int c = 0; c < channels; c++) {
                        channelMeans[c].read(in.section("channel-" + c));
                    }
                }
                default -> {
                    Objects.requireNonNull(picked).read(in.section("total"));
                    System.arraycopy(in.floats("recent", window, channels), 0, recent, 0, recent.length);
                }
            }
            if (smoothed != null) {
                smoothed.read(in.section("smoothed"));
            }
        }
    }
}
