package io.vigie.detect.classic;

import io.vigie.model.ModelFormatException;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import java.util.Arrays;

/**
 * One member's scores brought to a common scale. All but the logarithmic ranks are made of quantiles at most at 90 %,
 * so up to 10 % of anomalies in the scores it is fitted on move them little; there such rows only lengthen the body that
 * what is stranger still stands above.
 */
final class ScoreScale {
    private static final int KNOTS = 256;
    private static final double TAIL = 0.9;

    /** Nats that a score gains for each factor e beyond the calibration scores: a tail of power -2. */
    private static final double TAIL_POWER = 2;

    private final MemberScale scale;
    private final double[] knots; // quantiles at 0, TAIL / (KNOTS - 1), ..., TAIL
    private final double median;
    private final double spread; // inter-quartile range, or what stands for it
    private final double excess; // mean excess over the last knot of an exponential tail
    private final double depth; // surprise at the last knot

    private ScoreScale(MemberScale scale, double[] knots, double median, double spread, double excess, double depth) {
        this.scale = scale;
        this.knots = knots;
        this.median = median;
        this.spread = spread;
        this.excess = excess;
        this.depth = depth;
    }

    /** From calibration scores, of which NaN are skipped; without any it leaves scores as they are. */
    static ScoreScale fit(MemberScale scale, double[] calibration) {
        double[] sorted = Arrays.stream(calibration)
                .filter(score -> !Double.isNaN(score))
                .sorted()
                .toArray();
        double[] knots = new double[KNOTS];
        if (sorted.length == 0) {
            return new ScoreScale(scale, knots, 0, 1, 1, 1);
        }
        if (scale.isLogRank()) {
            return logRank(scale, sorted, knots);
        }
        for (int i = 0; i < KNOTS; i++) {
            knots[i] = quantile(sorted, TAIL * i / (KNOTS - 1));
        }
        double median = quantile(sorted, 0.5);
        double least = 1e-6 * Math.max(Math.abs(median), 1e-3);
        double spread = quantile(sorted, 0.75) - quantile(sorted, 0.25);
        if (spread < least) {
            // Most train rows score alike; what spread there is must come from the rest.
            double mean = Arrays.stream(sorted).average().orElse(median);
            double deviation =
                    Arrays.stream(sorted).map(s -> (s - mean) * (s - mean)).sum();
            spread = Math.max(Math.sqrt(deviation / sorted.length), least);
        }
        // An exponential tail loses a factor of 2 between the 80 % and the 90 % quantile.
        double excess = (knots[KNOTS - 1] - quantile(sorted, 0.8)) / Math.log(2);
        return new ScoreScale(scale, knots, median, spread, Math.max(excess, 0.05 * spread), -Math.log(1 - TAIL));
    }

    // Knots at surprises evenly spaced from 0 to that of being above all n calibration scores.
    private static ScoreScale logRank(MemberScale scale, double[] sorted, double[] knots) {
        double depth = Math.log(sorted.length + 1.0);
        for (int i = 0; i < KNOTS; i++) {
            knots[i] = quantile(sorted, 1 - Math.exp(-depth * i / (KNOTS - 1)));
        }
        knots[KNOTS - 1] = sorted[sorted.length - 1];
        double median = quantile(sorted, 0.5);
        double spread = Math.max(knots[KNOTS - 1] - median, 1);
        return new ScoreScale(scale, knots, median, spread, 1, depth);
    }

    private static double quantile(double[] sorted, double level) {
        double at = level * (sorted.length - 1);
        int below = (int) at;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }

    /** Score on the common scale; increasing. */
    double of(double score) {
        return switch (scale) {
            case ROBUST_Z -> (score - median) / spread;
            case ASINH -> asinh((score - median) / spread);
            case RANK -> {
                double over = score - knots[KNOTS - 1];
                yield over >= 0 ? depth + over / excess : -Math.log(1 - TAIL * position(score));
            }
            case LOG_RANK, HELD_OUT_LOG_RANK -> {
                double over = score - knots[KNOTS - 1];
                yield over >= 0 ? depth + TAIL_POWER * Math.log1p(over / spread) : depth * position(score);
            }
        };
    }

    private static double asinh(double x) {
        double size = Math.abs(x);
        return Math.copySign(Math.log(size + Math.sqrt(size * size + 1)), x);
    }

    /** Where a score below the last knot lies among the knots: 0 at the first, 1 at the last. */
    private double position(double score) {
        int at = Arrays.binarySearch(knots, score);
        int below = at >= 0 ? at : -at - 2;
        if (below < 0) {
            return 0;
        }
        double width = knots[below + 1] - knots[below];
        double inside = width > 0 ? (score - knots[below]) / width : 0;
        return (below + inside) / (KNOTS - 1);
    }

    void write(ModelWriter out) {
        out.tensor("knots", knots, KNOTS);
        out.number("median", median);
        out.number("spread", spread);
        out.number("excess", excess);
        out.number("depth", depth);
    }

    static ScoreScale read(MemberScale scale, ModelReader in) {
        double[] knots = in.doubles("knots", KNOTS);
        double spread = in.number("spread");
        double excess = in.number("excess");
        double depth = scale.isLogRank() ? in.number("depth") : -Math.log(1 - TAIL);
        for (int i = 1; i < KNOTS; i++) {
            if (!(knots[i] >= knots[i - 1])) {
                throw new ModelFormatException("quantile " + i + " of a member's scale is below the one before it; the"
                        + " model file is damaged");
            }
        }
        if (!(spread > 0) || !(excess > 0) || !(depth > 0)) {
            throw new ModelFormatException("a member's scale has spread " + spread + ", mean excess " + excess
                    + " and depth " + depth + "; all must be above 0, the model file is damaged");
        }
        return new ScoreScale(scale, knots, in.number("median"), spread, excess, depth);
    }
}
