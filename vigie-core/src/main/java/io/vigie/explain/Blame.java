package io.vigie.explain;

import io.vigie.detect.Scores;
import io.vigie.series.BadInputException;
import io.vigie.series.Interval;
import io.vigie.series.TimeSeries;
import java.util.Arrays;

/**
 * How much each channel is to blame for rows of one series. Two witnesses are heard, each in units of what the channel does
 * where it is restless without being to blame: how far it moved from where it was just before ({@link MovementLevels}), the mean
 * over three lengths, which knows the row; and its contribution to the score above its normal median, which knows levels, shapes
 * and correlations but spreads over windows. The unit is the higher one of normal operation ({@link ContributionLevels} for
 * contributions) and of the highest hundredth of this series, less the rows asked for: a channel that is often restless here tells
 * little of one event, whatever it did when the model was fitted. Series of fewer than {@value #LEAST_ROWS} rows are too short to
 * say so, and normal operation alone speaks.
 *
 * <p>Both together say {@code movement + log(1 + contribution) / 3}: 0 for a channel that does nothing, and about 1 for one that
 * moves as it does in its most restless rows. The blame of a row is that, times half of the same in units of normal operation
 * alone where this is below {@value #DOUBTLESS}: so a fault that comes back again and again in one series, which makes its channel
 * restless there, still counts for more than channels that are as they always were.
 *
 * <p>Blame ranks channels and is no share of anything: contributions are what adds up to the score. The rule was chosen on
 * series that no published figure is made of, {@code docs/benchmarks.md} tells how.
 */
public final class Blame {
    private static final double LEAST_OF_MEAN = 0.1;
    private static final double WEIGHT_OF_CONTRIBUTION = 1 / 3.0;

    /** What both witnesses say, in units of normal operation, from which a channel is certainly not as usual. */
    private static final double DOUBTLESS = 2;

    private static final int LEAST_ROWS = 1000;

    private final Scores scores;
    private final ContributionLevels levels;
    private final TimeSeries prepared;
    private final MovementLevels movement;
    private final HighestRows[][] moved; // [length][channel]; empty where the series is short
    private final HighestRows[] contributed; // [channel]; empty too where nothing contributes

    /**
     * O(rows x channels x log rows).
     *
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
        boolean longEnough = prepared.length() >= LEAST_ROWS;
        this.moved = longEnough ? moved(prepared, movement) : new HighestRows[0][];
        this.contributed = new HighestRows[longEnough ? scores.channelCount() : 0];
        for (int c = 0; c < contributed.length; c++) {
            contributed[c] = HighestRows.of(excess(c, new Interval(0, prepared.length())));
        }
    }

    private static HighestRows[][] moved(TimeSeries prepared, MovementLevels movement) {
        int[] lengths = movement.lengths();
        HighestRows[][] moved = new HighestRows[lengths.length][movement.channelCount()];
        Interval all = new Interval(0, prepared.length());
        for (int i = 0; i < lengths.length; i++) {
            for (int c = 0; c < moved[i].length; c++) {
                moved[i][c] = HighestRows.of(MovementLevels.movements(prepared, c, lengths[i], all));
            }
        }
        return moved;
    }

    /** Blame of a row in which a channel moves and contributes so many of its units. */
    static double of(double movement, double contribution) {
        return movement + WEIGHT_OF_CONTRIBUTION * Math.log1p(contribution);
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
     * Blame of each channel in each of some rows, all of them held against the rest of the series. O(rows x channels).
     *
     * @return [channel][row of the interval], at least 0
     * @throws BadInputException if the rows end behind the series
     */
    public double[][] ofRows(Interval rows) {
        if (rows.to() > prepared.length()) {
            throw new BadInputException("rows [" + rows.from() + ", " + rows.to() + ") end behind the "
                    + prepared.length() + " rows of '" + prepared.name() + "'; ask for rows of that series");
        }
        double[][] blame = new double[prepared.channelCount()][];
        double[] contributionUnits = contributionUnits();
        double[] movementUnits = new double[movement.lengths().length];
        for (int c = 0; c < blame.length; c++) {
            double contributionUnit = contributionUnits.length == 0 ? 1 : contributionUnits[c];
            for (int i = 0; i < movementUnits.length; i++) {
                movementUnits[i] = movement.unit(i, c);
            }
            double[] unlikeNormal = inUnits(c, rows, movementUnits, contributionUnit);
            for (int i = 0; i < moved.length; i++) {
                movementUnits[i] = Math.max(movementUnits[i], moved[i][c].meanOutside(rows));
            }
            if (contributed.length > 0) {
                contributionUnit = Math.max(contributionUnit, contributed[c].meanOutside(rows));
            }
            blame[c] = inUnits(c, rows, movementUnits, contributionUnit);
            for (int at = 0; at < blame[c].length; at++) {
                blame[c][at] *= Math.min(1, unlikeNormal[at] / DOUBTLESS);
            }
        }
        return blame;
    }

    /** What both witnesses say of a channel in each of some rows, in given units. */
    private double[] inUnits(int channel, Interval rows, double[] movementUnits, double contributionUnit) {
        int[] lengths = movement.lengths();
        double[] said = new double[rows.length()];
        for (int i = 0; i < lengths.length; i++) {
            double[] movements = MovementLevels.movements(prepared, channel, lengths[i], rows);
            for (int at = 0; at < said.length; at++) {
                said[at] += movements[at] / movementUnits[i] / lengths.length;
            }
        }
        double[] excess = scores.hasContributions() ? excess(channel, rows) : new double[rows.length()];
        for (int at = 0; at < said.length; at++) {
            said[at] = of(said[at], excess[at] / contributionUnit);
        }
        return said;
    }

    /**
     * Blame of each channel for a stretch of rows: its greatest in any of them. The peak is a strong rule for root causes,
     * because a fault starts in one channel and then spreads.
     */
    public double[] of(Interval rows) {
        return peaks(ofRows(rows));
    }

    /** Greatest contribution of each channel in a stretch, in its normal level; needs contributions. */
    double[] contributionPeaks(Interval rows) {
        double[] units = contributionUnits();
        double[][] relative = new double[units.length][];
        for (int c = 0; c < units.length; c++) {
            relative[c] = excess(c, rows);
            for (int at = 0; at < relative[c].length; at++) {
                relative[c][at] /= units[c];
            }
        }
        return peaks(relative);
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
            for (double one : excess(c, rows)) {
                sums[c] += one;
            }
        }
        return sums;
    }

    /** Contributions of a channel above the median of normal rows, at least 0; 0 in the warm-up. */
    private double[] excess(int channel, Interval rows) {
        double[] excess = new double[rows.length()];
        for (int row = Math.max(rows.from(), scores.warmUp()); row < rows.to(); row++) {
            excess[row - rows.from()] = Math.max(0, scores.contribution(channel, row) - levels.median(channel));
        }
        return excess;
    }

    /** How far the 99 % quantile of each channel's contributions to normal rows lies above their median. */
    private double[] contributionUnits() {
        double[] units = new double[scores.channelCount()];
        double mean = 0;
        for (int c = 0; c < units.length; c++) {
            units[c] = levels.high(c) - levels.median(c);
            mean += units[c] / units.length;
        }
        for (int c = 0; c < units.length; c++) {
            // a channel that never moved in calibration has no level of its own: any excess would be infinitely large
            units[c] = Math.max(units[c], mean > 0 ? LEAST_OF_MEAN * mean : 1);
        }
        return units;
    }
}
