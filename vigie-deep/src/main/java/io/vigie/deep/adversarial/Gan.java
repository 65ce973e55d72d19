package io.vigie.deep.adversarial;

import io.vigie.deep.autoencoder.WindowArchitecture;
import io.vigie.deep.engine.Limits;
import io.vigie.deep.window.CellDetector;
import io.vigie.deep.window.CellModel;
import io.vigie.deep.window.CellUnit;
import io.vigie.deep.window.ChannelRange;
import io.vigie.detect.Alignment;
import io.vigie.detect.Descriptor;
import io.vigie.detect.Option;

/**
 * What a generator of normal windows cannot make. An encoder finds the latent code of a window, a generator turns codes into
 * windows, a critic tells these from real ones. The score of a row is the sum over channels of the squared error of what the
 * generator makes of the window's code, plus {@code features} times that of what the critic's filters see of either; each in
 * the channel's own on windows held out of training; averaged over the windows that cover the row.
 *
 * <p>After Schlegl et al., f-AnoGAN: Fast unsupervised anomaly detection with generative adversarial networks, Medical Image
 * Analysis 2019 (score, equation 5), and Geiger et al., TadGAN: Time series anomaly detection using generative adversarial
 * networks, IEEE BigData 2020 (encoder and generator learn to give windows back while the generator learns from the critic).
 * For stability: hinge losses under spectral normalisation of the critic, which bound its slope (Miyato et al. 2018), the
 * moving average of the weights (Yazici et al. 2019), and the reconstruction itself, which leaves no window out. We differ in
 * four points: all parts learn in one step, each from its own loss; in place of a second critic, first and second moments of
 * the codes are held to the prior; the critic's first layer filters patches of four rows of each channel by itself, so that
 * its features belong to channels; and windows are cut to the range of the train part before they are read.
 *
 * <p>After the fit, generated windows are compared with held-out ones: mode collapse and a critic that always wins are told in
 * the notes ({@link ModeUse}).
 *
 * <p>Complexity: fit O(steps x batch x parameters), about four times that of an autoencoder; score O(rows / stride x
 * parameters).
 */
public record Gan(
        @Option(value = "64", description = "Rows of a window, at least 1.")
        int window,

        @Option(value = "convolution", description = "Convolutions over time, or dense layers over the whole window.")
        WindowArchitecture architecture,

        @Option(value = "16", description = "Numbers that a window is generated from, at least 1.")
        int latent,

        @Option(
                value = "64",
                description =
                        "Channels of the convolutions, or units of the widest dense layer; the critic has half; at"
                                + " least 1.")
        int hidden,

        @Option(
                value = "0.1",
                description =
                        "Weight of the critic's verdict when the generator learns, beside that of its errors; 0 to"
                                + " 100.")
        double adversarial,

        @Option(
                value = "1",
                description = "Weight of the error in the critic's features, beside that of the values; 0 to 100.")
        double features,

        @Option(
                value = "0.05",
                description =
                        "Least held-out error of a channel, in scale units: finer noise is taken for rounding; above 0.")
        double noiseFloor,

        @Option(
                value = "5",
                description = "Passes over the train windows, at least 1; ends early when nothing is gained.")
        int epochs,

        @Option(value = "400", description = "Most updates of the weights, at least 1, however long the train part.")
        int maxSteps,

        @Option(value = "2e-3", description = "Highest learning rate, above 0.")
        double learningRate,

        @Option(value = "16", description = "Rows from window to window when scoring, 1 to the window; causal takes 1.")
        int stride,

        @Option(value = "1", description = "Rows over which scores are averaged, at least 1.")
        int smoothing,

        @Option(
                value = "centred",
                description = "All windows that cover a row (centred) or the one that ends at it (causal).")
        Alignment alignment)
        implements CellDetector {

    public Gan {
        CellDetector.check(window, stride, smoothing, noiseFloor, epochs, maxSteps, learningRate);
        Limits.atLeast("latent", latent, 1);
        Limits.atLeast("hidden", hidden, 1);
        Limits.within("adversarial", adversarial, 0, 100);
        Limits.within("features", features, 0, 100);
    }

    /** Windows of 64 rows from 16 numbers, convolutions. */
    public Gan() {
        this(64, WindowArchitecture.CONVOLUTION, 16, 64, 0.1, 1, 0.05, 5, 400, 2e-3, 16, 1, Alignment.CENTRED);
    }

    @Override
    public String id() {
        return "gan";
    }

    @Override
    public Descriptor descriptor() {
        return described(
                "What a generator of windows, trained against a critic, cannot make of a window",
                "Schlegl et al. 2019; Geiger et al. 2020");
    }

    @Override
    public CellUnit unit() {
        return CellUnit.SQUARED_ERROR;
    }

    @Override
    public CellModel model(ChannelRange range) {
        return new GanNetwork(this, range);
    }
}
