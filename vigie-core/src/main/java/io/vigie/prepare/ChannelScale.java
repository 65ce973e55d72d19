package io.vigie.prepare;

import io.vigie.model.ModelFormatException;

/**
 * Centre, scale and noise of one channel in raw units, and the rule that gave the scale.
 *
 * @param centre raw value that becomes 0
 * @param scale raw difference that becomes 1, above 0
 * @param noise standard deviation of the sensor's noise
 */
record ChannelScale(double centre, double scale, double noise, ScaleRule rule) {
    /** A narrower width counts as tiny below this share of the widest one. */
    private static final double TINY = 0.05;

    /** Scale of a channel that never changed, as a share of its value; far above float32 rounding. */
    private static final double CONSTANT_FLOOR = 1e-6;

    /** No scale is smaller than this share of the centre: below it float64 differences are rounding. */
    private static final double ROUNDING_FLOOR = 1e-9;

    /** Scale of a channel that was always zero. */
    private static final double ZERO_FLOOR = 1e-9;

    /** Scale of a Gaussian of which these quantile ranges were taken. */
    private static final double QUARTILE_WIDTH = 1.3489795003921634;

    private static final double DECILE_WIDTH = 2.5631031310892007;
    private static final double CENTILE_WIDTH = 4.652695748081682;

    /** Bound of the inverse of the compression: 2e17 times the limit. */
    private static final double LARGEST_EXPONENT = 40;

    /** Largest scale, so that differences of huge values stay finite. */
    private static final double LARGEST = Double.MAX_VALUE / 4;

    ChannelScale {
        if (!Double.isFinite(centre) || !(scale > 0) || scale > LARGEST || !(noise >= 0) || Double.isInfinite(noise)) {
            throw new ModelFormatException("centre " + centre + ", scale " + scale + " and noise " + noise
                    + " of a channel are not usable; the model is damaged, fit it again");
        }
    }

    /** A channel without any measured train value. */
    static ChannelScale silent(double declaredNoise) {
        return new ChannelScale(0, 1, Double.isNaN(declaredNoise) ? 0 : declaredNoise, ScaleRule.SILENT);
    }

    /**
     * Learns from the measured values of one channel, which are reordered.
     *
     * @param estimatedNoise noise from differences
     * @param declaredNoise the channel's own statement, or NaN
     */
    static ChannelScale of(double[] measured, int size, double estimatedNoise, double declaredNoise, Scaling scaling) {
        double noise = Double.isNaN(declaredNoise) ? estimatedNoise : declaredNoise;
        if (scaling == Scaling.NONE) {
            return new ChannelScale(Quantiles.median(measured, size), 1, noise, ScaleRule.NONE);
        }
        double[] q = Quantiles.of(measured, size, 0, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 1);
        double declared = Double.isNaN(declaredNoise) ? 0 : declaredNoise;
        if (q[0] == q[8]) {
            double nominal = q[0] == 0 ? ZERO_FLOOR : CONSTANT_FLOOR * Math.abs(q[0]);
            return new ChannelScale(q[0], bounded(declared > 0 ? declared : nominal), noise, ScaleRule.CONSTANT);
        }
        double[] moments = moments(measured, size, Math.max(Math.abs(q[0]), Math.abs(q[8])));
        double floor = Math.max(declared, ROUNDING_FLOOR * Math.abs(q[4]));
        if (scaling == Scaling.STANDARD) {
            return new ChannelScale(
                    moments[0], bounded(Math.max(moments[1], floor)), noise, ScaleRule.STANDARD_DEVIATION);
        }
        double[] widths = {
            (q[5] - q[3]) / QUARTILE_WIDTH, (q[6] - q[2]) / DECILE_WIDTH, (q[7] - q[1]) / CENTILE_WIDTH, moments[1]
        };
        double widest = 0;
        for (double width : widths) {
            widest = Math.max(widest, width);
        }
        int chosen = 0;
        while (chosen < 3 && widths[chosen] < TINY * widest) {
            chosen++;
        }
        ScaleRule[] rules = {ScaleRule.QUARTILES, ScaleRule.DECILES, ScaleRule.CENTILES, ScaleRule.STANDARD_DEVIATION};
        return new ChannelScale(q[4], bounded(Math.max(widths[chosen], floor)), noise, rules[chosen]);
    }

    private static double bounded(double scale) {
        return Math.max(Double.MIN_NORMAL, Math.min(LARGEST, scale));
    }

    /** Mean and standard deviation; values are taken relative to the largest, so that no square overflows. */
    private static double[] moments(double[] values, int size, double largest) {
        double sum = 0;
        for (int i = 0; i < size; i++) {
            sum += values[i] / largest;
        }
        double mean = sum / size;
        double squares = 0;
        for (int i = 0; i < size; i++) {
            double difference = values[i] / largest - mean;
            squares += difference * difference;
        }
        return new double[] {mean * largest, Math.sqrt(squares / size) * largest};
    }

    /** Scaled value, compressed beyond {@code clip}. */
    double scaled(double raw, double clip) {
        if (rule == ScaleRule.NONE) {
            return raw;
        }
        if (rule == ScaleRule.SILENT) {
            return 0;
        }
        double scaled = (raw - centre) / scale;
        double size = Math.abs(scaled);
        return size <= clip
                ? scaled
                : Math.copySign(clip * (1 + Math.log(Math.min(size, Double.MAX_VALUE) / clip)), scaled);
    }

    /** Inverse of {@link #scaled}; at most 2e17 times {@code clip} scales from the centre. */
    double raw(double prepared, double clip) {
        if (rule == ScaleRule.NONE) {
            return prepared;
        }
        double size = Math.abs(prepared);
        double scaled = size <= clip
                ? prepared
                : Math.copySign(clip * Math.exp(Math.min(size / clip - 1, LARGEST_EXPONENT)), prepared);
        return centre + scale * scaled;
    }
}
