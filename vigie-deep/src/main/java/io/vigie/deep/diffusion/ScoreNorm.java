package io.vigie.deep.diffusion;

import io.vigie.deep.engine.Limits;
import io.vigie.deep.window.CellDetector;
import io.vigie.deep.window.CellModel;
import io.vigie.deep.window.CellUnit;
import io.vigie.deep.window.ChannelRange;
import io.vigie.detect.Alignment;
import io.vigie.detect.Descriptor;
import io.vigie.detect.Option;
import io.vigie.detect.OptionException;

/**
 * How steeply the log density of windows under some noise rises at a window: where data are usual it is flat. The score of
 * a row is the sum over channels of the squared learned score (the gradient of the log density) at its cells, averaged over
 * {@code levels} noise levels, each in its own deviation, and counted in the channel's mean on windows held out of training;
 * averaged over the windows that cover the row. One evaluation of the network a level.
 *
 * <p>Vincent, A connection between score matching and denoising autoencoders, Neural Computation 2011, equations 9 to 13:
 * a network that takes noise off learns the score. Norms at several levels tell outliers in Mahmood et al., Multiscale score
 * matching for out-of-distribution detection, ICLR 2021, where a density of the norms is fitted; here they are averaged.
 * We differ in three more points: noise of a channel is in proportion to what its values differ by from row to row, as one
 * deviation for all drowns quiet channels; levels are evenly spaced between the least and the most in their logarithms, and
 * all between are learned; and windows are cut to the range of the train part before they are read.
 *
 * <p>Anomalies in the train part that are alike are a mode of the density of their own, and their slopes are flat, unless the
 * noise is so much that they are lost in it among the usual windows: {@code least-noise=2,most-noise=16} bears them
 * (in {@code ScoreNormTest} better than {@code vae} does), little noise does not.
 *
 * <p>Complexity: fit O(steps x batch x window x parameters of a row), score O(rows x window / stride x levels x the same).
 */
public record ScoreNorm(
        @Option(value = "64", description = "Rows of a window, at least 1.")
        int window,

        @Option(value = "unet", description = "How the network is built: unet, convolution or transformer.")
        DenoiserArchitecture architecture,

        @Option(value = "32", description = "Units of the layers, at least 1.")
        int hidden,

        @Option(value = "3", description = "Noise levels at which the norm is taken, 1 to 3.")
        int levels,

        @Option(value = "0.5", description = "Deviation of the least noise, in noise scales of the channel; above 0.")
        double leastNoise,

        @Option(value = "4", description = "The same of the most noise; above the least.")
        double mostNoise,

        @Option(value = "0.05", description = "Least noise scale of a channel, in scale units; above 0.")
        double noiseFloor,

        @Option(
                value = "6",
                description = "Passes over the train windows, at least 1; ends early when nothing is gained.")
        int epochs,

        @Option(value = "300", description = "Most updates of the weights, at least 1, however long the train part.")
        int maxSteps,

        @Option(value = "2e-3", description = "Highest learning rate, above 0.")
        double learningRate,

        @Option(value = "16", description = "Rows from window to window when scoring, 1 to the window; causal takes 1.")
        int stride,

        @Option(value = "16", description = "Rows over which scores are averaged, at least 1.")
        int smoothing,

        @Option(
                value = "centred",
                description = "All windows that cover a row (centred) or the one that ends at it (causal).")
        Alignment alignment)
        implements CellDetector {
    private static final int MOST_LEVELS = 3;

    public ScoreNorm {
        CellDetector.check(window, stride, smoothing, noiseFloor, epochs, maxSteps, learningRate);
        Limits.atLeast("hidden", hidden, 1);
        Limits.within("levels", levels, 1, MOST_LEVELS);
        Limits.above("least-noise", leastNoise, 0, 1000);
        if (!(mostNoise > leastNoise && mostNoise <= 1000)) {
            throw new OptionException("most-noise is " + mostNoise + "; use a number above least-noise, " + leastNoise
                    + ", at most 1000");
        }
    }

    /** Windows of 64 rows, three levels. */
    public ScoreNorm() {
        this(64, DenoiserArchitecture.UNET, 32, 3, 0.5, 4, 0.05, 6, 300, 2e-3, 16, 16, Alignment.CENTRED);
    }

    @Override
    public String id() {
        return "score-norm";
    }

    @Override
    public Descriptor descriptor() {
        return described("How steeply the learned log density of a window rises from where it is", "Vincent 2011");
    }

    @Override
    public CellUnit unit() {
        return CellUnit.SQUARED_ERROR;
    }

    @Override
    public CellModel model(ChannelRange range) {
        return new ScoreNormNetwork(this, range);
    }
}
