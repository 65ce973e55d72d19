package io.vigie.evaluate;

import io.vigie.series.Labels;
import java.util.Arrays;

/**
 * An early-reward score in the manner of NAB (Lavin and Ahmad, "Evaluating Real-time Anomaly Detection Algorithms: the
 * Numenta Anomaly Benchmark", ICMLA 2015), at the best threshold for one series.
 *
 * <p>With s(y) = 2/(1 + exp(5y)) - 1: in each segment of length m only the earliest predicted row counts, at position
 * y = -(m - i)/m for its i-th row (from 0), as s(y)/s(-1), so 1 on the first row and falling towards the end; a segment
 * without a prediction costs the profile's miss weight; every predicted normal row costs the profile's weight times
 * |s(y)|, y its distance from the end of the previous segment over that segment's length - 1 (1 before the first segment
 * and beyond y = 3). The sum is normalised to 0 for no prediction at all and 100 for predicting exactly the first row of
 * each segment.
 *
 * <p>Unlike NAB, the labelled segments are the windows (NAB widens its labels beforehand), there is no probation period,
 * the threshold is the best for this series, not for a corpus, and the divisor length - 1 is 1 for one-row segments.
 *
 * @param profile the weights
 * @param value 0..100
 * @param threshold the highest score threshold that reaches it (predicted: at least); infinite where predicting nothing
 *     is best
 */
public record NabScore(NabProfile profile, double value, double threshold) {
    private static final double FAR = 3.0;

    /**
     * The best normalised score over all thresholds. O(n log n).
     *
     * @throws io.vigie.series.BadInputException where lengths differ, a score is not finite, or no row is anomalous
     */
    public static NabScore of(double[] scores, Labels labels, NabProfile profile) {
        GroundTruth truth = GroundTruth.withAnomaly(labels);
        truth.requireScores(scores);
        return new Sweep(scores, truth).best(profile);
    }

    private static double sigmoid(double position) {
        return 2 / (1 + Math.exp(5 * position)) - 1;
    }

    /** What each distinct score, taken as the threshold, adds to the sum of the next higher one. */
    static final class Sweep {
        private final double[] ascending;
        private final double[] reward;
        private final double[] falsePositives;
        private final int[] segmentsFound;
        private final int segments;

        Sweep(double[] scores, GroundTruth truth) {
            ascending = new double[truth.rows];
            for (int row = 0; row < truth.rows; row++) {
                ascending[row] = scores[row] + 0.0; // -0.0 becomes 0.0: equal scores must share a place
            }
            double[] values = ascending.clone();
            Arrays.sort(ascending);
            reward = new double[truth.rows];
            falsePositives = new double[truth.rows];
            segmentsFound = new int[truth.rows];
            segments = truth.segments.count;
            int normalFrom = 0;
            for (int i = 0; i < segments; i++) {
                addNormal(values, normalFrom, truth.segments.first[i], truth.segments, i - 1);
                addSegment(values, truth.segments.first[i], truth.segments.last[i]);
                normalFrom = truth.segments.last[i] + 1;
            }
            addNormal(values, normalFrom, truth.rows, truth.segments, segments - 1);
        }

        private int place(double value) {
            return Arrays.binarySearch(ascending, value);
        }

        private void addNormal(double[] values, int from, int to, Runs segments, int previous) {
            for (int row = from; row < to; row++) {
                double cost = 1;
                if (previous >= 0) {
                    int length = segments.last[previous] - segments.first[previous] + 1;
                    double position = (double) (row - segments.last[previous]) / Math.max(1, length - 1);
                    cost = position >= FAR ? 1 : -sigmoid(position);
                }
                falsePositives[place(values[row])] += cost;
            }
        }

        /** As the threshold sinks, ever earlier rows of the segment become the first predicted one. */
        private void addSegment(double[] values, int first, int last) {
            double length = last - first + 1.0;
            double highest = Double.NEGATIVE_INFINITY;
            int holder = -1;
            double holderReward = 0;
            for (int row = first; row <= last; row++) {
                if (values[row] > highest) {
                    double earned = sigmoid(-(last - row + 1) / length) / sigmoid(-1);
                    if (holder >= 0) {
                        reward[place(values[holder])] += holderReward - earned;
                    }
                    holder = row;
                    holderReward = earned;
                    highest = values[row];
                }
            }
            int place = place(values[holder]);
            reward[place] += holderReward;
            segmentsFound[place]++;
        }

        NabScore best(NabProfile profile) {
            double nothing = -profile.falseNegativeWeight() * segments;
            double sum = nothing;
            double best = nothing;
            double threshold = Double.POSITIVE_INFINITY;
            for (int i = ascending.length - 1; i >= 0; i--) {
                sum += reward[i]
                        + profile.falseNegativeWeight() * segmentsFound[i]
                        - profile.falsePositiveWeight() * falsePositives[i];
                boolean lastOfTies = i == 0 || ascending[i - 1] != ascending[i];
                if (lastOfTies && sum > best) {
                    best = sum;
                    threshold = ascending[i];
                }
            }
            return new NabScore(profile, 100 * (best - nothing) / (segments - nothing), threshold);
        }
    }
}
