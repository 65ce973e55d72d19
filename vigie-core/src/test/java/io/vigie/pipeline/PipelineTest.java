package io.vigie.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vigie.detect.Detectors;
import io.vigie.detect.Expectation;
import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.explain.ChannelFinding;
import io.vigie.explain.Direction;
import io.vigie.explain.Event;
import io.vigie.judge.Adaptation;
import io.vigie.judge.Episode;
import io.vigie.judge.EpisodePolicy;
import io.vigie.judge.FalseAlarmBudget;
import io.vigie.judge.Posterior;
import io.vigie.model.Manifest;
import io.vigie.model.MemoryModel;
import io.vigie.model.ModelFile;
import io.vigie.model.ModelFormatException;
import io.vigie.model.ModelReader;
import io.vigie.prepare.ChannelHealth;
import io.vigie.prepare.GapFill;
import io.vigie.prepare.PreparationOptions;
import io.vigie.series.BadInputException;
import io.vigie.series.Channel;
import io.vigie.series.Interval;
import io.vigie.series.Labels;
import io.vigie.series.TimeSeries;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineTest {
    private static final String POINTWISE = "zscore(window=1)";
    private static final TimeSeries HISTORY = Plant.normal(1, 6000).series();

    private static FittedPipeline fitted(String detector) {
        return Pipeline.of(detector).fit(TrainingSet.of(HISTORY));
    }

    @Test
    void findsWhatWasPlantedAndNamesTheChannel() {
        Interval fall = new Interval(700, 760);
        Interval rise = new Interval(1500, 1530);
        TimeSeries series =
                Plant.normal(2, 2500).shift(0, fall, -2.5).shift(2, rise, 12).series();
        List<Event> events = fitted(POINTWISE).judge(series).events(FalseAlarmBudget.perThousandRows(0.1));
        assertThat(events).hasSize(2);
        Event first = events.get(0);
        assertThat(first.episode().rows().overlaps(fall)).isTrue();
        assertThat(first.episode().rows().length()).isBetween(50, 75);
        assertThat(first.episode().probability()).isGreaterThan(0.9);
        ChannelFinding pressure = first.channels().get(0);
        assertThat(pressure.channel()).isEqualTo("pressure");
        assertThat(pressure.direction()).isEqualTo(Direction.BELOW);
        assertThat(pressure.expected()).isCloseTo(4, within(0.3));
        assertThat(first.sentence()).startsWith("pressure fell to ");
        assertThat(events.get(1).channels().get(0).channel()).isEqualTo("temperature");
        assertThat(events.get(1).episode().rows().overlaps(rise)).isTrue();
    }

    @Test
    void normalRowsAreBelievedNormal() {
        Judgement judgement = fitted(POINTWISE).judge(Plant.normal(3, 5000).series());
        double sum = 0;
        int small = 0;
        for (int row = 0; row < 5000; row++) {
            sum += judgement.posterior(row);
            small += judgement.pValue(row) <= 0.05 ? 1 : 0;
        }
        assertThat(sum / 5000).isLessThan(0.02);
        assertThat(small / 5000.0).isBetween(0.025, 0.08);
    }

    @Test
    void constantChannelThatMovesIsAnEvent() {
        TimeSeries series =
                Plant.normal(4, 1500).shift(4, new Interval(900, 920), 0.01).series();
        List<Event> events = fitted(POINTWISE).judge(series).events(FalseAlarmBudget.perThousandRows(0.1));
        assertThat(events).hasSize(1);
        assertThat(events.get(0).episode().rows()).isEqualTo(new Interval(900, 920));
        assertThat(events.get(0).channels().get(0).channel()).isEqualTo("mode");
    }

    @Test
    void frozenAndSilentChannelsRaiseTheBeliefThoughTheDetectorSeesNothing() {
        Interval frozen = new Interval(500, 620);
        Interval silent = new Interval(1200, 1300);
        Plant plant = Plant.normal(5, 2000);
        TimeSeries series = plant.freeze(2, frozen).silence(3, silent).series();
        FittedPipeline pipeline = fitted(POINTWISE);
        Judgement judgement = pipeline.judge(series);
        assertThat(pipeline.nullModel().pValue(judgement.scores().total(1290))).isGreaterThan(0.01);
        assertThat(judgement.posterior(505)).isLessThan(0.2);
        assertThat(judgement.posterior(619)).isGreaterThan(0.95);
        assertThat(judgement.posterior(1299)).isGreaterThan(0.95);
        assertThat(judgement.posterior(1301)).isLessThan(0.2);
        assertThat(judgement.health().state(2, 619)).isEqualTo(ChannelHealth.State.FROZEN);
        List<Event> events = judgement.events(FalseAlarmBudget.perThousandRows(0.1));
        assertThat(events).hasSize(2);
        assertThat(events.get(0).channels().get(0).channel()).isEqualTo("temperature");
        assertThat(events.get(0).channels().get(0).direction()).isEqualTo(Direction.FROZEN);
        assertThat(events.get(1).channels().get(0).channel()).isEqualTo("level");
        assertThat(events.get(1).channels().get(0).direction()).isEqualTo(Direction.SILENT);
    }

    @Test
    void channelsOfAnEventAreInTheOrderOfTheirBlame() {
        TimeSeries series = Plant.normal(4, 1500)
                .shift(0, new Interval(900, 920), 30)
                .shift(3, new Interval(905, 920), 300)
                .series();
        Judgement judgement = fitted(POINTWISE).judge(series);
        Event event = judgement.events(FalseAlarmBudget.perThousandRows(0.1)).get(0);
        double[] blame = judgement.blame().of(event.episode().rows());
        List<Double> ranked = event.channels().stream()
                .map(finding -> blame[channelNames(series).indexOf(finding.channel())])
                .toList();
        assertThat(ranked).isSortedAccordingTo(Comparator.reverseOrder());
        assertThat(ranked.get(0)).isGreaterThan(ranked.get(4));
    }

    @Test
    void aModelFromBeforeMovementWasLearnedStillExplains() {
        FittedPipeline now = fitted(POINTWISE);
        ModelReader content = now.content().asReader();
        ModelReader older = (ModelReader) Proxy.newProxyInstance(
                ModelReader.class.getClassLoader(),
                new Class<?>[] {ModelReader.class},
                (proxy, method, arguments) ->
                        method.getName().equals("hasSection") && "movement-levels".equals(arguments[0])
                                ? false
                                : method.invoke(content, arguments));
        FittedPipeline read =
                FittedPipeline.of(now.schema(), older, now.provenance().created());
        assertThat(now.movementLevels().channelCount()).isEqualTo(5);
        assertThat(read.movementLevels().channelCount()).isZero();
        TimeSeries series =
                Plant.normal(4, 1500).shift(4, new Interval(900, 920), 0.01).series();
        List<Event> events = read.judge(series).events(FalseAlarmBudget.perThousandRows(0.1));
        assertThat(events).hasSize(1);
        assertThat(events.get(0).channels().get(0).channel()).isEqualTo("mode");
    }

    private static List<String> channelNames(TimeSeries series) {
        return series.schema().channels().stream().map(Channel::name).toList();
    }

    @Test
    void falseAlarmBudgetIsKeptOnNormalDataThatWasNotSeen() {
        int rows = 20_000;
        int rounds = 6;
        int found = 0;
        int believed = 0;
        FalseAlarmBudget budget = FalseAlarmBudget.perThousandRows(1);
        for (int round = 0; round < rounds; round++) {
            FittedPipeline pipeline = Pipeline.of(POINTWISE)
                    .fit(TrainingSet.of(Plant.normal(100 + round, 10_000).series()));
            JudgedRows judged =
                    pipeline.judge(Plant.normal(200 + round, rows).series()).rows();
            found += judged.episodes(budget, EpisodePolicy.DEFAULTS.withMinProbability(0))
                    .size();
            believed += judged.episodes(budget).size();
        }
        double expected = rounds * rows / 1000.0;
        assertThat(believed).as("believed episodes of %s", found).isLessThan(found / 2);
        assertThat(found).as("episodes for a budget of %s", expected).isBetween((int) (0.4 * expected), (int)
                (1.6 * expected));
    }

    @Test
    void fivePercentContaminationLeavesTheAnomaliesVisible() {
        Plant dirty = Plant.normal(6, 6000);
        for (int k = 0; k < 10; k++) {
            dirty.shift(k % 4, new Interval(300 + 550 * k, 330 + 550 * k), new double[] {4, 100, 20, 10}[k % 4]);
        }
        FittedPipeline pipeline = Pipeline.of(POINTWISE).fit(TrainingSet.of(dirty.series()));
        TimeSeries series =
                Plant.normal(7, 2000).shift(2, new Interval(800, 850), 20).series();
        assertThat(pipeline.nullModel().setAside()).isBetween(200, 330);
        assertThat(pipeline.notes()).anyMatch(note -> note.contains("set aside as anomalous"));

        List<Episode> episodes = pipeline.judge(series).episodes(FalseAlarmBudget.perThousandRows(0.5));
        assertThat(episodes).anySatisfy(episode -> {
            assertThat(episode.rows().overlaps(new Interval(800, 850))).isTrue();
            assertThat(episode.probability()).isGreaterThan(0.5);
        });
        assertThat(episodes).hasSizeLessThanOrEqualTo(4);
    }

    @Test
    void labelledAnomaliesAreNotLearned() {
        Interval bad = new Interval(2000, 3000);
        TimeSeries dirty = Plant.normal(1, 6000).shift(0, bad, 30).series();
        Labels labels = Labels.ofIntervals(6000, List.of(bad));
        TimeSeries dirtier = Plant.normal(1, 6000).shift(0, bad, -500).series();
        assertThat(fitWithoutHash(TrainingSet.of(dirty, labels))
                        .sameContentAs(fitWithoutHash(TrainingSet.of(dirtier, labels))))
                .isTrue();
    }

    @Test
    void rowsAfterTheTrainPartChangeNothingLearned() {
        TimeSeries one = Plant.normal(8, 6000).series();
        TimeSeries other =
                Plant.normal(8, 6000).shift(1, new Interval(3000, 6000), 1e6).series();
        MemoryModel first =
                Pipeline.of("zscore").fit(TrainingSet.of(one.slice(0, 3000))).content();
        MemoryModel second =
                Pipeline.of("zscore").fit(TrainingSet.of(other.slice(0, 3000))).content();
        assertThat(first.sameContentAs(second)).isTrue();
    }

    @Test
    void threadCountChangesNoBitAndTheSeedIsKept() {
        TimeSeries series =
                Plant.normal(9, 1500).shift(0, new Interval(700, 720), 2).series();
        for (String id : List.of("zscore", "iforest")) {
            RunContext one = RunContext.defaults().withThreads(1).withSeed(7);
            RunContext many = RunContext.defaults().withThreads(5).withSeed(7);
            FittedPipeline first = Pipeline.of(id).fit(TrainingSet.of(HISTORY), one);
            FittedPipeline second = Pipeline.of(id).fit(TrainingSet.of(HISTORY), many);
            assertThat(first.content().sameContentAs(second.content())).as(id).isTrue();
            assertThat(first.judge(series, one).rows().pValues())
                    .isEqualTo(second.judge(series, many).rows().pValues());
            assertThat(first.provenance().seed()).isEqualTo(7);
        }
    }

    @Test
    void judgingAgainNeedsNeitherAFitNorAScore() {
        NearestRow detector = NearestRow.counting();
        FittedPipeline pipeline =
                Pipeline.of(detector).withCalibration(Calibration.HOLD_OUT).fit(TrainingSet.of(HISTORY.slice(0, 1000)));
        Judgement judgement = pipeline.judge(
                Plant.normal(10, 400).shift(0, new Interval(200, 220), 3).series());
        int fits = detector.fits().get();
        int scorings = detector.scorings().get();
        int strict = judgement.events(FalseAlarmBudget.perThousandRows(0.1)).size();
        int lenient = judgement
                .events(FalseAlarmBudget.perThousandRows(30), new EpisodePolicy(8, 20, 1, 0))
                .size();
        assertThat(strict).isBetween(1, 3);
        assertThat(lenient).isGreaterThan(strict);
        assertThat(judgement.withPrior(0.3).posterior(210)).isGreaterThan(judgement.posterior(210));
        assertThat(judgement.withPrior(0.3).pValue(210)).isEqualTo(judgement.pValue(210));
        pipeline.judge(judgement.series(), judgement.scores());
        assertThat(detector.fits().get()).isEqualTo(fits);
        assertThat(detector.scorings().get()).isEqualTo(scorings);
    }

    @Test
    void storedScoresAreJudgedTheSame() {
        FittedPipeline pipeline = fitted(POINTWISE);
        Judgement judgement = pipeline.judge(Plant.normal(11, 3000)
                .shift(1, new Interval(700, 760), 40)
                .freeze(3, new Interval(2000, 2100))
                .series());
        FalseAlarmBudget budget = FalseAlarmBudget.perDay(1);
        JudgedRows stored = JudgedRows.of(
                judgement.scores().totals(),
                judgement.rows().pValues(),
                pipeline.nullModel(),
                pipeline.posterior(),
                pipeline.policy(),
                judgement.rows().samplingInterval());
        assertThat(stored.episodes(budget)).isNotEmpty().isEqualTo(judgement.episodes(budget));
        assertThat(stored.posteriors()).isEqualTo(judgement.rows().posteriors());
        assertThat(pipeline.judge(judgement.series(), judgement.scores()).events(budget))
                .isEqualTo(judgement.events(budget));
        JudgedRows fromScores = JudgedRows.of(
                judgement.scores().totals(),
                pipeline.nullModel(),
                new Posterior(0.2),
                pipeline.policy(),
                judgement.rows().samplingInterval());
        assertThat(fromScores.pValue(730)).isEqualTo(judgement.pValue(730));
        assertThat(fromScores.posterior(30)).isGreaterThan(judgement.posterior(30));
    }

    @Test
    void methodsThatRememberAreCalibratedOnRowsTheyHaveNotSeen() {
        TrainingSet train = TrainingSet.of(HISTORY.slice(0, 1500));
        TimeSeries normal = Plant.normal(12, 1000).series();
        FittedPipeline crossFit = Pipeline.of(NearestRow.counting()).fit(train);
        assertThat(crossFit.provenance().calibration()).isEqualTo("cross-fit on 3 contiguous folds");
        assertThat(shareBelow(crossFit.judge(normal), 0.05)).isBetween(0.01, 0.1);
        FittedPipeline holdOut = Pipeline.of(NearestRow.counting())
                .withCalibration(Calibration.HOLD_OUT)
                .fit(train);
        assertThat(shareBelow(holdOut.judge(normal), 0.05)).isBetween(0.01, 0.12);
        FittedPipeline inSample = Pipeline.of(NearestRow.counting())
                .withCalibration(Calibration.IN_SAMPLE)
                .fit(train);
        assertThat(shareBelow(inSample.judge(normal), 0.05))
                .as("in-sample calibration takes everything new for anomalous")
                .isGreaterThan(0.9);
    }

    private static double shareBelow(Judgement judgement, double level) {
        int below = 0;
        for (int row = 0; row < judgement.rows().length(); row++) {
            below += judgement.pValue(row) <= level ? 1 : 0;
        }
        return below / (double) judgement.rows().length();
    }

    @Test
    void trainPartTooShortForFoldsIsCalibratedInSampleWithANote() {
        FittedPipeline tiny = Pipeline.of(POINTWISE).fit(TrainingSet.of(HISTORY.slice(0, 120)));
        assertThat(tiny.notes().get(0)).contains("only 120 rows").contains("p-values may be too small");
        NearestRow needy = NearestRow.needing(400);
        FittedPipeline whole = Pipeline.of(needy).fit(TrainingSet.of(HISTORY.slice(0, 500)));
        assertThat(whole.provenance().calibration()).isEqualTo("the train part itself");
        assertThat(whole.notes().get(0)).contains("window 400 exceeds the 334 rows");
        assertThatThrownBy(() -> Pipeline.of(needy)
                        .withCalibration(Calibration.CROSS_FIT)
                        .fit(TrainingSet.of(HISTORY.slice(0, 500))))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("window 400 exceeds");
    }

    @Test
    void severalSeriesAreOneTrainPart() {
        FittedPipeline pipeline = Pipeline.of("zscore")
                .fit(TrainingSet.of(HISTORY.slice(0, 2000), HISTORY.slice(2000, 2090), HISTORY.slice(3000, 6000)));
        assertThat(pipeline.provenance().rows()).isEqualTo(5090);
        assertThat(pipeline.judge(Plant.normal(13, 500).series()).events()).isEmpty();
    }

    @Test
    void onlineAgreesWithBatchAndGoesOnFromASavedState() {
        TimeSeries series = Plant.normal(14, 1200)
                .shift(0, new Interval(300, 340), -2)
                .freeze(2, new Interval(500, 600))
                .silence(1, new Interval(800, 840))
                .silence(3, new Interval(0, 4))
                .series();
        for (String detector : List.of(POINTWISE, "zscore(window=20,alignment=causal)", "zscore(window=31)")) {
            FittedPipeline pipeline = Pipeline.of(detector)
                    .withPreparation(PreparationOptions.defaults().withGapFill(GapFill.HOLD))
                    .fit(TrainingSet.of(HISTORY));
            Judgement judgement = pipeline.judge(series);
            FalseAlarmBudget budget = FalseAlarmBudget.perThousandRows(0.5);
            OnlineJudge online = pipeline.online(budget);
            List<Episode> episodes = judgement.episodes(budget);
            boolean[] told = new boolean[episodes.size()];
            int verdicts = 0;
            boolean alarmed = false;
            for (int row = 0; row < series.length(); row++) {
                if (row % 250 == 249) {
                    MemoryModel state = new MemoryModel();
                    online.write(state);
                    online = pipeline.online(budget, state.asReader());
                }
                var verdict = online.push(series.row(row));
                assertThat(verdict.isPresent()).isEqualTo(row >= online.delay());
                if (verdict.isEmpty()) {
                    continue;
                }
                int judged = (int) verdict.get().row();
                assertThat(judged).isEqualTo(row - online.delay());
                assertThat(verdict.get().score()).isEqualTo(judgement.rows().score(judged));
                assertThat(verdict.get().pValue()).isEqualTo(judgement.pValue(judged));
                assertThat(verdict.get().posterior()).isEqualTo(judgement.posterior(judged));
                alarmed |= verdict.get().alarm() && judged > 320 && judged < 340;
                if (verdict.get().alarm()) {
                    int within = 0;
                    while (!episodes.get(within).rows().contains(judged)) {
                        within++;
                    }
                    told[within] = true;
                }
                verdicts++;
            }
            assertThat(verdicts).isEqualTo(series.length() - online.delay());
            assertThat(alarmed).isTrue();
            assertThat(told).as("episodes of the batch that raised the alarm").doesNotContain(false);
        }
    }

    @Test
    void expectationIsTheLocalBaselineAndIsNotDrawnIntoTheEvent() {
        FittedPipeline pipeline = Pipeline.of(NearestRow.counting()).fit(TrainingSet.of(HISTORY.slice(0, 1500)));
        Interval event = new Interval(1000, 1200);
        Judgement judgement = pipeline.judge(
                Plant.normal(15, 2000).shift(1, event, 300).shift(4, event, 2).series());
        Expectation expectation = judgement.expectation(new Interval(0, 2000));
        for (int row = 0; row < 2000; row++) {
            assertThat(expectation.expected()[1][row]).isCloseTo(100, within(8.0));
            assertThat(expectation.spread()[1][row]).isBetween(1.0, 25.0);
        }
        Expectation part = judgement.expectation(event);
        for (int i = 0; i < event.length(); i++) {
            assertThat(part.expected()[1][i]).isEqualTo(expectation.expected()[1][1000 + i]);
            assertThat(part.spread()[0][i]).isEqualTo(expectation.spread()[0][1000 + i]);
        }
        assertThat(part.expected()[4][50]).isEqualTo(3);
        assertThatThrownBy(() -> judgement.expectation(new Interval(1990, 2001)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("2000 rows of 'plant'");
    }

    @Test
    void savedPipelineDoesTheSame(@TempDir Path folder) {
        TimeSeries series =
                Plant.normal(16, 1000).shift(0, new Interval(500, 520), 2).series();
        for (String id : List.of("zscore", "iforest")) {
            FittedPipeline pipeline = Pipeline.of(id)
                    .withPrior(0.03)
                    .withPolicy(new EpisodePolicy(4, 3, 2))
                    .fit(TrainingSet.of(HISTORY));
            Path file = folder.resolve(id + ".vigie");
            pipeline.save(file);
            FittedPipeline read = FittedPipeline.load(file);
            Path directory = folder.resolve(id);
            read.saveDirectory(directory);
            assertThat(FittedPipeline.load(directory).content().sameContentAs(pipeline.content()))
                    .isTrue();
            assertThat(directory.resolve("card.md")).content().contains("`" + id + "`", "- pressure", "seed: ");
            assertThat(read.content().sameContentAs(pipeline.content())).isTrue();
            assertThat(read.options()).isEqualTo(pipeline.options());
            assertThat(read.provenance()).isEqualTo(pipeline.provenance());
            Judgement before = pipeline.judge(series);
            Judgement after = read.judge(series);
            assertThat(after.rows().pValues()).isEqualTo(before.rows().pValues());
            assertThat(after.events()).isEqualTo(before.events());
        }
    }

    @Test
    void modelOfAnotherKindIsRefused(@TempDir Path folder) {
        Path file = folder.resolve("other.vigie");
        ModelFile.save(file, Manifest.of("kmeans", HISTORY.schema(), Instant.EPOCH), new MemoryModel(), "a card");
        assertThatThrownBy(() -> FittedPipeline.load(file))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("holds a 'kmeans', not a pipeline");
        ModelFile.save(file, Manifest.of("pipeline", HISTORY.schema(), Instant.EPOCH), new MemoryModel(), "a card");
        assertThatThrownBy(() -> FittedPipeline.load(file)).isInstanceOf(ModelFormatException.class);
    }

    @Test
    void inputThatCannotBeJudgedIsRefusedInOneLine() {
        FittedPipeline pipeline = fitted("zscore");
        assertThatThrownBy(() -> pipeline.judge(HISTORY.select(0, 1, 2, 3)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("missing 'mode'");
        assertThatThrownBy(() -> pipeline.judge(HISTORY.slice(10, 10)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("no rows");
        assertThatThrownBy(() -> pipeline.judge(
                        HISTORY.slice(0, 10),
                        pipeline.judge(HISTORY.slice(0, 200)).scores()))
                .hasMessageContaining("200 scores for the 10 rows");
        assertThatThrownBy(() -> Pipeline.of("zscor"))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("zscore");
        assertThatThrownBy(() -> Pipeline.of("zscore").withPrior(1)).hasMessageContaining("prior is 1.0");
        assertThatThrownBy(() -> Pipeline.of("zscore", Map.of("windw", "3"))).hasMessageContaining("'window'");
    }

    @Test
    void cancellationStopsTheFit() {
        RunContext cancelled = RunContext.defaults().withCancellation(() -> true);
        assertThatThrownBy(() -> Pipeline.of("zscore").fit(TrainingSet.of(HISTORY), cancelled))
                .isInstanceOf(CancellationException.class);
    }

    @Test
    void fingerprintTellsDataApart() {
        TimeSeries series = HISTORY.slice(0, 50);
        String base = DataFingerprint.of(series);
        assertThat(base).matches("[0-9a-f]{64}").isEqualTo(DataFingerprint.of(series.withName("other")));
        assertThat(DataFingerprint.of(HISTORY.slice(1, 51))).isNotEqualTo(base);
        assertThat(DataFingerprint.of(HISTORY.slice(0, 49))).isNotEqualTo(base);
        assertThat(DataFingerprint.of(series.select(1, 0, 2, 3, 4))).isNotEqualTo(base);
        assertThat(DataFingerprint.of(TrainingSet.of(series, Labels.all(Labels.State.NORMAL, 50))))
                .isNotEqualTo(base);
        assertThat(DataFingerprint.of(TrainingSet.of(series.slice(0, 20), series.slice(20, 50))))
                .isNotEqualTo(base);
    }

    @Test
    void optionsTellEverythingThatShapedTheFit() {
        assertThat(fitted("zscore").options())
                .containsEntry("detector", "zscore")
                .containsEntry(
                        "detector.window",
                        Detectors.type("zscore").optionSpecs().get(0).defaultValue())
                .containsEntry("preparation.scaling", "robust")
                .containsEntry("belief.prior", "0.01")
                .containsEntry("episodes.merge-gap", "100")
                .containsEntry("episodes.min-probability", "0.5")
                .containsEntry("adaptation.rows", "1000");
    }

    /** What was learned, without the hash of the data it was learned from. */
    private static MemoryModel fitWithoutHash(TrainingSet train) {
        FittedPipeline fitted = Pipeline.of("zscore").fit(train);
        Provenance provenance = fitted.provenance();
        return new FittedPipeline(
                        fitted.preparation(),
                        fitted.detector(),
                        null,
                        fitted.nullModel(),
                        fitted.posterior(),
                        fitted.policy(),
                        Adaptation.DEFAULT,
                        fitted.contributionLevels(),
                        fitted.movementLevels(),
                        new Provenance(
                                "",
                                provenance.rows(),
                                provenance.seed(),
                                provenance.calibration(),
                                provenance.version(),
                                provenance.created(),
                                provenance.notes()))
                .content();
    }
}
