package io.vigie.deep.represent;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.deep.DrawnSeries;
import io.vigie.detect.Detector;
import io.vigie.detect.Detectors;
import io.vigie.detect.FittedDetector;
import io.vigie.detect.RunContext;
import io.vigie.detect.Scores;
import io.vigie.detect.TrainingSet;
import io.vigie.evaluate.RankingCurve;
import io.vigie.series.Interval;
import io.vigie.series.Labels;
import io.vigie.series.TimeSeries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DeviationTest {
    private static final int ROWS = 2000;

    /** Dips of one channel or the other are normal; both at once, every fifth time, is what nobody plants. */
    private static TimeSeries dips(int seed, double depth, List<Interval> both) {
        double[][] values = new double[3][ROWS];
        SplittableRandom random = new SplittableRandom(seed);
        for (int row = 0; row < ROWS; row++) {
            for (int c = 0; c < 3; c++) {
                values[c][row] = 1.4 * Math.sin(2 * Math.PI * row / 16 + c) + 0.2 * random.nextGaussian();
            }
        }
        for (int number = 1; number * 50 + 40 < ROWS; number++) {
            int start = number * 50 + random.nextInt(20);
            boolean anomaly = number % 5 == 0;
            for (int row = start; row < start + 12; row++) {
                values[1][row] -= anomaly || number % 2 == 0 ? depth : 0;
                values[2][row] -= anomaly || number % 2 == 1 ? depth : 0;
            }
            if (anomaly) {
                both.add(new Interval(start, start + 12));
            }
        }
        return DrawnSeries.of(values);
    }

    private static double auroc(FittedDetector fitted, TimeSeries test, List<Interval> anomalies) {
        Scores scores = fitted.score(test);
        return RankingCurve.of(scores.totals(), Labels.ofIntervals(test.length(), anomalies))
                .aucRoc();
    }

    private static double[] withoutAndWithLabels(Detector detector, double depth, int labelled) {
        List<Interval> learned = new ArrayList<>();
        List<Interval> told = new ArrayList<>();
        TimeSeries train = dips(1, depth, learned);
        TimeSeries test = dips(2, depth, told);
        List<TrainingSet.Item> normal = new ArrayList<>(); // the same rows, the anomalies cut out rather than labelled
        List<TrainingSet.Item> shown = new ArrayList<>();
        for (Interval rows : Labels.ofIntervals(ROWS, learned).notAnomalous()) {
            TimeSeries part = train.slice(rows.from(), rows.to());
            normal.add(new TrainingSet.Item(part, Labels.all(Labels.State.NORMAL, part.length())));
        }
        shown.addAll(normal);
        for (Interval rows : learned.subList(0, labelled)) {
            TimeSeries about = train.slice(rows.from() - 40, rows.to() + 40);
            shown.add(new TrainingSet.Item(
                    about, Labels.ofIntervals(about.length(), List.of(new Interval(40, 40 + rows.length())))));
        }
        RunContext context = RunContext.defaults();
        try (FittedDetector without = detector.fit(TrainingSet.of(normal), context);
                FittedDetector with = detector.fit(TrainingSet.of(shown), context)) {
            assertThat(with.notes()).anyMatch(note -> note.contains("learned from " + labelled + " labelled"));
            assertThat(without.notes()).noneMatch(note -> note.contains("labelled"));
            return new double[] {auroc(without, test, told), auroc(with, test, told)};
        }
    }

    @Test
    void oneLabelShowsWhatPlantedOutliersDoNot() {
        double[] auroc = withoutAndWithLabels(Detectors.parse("devnet(window=32,max-steps=200,stride=4)"), 0.6, 1);

        assertThat(auroc[1]).isGreaterThan(0.8).isGreaterThan(auroc[0] + 0.2);
    }

    @Test
    void labelsSteerTheFeaturesToo() {
        Detector detector =
                Detectors.parse("patchcore(encoder=deviation(max-steps=200),window=33,memory=256,aggregation=average)");
        double[] auroc = withoutAndWithLabels(detector, 1.5, 5);

        assertThat(auroc[1]).isGreaterThan(auroc[0] + 0.05);
    }

    @Test
    void anAnomalyLiesFiveDeviationsUpAndNormalWindowsAboutZero() {
        List<Interval> both = new ArrayList<>();
        TimeSeries train = dips(1, 0, both);
        double[][] values = new double[3][];
        for (int c = 0; c < 3; c++) {
            values[c] = dips(2, 0, both).channelValues(c);
        }
        for (int row = 1000; row < 1064; row++) {
            values[1][row] += 6;
        }
        Detector detector = Detectors.parse("devnet(max-steps=200)");
        try (FittedDetector fitted = detector.fit(TrainingSet.of(train), RunContext.defaults())) {
            Scores scores = fitted.score(DrawnSeries.of(values));
            double[] totals = scores.totals().clone();

            assertThat(totals[1032]).isGreaterThan(0.8 * DeviationNetwork.CONFIDENT);
            assertThat(scores.contribution(1, 1032)).isGreaterThan(0.8f * (float) totals[1032]);
            Arrays.sort(totals);
            assertThat(totals[totals.length / 2]).isLessThan(1.2); // log 2 at a deviation of 0
        }
    }
}
