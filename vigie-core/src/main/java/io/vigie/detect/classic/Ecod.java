package io.vigie.detect.classic;

import io.vigie.detect.Descriptor;
import io.vigie.detect.Detector;
import io.vigie.detect.Option;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.detect.internal.PreparedRows;

/**
 * How far out in the tails of the channels' train distributions a row lies, with no parameter to choose.
 *
 * <p>ECOD (Li, Zhao, Hu, Botta, Ionescu, Chen, IEEE TKDE 2022): with the empirical tail probabilities {@code F_left} and
 * {@code F_right} of channel {@code c}, the sums over channels of {@code -log F_left}, of {@code -log F_right} and of the one
 * that the channel's skewness points to (left when negative, else right); the score is the largest of the three sums
 * (algorithm 1). The authors' own code takes the larger tail channel by channel instead ({@code tails=per-channel}). We
 * differ in that new rows are judged by the train distribution alone, as {@code (1 + count) / (n + 1)} so that a value never
 * seen has no zero probability. Channels are taken as independent, so broken relations between channels are not seen.
 *
 * <p>Contributions are the terms of the winning sum. O(n log n) a channel for fit, O(log n) a value for score. Above
 * {@value FittedEcod#MAX_QUANTILES} train rows that many evenly spaced order statistics, extremes included, stand for them.
 */
public record Ecod(
        @Option(
                value = "per-channel",
                description = "Tails put together over channels (joint, the paper) or channel by channel.")
        EcodTails tails)
        implements Detector {

    /** The larger tail of each channel. */
    public Ecod() {
        this(EcodTails.PER_CHANNEL);
    }

    @Override
    public String id() {
        return "ecod";
    }

    @Override
    public Descriptor descriptor() {
        return Descriptor.of(
                "Empirical tail probabilities of the channels, added up",
                "Li et al. 2022",
                FittedEcod.UNIT,
                0,
                true,
                true);
    }

    @Override
    public FittedEcod fit(TrainingSet train, RunContext context) {
        context.checkCancelled();
        return FittedEcod.fit(this, train.schema(), PreparedRows.trainSegments(train, 1), context);
    }
}
