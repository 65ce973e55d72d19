package io.vigie.judge;

/**
 * Generalised Pareto law of the excess {@code y >= 0} over a threshold: {@code S(y) = (1 + shape y / scale)^(-1/shape)},
 * exponential at shape 0 (Pickands 1975, "Statistical inference using extreme order statistics", Annals of Statistics 3).
 *
 * <p>A negative shape ends at {@code -scale / shape}, where a survival of 0 would rank all worse excesses equal. Beyond
 * {@code S = 1e-6}, further out than any calibration reaches, the law therefore goes on exponentially, with equal value
 * and slope at the joint. Positive shapes are not touched.
 *
 * @param shape tail index, in [-0.5, 1]
 * @param scale above 0
 */
record GeneralisedPareto(double shape, double scale) {
    static final double MIN_SHAPE = -0.5;
    static final double MAX_SHAPE = 1;
    private static final double LOG_JOINT = Math.log(1e-6);
    private static final double NEARLY_ZERO = 1e-9;

    GeneralisedPareto {
        if (!(scale > 0 && Double.isFinite(scale)) || !(shape >= MIN_SHAPE && shape <= MAX_SHAPE)) {
            throw new IllegalArgumentException("shape " + shape + ", scale " + scale);
        }
    }

    /** log S(y); strictly falling and finite for finite y. */
    double logSurvival(double y) {
        if (Math.abs(shape) < NEARLY_ZERO) {
            return -y / scale;
        }
        if (shape < 0) {
            // log S = LOG_JOINT  <=>  1 + shape y / scale = exp(-shape LOG_JOINT)
            double atJoint = Math.exp(-shape * LOG_JOINT);
            double joint = (atJoint - 1) * scale / shape;
            if (y > joint) {
                return LOG_JOINT - (y - joint) / (scale * atJoint);
            }
        }
        return -Math.log1p(shape * y / scale) / shape;
    }

    /** The law of the excess over a threshold that is higher by {@code y}, given that it is exceeded. */
    GeneralisedPareto above(double y) {
        return new GeneralisedPareto(shape, Math.max(scale + shape * y, scale * 1e-6));
    }

    /** This law, or where it ends the exponential one of the same mean. */
    GeneralisedPareto unbounded() {
        return shape < 0 ? new GeneralisedPareto(0, scale / (1 - shape)) : this;
    }
}
