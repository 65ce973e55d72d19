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
 * Where and how well small fixed patterns fit in a window and in its steps from row to row.
 *
 * <p>Tan, Dempster, Bergmeir and Webb, MultiRocket: multiple pooling operators and transformations for fast and effective time
 * series classification, Data Mining and Knowledge Discovery 36, 2022: the products of {@link MiniRocket} with the window and
 * with its first differences, each summed up as the share of products above the bias, their mean excess, their mean place, and their
 * longest stretch. Mean place and longest stretch are shares of all places here. Else as {@link MiniRocket} differs.
 *
 * @param features at most this many; a multiple of 672 is made: 84 kernels, 2 series, 4 figures
 */
public record MultiRocket(
        @Option(
                value = "672",
                description = "Features of a window: the largest multiple of 672 up to this, 672 to 9996.")
        int features)
        implements Encoder {
    private static final int LEAST = 2 * 4 * RocketKernels.COUNT;

    public MultiRocket {
        FittedRocket.requireFeatures(features, LEAST);
    }

    @Override
    public String id() {
        return "multirocket";
    }

    @Override
    public EncoderDescriptor descriptor() {
        return EncoderDescriptor.of(
                "Where and how well 84 small patterns fit, in the window and in its steps",
                "Tan, Dempster, Bergmeir and Webb, DMKD 2022",
                AnomalyKind.LEVEL_SHIFT);
    }

    @Override
    public FittedEncoder fit(TrainingSet train, int window, RunContext context) {
        return FittedRocket.fit(this, train, window, true, RocketPooling.ALL, perKernel(), context);
    }

    static FittedEncoder read(MultiRocket encoder, SeriesSchema schema, int window, ModelReader in) {
        return FittedRocket.read(encoder, schema, window, true, RocketPooling.ALL, encoder.perKernel(), in);
    }

    private int perKernel() {
        return features / LEAST;
    }
}
