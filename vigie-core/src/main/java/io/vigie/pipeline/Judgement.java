package io.vigie.pipeline;

import io.vigie.detect.Expectation;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.Imputer;
import io.vigie.detect.NormalNeighbours;
import io.vigie.detect.RunContext;
import io.vigie.detect.Scores;
import io.vigie.explain.Blame;
import io.vigie.explain.ContributionLevels;
import io.vigie.explain.Counterfactual;
import io.vigie.explain.CounterfactualAnswer;
import io.vigie.explain.Event;
import io.vigie.explain.Explainer;
import io.vigie.explain.HealthEvidence;
import io.vigie.explain.NoCounterfactual;
import io.vigie.explain.NormalEvidence;
import io.vigie.judge.Adaptation;
import io.vigie.judge.Episode;
import io.vigie.judge.EpisodePolicy;
import io.vigie.judge.FalseAlarmBudget;
import io.vigie.judge.NullModel;
import io.vigie.judge.Posterior;
import io.vigie.prepare.ChannelHealth;
import io.vigie.series.Interval;
import io.vigie.series.TimeSeries;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a fitted pipeline thinks of one series. Immutable and thread-safe; asking again with another budget, policy or prior
 * costs neither a fit nor a score.
 *
 * <p><b>Belief.</b> A row has two witnesses: the detector's score, whose p-value comes from the null model, and the health
 * of the channels, whose p-value is that of the worst channel corrected for the number of channels
 * ({@link ChannelHealth#rowEvidence}). The row's p-value is the smaller of the two, and P(anomaly) follows from it by
 * {@link Posterior}. A healthy row has a health p-value of 1, so there the detector alone speaks; a channel that falls
 * silent or freezes raises the belief even where the detector sees only filled values. The health p-value is a cautious
 * bound, so taking the smaller one adds few false alarms to the detector's own.
 *
 * <p>Scores are judged relative to their own trailing level ({@link io.vigie.judge.Adaptation}), so that a change that
 * lasts is one event and not an alarm for ever.
 */
public final class Judgement {
    /**
     * Decades from which the channels' health speaks. Its p-value is a bound per row; how often a normal channel stands still
     * for a while cannot be replayed as detector scores are, so its milder words are no ground for an event.
     */
    private static final double LEAST_HEALTH_EVIDENCE = 4;

    private final FittedPipeline pipeline;
    private final TimeSeries series;
    private final TimeSeries prepared;
    private final Scores scores;
    private final ChannelHealth health;
    private final JudgedRows rows;
    private final Expected expected;

    private Judgement(
            FittedPipeline pipeline,
            TimeSeries series,
            TimeSeries prepared,
            Scores scores,
            ChannelHealth health,
            JudgedRows rows,
            Expected expected) {
        this.pipeline = pipeline;
        this.series = series;
        this.prepared = prepared;
        this.scores = scores;
        this.health = health;
        this.rows = rows;
        this.expected = expected;
    }

    static Judgement of(
            FittedPipeline pipeline, TimeSeries series, TimeSeries prepared, Scores scores, ChannelHealth health) {
        return of(pipeline, series, prepared, scores, health, pipeline.posterior());
    }

    private static Judgement of(
            FittedPipeline pipeline,
            TimeSeries series,
            TimeSeries prepared,
            Scores scores,
            ChannelHealth health,
            Posterior posterior) {
        double[] totals =
                Arrays.stream(scores.totals()).map(pipeline.detector()::linear).toArray();
        JudgedRows rows = judged(
                pipeline,
                totals,
                health.rowEvidence(),
                posterior,
                series.schema().samplingInterval());
        return new Judgement(
                pipeline, series, prepared, scores, health, rows, new Expected(pipeline, series, prepared, rows));
    }

    /**
     * Belief of rows from their scores on the scale of {@link FittedDetector#linear} and the evidence of the channels' health. The
     * scores are given away.
     */
    static JudgedRows judged(
            FittedPipeline pipeline,
            double[] totals,
            double[] evidence,
            Posterior posterior,
            Duration samplingInterval) {
        double[] pValues = pipeline.nullModel().pValues(totals, pipeline.adaptation());
        for (int row = 0; row < pValues.length; row++) {
            pValues[row] = combined(pValues[row], evidence[row]);
        }
        return JudgedRows.wrap(totals, pValues, pipeline.nullModel(), posterior, pipeline.policy(), samplingInterval);
    }

    /** The smaller p-value of detector and health; that of the detector, NaN too, where the channels are healthy. */
    static double combined(double pValue, double healthEvidence) {
        if (!(healthEvidence >= LEAST_HEALTH_EVIDENCE)) {
            return pValue;
        }
        double healthPValue = Math.max(NullModel.FLOOR, Math.pow(10, -healthEvidence));
        return Double.isNaN(pValue) ? healthPValue : Math.min(pValue, healthPValue);
    }

    /** The pipeline that judged. */
    public FittedPipeline pipeline() {
        return pipeline;
    }

    /** The raw series, in the user's units. */
    public TimeSeries series() {
        return series;
    }

    /** What the detector saw. */
    public TimeSeries prepared() {
        return prepared;
    }

    /** The detector's scores and contributions per channel. */
    public Scores scores() {
        return scores;
    }

    /** Frozen and silent channels. */
    public ChannelHealth health() {
        return health;
    }

    /** Score, p-value and belief of each row. */
    public JudgedRows rows() {
        return rows;
    }

    /** Chance that a normal row looks at least this bad; NaN in the warm-up. */
    public double pValue(int row) {
        return rows.pValue(row);
    }

    /** P(anomaly) of a row; NaN in the warm-up. */
    public double posterior(int row) {
        return rows.posterior(row);
    }

    /** The same scores under another expected share of anomalous rows. */
    public Judgement withPrior(double prior) {
        return new Judgement(
                pipeline, series, prepared, scores, health, rows.withPosterior(new Posterior(prior)), expected);
    }

    /** The same scores with another time after which a lasting change counts as normal. */
    public Judgement withAdaptation(Adaptation adaptation) {
        return of(pipeline.withAdaptation(adaptation), series, prepared, scores, health, rows.posterior());
    }

    /** Episodes within a false-alarm budget. */
    public List<Episode> episodes(FalseAlarmBudget budget) {
        return rows.episodes(budget);
    }

    /** Explained events within the default budget, {@link JudgedRows#defaultBudget}. */
    public List<Event> events() {
        return events(rows.defaultBudget());
    }

    /** Explained events within a false-alarm budget. */
    public List<Event> events(FalseAlarmBudget budget) {
        return explain(rows.episodes(budget));
    }

    /** Explained events within a false-alarm budget under another policy. */
    public List<Event> events(FalseAlarmBudget budget, EpisodePolicy policy) {
        return explain(rows.episodes(budget, policy));
    }

    /** Explains given episodes. */
    public List<Event> explain(List<Episode> episodes) {
        return new Explainer(series, blame(), healthEvidence(), expected::heldOut).explain(episodes);
    }

    /**
     * How much each channel is to blame for any stretch of rows: what the channels of an event are ranked by, but for two cases.
     * Where the detector gives no contributions, blame is that of movement alone, and an event ranks channels by how far they
     * depart from what was expected. And an event raises channels that froze or fell silent, which blame does not know of.
     */
    public Blame blame() {
        ContributionLevels levels =
                scores.hasContributions() ? pipeline.contributionLevels() : ContributionLevels.fit(scores);
        return new Blame(scores, levels, prepared, pipeline.movementLevels());
    }

    /**
     * The window of the train part that is most like an event at its peak, where the detector remembers the train part. O(memory
     * of the detector x window x channels).
     *
     * @param event one of this judgement's events
     */
    public Optional<NormalEvidence> normalEvidence(Event event) {
        if (!(pipeline.detector() instanceof NormalNeighbours memory)) {
            return Optional.empty();
        }
        return memory.nearestNormal(prepared, event.episode().peak()).stream()
                .findFirst()
                .map(nearest -> NormalEvidence.of(
                        event,
                        nearest,
                        series,
                        (channel, value) -> pipeline.preparation().toRaw(channel, value)));
    }

    /** As {@link #counterfactual(Event, FalseAlarmBudget, EpisodePolicy, CounterfactualOptions, RunContext)} with its defaults. */
    public Optional<Counterfactual> counterfactual(
            Event event, FalseAlarmBudget budget, EpisodePolicy policy, RunContext context) {
        return counterfactual(event, budget, policy, CounterfactualOptions.DEFAULTS, context);
    }

    /**
     * What an event should have looked like, where the pipeline has learned to tell: the normal course of the fewest channels
     * that make it no event, told given all others; where none do, of those that make it least probable. Scores the
     * rows about the event anew, some times over: mostly ten times, forty where hardly anything helps.
     *
     * @param event one of this judgement's events
     * @param budget the budget it was found within
     * @param policy the policy it was found under
     */
    public Optional<Counterfactual> counterfactual(
            Event event,
            FalseAlarmBudget budget,
            EpisodePolicy policy,
            CounterfactualOptions options,
            RunContext context) {
        return Optional.of(counterfactualOrReason(event, budget, policy, options, context))
                .filter(Counterfactual.class::isInstance)
                .map(Counterfactual.class::cast);
    }

    /**
     * As {@link #counterfactual(Event, FalseAlarmBudget, EpisodePolicy, CounterfactualOptions, RunContext)}, and where there is
     * none, why.
     */
    public CounterfactualAnswer counterfactualOrReason(
            Event event,
            FalseAlarmBudget budget,
            EpisodePolicy policy,
            CounterfactualOptions options,
            RunContext context) {
        Optional<Imputer> imputer = pipeline.counterfactuals().flatMap(FittedDetector::imputer);
        if (imputer.isEmpty()) {
            return new NoCounterfactual(
                    NoCounterfactual.Reason.NOT_LEARNED, "The model was fitted without what tells normal courses.");
        }
        return new Repair(this, imputer.get(), budget, policy, options, context).of(event);
    }

    /**
     * What the signals should have looked like, in raw units. From the detector where it has a notion of it, bounded to
     * {@code clip} train scales from the train centre or as far as the channel went; else from a
     * local baseline: at each row the median of the last 101 measured values that are under no suspicion (not in an
     * episode within the default budget, nor with P(anomaly) of one half or more), with 1.4826 times their median absolute
     * deviation as spread; the train centre and scale where there are fewer than 8. The spread is at least the sensor noise
     * and 2 % of the train scale. A channel never measured in training has NaN.
     *
     * <p>Events are explained against a baseline that uses no row of the event at all, so it is flat over the event.
     *
     * <p>The baseline costs O(101) a row and channel, from at most 20,000 rows before the interval on.
     */
    public Expectation expectation(Interval interval) {
        return expected.at(interval);
    }

    private HealthEvidence healthEvidence() {
        return new HealthEvidence() {
            @Override
            public boolean frozen(int channel, int row) {
                return health.hindsight(channel, row) == ChannelHealth.State.FROZEN;
            }

            @Override
            public boolean silent(int channel, int row) {
                return health.hindsight(channel, row) == ChannelHealth.State.SILENT;
            }
        };
    }
}
