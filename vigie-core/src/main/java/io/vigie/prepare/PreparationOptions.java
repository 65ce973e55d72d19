package io.vigie.prepare;

import io.vigie.detect.Option;
import io.vigie.detect.OptionException;
import io.vigie.detect.Options;
import java.util.Map;

/**
 * How raw series become prepared ones.
 *
 * @param scaling centre and scale of a channel
 * @param maxGap longest gap, in rows, that is filled from its neighbours; rows of longer gaps take the train centre
 * @param gapFill how short gaps are filled
 * @param clip scaled size beyond which values grow by their logarithm only
 * @param minFrozenRows identical values in a row that are never taken for a frozen sensor
 * @param minSilentRows missing values in a row that are never taken for a silent sensor
 * @param runFactor how many times the longest train run a run must exceed to count as frozen or silent
 */
public record PreparationOptions(
        @Option(
                value = "robust",
                description =
                        "centre and scale from train rows: robust (median, inter-quantile range), standard (mean, standard deviation) or none")
        Scaling scaling,

        @Option(
                value = "10",
                description =
                        "longest gap in rows that is filled from its neighbours; longer ones take the train centre; at least 0")
        int maxGap,

        @Option(
                value = "linear",
                description = "fill of short gaps: linear (between neighbours) or hold (last value, as a stream does)")
        GapFill gapFill,

        @Option(value = "20", description = "scaled size beyond which values grow by their logarithm only; above 0")
        double clip,

        @Option(
                value = "10",
                description = "a run of identical values up to this many rows never counts as frozen; at least 1")
        int minFrozenRows,

        @Option(
                value = "5",
                description = "a run of missing values up to this many rows never counts as silent; at least 1")
        int minSilentRows,

        @Option(
                value = "2",
                description =
                        "a run counts as frozen or silent beyond this many times the longest one of the train part; at least 1")
        double runFactor) {
    public PreparationOptions {
        if (maxGap < 0) {
            throw new OptionException("max-gap is " + maxGap + "; use at least 0 rows");
        }
        if (!(clip > 0) || clip > 1e100) {
            throw new OptionException("clip is " + clip + "; use a number above 0 (20 is the default)");
        }
        if (minFrozenRows < 1) {
            throw new OptionException("min-frozen-rows is " + minFrozenRows + "; use at least 1");
        }
        if (minSilentRows < 1) {
            throw new OptionException("min-silent-rows is " + minSilentRows + "; use at least 1");
        }
        if (!(runFactor >= 1) || Double.isInfinite(runFactor)) {
            throw new OptionException("run-factor is " + runFactor + "; use a number of at least 1");
        }
    }

    /** The documented defaults. */
    public static PreparationOptions defaults() {
        return of(Map.of());
    }

    /** From {@code key=value} texts; keys not given take their defaults. */
    public static PreparationOptions of(Map<String, String> given) {
        return Options.create(PreparationOptions.class, "the preparation", given);
    }

    /** The same options with another fill of short gaps. */
    public PreparationOptions withGapFill(GapFill fill) {
        return new PreparationOptions(scaling, maxGap, fill, clip, minFrozenRows, minSilentRows, runFactor);
    }

    /** The same options with another scaling. */
    public PreparationOptions withScaling(Scaling newScaling) {
        return new PreparationOptions(newScaling, maxGap, gapFill, clip, minFrozenRows, minSilentRows, runFactor);
    }
}
