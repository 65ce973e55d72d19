package io.vigie.detect.classic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vigie.detect.Alignment;
import io.vigie.detect.Detector;
import io.vigie.detect.Detectors;
import io.vigie.detect.Expectation;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.MemberScores;
import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.detect.Scores;
import io.vigie.detect.TrainingSet;
import io.vigie.model.MemoryModel;
import io.vigie.model.ModelFormatException;
import io.vigie.series.Interval;
import io.vigie.series.TimeSeries;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class VigieTest {
    private static final RunContext CONTEXT = RunContext.defaults().withThreads(2);
    private static final Vigie VIGIE = (Vigie) Detectors.create("vigie");
    private static final Vigie CAUSAL = new Vigie(256, Alignment.CAUSAL);

    @Test
    void isMadeOfStatisticsNeighboursCentresAndSubspaces() {
        Ensemble ensemble = VIGIE.ensemble(4000, 4000, 3, 60);

        assertThat(ensemble.members())
                .containsExactly(
                        "statkmeans(shortest=8,longest=256,alignment=centred)",
                        "knn(window=50,normalize=mean,discrete=shared,memory=2048,alignment=centred)",
                        "knn(window=60,normalize=mean,discrete=shared,memory=2048,alignment=centred)",
                        "knn(window=60,normalize=zscore,discrete=shared,memory=2048,alignment=centred)",
                        "kmeans(window=100,stride=1,alignment=centred)",
                        "channelpca(window=16,alignment=centred)",
                        "pca");
        assertThat(ensemble.weights()).containsExactly("4", "1.5", "1.5", "1.5", "0.5", "1.5", "1");
        assertThat(ensemble.combine()).isEqualTo(MemberCombination.LEANING);
        assertThat(ensemble.scale()).isEqualTo(MemberScale.LOG_RANK);
        assertThat(VIGIE.ensemble(4000, 4000, 1, 60).scale()).isEqualTo(MemberScale.HELD_OUT_LOG_RANK);
        assertThat(CAUSAL.ensemble(4000, 4000, 3, 60).scale()).isEqualTo(MemberScale.HELD_OUT_LOG_RANK);
    }

    @Test
    void theCausalFormIsMadeOfStatisticsFadingPastsCentresAndSubspaces() {
        Ensemble ensemble = CAUSAL.ensemble(4000, 4000, 3, 60);

        assertThat(ensemble.members())
                .containsExactly(
                        "statkmeans(shortest=4,longest=256,alignment=causal)",
                        "fadingknn(half-life=5,discrete=shared)",
                        "fadingknn(half-life=20,discrete=shared)",
                        "kmeans(window=50,stride=1,aggregation=last,alignment=causal)",
                        "channelpca(window=16,aggregation=last,alignment=causal)",
                        "pca");
        assertThat(ensemble.weights()).containsExactly("4", "1.5", "1.5", "0.25", "1.5", "1");
        assertThat(ensemble.combine()).isEqualTo(MemberCombination.LEANING);
        for (int rows = 8; rows < 300; rows++) {
            List<Detector> members = CAUSAL.ensemble(rows, rows, 3, 60).detectors();
            for (int m : new int[] {1, 2}) {
                assertThat(((FadingKnn) members.get(m)).reach()).isLessThanOrEqualTo(Math.max(4, rows / 2));
            }
        }
    }

    @Test
    void theCausalFormTellsOfAnAnomalyAtOnceAndLessSoonAfterIt() {
        FittedDetector fitted = CAUSAL.fit(TrainingSet.of(WindowDetectorData.series(2000, 2, 7)), CONTEXT);
        double[][] x = WindowDetectorData.values(900, 2, 8);
        double[] quiet = fitted.score(WindowDetectorData.series(x), CONTEXT).totals();
        for (int row = 500; row < 600; row++) {
            x[1][row] = 3 * x[1][row] + 2;
        }
        double[] scores = fitted.score(WindowDetectorData.series(x), CONTEXT).totals();
        double usual = Arrays.stream(quiet).max().orElseThrow();

        assertThat(Arrays.copyOf(scores, 500)).isEqualTo(Arrays.copyOf(quiet, 500));
        assertThat(Arrays.stream(scores, 510, 600)).allMatch(score -> score > usual);
        double during = Arrays.stream(scores, 510, 600).average().orElseThrow();
        double after = Arrays.stream(scores, 650, 700).average().orElseThrow();
        double before = Arrays.stream(scores, 400, 500).average().orElseThrow();
        assertThat(after - before).isLessThan(0.75 * (during - before));
    }

    @Test
    void longTrainPartsAreLearnedInSteps() {
        for (int[] rowsAndStride : new int[][] {{20_000, 1}, {20_001, 2}, {1_000_000, 50}}) {
            int rows = rowsAndStride[0];
            KMeans centres =
                    (KMeans) VIGIE.ensemble(rows, rows, 3, 60).detectors().get(4);
            assertThat(centres.stride()).isEqualTo(rowsAndStride[1]);
        }
        // It is all rows that count for the step, and the longest stretch for the windows.
        KMeans centres =
                (KMeans) VIGIE.ensemble(200, 100_000, 3, 60).detectors().get(4);
        assertThat(centres.stride()).isEqualTo(5);
        assertThat(centres.window()).isBetween(50, 100);
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 9, 12, 20, 40, 150, 199, 200, 400, 853, 854, 5000})
    void halfATrainPartStillHoldsWhatEachMemberNeeds(int rows) {
        for (int period : new int[] {8, 33, 100, 255}) {
            List<Detector> members = VIGIE.ensemble(rows, rows, 3, period).detectors();
            StatKMeans statistics = (StatKMeans) members.get(0);
            assertThat(statistics.longest()).isBetween(2, 256).isLessThanOrEqualTo(Math.max(2, (int) (0.3 * rows)));
            assertThat(statistics.shortest()).isLessThanOrEqualTo(8);
            assertThat(2 * statistics.longest()).isGreaterThan(Math.min(256, (int) (0.3 * rows)));
            int half = rows / 2;
            assertThat(((Knn) members.get(1)).window()).isBetween(Math.min(50, rows / 4), Math.min(50, half));
            assertThat(((Knn) members.get(2)).window()).isBetween(Math.min(period, rows / 4), Math.min(period, half));
            assertThat(((Knn) members.get(3)).window()).isEqualTo(((Knn) members.get(2)).window());
            assertThat(((KMeans) members.get(4)).window()).isBetween(Math.min(100, rows / 4), Math.min(100, half));
            assertThat(((ChannelPca) members.get(5)).window()).isBetween(Math.min(16, rows / 4), Math.min(16, half));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 8, 12, 20, 40, 150})
    void shortTrainPartsAreLearned(int rows) {
        TimeSeries train = WindowDetectorData.series(rows, 3, 1);
        Scores scores = VIGIE.fit(TrainingSet.of(train), CONTEXT).score(WindowDetectorData.series(200, 3, 2), CONTEXT);

        assertThat(scores.length()).isEqualTo(200);
        assertThat(scores.settledTotals()).hasSize(200 - scores.warmUp()).doesNotContain(Double.NaN);
        List<String> members =
                scores.members().stream().map(MemberScores::member).toList();
        if (rows < 8) {
            assertThat(members).containsExactly("zscore(window=1)");
        } else {
            assertThat(members).hasSize(7);
        }
    }

    @ParameterizedTest
    @EnumSource(Alignment.class)
    void theDelayCoversThatOfAllMembersThereMayBe(Alignment alignment) {
        for (int window = 16; window <= 8192; window += 1 + window / 9) {
            Vigie vigie = new Vigie(window, alignment);
            int delay = vigie.descriptor().delay();
            if (alignment == Alignment.CAUSAL) {
                assertThat(delay).isZero();
            }
            for (int rows : new int[] {5, 8, 100, 4000, 1_000_000}) {
                // No period reaches the window; without one it is the window or 100.
                for (int period : new int[] {Math.min(window, 8), window / 2, window - 1, Math.min(window, 100)}) {
                    Ensemble ensemble = vigie.ensemble(rows, rows, 3, Math.max(1, period));
                    assertThat(ensemble.descriptor().delay())
                            .as("window %d, %d rows, period %d", window, rows, period)
                            .isLessThanOrEqualTo(delay);
                }
            }
        }
    }

    @Test
    void thePeriodOfTheTrainPartSetsTheWindowsOfTheNeighbours() {
        // The waves repeat after 17 and 20 rows.
        FittedDetector fitted = VIGIE.fit(TrainingSet.of(WindowDetectorData.series(600, 2, 7)), CONTEXT);

        assertThat(fitted.score(WindowDetectorData.series(300, 2, 8), CONTEXT).members())
                .extracting(MemberScores::member)
                .filteredOn(member -> member.startsWith("knn"))
                .hasSize(3)
                .element(1)
                .satisfies(member ->
                        assertThat(((Knn) Detectors.parse(member)).window()).isBetween(17, 20));
    }

    @Test
    void whatWasExpectedKeepsTheLevel() {
        FittedDetector fitted = VIGIE.fit(TrainingSet.of(WindowDetectorData.series(1200, 2, 7)), CONTEXT);
        double[][] x = WindowDetectorData.values(800, 2, 8);
        for (int row = 300; row < 600; row++) {
            x[1][row] += 5;
        }
        Expectation expectation = fitted.expectation(WindowDetectorData.series(x), new Interval(400, 500))
                .orElseThrow();

        // Windows less their mean would expect the level that they are at.
        for (double expected : expectation.expected()[1]) {
            assertThat(expected).isCloseTo(0, within(2.0));
        }
    }

    @Test
    void windowsThatCannotBeAreRefused() {
        for (int window : new int[] {-1, 0, 15, 65_537}) {
            assertThatThrownBy(() -> new Vigie(window, Alignment.CENTRED))
                    .isInstanceOf(OptionException.class)
                    .hasMessageContaining("window is " + window + "; use 16 to 65536");
        }
        // Rounded down to what statistics can be made for.
        assertThat(new Vigie(100, Alignment.CENTRED).ensemble(4000, 4000, 3, 60).members())
                .first()
                .isEqualTo("statkmeans(shortest=8,longest=64,alignment=centred)");
        assertThat(new Vigie(65_536, Alignment.CENTRED)
                        .ensemble(10_000_000, 10_000_000, 3, 60)
                        .members())
                .first()
                .isEqualTo("statkmeans(shortest=8,longest=65536,alignment=centred)");
    }

    @Test
    void modelsMadeWhenTheMembersWereOthersKeepLoading() {
        Ensemble earlier = new Ensemble(
                List.of(
                        "kmeans(window=100,stride=1,normalize=none,alignment=centred)",
                        "kmeans(window=100,stride=1,normalize=zscore,alignment=centred)",
                        "kmeans(window=25,stride=1,normalize=none,alignment=centred)",
                        "pca"),
                MemberScale.RANK,
                MemberCombination.WEIGHTED,
                List.of("2", "2", "1", "1"));
        Vigie vigie = new Vigie(100, Alignment.CENTRED);
        FittedEnsemble fitted = earlier.fit(vigie, 99, TrainingSet.of(WindowDetectorData.series(600, 2, 7)), CONTEXT);
        MemoryModel model = new MemoryModel(); // without the name of the scale
        model.texts("members", earlier.members());
        model.texts("weights", earlier.weights());
        for (int m = 0; m < 4; m++) {
            Detectors.write(fitted.members().get(m), model.section("member-" + m));
            fitted.scales().get(m).write(model.section("scale-" + m));
        }
        TimeSeries test = WindowDetectorData.series(300, 2, 8);

        FittedDetector loaded = Vigie.read(vigie, fitted.schema(), model.asReader());
        assertThat(loaded.detector()).isEqualTo(vigie);
        assertThat(loaded.score(test, CONTEXT).totals())
                .isEqualTo(fitted.score(test, CONTEXT).totals());
        assertThat(loaded.online().delay()).isEqualTo(vigie.descriptor().delay());

        assertThatThrownBy(() -> Vigie.read(new Vigie(64, Alignment.CAUSAL), fitted.schema(), model.asReader()))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("need a delay of 99 rows, its window allows 0");
    }

    @Test
    void aModelSaysOnWhichScaleItsMembersMeet() {
        TimeSeries train = WindowDetectorData.series(400, 2, 7);
        TimeSeries test = WindowDetectorData.series(200, 2, 8);
        for (MemberScale scale : MemberScale.values()) {
            Ensemble ensemble =
                    new Ensemble(List.of("pca", "zscore"), scale, MemberCombination.WEIGHTED, List.of("2", "1"));
            FittedDetector fitted = ensemble.fit(VIGIE, VIGIE.descriptor().delay(), TrainingSet.of(train), CONTEXT);
            MemoryModel model = new MemoryModel();
            fitted.write(model);
            assertThat(Vigie.read(VIGIE, fitted.schema(), model.asReader())
                            .score(test, CONTEXT)
                            .totals())
                    .isEqualTo(fitted.score(test, CONTEXT).totals());
        }
        MemoryModel newer = new MemoryModel();
        newer.texts("members", List.of("pca"));
        newer.texts("weights", List.of("1"));
        newer.text("scale", "HUNCH");
        assertThatThrownBy(() -> Vigie.read(VIGIE, train.schema(), newer.asReader()))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("'scale' is 'HUNCH'");
    }
}
