package io.vigie.evaluate;

import io.vigie.series.BadInputException;
import java.util.Arrays;

/**
 * The rule that sets the label window of VUS (and the window of many methods) from the data: the lag of the highest
 * strict local maximum of the autocorrelation of the first channel, lags 3..400, first 20,000 rows; {@value #FALLBACK}
 * where there is none. Lag 3 itself cannot be a local maximum, so the shortest period is 4. Two variants are in use.
 */
public enum WindowLengthRule {
    /**
     * The rule behind the published tables of TSB-AD (Liu and Paparrizos, NeurIPS 2024): periods below 6 and above 303
     * also give {@value #FALLBACK}.
     */
    RULE_2024(6, 303),
    /** The later rule: only periods above 300 give {@value #FALLBACK}. */
    RULE_2026(4, 300);

    /** The window where no period is found. */
    public static final int FALLBACK = 125;

    private static final int MAX_ROWS = 20_000;
    private static final int MAX_LAG = 400;
    private static final int FIRST_LAG = 3;

    private final int shortest;
    private final int longest;

    WindowLengthRule(int shortest, int longest) {
        this.shortest = shortest;
        this.longest = longest;
    }

    /**
     * The window length of a channel. O(400 x min(n, 20,000)).
     *
     * @param channel values of the first channel in time order, all finite
     * @throws BadInputException where the channel is empty or a value is not finite
     */
    public int windowLength(double[] channel) {
        return windowLength(channel, 1);
    }

    /**
     * The window length by rank, as TSB-AD's find_length_rank: rank 0 is 1, rank 1 the period; rank 2 the lag of the
     * highest maximum behind it, and rank 3 searches behind the rank-2 one in order of height. Where there is none,
     * rank 2 falls back to rank 1; rank 3 falls back to rank 1 or to {@value #FALLBACK} as the original does.
     *
     * @param rank 0 to 3
     * @throws BadInputException where the channel is empty or a value is not finite
     * @throws IllegalArgumentException where the rank is not in 0..3
     */
    public int windowLength(double[] channel, int rank) {
        if (rank < 0 || rank > 3) {
            throw new IllegalArgumentException("rank " + rank + " of a window length; give 0 to 3");
        }
        int rows = Math.min(channel.length, MAX_ROWS);
        if (rows == 0) {
            throw new BadInputException("no rows to find a window length in; give a channel with values");
        }
        for (int row = 0; row < rows; row++) {
            if (!Double.isFinite(channel[row])) {
                throw new BadInputException("value of row " + row + " is " + channel[row]
                        + "; the window length needs finite values: fill the gaps first");
            }
        }
        if (rank == 0) {
            return 1;
        }
        int lag = lagOfRank(autocorrelation(Arrays.copyOf(channel, rows), MAX_LAG), rank);
        return lag < shortest || lag > longest ? FALLBACK : lag;
    }

    /** 0 where there is no such lag. */
    private static int lagOfRank(double[] correlation, int rank) {
        int[] maxima = new int[correlation.length];
        int count = 0;
        for (int lag = FIRST_LAG + 1; lag < correlation.length - 1; lag++) {
            if (correlation[lag] > correlation[lag - 1] && correlation[lag] > correlation[lag + 1]) {
                maxima[count++] = lag;
            }
        }
        if (count == 0) {
            return 0;
        }
        int[] byHeight = positionsByHeight(maxima, count, correlation);
        int highest = byHeight[0];
        int chosen = highest;
        if (rank >= 2) {
            int second = firstAbove(byHeight, 1, highest);
            if (second < 0) {
                return rank == 2 ? maxima[highest] : 0;
            }
            chosen = second;
            if (rank == 3) {
                // The original takes the position of the rank-2 maximum as a place in the order of heights from here
                // on.
                int third = firstAbove(byHeight, second, byHeight[second]);
                chosen = third < 0 ? highest : third;
            }
        }
        return maxima[chosen];
    }

    /** First entry from {@code start} on that is greater than {@code position}; -1 where there is none. */
    private static int firstAbove(int[] positions, int start, int position) {
        for (int i = start; i < positions.length; i++) {
            if (positions[i] > position) {
                return positions[i];
            }
        }
        return -1;
    }

    /** Positions of the maxima, highest first; of equal ones the later first. At most 200, so insertion is fast. */
    private static int[] positionsByHeight(int[] maxima, int count, double[] correlation) {
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            int j = i;
            while (j > 0 && correlation[maxima[order[j - 1]]] <= correlation[maxima[i]]) {
                order[j] = order[j - 1];
                j--;
            }
            order[j] = i;
        }
        return order;
    }

    /**
     * Biased sample autocorrelation at lags 0..min({@code maxLag}, n - 1): sum of products of mean-centred values at the
     * lag over that at lag 0 (Box and Jenkins). NaN for a constant series. O(n x maxLag).
     */
    public static double[] autocorrelation(double[] values, int maxLag) {
        int n = values.length;
        double mean = 0;
        for (double value : values) {
            mean += value;
        }
        mean /= n;
        double[] centred = new double[n];
        boolean constant = true;
        for (int i = 0; i < n; i++) {
            centred[i] = values[i] - mean;
            constant &= values[i] == values[0];
        }
        double[] correlation = new double[Math.min(maxLag, n - 1) + 1];
        if (constant) {
            Arrays.fill(correlation, Double.NaN);
            return correlation;
        }
        for (int i = 0; i < n; i++) {
            double value = centred[i];
            int lags = Math.min(correlation.length, n - i);
            for (int lag = 0; lag < lags; lag++) {
                correlation[lag] += value * centred[i + lag];
            }
        }
        double variance = correlation[0];
        for (int lag = 0; lag < correlation.length; lag++) {
            correlation[lag] /= variance;
        }
        return correlation;
    }
}
