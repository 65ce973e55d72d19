package io.vigie.pipeline;

import io.vigie.detect.OnlineScorer;
import io.vigie.judge.EpisodeEvidence;
import io.vigie.judge.EpisodeLedger;
import io.vigie.judge.FalseAlarmBudget;
import io.vigie.judge.ScoreLevel;
import io.vigie.model.ModelFormatException;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import io.vigie.prepare.OnlinePreparation;
import io.vigie.series.BadInputException;
import java.util.Optional;

/**
 * Judges raw rows as they come, in bounded memory. Not thread-safe; any number of them may share a fitted pipeline.
 *
 * <p>A row's verdict comes {@link #delay()} rows later. Gaps are filled from the past
 * ({@link io.vigie.prepare.GapFill#HOLD}); a batch judgement under that fill gives the same scores, p-values and beliefs.
 *
 * <p>The alarm is on from the row at which the suspicious rows so far would make an episode
 * ({@link io.vigie.judge.Episodes#find}) to the last of them. A batch knows the end of an episode too: it dates the start
 * back to the first suspicious row, bridges short gaps and drops what is too short.
 */
public final class OnlineJudge {
    private final FittedPipeline pipeline;
    private final double episodesPerRow;
    private final EpisodeLedger ledger;
    private final EpisodeEvidence suspicion;
    private final ScoreLevel level;
    private final OnlinePreparation preparation;
    private final OnlineScorer scorer;
    private final double[] evidence; // of the last delay + 1 rows, a ring
    private long pushed;
    private boolean entered;
    private boolean alarm;

    OnlineJudge(FittedPipeline pipeline, FalseAlarmBudget budget) {
        this(
                pipeline,
                budget,
                pipeline.preparation().online(),
                pipeline.detector().online(),
                pipeline.nullModel().level(pipeline.adaptation()),
                pipeline.nullModel().ledger(pipeline.policy()),
                new EpisodeEvidence(pipeline.nullModel().extremalIndex()));
    }

    OnlineJudge(FittedPipeline pipeline, FalseAlarmBudget budget, ModelReader state) {
        this(
                pipeline,
                budget,
                pipeline.preparation().online(state.section("preparation")),
                pipeline.detector().online(state.section("scorer")),
                pipeline.nullModel().level(pipeline.adaptation(), state.section("level")),
                ledger(pipeline, state),
                suspicion(pipeline, state.section("suspicion")));
        System.arraycopy(state.doubles("evidence", evidence.length), 0, evidence, 0, evidence.length);
        pushed = state.integer("pushed");
        entered = state.flag("entered");
        alarm = state.flag("alarm");
        if (pushed < 0) {
            throw new ModelFormatException(
                    "the state says that " + pushed + " rows were pushed; it is damaged, start a fresh stream");
        }
    }

    private OnlineJudge(
            FittedPipeline pipeline,
            FalseAlarmBudget budget,
            OnlinePreparation preparation,
            OnlineScorer scorer,
            ScoreLevel level,
            EpisodeLedger ledger,
            EpisodeEvidence suspicion) {
        this.pipeline = pipeline;
        this.episodesPerRow = budget.perRow(pipeline.schema().samplingInterval());
        this.ledger = ledger;
        this.level = level;
        this.suspicion = suspicion;
        this.preparation = preparation;
        this.scorer = scorer;
        this.evidence = new double[scorer.delay() + 1];
    }

    /** States of versions that kept no ledger begin with the calibration's. */
    private static EpisodeLedger ledger(FittedPipeline pipeline, ModelReader state) {
        return state.hasSection("ledger")
                ? pipeline.nullModel().ledger(pipeline.policy(), state.section("ledger"))
                : pipeline.nullModel().ledger(pipeline.policy());
    }

    private static EpisodeEvidence suspicion(FittedPipeline pipeline, ModelReader state) {
        double sum = state.number("sum");
        double smallest = state.number("smallest");
        if (!Double.isFinite(sum) || !(smallest > 0 && smallest <= 1)) {
            throw new ModelFormatException("the state has gathered evidence " + sum + " with a p-value of " + smallest
                    + "; it is damaged, start a fresh stream");
        }
        return new EpisodeEvidence(pipeline.nullModel().extremalIndex(), sum, smallest);
    }

    /** Rows between an observation and its verdict. */
    public int delay() {
        return evidence.length - 1;
    }

    /**
     * Takes the next raw row, one value a channel in the user's units, NaN where missing.
     *
     * @return the verdict on the row {@link #delay()} rows ago; empty for the first {@code delay()} rows
     * @throws BadInputException if the number of values differs or one is infinite; the state is then unchanged
     */
    public Optional<OnlineVerdict> push(double[] rawRow) {
        double[] prepared = preparation.push(rawRow);
        evidence[(int) (pushed % evidence.length)] = preparation.rowEvidence();
        double score = scorer.push(prepared);
        pushed++;
        long row = pushed - evidence.length;
        if (row < 0) {
            return Optional.empty();
        }
        double linear = pipeline.detector().linear(score);
        double pValue = Judgement.combined(
                pipeline.nullModel().pValue(level.push(linear)), evidence[(int) (row % evidence.length)]);
        alarm = alarm(linear, pValue);
        return Optional.of(
                new OnlineVerdict(row, score, pValue, pipeline.posterior().of(pValue), alarm));
    }

    private boolean alarm(double score, double pValue) {
        ledger.push(pValue);
        double enter = pipeline.nullModel().enterPValue(episodesPerRow, ledger.rates());
        if (!(pValue <= pipeline.policy().leavePValue(enter))) {
            suspicion.clear();
            entered = false;
            return false;
        }
        suspicion.add(pValue);
        entered |= pValue <= enter;
        return entered
                && (alarm
                        || suspicion.probability(pipeline.posterior())
                                >= pipeline.policy().minProbability()
                        || pipeline.posterior().ofEpisode(ledger.rates().rate(suspicion.smallestPValue()))
                                >= pipeline.policy().minProbability()
                        || (pValue <= enter && pipeline.nullModel().beyondReach(score)));
    }

    /** Contributions per channel to the last verdict's score; empty where the detector has none. */
    public float[] contributions() {
        return scorer.contributions();
    }

    /** Health of the channels at the last row pushed, which is {@link #delay()} rows ahead of the verdict. */
    public OnlinePreparation health() {
        return preparation;
    }

    /** Writes the state, so that {@link FittedPipeline#online(FalseAlarmBudget, ModelReader)} goes on from here. */
    public void write(ModelWriter out) {
        preparation.write(out.section("preparation"));
        scorer.write(out.section("scorer"));
        out.tensor("evidence", evidence.clone(), evidence.length);
        out.integer("pushed", pushed);
        level.write(out.section("level"));
        ledger.write(out.section("ledger"));
        ModelWriter gathered = out.section("suspicion");
        gathered.number("sum", suspicion.sum());
        gathered.number("smallest", suspicion.smallestPValue());
        out.flag("entered", entered);
        out.flag("alarm", alarm);
    }
}
