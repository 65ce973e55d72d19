package io.vigie.judge;

import java.util.Arrays;

/**
 * A generalised Pareto law fitted to excesses by penalised maximum likelihood.
 *
 * <p>Maximum likelihood as in Grimshaw 1993 ("Computing maximum likelihood estimates for the generalized Pareto
 * distribution", Technometrics 35), solved for the scale within a search over the shape so that bounds and penalty are
 * exact. The penalty is a normal prior of the shape (mean 0.05, standard deviation 0.2), in the manner of Coles and Dixon
 * 1999 ("Likelihood-based inference for extreme value models", Extremes 2): it decides with few excesses, where the
 * likelihood alone swings between bounded and very heavy tails, and vanishes against many. Excesses of an autocorrelated
 * series carry less information than their number says: the likelihood is weighted by {@code effective / number}, which
 * leaves the estimate alone but for the penalty and widens its standard error.
 *
 * @param law the fitted law
 * @param shapeError standard error of the shape from the curvature of the weighted profile likelihood
 * @param predictive the law with allowance for that error
 */
record TailFit(GeneralisedPareto law, double shapeError, PredictiveTail predictive) {
    /** Excesses used; more are thinned to their quantiles. */
    private static final int MOST = 500;

    private static final double PRIOR_MEAN = 0.05;
    private static final double PRIOR_DEVIATION = 0.2;
    private static final int SCALE_STEPS = 60;
    private static final int SHAPE_STEPS = 28;

    /**
     * Fits to sorted excesses.
     *
     * @param sorted excesses above 0, ascending
     * @param effective independent excesses that these are worth
     */
    static TailFit of(double[] sorted, double effective) {
        return new Likelihood(sorted, effective).fit();
    }

    private static final class Likelihood {
        private final double[] excesses; // in units of their mean
        private final double unit;
        private final double weight;

        Likelihood(double[] sorted, double effective) {
            this.excesses = thin(sorted);
            this.unit = Arrays.stream(excesses).average().orElseThrow();
            for (int i = 0; i < excesses.length; i++) {
                excesses[i] /= unit;
            }
            this.weight = effective / excesses.length;
        }

        private static double[] thin(double[] sorted) {
            if (sorted.length <= MOST) {
                return sorted.clone();
            }
            double[] kept = new double[MOST];
            for (int i = 0; i < MOST; i++) {
                kept[i] = sorted[(int) ((i + 0.5) * sorted.length / MOST)];
            }
            return kept;
        }

        TailFit fit() {
            double low = GeneralisedPareto.MIN_SHAPE;
            double high = GeneralisedPareto.MAX_SHAPE;
            double ratio = (Math.sqrt(5) - 1) / 2;
            double a = high - ratio * (high - low);
            double b = low + ratio * (high - low);
            double atA = profile(a);
            double atB = profile(b);
            for (int i = 0; i < SHAPE_STEPS; i++) {
                if (atA >= atB) {
                    high = b;
                    b = a;
                    atB = atA;
                    a = high - ratio * (high - low);
                    atA = profile(a);
                } else {
                    low = a;
                    a = b;
                    atA = atB;
                    b = low + ratio * (high - low);
                    atB = profile(b);
                }
            }
            double shape = (low + high) / 2;
            double step = 0.05;
            double centre =
                    Math.min(GeneralisedPareto.MAX_SHAPE - step, Math.max(GeneralisedPareto.MIN_SHAPE + step, shape));
            double curvature = (2 * profile(centre) - profile(centre - step) - profile(centre + step)) / (step * step);
            double error = curvature > 1e-9 ? 1 / Math.sqrt(curvature) : PRIOR_DEVIATION;
            double bounded = Math.min(PRIOR_DEVIATION, error);
            double outer = PredictiveTail.OUTER_POINT * bounded;
            GeneralisedPareto law = law(shape);
            return new TailFit(law, bounded, new PredictiveTail(law(shape - outer), law, law(shape + outer)));
        }

        /** The law of a shape, moved into its bounds, with the likeliest scale. */
        GeneralisedPareto law(double shape) {
            double bounded = Math.min(GeneralisedPareto.MAX_SHAPE, Math.max(GeneralisedPareto.MIN_SHAPE, shape));
            return new GeneralisedPareto(bounded, scale(bounded));
        }

        /** Weighted log-likelihood at the likeliest scale, plus the log of the prior. */
        private double profile(double shape) {
            double scale = scale(shape) / unit;
            double sum = 0;
            if (Math.abs(shape) < 1e-6) {
                for (double y : excesses) {
                    sum += y;
                }
                sum = -sum / scale;
            } else {
                double factor = shape / scale;
                double logs = 0;
                for (double y : excesses) {
                    logs += Math.log1p(factor * y);
                }
                sum = -(1 + 1 / shape) * logs;
            }
            double likelihood = sum - excesses.length * Math.log(scale);
            double deviation = (shape - PRIOR_MEAN) / PRIOR_DEVIATION;
            return weight * likelihood - deviation * deviation / 2;
        }

        /**
         * The scale at which the likelihood's derivative vanishes: the root of
         * {@code sum (1 + shape) y / (scale + shape y) = number}, whose left side falls
         * strictly in the scale.
         */
        private double scale(double shape) {
            double largest = excesses[excesses.length - 1];
            double low = Math.max(1e-9, -shape * largest * (1 + 1e-9));
            double high = Math.max(4 * low, 4 + 4 * largest);
            double scale = Math.max(1.5 * low, Math.max(0.1, 1 - shape));
            for (int i = 0; i < SCALE_STEPS; i++) {
                double sum = 0;
                double slope = 0;
                for (double y : excesses) {
                    double inverse = 1 / (scale + shape * y);
                    double term = y * inverse;
                    sum += term;
                    slope += term * inverse;
                }
                double over = (1 + shape) * sum - excesses.length;
                if (over > 0) {
                    low = scale;
                } else {
                    high = scale;
                }
                double next = scale + over / ((1 + shape) * slope);
                if (!(next > low && next < high)) {
                    next = Math.sqrt(low * high);
                }
                if (Math.abs(next - scale) < 1e-12 * scale) {
                    break;
                }
                scale = next;
            }
            return scale * unit;
        }
    }
}
