package io.vigie.deep.diffusion;

import io.vigie.deep.engine.Limits;
import io.vigie.deep.window.CellDetector;
import io.vigie.deep.window.CellModel;
import io.vigie.deep.window.CellUnit;
import io.vigie.deep.window.ChannelRange;
import io.vigie.detect.Alignment;
import io.vigie.detect.Descriptor;
import io.vigie.detect.Option;

/**
 * How much noise a network sees in each value of a window. Into blocks of rows of some channels noise of any strength is put,
 * and the network learns to tell its strength cell by cell, as the time of a diffusion from 0 (data) to 1; an anomaly looks
 * like noise to it. The score of a row is the sum over channels of the deviations by which the time told exceeds what is usual of the
 * channel, averaged over the windows that cover the row. One evaluation of the network a window.
 *
 * <p>Livernoche et al., On diffusion modeling for anomaly detection, ICLR 2024 (diffusion time estimation), for rows of
 * tables. We differ in four points. They tell one time of a whole row; here each cell has its own, and what makes that
 * possible is that noise differs between blocks while learning. Their noise is white, which over rows of a series would teach
 * roughness alone; here each window's is coarse to a degree of its own, from white to one knot a window ({@code CoarseNoise}).
 * Data are left as they are under noise whose deviation grows geometrically, where they follow the linear schedule of DDPM.
 * And the network gives the expected time, learned by squared errors, rather than a distribution over bins or an inverse
 * gamma one: of either the expectation is their score.
 *
 * <p>Complexity: fit O(steps x batch x window x parameters of a row), score O(rows x window / stride x the same).
 */
public record DiffusionTime(
        @Option(value = "64", description = "Rows of a window, at least 1.")
        int window,

        @Option(value = "unet", description = "How the network is built: unet, convolution or transformer.")
        DenoiserArchitecture architecture,

        @Option(value = "32", description = "Units of the layers, at least 1.")
        int hidden,

        @Option(value = "0.5", description = "Share of the blocks into which noise is put, above 0, at most 1.")
        double noisy,

        @Option(value = "2", description = "Deviation of the most noise, in scale units; above the noise floor.")
        double mostNoise,

        @Option(value = "0.05", description = "Deviation of the least noise, in scale units; above 0.")
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
    public DiffusionTime {
        CellDetector.check(window, stride, smoothing, noiseFloor, epochs, maxSteps, learningRate);
        Limits.atLeast("hidden", hidden, 1);
        Limits.above("noisy", noisy, 0, 1);
        Limits.above("most-noise", mostNoise, noiseFloor, 1000);
    }

    /** Windows of 64 rows. */
    public DiffusionTime() {
        this(64, DenoiserArchitecture.UNET, 32, 0.5, 2, 0.05, 6, 300, 2e-3, 16, 16, Alignment.CENTRED);
    }

    @Override
    public String id() {
        return "diffusion-time";
    }

    @Override
    public Descriptor descriptor() {
        return described("How far into a diffusion a network takes each value to be", "Livernoche et al. 2024");
    }

    @Override
    public CellUnit unit() {
        return CellUnit.DEVIATION;
    }

    @Override
    public CellModel model(ChannelRange range) {
        return new DiffusionTimeNetwork(this, range);
    }
}
