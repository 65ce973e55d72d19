package io.vigie.explain;

import io.vigie.detect.Scores;
import io.vigie.series.Interval;
import io.vigie.series.TimeSeries;
import java.util.Arrays;

/**
 * How much each channel is to blame for rows of one series. Two witnesses are heard, each in units of what the channel does
 * in normal operation: its contribution to the score ({@link ContributionLevels}), which knows levels, shapes and
 * correlations but spreads over windows, and how far it moved from where it was just before ({@link MovementLevels}), which
 * knows the row. The blame of a row is {@code (1 + contribution)(1 + movement)}, so that either witness alone is heard and
 * both together count for more than each; it is 1 for a channel that does nothing unusual.
 *
 * <p>Blame ranks channels and is no share of anything: contributions are what adds up to the score. The rule was chosen on
 * series that no published figure is made of, {@code docs/benchmarks.md} tells how.
 */
public final class Blame {
    private static final double LEAST_OF_MEAN = 0.1;

    private final Scores scores;
    private final ContributionLevels levels;
    private final TimeSeries prepared;
    private final MovementLevels movement;

    /**
     * @param scores scores of the series, with or without contributions
     * @param levels normal level of the contributions, fitted on calibration rows
     * @param prepared what the detector saw
     * @param movement normal movement of its channels, or none
     */
    public Blame(Scores scores, ContributionLevels levels, TimeSeries prepared, MovementLevels movement) {
        if (scores.length() != prepared.length()) {
            throw new IllegalArgumentException(scores.length() + " scores for " + prepared.length() + " rows");
        }
        int channels = prepared.channelCount();
        if (scores.channelCount() != levels.channelCount()
                || (scores.hasContributions() && scores.channelCount() != channels)
                || (movement.channelCount() != 0 && movement.channelCount() != channels)) {
            throw new IllegalArgumentException("contributions of " + scores.channelCount() + " channels, levels of "
                    + levels.channelCount() + ", movement of " + movement.channelCount() + ", series of " + channels);
        }
        this.scores = scores;
        this.levels = levels;
        this.prepared = prepared;
        this.movement = movement;
    }

    /** Refuses a raw series that these are not the rows and channels of. */
    void requireRowsOf(TimeSeries raw) {
        if (raw.length() != prepared.length() || raw.channelCount() != prepared.channelCount()) {
            throw new IllegalArgumentException("blame for " + prepared.length() + " rows of " + prepared.channelCount()
                    + " channels, a series of " + raw.length() + " rows and " + raw.channelCount() + " channels");
        }
    }

    /** True if the detector tells how channels contribute. */
    public boolean hasContributions() {
        return scores.hasContributions();
    }

    /**
     * Blame of each channel in each of some rows. O(rows x channels x 50).
     *
     * @return [channel][row of the interval], at least 1
     */
    public double[][] ofRows(Interval rows) {
        double[][] blame = movement.channelCount() == 0
                ? new double[prepared.channelCount()][rows.length()]
                : movement.of(prepared, rows);
        double[][] contributions = contributions(rows);
        for (int c = 0; c < blame.length; c++) {
            for (int i = 0; i < blame[c].length; i++) {
                blame[c][i] = (1 + blame[c][i]) * (1 + (contributions.length == 0 ? 0 : contributions[c][i]));
            }
        }
        return blame;
    }

    /**
     * Blame of each channel for a stretch of rows: its greatest in any of them. The peak is a strong rule for root causes,
     * because a fault starts in one channel and then spreads.
     */
    public double[] of(Interval rows) {
        return peaks(ofRows(rows));
    }

    /** Greatest contribution of each channel in a stretch, as in {@link #contributions(Interval)}; needs contributions. */
    double[] contributionPeaks(Interval rows) {
        return peaks(contributions(rows));
    }

    private static double[] peaks(double[][] rows) {
        return Arrays.stream(rows)
                .mapToDouble(channel -> Arrays.stream(channel).max().orElse(0))
                .toArray();
    }

    /** Each channel's part of all contributions above the median, summed over a stretch; all 0 where none is above. */
    double[] excess(Interval rows) {
        double[] sums = new double[scores.channelCount()];
        for (int c = 0; c < sums.length; c++) {
            for (int row = Math.max(rows.from(), scores.warmUp()); row < rows.to(); row++) {
                sums[c] += Math.max(0, scores.contribution(c, row) - levels.median(c));
            }
        }
        return sums;
    }

    /**
     * Contributions [channel][row]: the median of normal rows counts 0, as does what is below it, and their 99 % quantile
     * counts 1; 0 in the warm-up.
     */
    private double[][] contributions(Interval rows) {
        double[][] relative = new double[scores.channelCount()][rows.length()];
        double mean = 0;
        for (int c = 0; c < relative.length; c++) {
            mean += (levels.high(c) - levels.median(c)) / relative.length;
        }
        for (int c = 0; c < relative.length; c++) {
            // a channel that never moved in calibration has no level of its own: any excess would be infinitely large
            double level = Math.max(levels.high(c) - levels.median(c), mean > 0 ? LEAST_OF_MEAN * mean : 1);
            for (int row = Math.max(rows.from(), scores.warmUp()); row < rows.to(); row++) {
                relative[c][row - rows.from()] = Math.max(0, (scores.contribution(c, row) - levels.median(c)) / level);
            }
        }
        return relative;
    }
}
