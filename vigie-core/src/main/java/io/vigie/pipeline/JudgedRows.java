package io.vigie.pipeline;

import io.vigie.judge.Episode;
import io.vigie.judge.EpisodePolicy;
import io.vigie.judge.Episodes;
import io.vigie.judge.FalseAlarmBudget;
import io.vigie.judge.NullModel;
import io.vigie.judge.Outcome;
import io.vigie.judge.Posterior;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Score, p-value and belief of each row, from which episodes follow under any budget. Needs no series and no detector, so
 * stored scores can be judged again. Immutable and thread-safe.
 */
public final class JudgedRows {
    /** Rows after an episode that show whether a change lasts. */
    private static final int NEIGHBOURS = 500;

    private final double[] scores;
    private final double[] pValues;
    private final NullModel nullModel;
    private final Posterior posterior;
    private final EpisodePolicy policy;
    private final Duration samplingInterval;

    private JudgedRows(
            double[] scores,
            double[] pValues,
            NullModel nullModel,
            Posterior posterior,
            EpisodePolicy policy,
            Duration samplingInterval) {
        if (scores.length != pValues.length) {
            throw new IllegalArgumentException(scores.length + " scores for " + pValues.length + " p-values");
        }
        this.scores = scores;
        this.pValues = pValues;
        this.nullModel = nullModel;
        this.posterior = posterior;
        this.policy = policy;
        this.samplingInterval = samplingInterval;
    }

    /**
     * Rows whose p-values are known, as stored by an earlier run.
     *
     * @param scores on the scale of {@link io.vigie.detect.FittedDetector#linear}; NaN where there is none
     * @param pValues in (0, 1], NaN where there is none
     * @param nullModel the one the p-values came from: it says which p-value keeps a budget
     * @param samplingInterval time between rows, zero where there is no time
     */
    public static JudgedRows of(
            double[] scores,
            double[] pValues,
            NullModel nullModel,
            Posterior posterior,
            EpisodePolicy policy,
            Duration samplingInterval) {
        return new JudgedRows(scores.clone(), pValues.clone(), nullModel, posterior, policy, samplingInterval);
    }

    /** Rows judged by their scores alone, each against the train part however long a change lasts. */
    public static JudgedRows of(
            double[] scores,
            NullModel nullModel,
            Posterior posterior,
            EpisodePolicy policy,
            Duration samplingInterval) {
        return new JudgedRows(
                scores.clone(), nullModel.pValues(scores), nullModel, posterior, policy, samplingInterval);
    }

    static JudgedRows wrap(
            double[] scores,
            double[] pValues,
            NullModel nullModel,
            Posterior posterior,
            EpisodePolicy policy,
            Duration samplingInterval) {
        return new JudgedRows(scores, pValues, nullModel, posterior, policy, samplingInterval);
    }

    /** The same rows under another expected share of anomalies. */
    public JudgedRows withPosterior(Posterior other) {
        return new JudgedRows(scores, pValues, nullModel, other, policy, samplingInterval);
    }

    public int length() {
        return scores.length;
    }

    /** The score on the scale of {@link io.vigie.detect.FittedDetector#linear}; NaN in the warm-up. */
    public double score(int row) {
        return scores[row];
    }

    /** Chance that a normal row looks at least this bad; NaN where nothing can be said (warm-up). */
    public double pValue(int row) {
        return pValues[row];
    }

    /** P(anomaly) of a row; NaN where nothing can be said (warm-up). */
    public double posterior(int row) {
        return posterior.of(pValues[row]);
    }

    /** Copy of all p-values. */
    public double[] pValues() {
        return pValues.clone();
    }

    /** P(anomaly) of each row. */
    public double[] posteriors() {
        return posterior.of(pValues);
    }

    public NullModel nullModel() {
        return nullModel;
    }

    public Posterior posterior() {
        return posterior;
    }

    /** How rows become episodes where nothing else is said. */
    public EpisodePolicy policy() {
        return policy;
    }

    public Duration samplingInterval() {
        return samplingInterval;
    }

    /** The budget used where nobody has said one; see {@link FalseAlarmBudget#defaultFor}. */
    public FalseAlarmBudget defaultBudget() {
        return FalseAlarmBudget.defaultFor(samplingInterval);
    }

    /** The p-value at which a budget enters the first episode; later ones by what the rows before have shown. */
    public double enterPValue(FalseAlarmBudget budget) {
        return budget.enterPValue(nullModel, policy, samplingInterval);
    }

    /** Episodes within a false-alarm budget. */
    public List<Episode> episodes(FalseAlarmBudget budget) {
        return episodes(budget, policy);
    }

    /** Episodes within a false-alarm budget under another policy; see {@link Episodes#findWithin}. */
    public List<Episode> episodes(FalseAlarmBudget budget, EpisodePolicy other) {
        List<Episode> found =
                Episodes.findWithin(budget.perRow(samplingInterval), scores, pValues, nullModel, posterior, other);
        return withLasting(found, other.leavePValue(budget.enterPValue(nullModel, other, samplingInterval)));
    }

    /**
     * Tells what lasts: an episode after which the scores stay unusual, but for having become the level that rows are judged
     * against, is {@link Outcome#LASTING}; of several on top of one new level only the first.
     */
    private List<Episode> withLasting(List<Episode> found, double leave) {
        List<Episode> episodes = new ArrayList<>();
        int changed = -1;
        for (Episode episode : found) {
            boolean lasts = episode.outcome() == Outcome.RETURNED
                    && mostlyAdapted(
                            episode.rows().to(),
                            Math.min(length(), episode.rows().to() + NEIGHBOURS),
                            leave);
            boolean known = changed >= 0
                    && (episode.rows().from() - changed <= NEIGHBOURS
                            || mostlyAdapted(changed, episode.rows().from(), leave));
            episodes.add(lasts && !known ? episode.withOutcome(Outcome.LASTING) : episode);
            changed = lasts ? episode.rows().to() : changed;
        }
        return episodes;
    }

    /** True if most rows pass as normal only because the level rose to them. */
    private boolean mostlyAdapted(int from, int to, double leave) {
        int adapted = 0;
        for (int row = from; row < to; row++) {
            adapted += pValues[row] > leave && nullModel.pValue(scores[row]) <= leave ? 1 : 0;
        }
        return 2 * adapted > to - from;
    }
}
