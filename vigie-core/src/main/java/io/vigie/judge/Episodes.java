package io.vigie.judge;

import io.vigie.series.Interval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoublePredicate;
import java.util.function.IntToDoubleFunction;

/** Finds episodes in judged rows. */
public final class Episodes {
    private Episodes() {}

    /**
     * The episodes of a series: maximal runs of rows at which {@code p <= leave} that hold at least one row with
     * {@code p <= enter} (hysteresis; as the posterior falls strictly with p this is hysteresis on the posterior), then
     * merged over gaps of at most {@link EpisodePolicy#mergeGap()} rows, then freed of those shorter than
     * {@link EpisodePolicy#minLength()} or less probable than {@link EpisodePolicy#minProbability()}. O(rows).
     *
     * <p>An episode's probability gathers the evidence of its rows: three hundred rows at p = 0.01 say more than one. The
     * rows depend on each other; a run of n rows is worth {@code extremal index x n} independent ones, so the sum of their
     * log Bayes factors counts that much (a composite likelihood, scaled by the effective number of rows: Varin, Reid and
     * Firth 2011, Statistica Sinica 21). The log Bayes factor of the peak alone is a lower bound. Under a null model
     * without a tail an episode that holds a row far beyond all calibration rows ({@link NullModel#beyondReach}) is kept
     * whatever its probability: with few calibration rows no single row could be believed otherwise.
     *
     * @param scores score of each row, which says where the peak is
     * @param pValues p-value of each row; a NaN row (warm-up) belongs to no run, but a merged gap may hold it
     * @param nullModel the p-values' origin: how far its rows depend on each other, and its smallest p-value
     * @param enterPValue p-value at which an episode is entered, see {@link FalseAlarmBudget#enterPValue}
     * @return ordered, disjoint, more than the merge gap apart
     */
    public static List<Episode> find(
            double[] scores,
            double[] pValues,
            NullModel nullModel,
            Posterior posterior,
            double enterPValue,
            EpisodePolicy policy) {
        return find(scores, pValues, nullModel.extremalIndex(), nullModel::beyondReach, posterior, enterPValue, policy);
    }

    /**
     * The episodes within a false-alarm budget: as {@link #find(double[], double[], NullModel, Posterior, double,
     * EpisodePolicy)}, but the p-value to enter at follows what an {@link EpisodeLedger} has learned from the rows before, and
     * an episode is as probable as its rows or its strength among episodes make it ({@link Posterior#ofEpisode}),
     * whichever is more. Causal but for the merging: rows after an episode do not change what it was entered at.
     *
     * @param episodesPerRow false episodes accepted per row, above 0
     */
    public static List<Episode> findWithin(
            double episodesPerRow,
            double[] scores,
            double[] pValues,
            NullModel nullModel,
            Posterior posterior,
            EpisodePolicy policy) {
        EpisodeLedger ledger = nullModel.ledger(policy);
        EpisodeRates[] rates = new EpisodeRates[pValues.length];
        double[] enter = new double[pValues.length];
        for (int row = 0; row < pValues.length; row++) {
            ledger.push(pValues[row]);
            rates[row] = ledger.rates();
            enter[row] = row > 0 && rates[row] == rates[row - 1]
                    ? enter[row - 1]
                    : nullModel.enterPValue(episodesPerRow, rates[row]);
        }
        return find(
                scores,
                pValues,
                nullModel.extremalIndex(),
                nullModel::beyondReach,
                posterior,
                enter,
                row -> posterior.ofEpisode(rates[row].rate(pValues[row])),
                policy);
    }

    static List<Episode> find(
            double[] scores,
            double[] pValues,
            double extremalIndex,
            DoublePredicate beyondReach,
            Posterior posterior,
            double enterPValue,
            EpisodePolicy policy) {
        double[] enter = new double[pValues.length];
        Arrays.fill(enter, enterPValue);
        return find(scores, pValues, extremalIndex, beyondReach, posterior, enter, row -> 0, policy);
    }

    private static List<Episode> find(
            double[] scores,
            double[] pValues,
            double extremalIndex,
            DoublePredicate beyondReach,
            Posterior posterior,
            double[] enter,
            IntToDoubleFunction asEpisode,
            EpisodePolicy policy) {
        if (scores.length != pValues.length) {
            throw new IllegalArgumentException(scores.length + " scores for " + pValues.length + " p-values");
        }
        List<Episode> episodes = new ArrayList<>();
        for (Interval rows : intervals(pValues, enter, policy)) {
            EpisodeEvidence evidence = new EpisodeEvidence(extremalIndex);
            boolean far = false;
            int strongest = -1;
            for (int row = rows.from(); row < rows.to(); row++) {
                evidence.add(pValues[row]);
                far |= pValues[row] <= enter[row] && beyondReach.test(scores[row]);
                if (pValues[row] == evidence.smallestPValue() && (strongest < 0 || pValues[row] < pValues[strongest])) {
                    strongest = row;
                }
            }
            double probability = Math.max(evidence.probability(posterior), asEpisode.applyAsDouble(strongest));
            if (far || probability >= policy.minProbability()) {
                episodes.add(episode(rows, scores, pValues, probability));
            }
        }
        return episodes;
    }

    static List<Interval> intervals(double[] pValues, double enterPValue, EpisodePolicy policy) {
        if (!(enterPValue > 0 && enterPValue <= 1)) {
            throw new IllegalArgumentException("entering p-value " + enterPValue + " is outside (0, 1]");
        }
        double[] enter = new double[pValues.length];
        Arrays.fill(enter, enterPValue);
        return intervals(pValues, enter, policy);
    }

    /** The same with an entering p-value for each row. */
    private static List<Interval> intervals(double[] pValues, double[] enter, EpisodePolicy policy) {
        List<Interval> found = new ArrayList<>();
        int from = -1;
        int to = -1;
        int row = 0;
        while (row < pValues.length) {
            int start = row;
            boolean entered = false;
            while (row < pValues.length && pValues[row] <= policy.leavePValue(enter[row])) {
                entered |= pValues[row] <= enter[row];
                row++;
            }
            if (entered) {
                if (from >= 0 && start - to <= policy.mergeGap()) {
                    to = row;
                } else {
                    addIfLong(found, from, to, policy);
                    from = start;
                    to = row;
                }
            }
            row = Math.max(row, start + 1);
        }
        addIfLong(found, from, to, policy);
        return found;
    }

    private static void addIfLong(List<Interval> found, int from, int to, EpisodePolicy policy) {
        if (from >= 0 && to - from >= policy.minLength()) {
            found.add(new Interval(from, to));
        }
    }

    private static Episode episode(Interval rows, double[] scores, double[] pValues, double probability) {
        int peak = -1;
        double sum = 0;
        int judged = 0;
        for (int row = rows.from(); row < rows.to(); row++) {
            if (Double.isNaN(pValues[row])) {
                continue;
            }
            if (peak < 0 || scores[row] > scores[peak]) {
                peak = row;
            }
            double surprise = Math.min(Episode.MAX_SURPRISE, -Math.log10(pValues[row]));
            sum += surprise * surprise;
            judged++;
        }
        Outcome outcome = rows.to() == pValues.length ? Outcome.OPEN : Outcome.RETURNED;
        return new Episode(rows, peak, probability, Math.max(0, Math.sqrt(sum / judged)), outcome);
    }
}
