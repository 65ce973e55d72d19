package io.vigie.detect.represent.untrained;

import io.vigie.detect.AnomalyKind;
import io.vigie.detect.Option;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.detect.represent.Encoder;
import io.vigie.detect.represent.EncoderDescriptor;
import io.vigie.detect.represent.FittedEncoder;
import io.vigie.model.ModelReader;
import io.vigie.series.SeriesSchema;

/**
 * Shares of places in a window where small fixed patterns fit better than they usually do.
 *
 * <p>Dempster, Schmidt and Webb, MiniRocket: a very fast (almost) deterministic transform for time series classification, KDD
 * 2021: 84 kernels of length 9 with weights -1 and 2, dilated from 1 to what the window holds; biases are quantiles of their products
 * in train windows; a feature is the share of products above a bias. Each kernel and dilation has 1 to 9 channels drawn at
 * random, whose products add up (the authors' multivariate form).
 *
 * <p>Where we differ: biases come from 8 train windows together instead of one, and there is no padding at the ends of a
 * window, so that windows share their products and a window's level never counts.
 *
 * @param features at most this many; a multiple of 84 is made
 */
public record MiniRocket(
        @Option(value = "252", description = "Features of a window: the largest multiple of 84 up to this, 84 to 9996.")
        int features)
        implements Encoder {

    public MiniRocket {
        FittedRocket.requireFeatures(features, RocketKernels.COUNT);
    }

    @Override
    public String id() {
        return "minirocket";
    }

    @Override
    public EncoderDescriptor descriptor() {
        return EncoderDescriptor.of(
                "Shares of places where 84 small patterns fit unusually well",
                "Dempster, Schmidt and Webb, KDD 2021",
                AnomalyKind.LEVEL_SHIFT);
    }

    @Override
    public FittedEncoder fit(TrainingSet train, int window, RunContext context) {
        return FittedRocket.fit(this, train, window, false, RocketPooling.SHARE, perKernel(), context);
    }

    static FittedEncoder read(MiniRocket encoder, SeriesSchema schema, int window, ModelReader in) {
        return FittedRocket.read(encoder, schema, window, false, RocketPooling.SHARE, encoder.perKernel(), in);
    }

    private int perKernel() {
        return features / RocketKernels.COUNT;
    }
}
