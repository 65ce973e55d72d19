package io.vigie.detect.classic;

import io.vigie.detect.Descriptor;
import io.vigie.detect.Detector;
import io.vigie.detect.Option;
import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.detect.internal.PreparedRows;
import io.vigie.series.TimeSeries;
import java.util.List;

/**
 * Distance of the fading past of a row to the nearest such past in a memory of the train part: nearest neighbours without
 * look-ahead and without an echo.
 *
 * <p>A window counts its oldest row as much as its newest, so a detector that may not look ahead tells of an anomaly late,
 * and goes on telling until the last of it has left the window. Here the weight of a row halves every {@code halfLife}
 * rows: {@code w_o = 2^(-o / halfLife)} for the row {@code o} rows ago. With {@code e_o} the differences between the rows
 * up to row t and those up to row j of the memory, the squared distance is their weighted variance, summed over channels,
 *
 * <pre>
 *   d^2(t, j) = sum_c [ sum_o w_o e_o^2 / sum_o w_o - (sum_o w_o e_o / sum_o w_o)^2 ]
 * </pre>
 *
 * <p>so that levels do not matter, as with windows less their mean. All three sums follow from those at {@code (t - 1,
 * j - 1)} by one multiplication and one addition, and rounding fades with them. The score is the least distance over the
 * memory: up to {@code memory} rows of the train part in evenly spread stretches. Rows of a stretch with less than 4 half-lives
 * before them are no candidates; where the series itself begins, what there is of its past counts.
 *
 * <p>Ours; the distance is k-nearest neighbours' (Ramaswamy et al., SIGMOD 2000) under the exponential weights of Roberts,
 * "Control chart tests based on geometric moving averages", Technometrics 1959. Contributions: each channel's share of the
 * squared distance over the last 10 half-lives, times the distance; they add up.
 *
 * <p>Causal by construction. O(rows x memory x channels); an online row costs O(memory x channels) and its state holds as
 * many numbers. A train part needs 4 half-lives of rows.
 *
 * @param halfLife rows after which a row counts half
 * @param memory most train rows kept
 * @param discrete what channels of few states count for
 */
public record FadingKnn(
        @Option(value = "10", description = "Rows after which a row counts half, 1 to 4096.")
        int halfLife,

        @Option(value = "4096", description = "Most train rows kept, at least 1.")
        int memory,

        @Option(
                value = "equal",
                description =
                        "Channels of at most 4 values in train: each like any other (equal), or all like one (shared).")
        DiscreteChannels discrete)
        implements Detector {
    private static final int LONGEST = 4096;

    /** Half-lives that a candidate must have behind it: 94 % of all weight. */
    static final int REACH = 4;

    public FadingKnn {
        if (halfLife < 1 || halfLife > LONGEST) {
            throw new OptionException("half-life is " + halfLife + "; use 1 to " + LONGEST);
        }
        KMeans.requireAtLeastOne("memory", memory);
    }

    @Override
    public String id() {
        return "fadingknn";
    }

    @Override
    public Descriptor descriptor() {
        Descriptor descriptor = Descriptor.of(
                "Distance of the fading past of a row to the nearest one in train",
                "Ramaswamy et al. 2000, with the weights of Roberts 1959",
                FittedKnn.UNIT,
                0,
                true,
                true);
        return descriptor.withBlindSpots(WindowNormalization.MEAN.blindSpots());
    }

    /** Rows that a candidate must have up to itself. */
    int reach() {
        return REACH * halfLife;
    }

    @Override
    public FittedFadingKnn fit(TrainingSet train, RunContext context) {
        context.checkCancelled();
        List<TimeSeries> segments = PreparedRows.trainSegments(train, reach());
        return FittedFadingKnn.fit(this, train.schema(), segments);
    }
}
