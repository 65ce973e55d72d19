package io.vigie.detect.classic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vigie.detect.FittedDetector;
import io.vigie.detect.MemberScores;
import io.vigie.detect.NormalNeighbour;
import io.vigie.detect.NormalNeighbours;
import io.vigie.detect.OnlineScorer;
import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.detect.Scores;
import io.vigie.detect.TrainingSet;
import io.vigie.model.MemoryModel;
import io.vigie.model.ModelFormatException;
import io.vigie.series.Channel;
import io.vigie.series.Interval;
import io.vigie.series.TimeAxis;
import io.vigie.series.TimeSeries;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EnsembleTest {
    private static final List<String> MEMBERS =
            List.of("zscore(window=9)", "spectral-residual(window=32,local=9)", "kmeans(window=16,clusters=4)");

    @Test
    void totalsAndContributionsAreThoseOfTheMembersCombined() {
        for (MemberCombination combine : MemberCombination.values()) {
            for (MemberScale scale : scalesOf(combine)) {
                Scores scores = ensemble(scale, combine)
                        .fit(TrainingSet.of(series(1, 400)), RunContext.defaults())
                        .score(series(2, 300));
                List<MemberScores> members = scores.members();
                assertThat(members).extracting(MemberScores::member).isEqualTo(MEMBERS);
                for (int row = scores.warmUp(); row < 300; row++) {
                    double sum = 0;
                    for (int c = 0; c < 3; c++) {
                        sum += scores.contribution(c, row);
                    }
                    assertThat(scores.total(row)).isCloseTo(expected(combine, members, row), within(1e-12));
                    assertThat(sum).isCloseTo(scores.total(row), within(1e-5));
                }
            }
        }
    }

    @Test
    void showsWhatIsNearestInTheFirstMemoryWhoseWindowFits() {
        TimeSeries learned = series(1, 400);
        FittedDetector fitted = new Ensemble(
                        List.of("zscore(window=9)", "knn(window=100)", "knn(window=20)"),
                        MemberScale.RANK,
                        MemberCombination.MEAN,
                        List.of())
                .fit(TrainingSet.of(learned), RunContext.defaults());
        NormalNeighbours memory = (NormalNeighbours) fitted;

        // rows 100 to 219 of the train part again: each window of 100, or 20 where no more are there, is its own
        // neighbour
        NormalNeighbour wide = memory.nearestNormal(learned.slice(100, 220), 60).get(0);
        assertThat(wide.rows()).isEqualTo(new Interval(10, 110));
        assertThat(wide.firstRow()).isEqualTo(110);
        assertThat(wide.distance()).isZero();
        assertThat(wide.values()[1]).isEqualTo(Arrays.copyOfRange(learned.channelValues(1), 110, 210));
        NormalNeighbour brief =
                memory.nearestNormal(learned.slice(100, 150), 30).get(0);
        assertThat(brief.rows().length()).isEqualTo(20);
        assertThat(brief.firstRow()).isEqualTo(100 + brief.rows().from());
        FittedDetector forgetful =
                ensemble(MemberScale.RANK, MemberCombination.MEAN).fit(TrainingSet.of(learned), RunContext.defaults());
        assertThat(((NormalNeighbours) forgetful).nearestNormal(learned, 30)).isEmpty();
    }

    private static double expected(MemberCombination combine, List<MemberScores> members, int row) {
        List<MemberScores> present = members.stream()
                .filter(member -> !Double.isNaN(member.scores()[row]))
                .toList();
        double[] sorted = present.stream()
                .mapToDouble(member -> member.scores()[row])
                .sorted()
                .toArray();
        double weights = present.stream().mapToDouble(MemberScores::weight).sum();
        return switch (combine) {
            case MAX -> sorted[sorted.length - 1];
            case MEDIAN -> 0.5 * (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]);
            case MEAN, WEIGHTED ->
                present.stream()
                                .mapToDouble(member -> member.weight() * member.scores()[row])
                                .sum()
                        / weights;
            case LEANING ->
                10
                        * Math.log(present.stream()
                                        .mapToDouble(member -> member.weight() * Math.exp(member.scores()[row] / 10))
                                        .sum()
                                / weights);
        };
    }

    /** Leaning is for nats. */
    private static List<MemberScale> scalesOf(MemberCombination combine) {
        return combine == MemberCombination.LEANING
                ? List.of(MemberScale.RANK, MemberScale.LOG_RANK, MemberScale.HELD_OUT_LOG_RANK)
                : List.of(MemberScale.values());
    }

    @Test
    void leaningBringsMembersInByTheirScoresTimesWhatTheyLean() {
        Ensemble ensemble = new Ensemble(
                List.of("zscore(window=1)", "pca(variance=0.5)"),
                MemberScale.LOG_RANK,
                MemberCombination.LEANING,
                List.of("3", "1"));
        TimeSeries test = series(2, 300);
        FittedEnsemble fitted = ensemble.fit(TrainingSet.of(series(1, 400)), RunContext.defaults());
        Scores scores = fitted.score(test);
        for (int row = 0; row < 300; row++) {
            double[] brought = new double[3];
            double sum = 0;
            for (int m = 0; m < 2; m++) {
                double nats = scores.members().get(m).scores()[row];
                double brings = (m == 0 ? 3 : 1) * nats * Math.exp(nats / 10);
                Scores said = fitted.members().get(m).score(test);
                double all = said.contribution(0, row) + said.contribution(1, row) + said.contribution(2, row);
                for (int c = 0; c < 3; c++) {
                    brought[c] += all > 0 ? brings * said.contribution(c, row) / all : brings / 3;
                }
                sum += brings;
            }
            for (int c = 0; c < 3; c++) {
                double expected = sum > 0 ? scores.total(row) * brought[c] / sum : 0;
                assertThat(scores.contribution(c, row)).isCloseTo((float) expected, within(1e-5f));
            }
        }
    }

    @Test
    void onlineEqualsBatchForEveryCombination() {
        TimeSeries test = series(2, 200);
        for (MemberCombination combine : MemberCombination.values()) {
            FittedEnsemble fitted =
                    ensemble(MemberScale.RANK, combine).fit(TrainingSet.of(series(1, 400)), RunContext.defaults());
            Scores batch = fitted.score(test);
            OnlineScorer online = fitted.online();
            assertThat(online.delay()).isEqualTo(15);
            for (int row = 0; row < 200; row++) {
                if (row == 77) {
                    MemoryModel state = new MemoryModel();
                    online.write(state);
                    online = fitted.online(state.asReader());
                }
                double score = online.push(test.row(row));
                if (row >= 15 && row - 15 >= batch.warmUp()) {
                    assertThat(score).isEqualTo(batch.total(row - 15));
                    for (int c = 0; c < 3; c++) {
                        assertThat(online.contributions()[c]).isEqualTo(batch.contribution(c, row - 15));
                    }
                }
            }
        }
    }

    @Test
    void beliefsAreCalibratedOnWhatTheLogRankIsTheLogarithmOf() {
        TimeSeries train = series(1, 400);
        for (MemberScale scale : MemberScale.values()) {
            FittedEnsemble fitted =
                    ensemble(scale, MemberCombination.MEAN).fit(TrainingSet.of(train), RunContext.defaults());
            for (double score : new double[] {0, 0.5, 3, 40}) {
                double expected = scale.isLogRank() ? Math.exp(score) : score;
                assertThat(fitted.linear(score)).isEqualTo(expected);
            }
        }
    }

    @Test
    void aMemberThatRemembersItsTrainRowsIsScaledByRowsItHasNotSeen() {
        // In-sample distances of a nearest-neighbour memory are 0: scaled by those, every normal row would look wild.
        TimeSeries normal = series(3, 600);
        Scores scores = new Ensemble(List.of("knn(window=8)"), MemberScale.ROBUST_Z, MemberCombination.MEAN, List.of())
                .fit(TrainingSet.of(series(1, 600)), RunContext.defaults())
                .score(normal);
        assertThat(Arrays.stream(scores.totals()).sorted().toArray()[300]).isBetween(-1.0, 1.0);
    }

    @Test
    void aSeriesTooShortForOneMemberIsScoredByTheOthers() {
        FittedEnsemble fitted = ensemble(MemberScale.RANK, MemberCombination.MEAN)
                .fit(TrainingSet.of(series(1, 400)), RunContext.defaults());
        Scores scores = fitted.score(series(2, 12));
        assertThat(scores.members().get(0).scores()).doesNotContain(Double.NaN);
        assertThat(scores.members().get(2).scores()).containsOnly(Double.NaN);
        assertThat(scores.total(5)).isEqualTo(scores.members().get(0).scores()[5], within(1e-12));
    }

    @Test
    void scalesAreSteadyUnderFivePercentContamination() {
        RandomGenerator random = RunContext.defaults().random("contaminated");
        double[] clean = random.doubles(4000).map(u -> -Math.log(1 - u)).toArray();
        double[] dirty = clean.clone();
        for (int i = 0; i < 200; i++) {
            dirty[20 * i] = 1000 + i;
        }
        for (MemberScale scale : MemberScale.values()) {
            ScoreScale before = ScoreScale.fit(scale, clean);
            ScoreScale after = ScoreScale.fit(scale, dirty);
            for (double score : new double[] {0.1, 0.7, 2, 4}) {
                assertThat(after.of(score))
                        .isCloseTo(before.of(score), within(0.15 + 0.3 * Math.abs(before.of(score))));
            }
            assertThat(after.of(2000)).isGreaterThan(after.of(1000)).isGreaterThan(after.of(4));
        }
    }

    @Test
    void rankOfExponentialScoresIsTheScore() {
        // -log(1 - F(s)) = s for the unit exponential, in the body and in the tail.
        double[] exact = new double[9999];
        for (int i = 0; i < exact.length; i++) {
            exact[i] = -Math.log(1 - (i + 0.5) / exact.length);
        }
        ScoreScale scale = ScoreScale.fit(MemberScale.RANK, exact);
        for (double score : new double[] {0.05, 0.5, 1, 2, 3, 10, 50}) {
            assertThat(scale.of(score)).isCloseTo(score, within(0.01 * score + 1e-3));
        }
    }

    @Test
    void unusableOptionsAreRefusedInOneLine() {
        assertThatThrownBy(() -> new Ensemble(List.of(), MemberScale.RANK, MemberCombination.MEAN, List.of()))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("members is empty");
        assertThatThrownBy(() -> new Ensemble(List.of("kmeanz"), MemberScale.RANK, MemberCombination.MEAN, List.of()))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("did you mean 'kmeans'");
        assertThatThrownBy(() -> new Ensemble(MEMBERS, MemberScale.RANK, MemberCombination.WEIGHTED, List.of("1")))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("1 numbers for 3 members");
        assertThatThrownBy(() -> ensemble(MemberScale.ROBUST_Z, MemberCombination.LEANING))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("combine is leaning and scale robust-z");
    }

    @Test
    void expectsWhatTheFirstMemberWithTheFewestBlindSpotsDoes() {
        TimeSeries train = series(1, 400);
        List<String> members = List.of("zscore(window=9)", "knn(window=16,normalize=mean)", "kmeans(window=16)", "pca");
        Ensemble ensemble = new Ensemble(members, MemberScale.RANK, MemberCombination.MEAN, List.of());
        FittedEnsemble fitted = ensemble.fit(TrainingSet.of(train), RunContext.defaults());
        Interval rows = new Interval(100, 120);
        for (int from = 0; from < members.size(); from++) {
            List<FittedDetector> some = fitted.members().subList(from, members.size());
            FittedDetector first = some.stream()
                    .filter(member ->
                            member.detector().descriptor().blindSpots().isEmpty())
                    .filter(member -> member.expectation(train, rows).isPresent())
                    .findFirst()
                    .orElseThrow();
            FittedEnsemble part =
                    new FittedEnsemble(ensemble, ensemble, fitted.delay(), fitted.schema(), some, fitted.scales());
            assertThat(part.expectation(train, rows).orElseThrow().expected())
                    .isDeepEqualTo(first.expectation(train, rows).orElseThrow().expected());
        }
        // Where none is without, one with a blind spot has to do.
        FittedEnsemble neighbours = new FittedEnsemble(
                ensemble,
                ensemble,
                fitted.delay(),
                fitted.schema(),
                fitted.members().subList(1, 2),
                fitted.scales());
        assertThat(neighbours.expectation(train, rows)).isPresent();
    }

    @Test
    void theLogRankIsMinusTheLogarithmOfTheShareOfTrainScoresAboveAndLogarithmicBeyondThem() {
        double[] train = IntStream.rangeClosed(1, 9999).mapToDouble(i -> i).toArray();
        ScoreScale scale = ScoreScale.fit(MemberScale.LOG_RANK, train);

        assertThat(scale.of(-5)).isZero();
        assertThat(scale.of(5000)).isCloseTo(Math.log(2), within(1e-3));
        assertThat(scale.of(9000)).isCloseTo(Math.log(10), within(1e-2));
        assertThat(scale.of(9900)).isCloseTo(Math.log(100), within(2e-2));
        assertThat(scale.of(9999)).isCloseTo(Math.log(10_000), within(1e-9));
        // The unit beyond is the distance of the greatest train score from the median, 4999 here.
        assertThat(scale.of(9999 + 4999)).isCloseTo(Math.log(10_000) + 2 * Math.log(2), within(1e-9));
        double before = scale.of(-10);
        for (double score = -10; score < 30_000; score += 7.3) {
            assertThat(scale.of(score)).isGreaterThanOrEqualTo(before);
            before = scale.of(score);
        }
    }

    @Test
    void aMemberThatRemembersItsTrainPartCountsByTheLogarithmOfItsScore() {
        ScoreScale scale = ScoreScale.fit(MemberScale.LOG_RANK, new double[500]);

        double unit = scale.of(0);
        assertThat(scale.of(Math.E - 1) - unit).isCloseTo(2, within(1e-9));
        assertThat(scale.of(Math.exp(3) - 1) - unit).isCloseTo(6, within(1e-9));
    }

    @Test
    void aMemberThatRemembersItsTrainPartCountsByHowRareItsScoreIsWhereItIsHeldOut() {
        TrainingSet train = TrainingSet.of(series(1, 600));
        TimeSeries normal = series(3, 600);
        List<String> neighbours = List.of("knn(window=8)");
        Scores seen = new Ensemble(neighbours, MemberScale.LOG_RANK, MemberCombination.MEAN, List.of())
                .fit(train, RunContext.defaults())
                .score(normal);
        Scores heldOut = new Ensemble(neighbours, MemberScale.HELD_OUT_LOG_RANK, MemberCombination.MEAN, List.of())
                .fit(train, RunContext.defaults())
                .score(normal);
        // Minus the logarithm of the share above: ln 2 at the median of what is normal, the deepest for all that was
        // not seen.
        double median = Arrays.stream(heldOut.totals()).sorted().toArray()[300];
        assertThat(median).isCloseTo(Math.log(2), within(0.4));
        assertThat(Arrays.stream(seen.totals()).min().orElseThrow()).isGreaterThan(Math.log(600) - 1);
    }

    @Test
    void scaleAndCombinationAreWrittenAndOnesThatNobodyKnowsAreRefused() {
        Ensemble ensemble = ensemble(MemberScale.LOG_RANK, MemberCombination.LEANING);
        MemoryModel model = new MemoryModel();
        ensemble.fit(TrainingSet.of(series(1, 400)), RunContext.defaults()).write(model);
        assertThat(FittedEnsemble.options(model.asReader())).isEqualTo(ensemble);

        MemoryModel earlier = new MemoryModel();
        earlier.texts("members", List.of("pca"));
        earlier.texts("weights", List.of("1"));
        assertThat(FittedEnsemble.options(earlier.asReader()))
                .isEqualTo(new Ensemble(List.of("pca"), MemberScale.RANK, MemberCombination.WEIGHTED, List.of("1")));
        earlier.text("combine", "QUARREL");
        assertThatThrownBy(() -> FittedEnsemble.options(earlier.asReader()))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("'combine' is 'QUARREL'");
    }

    private static Ensemble ensemble(MemberScale scale, MemberCombination combine) {
        List<String> weights = combine.isWeighted() ? List.of("2", "1", "0.5") : List.of();
        return new Ensemble(MEMBERS, scale, combine, weights);
    }

    private static TimeSeries series(int seed, int rows) {
        RandomGenerator random = RunContext.defaults().withSeed(seed).random("ensemble");
        double[][] values = new double[3][rows];
        for (int c = 0; c < 3; c++) {
            for (int row = 0; row < rows; row++) {
                values[c][row] = Math.sin(0.2 * row + c) + 0.2 * random.nextGaussian();
            }
        }
        List<Channel> channels = Stream.of("a", "b", "c").map(Channel::of).toList();
        return TimeSeries.wrap("series-" + seed, TimeAxis.rows(rows), channels, values);
    }
}
