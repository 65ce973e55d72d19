package io.vigie.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vigie.series.BadInputException;
import io.vigie.series.Interval;
import io.vigie.series.Labels;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class VolumeUnderSurfaceTest {
    /** The definition word for word, row by row and threshold by threshold, on layouts the golden cases do not have. */
    @Test
    void agreesWithTheDefinitionOnRandomLayouts() {
        SplittableRandom random = new SplittableRandom(7);
        for (int trial = 0; trial < 300; trial++) {
            int n = random.nextInt(2, 70);
            double[] scores = new double[n];
            boolean[] anomalous = new boolean[n];
            double density = random.nextDouble();
            int levels = random.nextInt(1, 40);
            for (int i = 0; i < n; i++) {
                anomalous[i] = random.nextDouble() < density;
                scores[i] = random.nextInt(levels) - levels / 2;
            }
            anomalous[random.nextInt(n / 2)] = true;
            anomalous[n / 2 + random.nextInt(n - n / 2)] = false;
            int window = random.nextInt(0, 3 * n);
            VolumeUnderSurface volume = VolumeUnderSurface.of(scores, Labels.ofBinary(anomalous), window);
            for (int w = 0; w <= window; w++) {
                double[] expected = byDefinition(scores, anomalous, w);
                assertThat(volume.rocAt(w)).as("trial %d AUC at %d", trial, w).isCloseTo(expected[0], within(1e-12));
                assertThat(volume.prAt(w)).as("trial %d AP at %d", trial, w).isCloseTo(expected[1], within(1e-12));
            }
        }
    }

    private static double[] byDefinition(double[] scores, boolean[] anomalous, int w) {
        int n = scores.length;
        List<Interval> segments = Labels.ofBinary(anomalous).anomalies();
        double[] soft = new double[n];
        int[] zone = new int[n]; // 0 outside, else number of the zone
        int zones = 0;
        for (int i = 0; i < segments.size(); i++) {
            int first = segments.get(i).from();
            int last = segments.get(i).to() - 1;
            if (i == 0 || segments.get(i - 1).to() - 1 + w / 2 >= first - w / 2) {
                zones = Math.max(zones, 1);
            } else {
                zones++;
            }
            for (int row = Math.max(0, first - w / 2); row <= Math.min(n - 1, last + w / 2); row++) {
                int distance = Math.max(first - row, row - last);
                soft[row] += distance <= 0 ? 1 : Math.sqrt(1 - (double) distance / w);
                zone[row] = zones;
            }
        }
        double positives = Labels.ofBinary(anomalous).count(Labels.State.ANOMALOUS);
        double[] ascending = scores.clone();
        Arrays.sort(ascending);
        double roc = 0;
        double pr = 0;
        double tprBefore = 0;
        double fprBefore = 0;
        for (int k = 0; k < 250; k++) {
            double threshold = ascending[n - 1 - (int) (k * ((n - 1) / 249.0) + (k == 249 ? 1e-9 : 0))];
            double truePositives = 0;
            double labelMass = 0;
            double predicted = 0;
            boolean[] hit = new boolean[zones + 1];
            for (int row = 0; row < n; row++) {
                double label = Math.min(1, soft[row]);
                if (scores[row] >= threshold) {
                    predicted++;
                    truePositives += anomalous[row] ? 1 : label;
                    labelMass += anomalous[row] ? 1 : label;
                    hit[zone[row]] = true;
                } else {
                    labelMass += anomalous[row] ? 1 : 0;
                }
            }
            int found = 0;
            for (int z = 1; z <= zones; z++) {
                found += hit[z] ? 1 : 0;
            }
            double allPositives = (positives + labelMass) / 2;
            double tpr = Math.min(truePositives / allPositives, 1) * found / zones;
            double fpr = (predicted - truePositives) / (n - allPositives);
            roc += (fpr - fprBefore) * (tpr + tprBefore) / 2;
            pr += (tpr - tprBefore) * truePositives / predicted;
            tprBefore = tpr;
            fprBefore = fpr;
        }
        return new double[] {roc + (1 - fprBefore) * (1 + tprBefore) / 2, pr};
    }

    @Test
    void windowZeroIsTheFirstSliceAndRangeAucTheLast() {
        double[] scores = PointAdjustedF1.randomScores(500, 3);
        Labels labels = Labels.ofIntervals(500, List.of(new Interval(40, 60), new Interval(300, 310)));
        VolumeUnderSurface volume = VolumeUnderSurface.of(scores, labels, 30);
        VolumeUnderSurface zero = VolumeUnderSurface.of(scores, labels, 0);
        assertThat(zero.pr()).isEqualTo(RangeAuc.of(scores, labels, 0).pr()).isEqualTo(volume.prAt(0));
        assertThat(zero.roc()).isEqualTo(RangeAuc.of(scores, labels, 0).roc()).isEqualTo(volume.rocAt(0));
        assertThat(RangeAuc.of(scores, labels, 30)).isEqualTo(new RangeAuc(volume.rocAt(30), volume.prAt(30)));
        assertThat(volume.window()).isEqualTo(30);
        double sum = 0;
        for (int w = 0; w <= 30; w++) {
            sum += volume.prAt(w);
        }
        assertThat(volume.pr()).isCloseTo(sum / 31, within(1e-15));
    }

    @Test
    void onlyTheOrderOfScoresCounts() {
        double[] scores = PointAdjustedF1.randomScores(2000, 11);
        for (int i = 0; i < scores.length; i++) {
            scores[i] = Math.rint(scores[i] * 400) - 100; // ties, negative values, zero
        }
        double[] shuffledScale =
                Arrays.stream(scores).map(s -> s * s * s + 5 * s - 1e3).toArray();
        double[] signedZero = Arrays.stream(scores).map(s -> s == 0 ? -0.0 : s).toArray();
        Labels labels = Labels.ofIntervals(2000, List.of(new Interval(100, 160), new Interval(1500, 1501)));
        ScoreMetrics expected = ScoreMetrics.of(scores, labels, 40);
        for (double[] same : List.of(shuffledScale, signedZero)) {
            ScoreMetrics actual = ScoreMetrics.of(same, labels, 40);
            assertThat(actual.volume().pr()).isEqualTo(expected.volume().pr());
            assertThat(actual.volume().roc()).isEqualTo(expected.volume().roc());
            assertThat(actual.ranking().aucPr()).isEqualTo(expected.ranking().aucPr());
            assertThat(actual.ranking().aucRoc()).isEqualTo(expected.ranking().aucRoc());
            assertThat(actual.ranking().standardF1().value())
                    .isEqualTo(expected.ranking().standardF1().value());
            assertThat(actual.nab().value()).isEqualTo(expected.nab().value());
        }
    }

    @Test
    void exchangingIdenticalSegmentsChangesNothing() {
        int n = 900;
        List<Interval> segments = List.of(new Interval(150, 170), new Interval(450, 470), new Interval(750, 770));
        double[] scores = PointAdjustedF1.randomScores(n, 5);
        double[] exchanged = scores.clone();
        System.arraycopy(scores, 0, exchanged, 300, 300);
        System.arraycopy(scores, 300, exchanged, 600, 300);
        System.arraycopy(scores, 600, exchanged, 0, 300);
        Labels labels = Labels.ofIntervals(n, segments);
        ScoreMetrics a = ScoreMetrics.of(scores, labels, 50);
        ScoreMetrics b = ScoreMetrics.of(exchanged, labels, 50);
        assertThat(b.volume().pr()).isCloseTo(a.volume().pr(), within(1e-12));
        assertThat(b.volume().roc()).isCloseTo(a.volume().roc(), within(1e-12));
        assertThat(b.pointAdjustedF1()).isEqualTo(a.pointAdjustedF1());
        assertThat(b.eventF1()).isEqualTo(a.eventF1());
    }

    @Test
    void aWiderWindowForgivesAnAlarmBesideTheSegment() {
        boolean[] predictions = new boolean[400];
        Arrays.fill(predictions, 215, 220, true); // five rows, ending ten rows before the segment
        double[] scores = new double[400];
        for (int i = 0; i < 400; i++) {
            scores[i] = predictions[i] ? 1 : 0;
        }
        Labels labels = Labels.ofIntervals(400, List.of(new Interval(230, 250)));
        VolumeUnderSurface volume = VolumeUnderSurface.of(scores, labels, 60);
        assertThat(volume.prAt(60)).isGreaterThan(volume.prAt(22)).isGreaterThan(volume.prAt(0) + 0.1);
        PredictedVolume narrow = PredictedVolume.of(predictions, labels, 10);
        assertThat(narrow).isEqualTo(new PredictedVolume(0, 0, 0));
        assertThat(PredictedVolume.of(predictions, labels, 60).precision()).isBetween(0.4, 0.7);
    }

    @Test
    void refusesWhatItCannotScore() {
        Labels labels = Labels.ofIntervals(4, List.of(new Interval(1, 2)));
        assertThatThrownBy(() -> VolumeUnderSurface.of(new double[3], labels, 5))
                .isInstanceOf(BadInputException.class)
                .hasMessage("3 scores for 4 labels; give one score a row");
        assertThatThrownBy(() -> VolumeUnderSurface.of(new double[] {1, 2, Double.NaN, 4}, labels, 5))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("score of row 2 is NaN")
                .hasMessageContaining("warm-up");
        assertThatThrownBy(() -> RankingCurve.of(new double[] {1, Double.POSITIVE_INFINITY, 3, 4}, labels))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("score of row 1 is Infinity");
        assertThatThrownBy(() -> VolumeUnderSurface.of(new double[4], labels, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("window -1");
        assertThatThrownBy(() -> PredictedVolume.of(new boolean[5], labels, 3))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("5 predictions for 4 labels");
        Labels unknown = Labels.of(new Labels.State[] {Labels.State.ANOMALOUS, Labels.State.UNKNOWN});
        assertThatThrownBy(() -> VolumeUnderSurface.of(new double[2], unknown, 1))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("row 1 has no label");
    }
}
