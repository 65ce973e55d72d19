package io.vigie.evaluate;

/**
 * A precision and a recall.
 *
 * @param precision in 0..1; NaN where the metric leaves it undefined (see the metric)
 * @param recall in 0..1
 */
public record PrecisionRecall(double precision, double recall) {
    /** Harmonic mean of precision and recall; 0 where both are 0, NaN where the precision is undefined. */
    public double f1() {
        return precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
    }

    static PrecisionRecall ofCounts(long truePositives, long falsePositives, long falseNegatives) {
        return truePositives == 0
                ? new PrecisionRecall(0, 0)
                : new PrecisionRecall(
                        (double) truePositives / (truePositives + falsePositives),
                        (double) truePositives / (truePositives + falseNegatives));
    }
}
