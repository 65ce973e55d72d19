package io.vigie.pipeline;

import io.vigie.detect.Detectors;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.Options;
import io.vigie.detect.RunContext;
import io.vigie.detect.Scores;
import io.vigie.explain.ContributionLevels;
import io.vigie.explain.MovementLevels;
import io.vigie.judge.Adaptation;
import io.vigie.judge.EpisodePolicy;
import io.vigie.judge.FalseAlarmBudget;
import io.vigie.judge.NullModel;
import io.vigie.judge.Posterior;
import io.vigie.model.LoadedModel;
import io.vigie.model.Manifest;
import io.vigie.model.MemoryModel;
import io.vigie.model.ModelFile;
import io.vigie.model.ModelFormatException;
import io.vigie.model.ModelReader;
import io.vigie.prepare.ChannelHealth;
import io.vigie.prepare.Preparation;
import io.vigie.series.BadInputException;
import io.vigie.series.SeriesSchema;
import io.vigie.series.TimeSeries;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline that has learned: judges raw series, row by row or whole, and can be saved. Immutable and thread-safe,
 * independent of the data it came from. Close it when its detector holds native memory; pure-Java ones hold nothing.
 */
public final class FittedPipeline implements AutoCloseable {
    private static final String KIND = "pipeline";
    private static final String MOVEMENT = "movement-levels";
    private static final String COUNTERFACTUALS = "counterfactuals";

    private final Preparation preparation;
    private final FittedDetector detector;
    private final @Nullable FittedDetector counterfactuals; // null unless asked for
    private final NullModel nullModel;
    private final Posterior posterior;
    private final EpisodePolicy policy;
    private final Adaptation adaptation;
    private final ContributionLevels contributionLevels;
    private final MovementLevels movementLevels;
    private final Provenance provenance;

    FittedPipeline(
            Preparation preparation,
            FittedDetector detector,
            @Nullable FittedDetector counterfactuals,
            NullModel nullModel,
            Posterior posterior,
            EpisodePolicy policy,
            Adaptation adaptation,
            ContributionLevels contributionLevels,
            MovementLevels movementLevels,
            Provenance provenance) {
        this.preparation = preparation;
        this.detector = detector;
        this.counterfactuals = counterfactuals;
        this.nullModel = nullModel;
        this.posterior = posterior;
        this.policy = policy;
        this.adaptation = adaptation;
        this.contributionLevels = contributionLevels;
        this.movementLevels = movementLevels;
        this.provenance = provenance;
    }

    /** Channels and sampling of the train part, in the user's units. */
    public SeriesSchema schema() {
        return preparation.schema();
    }

    public Preparation preparation() {
        return preparation;
    }

    /** What the detector learned; it wants prepared series. */
    public FittedDetector detector() {
        return detector;
    }

