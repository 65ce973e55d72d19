package io.vigie.evaluate;

import io.vigie.series.Labels;

/**
 * Affiliation precision and recall (Huet et al., "Local Evaluation of Time Series Anomaly Detection Algorithms", KDD
 * 2022). The series is cut into one zone a labelled segment, at the midpoints between segments. In each zone a distance
 * is turned into the probability that a point drawn uniformly in the zone is at least as far: precision averages it
 * over predicted time (distance to the segment, equation 8), recall over the segment (distance to the nearest
 * prediction, equation 9). A row i is the interval [i, i + 1).
 *
 * <p>Precision averages over the zones that hold a prediction and is NaN where nothing is predicted at all; recall
 * averages over all zones, 0 for those without a prediction. Random scores reach 0.67 to 0.78 on common benchmarks: read
 * it beside the random score's value.
 *
 * <p>The integrals are evaluated in closed form: with E the zone and d a distance, the survival function of the precision
 * is ((l - d)+ + (r - d)+) / |E|, l and r the lengths of the zone left and right of the segment, and that of the recall
 * at point y is ((y - min E - d)+ + (max E - y - d)+) / |E|.
 */
public final class AffiliationF1 {
    private AffiliationF1() {}

    /**
     * The best affiliation F1 over 100 evenly spaced thresholds from the lowest to the highest score (predicted:
     * above); NaN for constant scores. O(100 n) of a plain scan.
     *
     * @throws io.vigie.series.BadInputException where lengths differ, a score is not finite, or no row is anomalous
     */
    public static BestF1 best(double[] scores, Labels labels) {
        GroundTruth truth = GroundTruth.withAnomaly(labels);
        truth.requireScores(scores);
        return best(new ThresholdGrid(scores), truth);
    }

    static BestF1 best(ThresholdGrid grid, GroundTruth truth) {
        Runs predicted = Runs.forRows(truth.rows);
        return grid.best(k -> {
            predicted.aboveLevel(grid.levels, k);
            return of(predicted, truth).f1();
        });
    }

    /**
     * Affiliation precision and recall of given predictions, one a row. O(n).
     *
     * @throws io.vigie.series.BadInputException where lengths differ or no row is labelled anomalous
     */
    public static PrecisionRecall of(boolean[] predictions, Labels labels) {
        GroundTruth truth = GroundTruth.withAnomaly(labels);
        truth.requireRows(predictions);
        return of(Runs.of(predictions), truth);
    }

    private static PrecisionRecall of(Runs predicted, GroundTruth truth) {
        Runs segments = truth.segments;
        double precision = 0;
        double recall = 0;
        int zonesPredicted = 0;
        int p = 0;
        for (int j = 0; j < segments.count; j++) {
            double zoneFrom = j == 0 ? 0 : (segments.last[j - 1] + 1 + segments.first[j]) / 2.0;
            double zoneTo = j == segments.count - 1 ? truth.rows : (segments.last[j] + 1 + segments.first[j + 1]) / 2.0;
            Zone zone = new Zone(zoneFrom, zoneTo, segments.first[j], segments.last[j] + 1.0);
            while (p < predicted.count && predicted.last[p] + 1 <= zoneFrom) {
                p++;
            }
            for (int i = p; i < predicted.count && predicted.first[i] < zoneTo; i++) {
                zone.add(Math.max(zoneFrom, predicted.first[i]), Math.min(zoneTo, predicted.last[i] + 1.0));
            }
            if (zone.predictedTime > 0) {
                zonesPredicted++;
                precision += zone.precision();
                recall += zone.recall();
            }
        }
        return new PrecisionRecall(
                zonesPredicted == 0 ? Double.NaN : precision / zonesPredicted, recall / segments.count);
    }

    /** One segment with its zone; pieces of prediction are added from left to right. */
    private static final class Zone {
        private final double from;
        private final double to;
        private final double segmentFrom;
        private final double segmentTo;
        private double predictedTime;
        private double precisionIntegral;
        private double recallIntegral;
        private double previousEnd = Double.NaN;

        Zone(double from, double to, double segmentFrom, double segmentTo) {
            this.from = from;
            this.to = to;
            this.segmentFrom = segmentFrom;
            this.segmentTo = segmentTo;
        }

        void add(double start, double end) {
            predictedTime += end - start;
            double inside = Math.max(0, Math.min(end, segmentTo) - Math.max(start, segmentFrom));
            precisionIntegral += inside;
            if (start < segmentFrom) {
                precisionIntegral += outside(Math.max(0, segmentFrom - end), segmentFrom - start);
            }
            if (end > segmentTo) {
                precisionIntegral += outside(Math.max(0, start - segmentTo), end - segmentTo);
            }
            if (Double.isNaN(previousEnd)) {
                recallIntegral += nearestRight(start, from, start);
            } else {
                double middle = (previousEnd + start) / 2;
                recallIntegral += nearestLeft(previousEnd, previousEnd, middle) + nearestRight(start, middle, start);
            }
            recallIntegral += inside;
            previousEnd = end;
        }

        double precision() {
            return precisionIntegral / predictedTime;
        }

        double recall() {
            return (recallIntegral + nearestLeft(previousEnd, previousEnd, to)) / (segmentTo - segmentFrom);
        }

        /** Precision integral over predicted points at distances a..b of the segment. */
        private double outside(double a, double b) {
            return (halfSquares(segmentFrom - from, a, b) + halfSquares(to - segmentTo, a, b)) / (to - from);
        }

        private static double halfSquares(double length, double a, double b) {
            double atA = Math.max(0, length - a);
            double atB = Math.max(0, length - b);
            return (atA * atA - atB * atB) / 2;
        }

        /** Recall integral over the part of the segment in a..b, whose nearest prediction ends at the pivot before it. */
        private double nearestLeft(double pivot, double a, double b) {
            double y0 = Math.max(a, segmentFrom);
            double y1 = Math.min(b, segmentTo);
            if (y1 <= y0) {
                return 0;
            }
            double at0 = Math.max(0, to + pivot - 2 * y0);
            double at1 = Math.max(0, to + pivot - 2 * y1);
            return ((pivot - from) * (y1 - y0) + (at0 * at0 - at1 * at1) / 4) / (to - from);
        }

        /** As {@link #nearestLeft}, for a prediction that starts at the pivot after the part. */
        private double nearestRight(double pivot, double a, double b) {
            double y0 = Math.max(a, segmentFrom);
            double y1 = Math.min(b, segmentTo);
            if (y1 <= y0) {
                return 0;
            }
            double at0 = Math.max(0, 2 * y0 - pivot - from);
            double at1 = Math.max(0, 2 * y1 - pivot - from);
            return ((to - pivot) * (y1 - y0) + (at1 * at1 - at0 * at0) / 4) / (to - from);
        }
    }
}
