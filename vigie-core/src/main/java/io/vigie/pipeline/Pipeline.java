package io.vigie.pipeline;

import io.vigie.detect.Detector;
import io.vigie.detect.Detectors;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.explain.ContributionLevels;
import io.vigie.explain.MovementLevels;
import io.vigie.judge.Adaptation;
import io.vigie.judge.EpisodePolicy;
import io.vigie.judge.NullModel;
import io.vigie.judge.NullModelOptions;
import io.vigie.judge.Posterior;
import io.vigie.prepare.Preparation;
import io.vigie.prepare.PreparationOptions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything between a raw series and its events, not yet fitted: preparation, detector, null model and belief. Immutable.
 *
 * <pre>{@code
 * FittedPipeline plant = Pipeline.of("vigie").fit(TrainingSet.of(history));
 * Judgement today = plant.judge(series);
 * List<Event> events = today.events(FalseAlarmBudget.perDay(1));
 * plant.save(Path.of("plant.vigie"));
 * }</pre>
 */
public final class Pipeline {
    private final Detector detector;
    private final @Nullable Detector counterfactuals;
    private final PreparationOptions preparation;
    private final NullModelOptions nullModel;
    private final Posterior posterior;
    private final EpisodePolicy policy;
    private final Adaptation adaptation;
    private final Calibration calibration;

    private Pipeline(
            Detector detector,
            @Nullable Detector counterfactuals,
            PreparationOptions preparation,
            NullModelOptions nullModel,
            Posterior posterior,
            EpisodePolicy policy,
            Adaptation adaptation,
            Calibration calibration) {
        this.detector = detector;
        this.counterfactuals = counterfactuals;
        this.preparation = preparation;
        this.nullModel = nullModel;
        this.posterior = posterior;
        this.policy = policy;
        this.adaptation = adaptation;
        this.calibration = calibration;
    }

    /** Defaults around a detector. */
    public static Pipeline of(Detector detector) {
        return new Pipeline(
                detector,
                null,
                PreparationOptions.defaults(),
                NullModelOptions.DEFAULTS,
                Posterior.DEFAULT,
                EpisodePolicy.DEFAULTS,
                Adaptation.DEFAULT,
                Calibration.AUTO);
    }

    /**
     * Defaults around a registered detector, named {@code id} or {@code id(key=value,...)}.
     *
     * @throws io.vigie.detect.OptionException for an unknown id or option, naming the nearest
     */
    public static Pipeline of(String detector) {
        return of(Detectors.parse(detector));
    }

    /** Defaults around a registered detector with options. */
    public static Pipeline of(String id, Map<String, String> options) {
        return of(Detectors.create(id, options));
    }

    /**
     * Learns, beside the detector, what tells what events should have looked like ({@link Judgement#counterfactual}).
     *
     * @param teller a detector that {@link Detector#imputes}, such as {@code counterfactual}
     * @throws OptionException if it does not
     */
    public Pipeline withCounterfactuals(Detector teller) {
        if (!teller.imputes()) {
            throw new OptionException(
                    "detector '" + teller.id()
                            + "' does not tell what cells would have been, so it can draw no counterfactuals; use counterfactual or imdiffusion");
        }
        return new Pipeline(detector, teller, preparation, nullModel, posterior, policy, adaptation, calibration);
    }

    public Pipeline withPreparation(PreparationOptions options) {
        return new Pipeline(detector, counterfactuals, options, nullModel, posterior, policy, adaptation, calibration);
    }

    public Pipeline withNullModel(NullModelOptions options) {
        return new Pipeline(
                detector, counterfactuals, preparation, options, posterior, policy, adaptation, calibration);
    }

    /** Expected share of anomalous rows, in (0, 1). */
    public Pipeline withPrior(double prior) {
        return new Pipeline(
                detector,
                counterfactuals,
                preparation,
                nullModel,
                new Posterior(prior),
                policy,
                adaptation,
                calibration);
    }