    /** What tells what events should have looked like; it wants prepared series. Empty unless asked for. */
    public Optional<FittedDetector> counterfactuals() {
        return Optional.ofNullable(counterfactuals);
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

    /** After how long a lasting change counts as normal. */
    public Adaptation adaptation() {
        return adaptation;
    }

    /** Normal level of each channel's contribution; without channels where the detector gives none. */
    public ContributionLevels contributionLevels() {
        return contributionLevels;
    }

    /** How far each channel normally moves; without channels in models saved before this was learned. */
    public MovementLevels movementLevels() {
        return movementLevels;
    }

    public Provenance provenance() {
        return provenance;
    }

    /** The same pipeline with another expected share of anomalous rows, in (0, 1). */
    public FittedPipeline withPrior(double prior) {
        return with(new Posterior(prior), adaptation);
    }

    /** The same pipeline with another time after which a lasting change counts as normal. */
    public FittedPipeline withAdaptation(Adaptation newAdaptation) {
        return with(posterior, newAdaptation);
    }

    private FittedPipeline with(Posterior newPosterior, Adaptation newAdaptation) {
        return new FittedPipeline(
                preparation,
                detector,
                counterfactuals,
                nullModel,
                newPosterior,
                policy,
                newAdaptation,
                contributionLevels,
                movementLevels,
                provenance);
    }

    /** As {@link #judge(TimeSeries, RunContext)} with the default context. */
    public Judgement judge(TimeSeries series) {
        return judge(series, RunContext.defaults());
    }

    /**
     * Prepares, scores and judges a raw series.
     *
     * @throws BadInputException if the schema differs or the series is too short for the detector
     */
    public Judgement judge(TimeSeries series, RunContext context) {
        preparation.schema().requireMatch(series);
        if (series.length() == 0) {
            throw new BadInputException("series '" + series.name() + "' has no rows; give at least one");
        }
        TimeSeries prepared = preparation.apply(series);
        context.checkCancelled();
        Scores scores = detector.score(prepared, context);
        return Judgement.of(this, series, prepared, scores, preparation.health(series));
    }

    /**
     * As {@link #judge(TimeSeries)} with scores that this pipeline's detector has given before: no scoring.
     *
     * @throws BadInputException if the schema differs or the scores are of another length
     */
    public Judgement judge(TimeSeries series, Scores scores) {
        preparation.schema().requireMatch(series);
        if (scores.length() != series.length()) {
            throw new BadInputException(scores.length() + " scores for the " + series.length() + " rows of '"
                    + series.name() + "'; give the scores of that series");
        }
        if (scores.hasContributions() && scores.channelCount() != contributionLevels.channelCount()) {
            throw new BadInputException("scores with contributions of " + scores.channelCount()
                    + " channels for a model of " + contributionLevels.channelCount()
                    + "; give the contributions of every channel, as the detector gave them, or none");
        }
        ChannelHealth health = preparation.health(series);
        return Judgement.of(this, series, preparation.apply(series), scores, health);
    }

    /** As {@link #online(FalseAlarmBudget)} with the default budget for the train part's sampling. */
    public OnlineJudge online() {
        return online(FalseAlarmBudget.defaultFor(schema().samplingInterval()));
    }

    /**
     * A fresh judge that is fed raw rows as they come.
     *
     * @param budget false alarms accepted
     * @throws UnsupportedOperationException if the detector needs the whole series
     */
    public OnlineJudge online(FalseAlarmBudget budget) {
        return new OnlineJudge(this, budget);
    }

    /** One that goes on from a state written by {@link OnlineJudge#write}. */
    public OnlineJudge online(FalseAlarmBudget budget, ModelReader state) {
        return new OnlineJudge(this, budget, state);
    }

    /** Every option that shaped the fit, as texts with their owner as prefix. */
    public Map<String, String> options() {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("detector", detector.detector().id());
        Options.toMap((Record) detector.detector()).forEach((key, value) -> options.put("detector." + key, value));
        if (counterfactuals != null) {
            options.put(COUNTERFACTUALS, counterfactuals.detector().id());
            Options.toMap((Record) counterfactuals.detector())
                    .forEach((key, value) -> options.put(COUNTERFACTUALS + "." + key, value));
        }
        Options.toMap(preparation.options()).forEach((key, value) -> options.put("preparation." + key, value));
        Options.toMap(posterior).forEach((key, value) -> options.put("belief." + key, value));
        Options.toMap(policy).forEach((key, value) -> options.put("episodes." + key, value));
        Options.toMap(adaptation).forEach((key, value) -> options.put("adaptation." + key, value));
        return options;
    }

    /**
     * Saves the pipeline as one file, whole or not at all; see {@link ModelFile}.
     *
     * @throws BadInputException if the target is something else than a model file or cannot be written
     */
    public void save(Path target) {
        ModelFile.save(target, manifest(), content(), ModelCard.of(this));
    }

    /** As {@link #save}, as a directory. */
    public void saveDirectory(Path target) {
        ModelFile.saveDirectory(target, manifest(), content(), ModelCard.of(this));
    }

    /**
     * Loads what {@link #save} or {@link #saveDirectory} wrote; it judges with the same bits.
     *
     * @throws ModelFormatException if it is damaged, incomplete, from a newer version, or no pipeline
     */
    public static FittedPipeline load(Path source) {
        LoadedModel loaded = ModelFile.load(source);
        String kind = loaded.manifest().kind();
        if (!kind.equals(KIND)) {
            throw new ModelFormatException("model '" + source + "' holds a '" + kind
                    + "', not a pipeline; give a model that 'vigie fit' or FittedPipeline.save wrote");
        }
        try {
            return of(
                    loaded.manifest().schema(),
                    loaded.content(),
                    loaded.manifest().created());
        } catch (ModelFormatException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new ModelFormatException("model '" + source + "' cannot be loaded: " + e.getMessage(), e);
        }
    }

    private Manifest manifest() {
        return new Manifest(
                ModelFile.FORMAT_VERSION, KIND, schema(), options(), provenance.facts(), provenance.created());
    }

    MemoryModel content() {
        MemoryModel content = new MemoryModel();
        preparation.write(content.section("preparation"));
        Detectors.write(detector, content.section("detector"));
        if (counterfactuals != null) {
            Detectors.write(counterfactuals, content.section(COUNTERFACTUALS));
        }
        nullModel.write(content.section("null-model"));
        contributionLevels.write(content.section("contribution-levels"));
        movementLevels.write(content.section(MOVEMENT));
        MemoryModel belief = content.section("belief");
        belief.number("prior", posterior.prior());
        belief.number("leave-factor", policy.leaveFactor());
        belief.integer("merge-gap", policy.mergeGap());
        belief.integer("min-length", policy.minLength());
        belief.number("min-probability", policy.minProbability());
        belief.integer("adaptation-rows", adaptation.rows());
        provenance.write(content.section("provenance"));
        return content;
    }

    static FittedPipeline of(SeriesSchema schema, ModelReader content, Instant created) {
        Preparation preparation = Preparation.read(schema, content.section("preparation"));
        ModelReader belief = content.section("belief");
        return new FittedPipeline(
                preparation,
                Detectors.read(preparation.preparedSchema(), content.section("detector")),
                content.hasSection(COUNTERFACTUALS)
                        ? Detectors.read(preparation.preparedSchema(), content.section(COUNTERFACTUALS))
                        : null,
                NullModel.read(content.section("null-model")),
                new Posterior(belief.number("prior")),
                new EpisodePolicy(
                        belief.number("leave-factor"),
                        belief.integer("merge-gap", 0, Integer.MAX_VALUE),
                        belief.integer("min-length", 1, Integer.MAX_VALUE),
                        belief.number("min-probability")),
                new Adaptation(belief.integer("adaptation-rows", 0, Integer.MAX_VALUE)),
                ContributionLevels.read(content.section("contribution-levels")),
                content.hasSection(MOVEMENT) ? MovementLevels.read(content.section(MOVEMENT)) : MovementLevels.none(),
                Provenance.read(content.section("provenance"), created));
    }

    /** What a user should know of the fit; empty where all is well. */
    public List<String> notes() {
        return provenance.notes();
    }

    @Override
    public void close() {
        detector.close();
        if (counterfactuals != null) {
            counterfactuals.close();
        }
    }
}
