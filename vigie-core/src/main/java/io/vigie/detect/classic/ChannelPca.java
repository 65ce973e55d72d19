package io.vigie.detect.classic;

import io.vigie.detect.Alignment;
import io.vigie.detect.Descriptor;
import io.vigie.detect.Detector;
import io.vigie.detect.Option;
import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.detect.WindowAggregation;
import io.vigie.detect.internal.PartSurprise;
import io.vigie.detect.internal.PreparedRows;
import io.vigie.detect.internal.Quietness;
import io.vigie.detect.internal.SharedVote;
import io.vigie.detect.internal.WindowScores;

/**
 * What the principal components of windows leave over, a channel at a time, or how little the channels move, whichever
 * is the more surprising.
 *
 * <p>With train mean {@code m} of windows {@code x} and their principal components {@code U}, the residual
 * {@code r = x - m - U U'(x - m)} is taken for isotropic normal noise of variance {@code s^2}, the mean square of the
 * train part's, as in probabilistic PCA (Tipping and Bishop, JRSS B 1999, eq. 6 to 8); it is granted a deviation of at
 * least {@value ChannelLeftover#LEAST_DEVIATION} scale units. A channel's part of the negative log-likelihood is then
 * {@code |r_c|^2 / (2 s^2)} nats up to a constant, {@code r_c} being the rows of the channel. Where {@link Pca} adds
 * these up, here each is held against its own law among windows of the train part, whose tail is taken for heavy, and
 * the weighted sum of their surprises against such sums ({@link PartSurprise}): one channel far out is worth no more
 * than a few that are out a little, and one that is often out says little. Channels of two to four values in the train
 * part (switches) count together for one ({@link SharedVote}). A window's score is that surprise or that of channels
 * that move so little ({@link Quietness}), which sees frozen and dropped-out sensors, whichever is the larger: both
 * {@code -log} of a tail probability in nats.
 *
 * <p>A row has the highest score of the windows that cover it, averaged over {@code smoothing} rows. Contributions are
 * those of the surprise told; they add up. Those of parts go by the surprise at {@code x_c'r_c / (2 s^2)}, {@code x_c}
 * being centred, where that is less than a channel's nats: the terms of the partial decomposition of Alcala and Qin
 * (Journal of Process Control 2011), as the residuals themselves blame channels that go with the one at fault.
 *
 * <p>Kept are at most half as many components as a window has values and as there are windows to learn from, so that
 * something is left over. They come from at most {@value ChannelLeftover#MOST_WINDOWS} evenly spaced windows, above
 * {@value ChannelLeftover#MOST_COVARIANCE} values a window from {@value ChannelLeftover#MOST_COVARIANCE} of them by
 * their Gram matrix; laws from at most {@value FittedChannelPca#MOST_CALIBRATED}. Values beyond
 * {@value ChannelLeftover#LIMIT} scale units count as that much.
 *
 * <p>Complexity, with D = window x channels: fit O(n D^2 + D^3), score O(rows x D x components), memory O(D^2) and
 * O(D x components) a thread.
 *
 * @param window rows of a window
 * @param components most principal components of windows
 * @param smoothing rows over which scores of rows are averaged further
 * @param aggregation how scores of windows become those of rows
 * @param alignment windows around the row or up to it
 */
public record ChannelPca(
        @Option(value = "16", description = "Rows of a window, at least 2.")
        int window,

        @Option(value = "64", description = "Most principal components of windows, at least 1.")
        int components,

        @Option(
                value = "32",
                description =
                        "Rows over which scores of rows are averaged further, at least 1; not with aggregation=last.")
        int smoothing,

        @Option(value = "maximum", description = "How the scores of the windows of a row become the score of the row.")
        WindowAggregation aggregation,

        @Option(value = "centred", description = "Windows around the row (centred) or up to it (causal).")
        Alignment alignment)
        implements Detector {
    static final String UNIT = "nats";

    public ChannelPca {
        if (window < 2) {
            throw new OptionException("window is " + window + "; use at least 2");
        }
        KMeans.requireAtLeastOne("components", components);
        KMeans.requireAtLeastOne("smoothing", smoothing);
    }

    /** Windows of 16 rows, 64 components; the highest score of the windows around a row, averaged over 32 rows. */
    public ChannelPca() {
        this(16, 64, 32, WindowAggregation.MAXIMUM, Alignment.CENTRED);
    }

    @Override
    public String id() {
        return "channelpca";
    }

    @Override
    public Descriptor descriptor() {
        return Descriptor.of(
                "How surprising it is what principal components of windows leave over of each channel",
                "Tipping and Bishop 1999; Pickands 1975",
                UNIT,
                windowScores().delay(),
                true,
                true);
    }

    WindowScores windowScores() {
        int further = aggregation == WindowAggregation.LAST ? 1 : smoothing;
        return WindowScores.ofWindows(window, further, aggregation, alignment);
    }

    @Override
    public FittedChannelPca fit(TrainingSet train, RunContext context) {
        context.checkCancelled();
        return FittedChannelPca.fit(this, train.schema(), PreparedRows.trainSegments(train, window), context);
    }
}
