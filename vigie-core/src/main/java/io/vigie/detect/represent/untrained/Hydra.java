package io.vigie.detect.represent.untrained;

import io.vigie.detect.AnomalyKind;
import io.vigie.detect.Option;
import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.detect.represent.Encoder;
import io.vigie.detect.represent.EncoderDescriptor;
import io.vigie.detect.represent.FittedEncoder;
import io.vigie.model.ModelReader;
import io.vigie.series.SeriesSchema;

/**
 * Which random patterns fit best, place by place, and how well: kernels of a group compete.
 *
 * <p>Dempster, Schmidt and Webb, Hydra: competing convolutional kernels for fast and accurate time series classification, Data
 * Mining and Knowledge Discovery 37, 2023. At dilations 1, 2, 4, ... there are {@code groups} groups of {@code kernels} kernels of
 * length 9, with Gaussian weights less their mean over the sum of their sizes; every other group sees the window's first
 * differences. A kernel's features are the products it won with, summed over the places where its product was its group's
 * largest, and the share of places where it was its group's least. Each group has 1 to 9 channels drawn at random, whose products add up.
 *
 * <p>Where we differ: sums are divided by the number of places, and there is no padding at the ends of a window, so that a window's level never
 * counts. Features: 2 x kernels x groups x dilations.
 *
 * @param groups of a dilation
 * @param kernels of a group
 */
public record Hydra(
        @Option(value = "8", description = "Groups of kernels of a dilation, 1 to 64.")
        int groups,

        @Option(value = "8", description = "Kernels that compete in a group, 2 to 64.")
        int kernels)
        implements Encoder {
    private static final int MOST = 64;

    public Hydra {
        if (groups < 1 || groups > MOST) {
            throw new OptionException("groups is " + groups + "; use 1 to " + MOST);
        }
        if (kernels < 2 || kernels > MOST) {
            throw new OptionException("kernels is " + kernels + "; use 2 to " + MOST);
        }
    }

    @Override
    public String id() {
        return "hydra";
    }

    @Override
    public EncoderDescriptor descriptor() {
        return EncoderDescriptor.of(
                "Which of some competing random patterns fit best, and how well",
                "Dempster, Schmidt and Webb, DMKD 2023",
                AnomalyKind.LEVEL_SHIFT);
    }

    @Override
    public FittedEncoder fit(TrainingSet train, int window, RunContext context) {
        return FittedHydra.fit(this, train, window, context);
    }

    static FittedEncoder read(Hydra encoder, SeriesSchema schema, int window, ModelReader in) {
        return FittedHydra.read(encoder, schema, window, in);
    }
}
