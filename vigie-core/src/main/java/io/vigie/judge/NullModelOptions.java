package io.vigie.judge;

import io.vigie.detect.Option;
import io.vigie.detect.OptionException;

/**
 * How a {@link NullModel} is fitted.
 *
 * @param tailShare largest share of the calibration scores that a tail is fitted on
 * @param minExceedances effective number of exceedances below which no tail is fitted
 * @param contamination largest share of calibration scores that may be set aside as anomalous
 */
public record NullModelOptions(
        @Option(
                value = "0.1",
                description = "largest share of the calibration scores that a tail is fitted on, in (0, 0.5]; the"
                        + " share is lowered until the tail fits")
        double tailShare,

        @Option(
                value = "20",
                description = "independent exceedances (runs count once) needed to fit a tail, at least 10; with fewer"
                        + " the p-value is the plain rank among the calibration scores")
        int minExceedances,

        @Option(
                value = "0.08",
                description = "largest share of calibration scores that may be set aside as anomalous when they stand"
                        + " out of the tail of the others, in [0, 0.25]; 0 trusts every row")
        double contamination) {
    /** Tail on at most 10 % of the scores, at least 20 independent exceedances, up to 8 % contamination. */
    public static final NullModelOptions DEFAULTS = new NullModelOptions(0.1, 20, 0.08);

    public NullModelOptions {
        if (!(tailShare > 0 && tailShare <= 0.5)) {
            throw new OptionException("tail-share is " + tailShare + "; use a share in (0, 0.5]");
        }
        if (minExceedances < 10) {
            throw new OptionException("min-exceedances is " + minExceedances + "; use at least 10");
        }
        if (!(contamination >= 0 && contamination <= 0.25)) {
            throw new OptionException("contamination is " + contamination + "; use a share in [0, 0.25]");
        }
    }

    /** The same options with another limit of contamination. */
    public NullModelOptions withContamination(double share) {
        return new NullModelOptions(tailShare, minExceedances, share);
    }
}
