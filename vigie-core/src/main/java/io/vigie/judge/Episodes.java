package io.vigie.judge;

import io.vigie.series.Interval;
import java.util.ArrayList;
import java.util.List;

/** Finds episodes in judged rows. */
public final class Episodes {
    private Episodes() {}

    /**
     * The episodes of a series: maximal runs of rows at which {@code p <= leave} that hold at least one row with
     * {@code p <= enter} (hysteresis; as the posterior falls strictly with p this is hysteresis on the posterior), then
     * merged over gaps of at most {@link EpisodePolicy#mergeGap()} rows, then freed of those shorter than
     * {@link EpisodePolicy#minLength()}. O(rows).
     *
     * @param scores score of each row, which says where the peak is
     * @param pValues p-value of each row; a NaN row (warm-up) belongs to no run, but a merged gap may hold it
     * @param enterPValue p-value at which an episode is entered, see {@link FalseAlarmBudget#enterPValue}
     * @return ordered, disjoint, more than the merge gap apart
     */
    public static List<Episode> find(
            double[] scores, double[] pValues, Posterior posterior, double enterPValue, EpisodePolicy policy) {
        if (scores.length != pValues.length) {
            throw new IllegalArgumentException(scores.length + " scores for " + pValues.length + " p-values");
        }
        List<Episode> episodes = new ArrayList<>();
        for (Interval rows : intervals(pValues, enterPValue, policy)) {
            episodes.add(episode(rows, scores, pValues, posterior));
        }
        return episodes;
    }

    static List<Interval> intervals(double[] pValues, double enterPValue, EpisodePolicy policy) {
        if (!(enterPValue > 0 && enterPValue <= 1)) {
            throw new IllegalArgumentException("entering p-value " + enterPValue + " is outside (0, 1]");
        }
        double leave = Math.min(1, enterPValue * policy.leaveFactor());
        List<Interval> found = new ArrayList<>();
        int from = -1;
        int to = -1;
        int row = 0;
        while (row < pValues.length) {
            if (!(pValues[row] <= leave)) {
                row++;
                continue;
            }
            int start = row;
            boolean entered = false;
            while (row < pValues.length && pValues[row] <= leave) {
                entered |= pValues[row] <= enterPValue;
                row++;
            }
            if (!entered) {
                continue;
            }
            if (from >= 0 && start - to <= policy.mergeGap()) {
                to = row;
            } else {
                addIfLong(found, from, to, policy);
                from = start;
                to = row;
            }
        }
        addIfLong(found, from, to, policy);
        return found;
    }

    private static void addIfLong(List<Interval> found, int from, int to, EpisodePolicy policy) {
        if (from >= 0 && to - from >= policy.minLength()) {
            found.add(new Interval(from, to));
        }
    }

    private static Episode episode(Interval rows, double[] scores, double[] pValues, Posterior posterior) {
        int peak = -1;
        double smallest = 1;
        double sum = 0;
        int judged = 0;
        for (int row = rows.from(); row < rows.to(); row++) {
            if (Double.isNaN(pValues[row])) {
                continue;
            }
            if (peak < 0 || scores[row] > scores[peak]) {
                peak = row;
            }
            smallest = Math.min(smallest, pValues[row]);
            double surprise = Math.min(Episode.MAX_SURPRISE, -Math.log10(pValues[row]));
            sum += surprise * surprise;
            judged++;
        }
        return new Episode(rows, peak, posterior.of(smallest), Math.max(0, Math.sqrt(sum / judged)));
    }
}
