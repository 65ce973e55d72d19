package io.vigie.detect.classic;

import io.vigie.model.ModelFormatException;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import java.util.Arrays;

/**
 * One member's scores brought to a common scale. Everything is made of quantiles at most at 90 %, so up to 10 % of
 * anomalies in the scores it is fitted on move it little.
 */
final class ScoreScale {
    private static final int KNOTS = 256;
    private static final double TAIL = 0.9;

    private final MemberScale scale;
    private final double[] knots; // quantiles at 0, TAIL / (KNOTS - 1), ..., TAIL
    private final double median;
    private final double spread; // inter-quartile range, or what stands for it
    private final double excess; // mean excess over the last knot of an exponential tail

    private ScoreScale(MemberScale scale, double[] knots, double median, double spread, double excess) {
        this.scale = scale;
        this.knots = knots;
        this.median = median;
        this.spread = spread;
        this.excess = excess;
    }

    /** From calibration scores, of which NaN are skipped; without any it leaves scores as they are. */
    static ScoreScale fit(MemberScale scale, double[] calibration) {
        double[] sorted = Arrays.stream(calibration)
                .filter(score -> !Double.isNaN(score))
                .sorted()
                .toArray();
        double[] knots = new double[KNOTS];
        if (sorted.length == 0) {
            return new ScoreScale(scale, knots, 0, 1, 1);
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
        return new ScoreScale(scale, knots, median, spread, excess < 0.05 * spread ? 0.05 * spread : excess);
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
            case RANK -> surprise(score);
        };
    }

    private static double asinh(double x) {
        double size = Math.abs(x);
        return Math.copySign(Math.log(size + Math.sqrt(size * size + 1)), x);
    }

    private double surprise(double score) {
        double last = knots[KNOTS - 1];
        if (score >= last) {
            return -Math.log(1 - TAIL) + (score - last) / excess;
        }
        int at = Arrays.binarySearch(knots, score);
        int below = at >= 0 ? at : -at - 2;
        if (below < 0) {
            return 0;
        }
        double width = knots[below + 1] - knots[below];
        double inside = width > 0 ? (score - knots[below]) / width : 0;
        return -Math.log(1 - TAIL * (below + inside) / (KNOTS - 1));
    }

    void write(ModelWriter out) {
        out.tensor("knots", knots, KNOTS);
        out.number("median", median);
        out.number("spread", spread);
        out.number("excess", excess);
    }

    static ScoreScale read(MemberScale scale, ModelReader in) {
        double[] knots = in.doubles("knots", KNOTS);
        double spread = in.number("spread");
        double excess = in.number("excess");
        for (int i = 1; i < KNOTS; i++) {
            if (!(knots[i] >= knots[i - 1])) {
                throw new ModelFormatException("quantile " + i + " of a member's scale is below the one before it; the"
                        + " model file is damaged");
            }
        }
        if (!(spread > 0) || !(excess > 0)) {
            throw new ModelFormatException("a member's scale has spread " + spread + " and mean excess " + excess
                    + "; both must be above 0, the model file is damaged");
        }
        return new ScoreScale(scale, knots, in.number("median"), spread, excess);
    }
}
