package io.vigie.judge;

import io.vigie.model.ModelFormatException;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import io.vigie.series.BadInputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How scores of normal rows are distributed: turns a score into a p-value, the chance that a normal row scores at least as
 * high. Immutable and thread-safe.
 *
 * <p><b>Body.</b> The conformal p-value {@code (1 + #{calibration >= s}) / (n + 1)}, valid for any distribution if the
 * rows judged are exchangeable with the calibration rows (Vovk, Gammerman and Shafer 2005). Of large calibration sets so
 * many quantiles are kept that the rank is at most 0.2 % too large: about 4,400 for a million scores.
 *
 * <p><b>Tail.</b> Beyond the score that about 25 independent calibration scores exceed, a generalised Pareto law of the
 * excess (Pickands 1975; for anomaly thresholds Siffer et al. 2017, "Anomaly detection in streams with extreme value
 * theory", KDD, SPOT), fitted by penalised maximum likelihood on 2 to 10 % of the scores; the share is lowered until
 * Kolmogorov's distance is small. Where SPOT trusts the law from the threshold on, ranks are used as long as there are
 * enough of them, so a body with steps or modes cannot spoil them; law and rank meet at the splice. The law is averaged
 * over the error of its estimated shape, so that false alarms far out are nominal in the mean. No p-value is below
 * {@value #FLOOR}. The lower tail has its own ranks and its own law ({@link #lowerPValue}), for scores that are
 * suspicious when too low.
 *
 * <p>With too few independent large scores for a fit, but at least 200 scores, a heavy tail is assumed beyond the largest
 * score (survival falls with the power -4/3 of the distance to the median), and {@link #notes()} says so; with fewer
 * scores p-values end with the ranks.
 *
 * <p><b>Autocorrelation.</b> Scores are given in time order. Runs of large scores count once: the extremal index (Ferro and
 * Segers 2003) makes an effective number of exceedances, which decides whether there are enough for a tail, how strongly
 * the penalty holds, and how far ranks are trusted. The law itself is fitted on all exceedances, because the p-value is
 * about rows, and cluster maxima alone would be too high (Fawcett and Walshaw 2007, "Improved estimation for temporally
 * clustered extremes", Environmetrics 18).
 *
 * <p><b>Contamination.</b> Anomalies among the calibration rows would raise every p-value of their like. Scores that stand out
 * of the heaviest tail which the rest allows are set aside, at a false-discovery rate of 5 %, up to
 * {@link NullModelOptions#contamination()} of all; {@link #notes()} says so.
 *
 * <p><b>Rates.</b> The rows of the largest calibration p-values are kept (at most 20,000), so that the number of false
 * <em>episodes</em> under any policy can be counted by replay ({@link #enterPValue}).
 *
 * <p>Fitting is O(n log n), a p-value O(log n).
 */
public final class NullModel {
    /** No p-value is smaller. */
    public static final double FLOOR = 1e-300;

    private static final int FEWEST_SCORES = 2;
    private static final double BEYOND_REACH = 3;
    private static final int MOST_REPLAYED = 20_000;
    private static final double MOST_LENIENT_REPLAYED = 0.4;

    private final Survival upper;
    private final Survival lower;
    private final double extremalIndex;
    private final int setAside;
    private final int rows;
    private final int[] replayRows; // ascending rows of the calibration with the smallest p-values
    private final double[] replayPValues;
    private final String tail;
    private final List<String> notes;

    private NullModel(
            Survival upper,
            Survival lower,
            double extremalIndex,
            int setAside,
            int rows,
            int[] replayRows,
            double[] replayPValues,
            String tail,
            List<String> notes) {
        this.upper = upper;
        this.lower = lower;
        this.extremalIndex = extremalIndex;
        this.setAside = setAside;
        this.rows = rows;
        this.replayRows = replayRows;
        this.replayPValues = replayPValues;
        this.tail = tail;
        this.notes = List.copyOf(notes);
    }

    /** As {@link #fit(double[], NullModelOptions)} with defaults. */
    public static NullModel fit(double[] calibrationScores) {
        return fit(calibrationScores, NullModelOptions.DEFAULTS);
    }

    /**
     * Fits to the scores of rows believed normal, better held out than trained on.
     *
     * @param calibrationScores in time order; NaN rows (warm-up, the joint of two series) are gaps
     * @throws BadInputException if fewer than two rows have a score, or one is infinite
     */
    public static NullModel fit(double[] calibrationScores, NullModelOptions options) {
        int scored = 0;
        double[] negated = new double[calibrationScores.length];
        for (int row = 0; row < negated.length; row++) {
            double score = calibrationScores[row];
            if (Double.isInfinite(score)) {
                throw new BadInputException("calibration score of row " + row + " is " + score
                        + "; only finite scores and NaN (no score) are allowed");
            }
            negated[row] = -score;
            scored += Double.isNaN(score) ? 0 : 1;
        }
        if (scored < FEWEST_SCORES) {
            throw new BadInputException("the null model has " + scored + " calibration scores; it needs at least "
                    + FEWEST_SCORES + ": give a longer train part");
        }
        SideFit high = SideFit.of(calibrationScores, options);
        SideFit low = SideFit.of(negated, options);
        double[] pValues = new double[calibrationScores.length];
        for (int row = 0; row < pValues.length; row++) {
            pValues[row] = high.setAside()[row] || Double.isNaN(negated[row])
                    ? 1
                    : high.survival().p(calibrationScores[row]);
        }
        double keep = replayLevel(pValues);
        int[] replayRows = new int[pValues.length];
        double[] replayPValues = new double[pValues.length];
        int kept = 0;
        for (int row = 0; row < pValues.length; row++) {
            if (pValues[row] <= keep) {
                replayRows[kept] = row;
                replayPValues[kept] = pValues[row];
                kept++;
            }
        }
        return new NullModel(
                high.survival(),
                low.survival(),
                high.extremalIndex(),
                high.setAsideCount(),
                pValues.length,
                Arrays.copyOf(replayRows, kept),
                Arrays.copyOf(replayPValues, kept),
                high.tail(),
                high.warning().isEmpty() ? List.of() : List.of(high.warning()));
    }

    private static double replayLevel(double[] pValues) {
        if (pValues.length * MOST_LENIENT_REPLAYED <= MOST_REPLAYED) {
            return MOST_LENIENT_REPLAYED;
        }
        double[] sorted = pValues.clone();
        Arrays.sort(sorted);
        return Math.min(MOST_LENIENT_REPLAYED, sorted[MOST_REPLAYED - 1]);
    }

    /** Chance that a normal row scores at least this high, in [{@value #FLOOR}, 1]; NaN for NaN. Never rises with the score. */
    public double pValue(double score) {
        return Double.isNaN(score) ? Double.NaN : upper.p(score);
    }

    /** Natural logarithm of {@link #pValue}. */
    public double logPValue(double score) {
        return Double.isNaN(score) ? Double.NaN : upper.logP(score);
    }

    /** As {@link #pValue} for each score. */
    public double[] pValues(double[] scores) {
        double[] pValues = new double[scores.length];
        for (int row = 0; row < pValues.length; row++) {
            pValues[row] = pValue(scores[row]);
        }
        return pValues;
    }

    /** As {@link #pValues(double[])}, each score relative to the level of the scores before it; O(n rows) at worst. */
    public double[] pValues(double[] scores, Adaptation adaptation) {
        ScoreLevel level = level(adaptation);
        double[] pValues = new double[scores.length];
        for (int row = 0; row < pValues.length; row++) {
            pValues[row] = pValue(level.push(scores[row]));
        }
        return pValues;
    }

    /** A fresh level, as of a series that begins normally. */
    public ScoreLevel level(Adaptation adaptation) {
        return ScoreLevel.of(upper, adaptation);
    }

    /** One that goes on from a state written by {@link ScoreLevel#write}. */
    public ScoreLevel level(Adaptation adaptation, ModelReader state) {
        return ScoreLevel.read(upper, adaptation, state);
    }

    /** Chance that a normal row scores at most this high; never falls as the score grows. */
    public double lowerPValue(double score) {
        return Double.isNaN(score) ? Double.NaN : lower.p(-score);
    }

    /** Twice the smaller of the two one-sided p-values, at most 1: for scores that are suspicious when too high or too low. */
    public double twoSidedPValue(double score) {
        return Double.isNaN(score) ? Double.NaN : Math.min(1, 2 * Math.min(upper.p(score), lower.p(-score)));
    }

    /** Calibration scores kept. */
    public int calibrationSize() {
        return upper.size();
    }

    /** Calibration scores set aside as anomalous. */
    public int setAside() {
        return setAside;
    }

    /** True if a tail was fitted; false if p-values end with the ranks, or go on by a tail that is only assumed. */
    public boolean hasTail() {
        return upper.hasTail();
    }

    /** The smallest p-value that rests on ranks alone; smaller ones are extrapolated by the tail. */
    public double resolution() {
        return 1.0 / (upper.size() + 1.0);
    }

    /** The smallest p-value a score can have. */
    public double smallestPValue() {
        return upper.extrapolates() ? FLOOR : resolution();
    }

    /**
     * True if a score lies so far out that it is told although the model has no fitted tail to say how improbable it is:
     * three times as far above the median as the largest calibration score. Never true of a model with a fitted tail.
     */
    public boolean beyondReach(double score) {
        double median = upper.quantile(0.5);
        double largest = upper.quantile(1);
        return !upper.hasTail() && score > median + BEYOND_REACH * (largest - median) && score > largest;
    }

    /** One over the mean number of rows in a run of large scores; 1 for independent scores. */
    public double extremalIndex() {
        return extremalIndex;
    }

    /**
     * Expected false episodes per row if episodes are entered at a p-value.
     *
     * <p>Counted by replaying the calibration rows, before any other row was judged; see {@link EpisodeRates}.
     */
    public double episodesPerRow(double enterPValue, EpisodePolicy policy) {
        return ledger(policy).rates().rate(enterPValue);
    }

    /**
     * The largest p-value to enter episodes at, such that the expected false episodes per row stay within a budget; at most
     * {@value FalseAlarmBudget#LARGEST_ENTER_P_VALUE} and at least {@link #resolution()} without a fitted tail, where the model may
     * exceed the budget.
     */
    public double enterPValue(double episodesPerRow, EpisodePolicy policy) {
        return enterPValue(episodesPerRow, ledger(policy).rates());
    }

    /** A ledger that holds the episodes of the calibration under a policy; O(n). */
    public EpisodeLedger ledger(EpisodePolicy policy) {
        double[] pValues = new double[rows];
        Arrays.fill(pValues, 1);
        for (int i = 0; i < replayRows.length; i++) {
            pValues[replayRows[i]] = replayPValues[i];
        }
        return EpisodeLedger.of(pValues, upper.size(), extremalIndex, policy);
    }

    /** One that goes on from a state written by {@link EpisodeLedger#write}. */
    public EpisodeLedger ledger(EpisodePolicy policy, ModelReader state) {
        return ledger(policy).resume(state);
    }

    /** The largest p-value to enter episodes at while a ledger's rates hold; see {@link #enterPValue(double, EpisodePolicy)}. */
    public double enterPValue(double episodesPerRow, EpisodeRates rates) {
        if (!(episodesPerRow > 0)) {
            throw new IllegalArgumentException("budget of " + episodesPerRow + " episodes per row is not above 0");
        }
        return Math.max(upper.hasTail() ? FLOOR : resolution(), rates.enterPValue(episodesPerRow));
    }

    /** What a user should know: too little data for a tail, equal scores, contamination. Empty where all is well. */
    public List<String> notes() {
        return notes;
    }

    /** One line on size, tail, dependence and notes. */
    public String describe() {
        String text = String.format(
                Locale.ROOT,
                "null model of %,d scores: ranks, %s; extremal index %.2f",
                upper.size(),
                tail,
                extremalIndex);
        return notes.isEmpty() ? text : text + "; " + String.join("; ", notes);
    }

    public void write(ModelWriter out) {
        upper.write(out.section("upper"));
        lower.write(out.section("lower"));
        out.number("extremal-index", extremalIndex);
        out.integer("set-aside", setAside);
        out.integer("rows", rows);
        out.tensor("replay-rows", replayRows, replayRows.length);
        out.tensor("replay-p-values", replayPValues, replayPValues.length);
        out.text("tail", tail);
        out.texts("notes", notes);
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws ModelFormatException if it cannot have been written so
     */
    public static NullModel read(ModelReader in) {
        Survival upper = Survival.read(in.section("upper"));
        Survival lower = Survival.read(in.section("lower"));
        double extremalIndex = in.number("extremal-index");
        int rows = in.integer("rows", 1, Integer.MAX_VALUE);
        int setAside = in.integer("set-aside", 0, rows);
        int count = in.shape("replay-rows")[0];
        int[] replayRows = in.ints("replay-rows", count);
        double[] replayPValues = in.doubles("replay-p-values", count);
        for (int i = 0; i < count; i++) {
            int previous = i == 0 ? -1 : replayRows[i - 1];
            if (replayRows[i] <= previous
                    || replayRows[i] >= rows
                    || !(replayPValues[i] > 0 && replayPValues[i] <= 1)) {
                throw new ModelFormatException(
                        "row " + i + " of the null model's replay is out of order or no p-value; fit the model again");
            }
        }
        if (!(extremalIndex > 0 && extremalIndex <= 1)) {
            throw new ModelFormatException(
                    "the null model's extremal index is " + extremalIndex + ", outside (0, 1]; fit the model again");
        }
        return new NullModel(
                upper,
                lower,
                extremalIndex,
                setAside,
                rows,
                replayRows,
                replayPValues,
                in.text("tail"),
                new ArrayList<>(in.texts("notes")));
    }
}