    public Pipeline withPolicy(EpisodePolicy newPolicy) {
        return new Pipeline(
                detector, counterfactuals, preparation, nullModel, posterior, newPolicy, adaptation, calibration);
    }

    /** After how long a lasting change counts as normal. */
    public Pipeline withAdaptation(Adaptation newAdaptation) {
        return new Pipeline(
                detector, counterfactuals, preparation, nullModel, posterior, policy, newAdaptation, calibration);
    }

    public Pipeline withCalibration(Calibration newCalibration) {
        return new Pipeline(
                detector, counterfactuals, preparation, nullModel, posterior, policy, adaptation, newCalibration);
    }

    public Detector detector() {
        return detector;
    }

    public PreparationOptions preparation() {
        return preparation;
    }

    public NullModelOptions nullModel() {
        return nullModel;
    }

    public Posterior posterior() {
        return posterior;
    }

    public EpisodePolicy policy() {
        return policy;
    }

    public Adaptation adaptation() {
        return adaptation;
    }

    public Calibration calibration() {
        return calibration;
    }

    /** As {@link #fit(TrainingSet, RunContext)} with the default context. */
    public FittedPipeline fit(TrainingSet raw) {
        return fit(raw, RunContext.defaults());
    }

    /**
     * Learns from raw series: prepares them by their own statistics, fits the detector on all rows that are not labelled
     * anomalous, and calibrates the null model. The statistics of the preparation are those of the whole train part in
     * every fold of the calibration; folds share nothing else.
     *
     * @throws io.vigie.series.BadInputException if the train part cannot be learned from
     * @throws java.util.concurrent.CancellationException if the context was cancelled
     */
    public FittedPipeline fit(TrainingSet raw, RunContext context) {
        Preparation fittedPreparation = Preparation.fit(raw, preparation, context);
        TrainingSet prepared = fittedPreparation.apply(raw);
        context.checkCancelled();
        @Nullable FittedDetector teller = counterfactuals == null ? null : counterfactuals.fit(prepared, context);
        try {
            return fit(raw, fittedPreparation, prepared, teller, context);
        } catch (RuntimeException e) {
            if (teller != null) {
                teller.close(); // cancelled, say: nobody else will
            }
            throw e;
        }
    }

    private FittedPipeline fit(
            TrainingSet raw,
            Preparation fittedPreparation,
            TrainingSet prepared,
            @Nullable FittedDetector teller,
            RunContext context) {
        FittedDetector fitted = detector.fit(prepared, context);
        try {
            return calibrated(raw, fittedPreparation, prepared, fitted, teller, context);
        } catch (RuntimeException e) {
            fitted.close();
            throw e;
        }
    }

    private FittedPipeline calibrated(
            TrainingSet raw,
            Preparation fittedPreparation,
            TrainingSet prepared,
            FittedDetector fitted,
            @Nullable FittedDetector teller,
            RunContext context) {
        CalibrationScores calibrated = CalibrationScores.of(calibration, detector, fitted, prepared, context);
        NullModel fittedNull = NullModel.fit(
                Arrays.stream(calibrated.totals()).map(fitted::linear).toArray(), nullModel);
        List<String> notes = new ArrayList<>(fitted.notes());
        if (teller != null) {
            notes.addAll(teller.notes());
        }
        notes.addAll(calibrated.notes());
        notes.addAll(fittedNull.notes());
        return new FittedPipeline(
                fittedPreparation,
                fitted,
                teller,
                fittedNull,
                posterior,
                policy,
                adaptation,
                ContributionLevels.fit(calibrated.settled()),
                MovementLevels.fit(prepared.normalSegments()),
                new Provenance(
                        DataFingerprint.of(raw),
                        raw.rows(),
                        context.seed(),
                        calibrated.method(),
                        Provenance.runningVersion(),
                        Instant.now().truncatedTo(ChronoUnit.SECONDS),
                        notes));
    }
}
