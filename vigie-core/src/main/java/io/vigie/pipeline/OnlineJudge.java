package io.vigie.pipeline;

import io.vigie.detect.OnlineScorer;
import io.vigie.judge.FalseAlarmBudget;
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
 */
public final class OnlineJudge {
    private final FittedPipeline pipeline;
    private final double enter;
    private final double leave;
    private final OnlinePreparation preparation;
    private final OnlineScorer scorer;
    private final double[] evidence; // of the last delay + 1 rows, a ring
    private long pushed;
    private boolean alarm;

    OnlineJudge(FittedPipeline pipeline, FalseAlarmBudget budget) {
        this(
                pipeline,
                budget,
                pipeline.preparation().online(),
                pipeline.detector().online());
    }

    OnlineJudge(FittedPipeline pipeline, FalseAlarmBudget budget, ModelReader state) {
        this(
                pipeline,
                budget,
                pipeline.preparation().online(state.section("preparation")),
                pipeline.detector().online(state.section("scorer")));
        System.arraycopy(state.doubles("evidence", evidence.length), 0, evidence, 0, evidence.length);
        pushed = state.integer("pushed");
        alarm = state.flag("alarm");
        if (pushed < 0) {
            throw new ModelFormatException(
                    "the state says that " + pushed + " rows were pushed; it is damaged, start a fresh stream");
        }
    }

    private OnlineJudge(
            FittedPipeline pipeline, FalseAlarmBudget budget, OnlinePreparation preparation, OnlineScorer scorer) {
        this.pipeline = pipeline;
        this.enter = budget.enterPValue(
                pipeline.nullModel(), pipeline.policy(), pipeline.schema().samplingInterval());
        this.leave = Math.min(1, enter * pipeline.policy().leaveFactor());
        this.preparation = preparation;
        this.scorer = scorer;
        this.evidence = new double[scorer.delay() + 1];
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
        double pValue = Judgement.combined(pipeline.nullModel().pValue(score), evidence[(int) (row % evidence.length)]);
        alarm = pValue <= (alarm ? leave : enter);
        return Optional.of(
                new OnlineVerdict(row, score, pValue, pipeline.posterior().of(pValue), alarm));
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
        out.flag("alarm", alarm);
    }
}
