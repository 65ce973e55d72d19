package io.vigie.deep.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigie.deep.engine.FittedNetwork;
import io.vigie.detect.Detectors;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.Imputation;
import io.vigie.detect.RunContext;
import io.vigie.detect.Scores;
import io.vigie.detect.TrainingSet;
import io.vigie.evaluate.RankingCurve;
import io.vigie.model.MemoryModel;
import io.vigie.series.Interval;
import io.vigie.series.Labels;
import io.vigie.series.TimeSeries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A train part in which one channel is shifted in a fifth of the rows, so that the density has that for normal. */
class CounterfactualGuidanceTest {
    private static final int TRAIN = 4000;
    private static final int ROWS = 1200;
    private static final double SHIFT = 2;
    private static final int MARGIN = 6;
    private static final int LABELLED = 10; // of 39
    private static final String SIZES = "window=32,hidden=32,max-steps=500,epochs=30,stride=8";
    private static final String QUICK = "window=32,hidden=16,max-steps=40,stride=8";
    private static final List<Interval> LEARNED = planted(5, TRAIN);
    private static final List<Interval> PLANTED = planted(77, ROWS);
    private static final TimeSeries CONTAMINATED =
            new Machine(1, TRAIN).shifted(SHIFT, LEARNED).series();
    private static final TrainingSet PARTLY_LABELLED = TrainingSet.of(CONTAMINATED, labels());
    private static final FittedDetector UNLABELLED = fit(SIZES, TrainingSet.of(CONTAMINATED));
    private static final FittedDetector DENSITY_ALONE = fit(SIZES + ",guidance=0", PARTLY_LABELLED);
    private static final FittedDetector GUIDED = fit(SIZES, PARTLY_LABELLED);

    private final Machine truth = new Machine(2, ROWS);
    private final TimeSeries shifted =
            new Machine(2, ROWS).shifted(SHIFT, PLANTED).series();

    @AfterAll
    static void close() {
        UNLABELLED.close();
        DENSITY_ALONE.close();
        GUIDED.close();
    }

    private static FittedDetector fit(String options, TrainingSet train) {
        return Detectors.parse("counterfactual(" + options + ")").fit(train, RunContext.defaults());
    }

