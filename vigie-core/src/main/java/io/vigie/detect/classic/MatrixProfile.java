package io.vigie.detect.classic;

import io.vigie.detect.Alignment;
import io.vigie.detect.Descriptor;
import io.vigie.detect.Detector;
import io.vigie.detect.Option;
import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.detect.WindowAggregation;
import io.vigie.detect.internal.PreparedRows;
import io.vigie.detect.internal.WindowScores;
import io.vigie.series.TimeSeries;
import java.util.List;

/**
 * Multidimensional matrix profile: distance of a window to its nearest neighbour in the train part, in the series itself,
 * or in both.
 *
 * <p>With {@code d_c(i, j)} the distance of the windows at i and j in channel c (Yeh et al., Matrix Profile I, ICDM 2016;
 * z-normalised by default) and {@code top_k} the sum of the k largest of its arguments, a window's score is
 *
 * <pre>
 *   neighbour=shared:  sqrt( min_j top_k( d_1(i, j)^2 .. d_C(i, j)^2 ) )
 *   neighbour=own:     sqrt( top_k( min_j d_1(i, j)^2 .. min_j d_C(i, j)^2 ) )
 * </pre>
 *
 * <p>Shared is the k-of-d profile of mSTAMP (Yeh, Kavantzas and Keogh, Matrix Profile VI, ICDM 2017) turned round for
 * discords: its motifs sort channels ascending, anomalies show in the channels that differ most. Own is the
 * pre-sorting variant compared by Yeh et al., Matrix Profile for Anomaly Detection on Multidimensional Time Series
 * (ICDM 2024). Differing from both, squares are added (Euclidean over channels), and deviations below 0.01 prepared units
 * are divided by 0.01: a flat window is at distance {@code sqrt(window)} from one with a shape and at 0 from another flat
 * one, and almost flat windows lie between.
 *
 * <p>Reference {@code train} joins with the train part (semi-supervised; has an online form). {@code self} joins the
 * scored series with itself, passing over neighbours that begin less than half a window away (unsupervised; needs the whole
 * series, at least twice the window; the train part is not looked at). {@code both} takes the smaller of the two: abnormal
 * is what neither the train part nor the rest of the series has. Rows that were fitted on find themselves in the train part
 * and score near 0: calibrate on rows that were held out. Contributions are the score times a channel's share of the
 * squares that were added; they add up.
 *
 * <p>Complexity: O(rows x references x channels), exact, no FFT; shared with {@code k < channels} costs k times that. More
 * than {@code max-reference} rows to compare with are thinned to stretches of eight windows, spread evenly; then the
 * profile is exact with respect to those. An online row costs O(references x channels).
 */
public record MatrixProfile(
        @Option(value = "100", description = "Rows of a window, at least 2.")
        int window,

        @Option(
                value = "train",
                description = "Where neighbours are looked for: the train part, the series itself, or both.")
        Reference reference,

        @Option(
                value = "zscore",
                description = "What is taken out of each window and channel: nothing, its mean, or mean and deviation.")
        WindowNormalization normalize,

        @Option(
                value = "shared",
                description = "One neighbour for all channels together (shared), or each channel its own (own).")
        Neighbour neighbour,

        @Option(value = "0", description = "Channels that count, those that differ most; 0 for all.")
        int channels,

        @Option(value = "100000", description = "Most rows to compare with, at least the window.")
        int maxReference,

        @Option(value = "average", description = "How the scores of the windows of a row become the score of the row.")
        WindowAggregation aggregation,

        @Option(value = "centred", description = "Windows around the row (centred) or up to it (causal).")
        Alignment alignment)
        implements Detector {

    /** Where neighbours are looked for. */
    public enum Reference {
        /** In the train part. */
        TRAIN,
        /** In the scored series, outside the window's own surroundings. */
        SELF,
        /** In both; the nearer one counts. */
        BOTH
    }

    /** Whose neighbour is looked for. */
    public enum Neighbour {
        /** One window that is near in all counted channels together. */
        SHARED,
        /** For each channel the window that is nearest in it. */
        OWN
    }

    public MatrixProfile {
        if (window < 2) {
            throw new OptionException("window is " + window + "; use at least 2");
        }
        if (channels < 0) {
            throw new OptionException("channels is " + channels + "; use 0 for all, or at least 1");
        }
        if (maxReference < window) {
            throw new OptionException("max-reference is " + maxReference + "; use at least the window of " + window);
        }
    }

    /** Z-normalised windows of 100 rows against the train part, all channels together. */
    public MatrixProfile() {
        this(100, Reference.TRAIN);
    }

    /** Z-normalised windows, all channels together, centred average. */
    public MatrixProfile(int window, Reference reference) {
        this(
                window,
                reference,
                WindowNormalization.ZSCORE,
                Neighbour.SHARED,
                0,
                Math.max(window, 100_000),
                WindowAggregation.AVERAGE,
                Alignment.CENTRED);
    }

    @Override
    public String id() {
        return "matrixprofile";
    }

    @Override
    public Descriptor descriptor() {
        return Descriptor.of(
                "Distance of windows, compared by shape, to their nearest neighbours",
                "Yeh et al. 2016, 2017, 2024; Zimmerman et al. 2019",
                FittedMatrixProfile.UNIT,
                reference == Reference.TRAIN ? smoothing().delay() : Descriptor.WHOLE_SERIES,
                true,
                true);
    }

    WindowScores smoothing() {
        return WindowScores.ofWindows(window, aggregation, alignment);
    }

    /** Neighbours that begin nearer than this are the window itself. */
    int exclusion() {
        return (window + 1) / 2;
    }

    int selected(int available) {
        return channels == 0 ? available : Math.min(channels, available);
    }

    @Override
    public FittedMatrixProfile fit(TrainingSet train, RunContext context) {
        context.checkCancelled();
        List<TimeSeries> segments = PreparedRows.trainSegments(train, window);
        return FittedMatrixProfile.fit(this, train.schema(), segments);
    }
}
