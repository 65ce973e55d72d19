package io.vigie.judge;

/**
 * Law of the excess over a threshold that allows for not knowing the shape: a mixture of three generalised Pareto laws, the
 * three-point Gauss-Hermite quadrature over the normal error of the estimated shape. A single fitted law is too sure of
 * itself: where the shape happens to be estimated too low, it calls ordinary maxima impossible, and the mean false-alarm
 * rate far beyond the data comes out several times the nominal one.
 *
 * @param low law at the estimate less sqrt(3) standard errors, weight 1/6
 * @param middle law at the estimate, weight 2/3
 * @param high law at the estimate plus sqrt(3) standard errors, weight 1/6
 */
record PredictiveTail(GeneralisedPareto low, GeneralisedPareto middle, GeneralisedPareto high) {
    /** Distance of the outer points of the quadrature in standard errors. */
    static final double OUTER_POINT = Math.sqrt(3);

    /** log S(y); strictly falling and finite for finite y. */
    double logSurvival(double y) {
        double a = low.logSurvival(y);
        double b = middle.logSurvival(y);
        double c = high.logSurvival(y);
        double largest = Math.max(a, Math.max(b, c));
        if (largest == Double.NEGATIVE_INFINITY) {
            return largest; // the excess is so large that its logarithm overflows
        }
        return largest + Math.log((Math.exp(a - largest) + 4 * Math.exp(b - largest) + Math.exp(c - largest)) / 6);
    }

    /** The law of the excess over a threshold that is higher by {@code y}, each component given that it is exceeded. */
    PredictiveTail above(double y) {
        return new PredictiveTail(low.above(y), middle.above(y), high.above(y));
    }

    /** The same with exponential laws of the same scale in place of those that end. */
    PredictiveTail unbounded() {
        return new PredictiveTail(low.unbounded(), middle.unbounded(), high.unbounded());
    }
}