    /** One every hundred rows, 15 to 29 rows long. */
    private static List<Interval> planted(long seed, int rows) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Interval> planted = new ArrayList<>();
        for (int start = 40; start + 100 < rows; start += 100) {
            int from = start + random.nextInt(33);
            planted.add(new Interval(from, from + 15 + random.nextInt(15)));
        }
        return planted;
    }

    private static Labels labels() {
        Labels.State[] states = new Labels.State[TRAIN];
        Arrays.fill(states, Labels.State.UNKNOWN);
        for (int i = 0; i < LABELLED; i++) {
            Interval rows = LEARNED.get(i * LEARNED.size() / LABELLED);
            Arrays.fill(states, rows.from(), rows.to(), Labels.State.ANOMALOUS);
        }
        return Labels.of(states);
    }

    private static Imputation restored(FittedDetector fitted, TimeSeries series) {
        boolean[][] hidden = new boolean[3][series.length()];
        for (Interval rows : PLANTED) {
            for (int row = rows.from() - MARGIN; row < rows.to() + MARGIN; row++) {
                hidden[Machine.SHIFTED][row] = true;
            }
        }
        return fitted.imputer().orElseThrow().restore(series, hidden, 1, RunContext.defaults());
    }

    /** Root mean squared distance of the restored course of the rows in question from a course. */
    private static double distance(Imputation told, double[] course, boolean shiftedOnly) {
        double squares = 0;
        int count = 0;
        for (int row : told.hiddenRows(Machine.SHIFTED)) {
            int at = row;
            if (!shiftedOnly || PLANTED.stream().anyMatch(rows -> rows.contains(at))) {
                squares += Math.pow(told.value(0, Machine.SHIFTED, row) - course[row], 2);
                count++;
            }
        }
        return Math.sqrt(squares / count);
    }

    private double error(FittedDetector fitted) {
        return distance(restored(fitted, shifted), truth.clean[Machine.SHIFTED], true);
    }

    private double harm(FittedDetector fitted) {
        return distance(restored(fitted, truth.series()), truth.values[Machine.SHIFTED], false);
    }

    @Test
    void aQuarterOfTheAnomaliesLabelledIsEnoughToTakeThemOut() {
        // 1.83, 1.83 and .73 of the shift of 2 when this was written; with other seeds .64 to .80 at last
        double unlabelled = error(UNLABELLED);
        double alone = error(DENSITY_ALONE);
        double guided = error(GUIDED);

        assertThat(unlabelled).as("the density has the shift for normal").isGreaterThan(0.75 * SHIFT);
        assertThat(alone).as("though what is labelled is left out").isGreaterThan(0.75 * SHIFT);
        assertThat(guided).isLessThan(0.5 * unlabelled).isLessThan(0.5 * alone);
    }

    @Test
    void whatIsNormalStaysAsItIs() {
        // .093, .073 and .069 when this was written; with other seeds .07 to .12, .08 to .09 and .08 to .11
        double guided = harm(GUIDED);

        assertThat(guided)
                .isLessThan(0.65 * Machine.SENSOR)
                .isLessThan(harm(UNLABELLED) + 0.2 * Machine.SENSOR)
                .isLessThan(harm(DENSITY_ALONE) + 0.2 * Machine.SENSOR);
    }

    @Test
    void scoresTellTheLabelledKindToo() {
        // .71 and .996 when this was written
        double unlabelled = auroc(UNLABELLED);
        double guided = auroc(GUIDED);

        assertThat(unlabelled).isLessThan(0.8);
        assertThat(guided).isGreaterThan(0.95);
    }

    private double auroc(FittedDetector fitted) {
        return RankingCurve.of(fitted.score(shifted).totals(), Labels.ofIntervals(ROWS, PLANTED))
                .aucRoc();
    }

    @Test
    void whatItLearnedFromAndWhatItCostsIsTold() {
        assertThat(GUIDED.detector().learnsFromAnomalies()).isTrue();
        assertThat(GUIDED.notes())
                .contains("counterfactual: learned from 10 labelled anomalies too")
                .contains("counterfactual: 9 evaluations of the network a window when scoring, and 4 of a classifier of"
                        + " half its units, each with its gradient");
        assertThat(DENSITY_ALONE.detector().learnsFromAnomalies()).isFalse();
        for (FittedDetector other : List.of(UNLABELLED, DENSITY_ALONE)) {
            assertThat(other.notes())
                    .contains("counterfactual: 9 evaluations of the network a window when scoring")
                    .noneMatch(note -> note.contains("label"));
        }
    }

    @Test
    void whatIsFarOutsideOfTheTrainRangeComesBackNearIt() {
        TimeSeries far = new Machine(2, ROWS).shifted(1e12, PLANTED).series();

        Imputation told = restored(GUIDED, far);

        for (int row : told.hiddenRows(Machine.SHIFTED)) {
            assertThat(told.value(0, Machine.SHIFTED, row)).isBetween(-8.0, 8.0);
        }
        assertThat(GUIDED.score(far).totals()).doesNotContain(Double.NaN, Double.POSITIVE_INFINITY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"unet", "convolution", "transformer"})
    void itIsSavedWithItsClassifier(String denoiser) {
        try (FittedDetector fitted = fit(QUICK + ",denoiser=" + denoiser, PARTLY_LABELLED)) {
            MemoryModel model = new MemoryModel();
            Detectors.write(fitted, model);
            try (FittedDetector loaded = Detectors.read(CONTAMINATED.schema(), model.asReader())) {
                assertSameBits(loaded, fitted);
                assertThat(loaded.notes()).isEqualTo(fitted.notes());
            }
        }
    }

    @Test
    void encodedToNoiseAloneItStillComesBack() {
        try (FittedDetector fitted = fit(QUICK + ",depth=1", PARTLY_LABELLED)) {
            Imputation told = restored(fitted, shifted);
            for (int row : told.hiddenRows(Machine.SHIFTED)) {
                assertThat(told.value(0, Machine.SHIFTED, row)).isBetween(-8.0, 8.0);
            }
        }
    }

    @Test
    void withoutGuidanceWhatIsLabelledIsLeftOut() {
        Machine other = new Machine(1, TRAIN).shifted(SHIFT, LEARNED);
        Interval first = PARTLY_LABELLED.items().get(0).labels().anomalies().get(0);
        Arrays.fill(other.values[0], first.from(), first.to(), 3);
        TrainingSet changed = TrainingSet.of(other.series(), labels());
        for (String guidance : new String[] {"0", "1"}) {
            String options = QUICK + ",guidance=" + guidance;
            try (FittedDetector one = fit(options, PARTLY_LABELLED);
                    FittedDetector two = fit(options, changed)) {
                boolean same = Arrays.equals(
                        one.score(shifted).totals(), two.score(shifted).totals());
                assertThat(same).as("guidance %s", guidance).isEqualTo(guidance.equals("0"));
            }
        }
    }

    @Test
    void withoutLabelledAnomaliesTheOptionChangesNothing() {
        TrainingSet unknown = TrainingSet.of(CONTAMINATED);
        TrainingSet normal = TrainingSet.of(CONTAMINATED, Labels.all(Labels.State.NORMAL, TRAIN));
        try (FittedDetector off = fit(QUICK + ",guidance=0", unknown);
                FittedDetector on = fit(QUICK + ",guidance=5", unknown);
                FittedDetector known = fit(QUICK + ",guidance=5", normal)) {
            assertSameBits(on, off);
            assertSameBits(known, off);
            assertThat(((FittedNetwork) on).network().layout().toString()).doesNotContain("classifier");
        }
    }

    /** What was computed before there was a classifier, by commit 301a13c on one core with AVX-512; kernels of others sum in other orders. */
    @ParameterizedTest
    @CsvSource({
        "'',                                      0.872945, 0.773510, 6.627512, 0.536509, 0.406857",
        "',denoiser=convolution',                 1.150331, 0.859415, 5.233818, 0.655930, 0.608722",
        "',alignment=causal',                     5.411841, 9.462863, 20.072575, 0.536509, 0.406857",
        "',process=straight,prediction=velocity', 0.961008, 0.743286, 8.371133, 0.517494, 0.515323"
    })
    void unlabelledScoresAreWhatTheyWere(
            String more, double row40, double row150, double row299, double kept, double drawn) {
        TimeSeries train = new Machine(1, 1500).series();
        TimeSeries test = new Machine(2, 300).series();
        try (FittedDetector fitted = fit(QUICK + more, TrainingSet.of(train))) {
            double[] totals = fitted.score(test).totals();
            boolean[][] hidden = new boolean[3][300];
            for (int row = 50; row < 90; row++) {
                hidden[Machine.SHIFTED][row] = true;
            }
            Imputation told = fitted.imputer().orElseThrow().restore(test, hidden, 3, RunContext.defaults());

            assertThat(totals[40]).isCloseTo(row40, within(1e-3 * row40));
            assertThat(totals[150]).isCloseTo(row150, within(1e-3 * row150));
            assertThat(totals[299]).isCloseTo(row299, within(1e-3 * row299));
            assertThat(told.value(0, Machine.SHIFTED, 60)).isCloseTo(kept, within(1e-3));
            assertThat(told.value(1, Machine.SHIFTED, 60)).isCloseTo(drawn, within(1e-3));
        }
    }

    private void assertSameBits(FittedDetector actual, FittedDetector expected) {
        Scores scores = actual.score(shifted);
        assertThat(scores.totals()).isEqualTo(expected.score(shifted).totals());
        Imputation told = restored(actual, shifted);
        Imputation wanted = restored(expected, shifted);
        for (int row : told.hiddenRows(Machine.SHIFTED)) {
            assertThat(told.value(0, Machine.SHIFTED, row)).isEqualTo(wanted.value(0, Machine.SHIFTED, row));
        }
    }
}
