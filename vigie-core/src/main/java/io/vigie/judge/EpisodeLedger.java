package io.vigie.judge;

import io.vigie.model.ModelFormatException;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;

/**
 * Keeps count of the episodes that rows make at every level they may be entered at: of the calibration rows, and of the rows
 * judged since. Not thread-safe; bounded memory; O(1) a row with a large p-value, O({@value #LEVELS}) at most.
 *
 * <p>A level is an entering p-value; at each the rows pass through the same hysteresis, merging and shortest length as in
 * {@link Episodes#intervals}. An episode counts when the next one at its level begins, so that no episode is held against
 * itself. Calibration and judged rows count alike, which makes the rate causal, the same row by row as in a batch, and
 * true to its budget on rows exchangeable with the calibration; where the world has drifted, and episodes of a strength
 * that the calibration never saw have become common, they stop being news; and where the calibration was harder than life
 * (its rows are scored by detectors that have seen less) the rates fall.
 *
 * <p>Rows that look better than the calibration, as train rows do that a detector remembers, are no evidence that
 * alarms are rare: a judged row counts as two where its p-value is at most one half, and as none else, up to the number of
 * rows. After {@value #MOST_JUDGED} judged rows their counts are halved: what is older fades.
 */
public final class EpisodeLedger {
    private static final int LEVELS = 60;
    private static final double LEVEL_STEP = 0.8;
    private static final int MOST_JUDGED = 40_000;

    private final double[] levels = new double[LEVELS]; // falling
    private final double[] leave = new double[LEVELS];
    private final EpisodePolicy policy;
    private final double extremalIndex;
    private final double calibrationRows;
    private final double[] calibration; // episodes of the calibration at each level
    private final double[] judged = new double[LEVELS]; // episodes since
    private double exposure; // judged rows that look like the calibration
    private double rows; // judged rows since the last halving
    private long row; // rows seen
    private int open; // levels within a suspicious run
    private final long[] runFrom = new long[LEVELS];
    private final boolean[] entered = new boolean[LEVELS]; // the run has reached the level
    private final long[] episodeFrom = new long[LEVELS];
    private final long[] episodeTo = new long[LEVELS]; // 0 where there was none
    private final boolean[] pending = new boolean[LEVELS]; // the last episode is long enough and not yet counted
    private EpisodeRates rates;

    private EpisodeLedger(EpisodePolicy policy, double extremalIndex, double calibrationRows, double[] calibration) {
        this.policy = policy;
        this.extremalIndex = extremalIndex;
        this.calibrationRows = calibrationRows;
        this.calibration = calibration;
        double level = FalseAlarmBudget.LARGEST_ENTER_P_VALUE;
        for (int i = 0; i < LEVELS; i++) {
            levels[i] = level;
            leave[i] = policy.leavePValue(level);
            level *= LEVEL_STEP;
        }
        this.rates = count();
    }

    /**
     * A ledger that holds the episodes of the calibration.
     *
     * @param pValues p-value of each calibration row, in time order
     * @param calibrationRows rows that have one
     */
    static EpisodeLedger of(double[] pValues, int calibrationRows, double extremalIndex, EpisodePolicy policy) {
        EpisodeLedger replay = new EpisodeLedger(policy, extremalIndex, 1, new double[LEVELS]);
        for (double p : pValues) {
            replay.follow(p);
        }
        for (int i = 0; i < LEVELS; i++) {
            replay.close(i);
        }
        return new EpisodeLedger(policy, extremalIndex, calibrationRows, replay.judged);
    }

    /**
     * The rates by which the present suspicious run is judged, or the last one where there is none now: what was known before
     * its first row. They hold for as long as p-values stay at most {@value FalseAlarmBudget#LARGEST_ENTER_P_VALUE}, so that a
     * run is judged by one measure.
     */
    public EpisodeRates rates() {
        return rates;
    }

