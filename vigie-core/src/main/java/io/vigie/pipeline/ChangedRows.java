package io.vigie.pipeline;

import io.vigie.detect.RunContext;
import io.vigie.detect.Scores;
import io.vigie.judge.Episode;
import io.vigie.judge.EpisodePolicy;
import io.vigie.judge.FalseAlarmBudget;
import io.vigie.prepare.Preparation;
import io.vigie.series.Interval;
import io.vigie.series.TimeSeries;
import java.util.List;

/**
 * Judges a series again some of whose values are others. The detector scores the rows about them only; all other rows keep
 * their scores, so that the level that scores are judged against and the rate of episodes are those of the whole series. That
 * is what a judgement of the whole changed series would say: what a change reaches is taken for the detector's delay or
 * twice its warm-up, and {@value #LEAST_REACH} rows at least.
 *
 * <p>Complexity: a score of the changed rows and four times as many more as a change reaches (of all rows where the detector
 * needs the whole series), and the judging of all rows.
 */
final class ChangedRows {
    private static final int LEAST_REACH = 500;

    private final Judgement judgement;
    private final FalseAlarmBudget budget;
    private final EpisodePolicy policy;
    private final RunContext context;
    private final TimeSeries raw;
    private final List<Interval> before;
    private final int reach; // rows before and after a changed one whose scores may be others

    ChangedRows(Judgement judgement, FalseAlarmBudget budget, EpisodePolicy policy, RunContext context) {
        this.judgement = judgement;
        this.budget = budget;
        this.policy = policy;
        this.context = context;
        this.raw = judgement.series();
        this.before = judgement.rows().episodes(budget, policy).stream()
                .map(Episode::rows)
                .toList();
        int delay = judgement.pipeline().detector().detector().descriptor().delay();
        // a causal mean over windows looks back over two of them, and the first ends with the warm-up
        long seen = Math.max(delay + 1L, 2L * judgement.scores().warmUp());
        this.reach = (int) Math.min(raw.length(), Math.max(LEAST_REACH, seen));
    }

    /**
     * What is said of an event with other values in place.
     *
     * @param event whether rows of it are in an episode
     * @param elsewhere whether other changed rows are in one that was not there before
     * @param probability highest P(anomaly) within the event
     */
    record Verdict(boolean event, boolean elsewhere, double probability) {}

    /** Rows that are scored again where some are changed. */
    Interval scored(Interval changed) {
        return about(changed, 2L * reach);
    }

    private Interval about(Interval rows, long margin) {
        return new Interval((int) Math.max(0, rows.from() - margin), (int) Math.min(raw.length(), rows.to() + margin));
    }

    /**
     * @param channels that are changed
     * @param values for each of them, a raw value a changed row
     */
    Verdict judge(Interval event, Interval changed, int[] channels, double[][] values) {
        context.checkCancelled();
        JudgedRows rows = rows(changed, channels, values);
        double probability = 0;
        for (int row = event.from(); row < event.to(); row++) {
            double posterior = rows.posterior(row);
            probability = posterior > probability ? posterior : probability; // not a number in the warm-up
        }
        List<Interval> found = rows.episodes(budget, policy).stream()
                .map(Episode::rows)
                .filter(episode -> episode.overlaps(event) || episode.overlaps(changed))
                .toList();
        return new Verdict(
                found.stream().anyMatch(event::overlaps), found.stream().anyMatch(this::isNew), probability);
    }

    private boolean isNew(Interval found) {
        return before.stream().noneMatch(found::overlaps);
    }

    private JudgedRows rows(Interval changed, int[] channels, double[][] values) {
        Interval scored = scored(changed);
        TimeSeries part = with(scored, changed, channels, values);
        Preparation preparation = judgement.pipeline().preparation();
        Scores again = judgement.pipeline().detector().score(preparation.apply(part), context);
        double[] evidenceAgain = preparation.health(part).rowEvidence();
        double[] totals = new double[raw.length()];
        for (int row = 0; row < totals.length; row++) {
            totals[row] = judgement.rows().score(row);
        }
        double[] evidence = judgement.health().rowEvidence();
        Interval touched = about(changed, reach);
        for (int row = touched.from(); row < touched.to(); row++) {
            int at = row - scored.from();
            evidence[row] = evidenceAgain[at];
            if (at >= again.warmUp()) {
                totals[row] = judgement.pipeline().detector().linear(again.total(at));
            }
        }
        return Judgement.judged(
                judgement.pipeline(),
                totals,
                evidence,
                judgement.rows().posterior(),
                raw.schema().samplingInterval());
    }

    private TimeSeries with(Interval scored, Interval changed, int[] channels, double[][] values) {
        TimeSeries part = raw.slice(scored.from(), scored.to());
        double[][] all = new double[raw.channelCount()][];
        for (int c = 0; c < all.length; c++) {
            all[c] = part.channelValues(c);
        }
        for (int i = 0; i < channels.length; i++) {
            System.arraycopy(values[i], 0, all[channels[i]], changed.from() - scored.from(), changed.length());
        }
        return TimeSeries.wrap(raw.name(), part.time(), raw.schema().channels(), all);
    }
}
