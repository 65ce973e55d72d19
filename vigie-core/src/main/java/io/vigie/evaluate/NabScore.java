package io.vigie.evaluate;

import io.vigie.series.Labels;

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
     * The best normalised score over all thresholds. O(n).
     *
     * @throws io.vigie.series.BadInputException where lengths differ, a score is not finite, or no row is anomalous
     */
    public static NabScore of(double[] scores, Labels labels, NabProfile profile) {
        GroundTruth truth = GroundTruth.withAnomaly(labels);
        truth.requireScores(scores);
        return new Sweep(scores, ScoreOrder.descending(scores), truth).best(profile);
    }

    /** What an alarm on row {@code row} of a segment earns where no earlier row of it has one; 1 on its first row. */
    static double earned(int row, int last, int length) {
        return sigmoid(-(last - row + 1) / (double) length) / sigmoid(-1);
    }

    /** Cost of an alarm on a normal row behind a segment. */
    static double falsePositive(int row, int previousLast, int previousLength) {
        double position = (double) (row - previousLast) / Math.max(1, previousLength - 1);
        return position >= FAR ? 1 : -sigmoid(position);
    }

    private static double sigmoid(double position) {
        return 2 / (1 + Math.exp(5 * position)) - 1;
    }

    /** What each row adds to the sum when the threshold sinks to its score. */
    static final class Sweep {
        private final double[] scores;
        private final int[] descending;
        private final double[] reward;
        private final double[] falsePositives;
        private final boolean[] findsSegment;
        private final int segments;

        Sweep(double[] scores, int[] descending, GroundTruth truth) {
            this.scores = scores;
            this.descending = descending;
            reward = new double[truth.rows];
            falsePositives = new double[truth.rows];
            findsSegment = new boolean[truth.rows];
            segments = truth.segments.count;
            int normalFrom = 0;
            for (int i = 0; i < segments; i++) {
                addNormal(normalFrom, truth.segments.first[i], truth.segments, i - 1);
                addSegment(truth.segments.first[i], truth.segments.last[i]);
                normalFrom = truth.segments.last[i] + 1;
            }
            addNormal(normalFrom, truth.rows, truth.segments, segments - 1);
        }

        private void addNormal(int from, int to, Runs runs, int previous) {
            for (int row = from; row < to; row++) {
                double cost = 1;
                if (previous >= 0) {
                    int length = runs.last[previous] - runs.first[previous] + 1;
                    cost = falsePositive(row, runs.last[previous], length);
                }
                falsePositives[row] = cost;
            }
        }

        /** As the threshold sinks, ever earlier rows of the segment become the first predicted one. */
        private void addSegment(int first, int last) {
            int length = last - first + 1;
            int holder = first;
            double holderReward = 1;
            for (int row = first + 1; row <= last; row++) {
                if (scores[row] > scores[holder]) {
                    double earned = earned(row, last, length);
                    reward[holder] = holderReward - earned;
                    holder = row;
                    holderReward = earned;
                }
            }
            reward[holder] = holderReward;
            findsSegment[holder] = true;
        }

        NabScore best(NabProfile profile) {
            double nothing = -profile.falseNegativeWeight() * segments;
            double sum = nothing;
            double best = nothing;
            double threshold = Double.POSITIVE_INFINITY;
            for (int i = 0; i < descending.length; i++) {
                int row = descending[i];
                sum += reward[row]
                        + (findsSegment[row] ? profile.falseNegativeWeight() : 0)
                        - profile.falsePositiveWeight() * falsePositives[row];
                boolean lastOfTies = i == descending.length - 1 || scores[descending[i + 1]] != scores[row];
                if (lastOfTies && sum > best) {
                    best = sum;
                    threshold = scores[row];
                }
            }
            return new NabScore(profile, 100 * (best - nothing) / (segments - nothing), threshold);
        }
    }
}