    /** Takes the next judged row; NaN is a row of which nothing is known. */
    public void push(double pValue) {
        follow(pValue);
        rows++;
        if (pValue <= 0.5) {
            exposure = Math.min(rows, exposure + 2);
        }
        if (rows >= MOST_JUDGED) {
            rows /= 2;
            exposure /= 2;
            for (int i = 0; i < LEVELS; i++) {
                judged[i] /= 2;
            }
        }
    }

    private EpisodeRates count() {
        double[] counted = new double[LEVELS];
        for (int i = 0; i < LEVELS; i++) {
            counted[i] = calibration[i] + judged[i];
        }
        return EpisodeRates.of(levels, counted, calibrationRows + exposure, extremalIndex);
    }

    private void follow(double pValue) {
        int within = 0;
        while (within < LEVELS && pValue <= leave[within]) {
            within++;
        }
        if (within > 0 && open == 0) {
            rates = count();
        }
        for (int i = 0; i < within; i++) {
            if (i >= open) {
                runFrom[i] = row;
                entered[i] = false;
            }
            if (!entered[i] && pValue <= levels[i]) {
                entered[i] = true;
                if (episodeTo[i] == 0 || runFrom[i] - episodeTo[i] > policy.mergeGap()) {
                    close(i);
                    episodeFrom[i] = runFrom[i];
                }
            }
            if (entered[i]) {
                episodeTo[i] = row + 1;
                pending[i] |= row + 1 - episodeFrom[i] >= policy.minLength();
            }
        }
        open = within;
        row++;
    }

    /** Counts the last episode at a level, if it was long enough. */
    private void close(int level) {
        judged[level] += pending[level] ? 1 : 0;
        pending[level] = false;
    }

    /** Writes the judged rows' part of the state. */
    public void write(ModelWriter out) {
        out.tensor("judged", judged.clone(), LEVELS);
        out.number("exposure", exposure);
        out.number("rows", rows);
        out.integer("row", row);
        out.integer("open", open);
        out.tensor("run-from", runFrom.clone(), LEVELS);
        out.tensor("episode-from", episodeFrom.clone(), LEVELS);
        out.tensor("episode-to", episodeTo.clone(), LEVELS);
        out.tensor("entered", flags(entered), LEVELS);
        out.tensor("pending", flags(pending), LEVELS);
        rates.write(out.section("rates"));
    }

    /** Goes on from what {@link #write} wrote; this ledger must be fresh. */
    EpisodeLedger resume(ModelReader in) {
        read(in.doubles("judged", LEVELS), judged);
        exposure = in.number("exposure");
        rows = in.number("rows");
        row = in.integer("row");
        open = in.integer("open", 0, LEVELS);
        System.arraycopy(in.longs("run-from", LEVELS), 0, runFrom, 0, LEVELS);
        System.arraycopy(in.longs("episode-from", LEVELS), 0, episodeFrom, 0, LEVELS);
        System.arraycopy(in.longs("episode-to", LEVELS), 0, episodeTo, 0, LEVELS);
        int[] wereEntered = in.ints("entered", LEVELS);
        int[] werePending = in.ints("pending", LEVELS);
        for (int i = 0; i < LEVELS; i++) {
            entered[i] = wereEntered[i] != 0;
            pending[i] = werePending[i] != 0;
        }
        if (!(exposure >= 0 && exposure <= rows && rows <= MOST_JUDGED) || row < 0) {
            throw new ModelFormatException("the state has counted episodes in " + exposure + " of " + rows
                    + " rows; it is damaged, start a fresh stream");
        }
        rates = EpisodeRates.read(in.section("rates"));
        return this;
    }

    private static void read(double[] counts, double[] into) {
        for (int i = 0; i < counts.length; i++) {
            if (!(counts[i] >= 0 && counts[i] <= MOST_JUDGED)) {
                throw new ModelFormatException(
                        "the state has counted " + counts[i] + " episodes; it is damaged, start a fresh stream");
            }
            into[i] = counts[i];
        }
    }

    private static int[] flags(boolean[] set) {
        int[] flags = new int[set.length];
        for (int i = 0; i < flags.length; i++) {
            flags[i] = set[i] ? 1 : 0;
        }
        return flags;
    }
}
