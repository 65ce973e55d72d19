package io.vigie.detect.represent.untrained;

import io.vigie.detect.Option;
import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.detect.internal.PreparedRows;
import io.vigie.detect.represent.Encoder;
import io.vigie.detect.represent.EncoderDescriptor;
import io.vigie.detect.represent.FittedEncoder;
import io.vigie.model.ModelReader;
import io.vigie.series.SeriesSchema;

/**
 * Delay embedding: the values of {@code dimension} rows of the window, {@code lag} rows apart, the newest being the window's
 * last; for each channel. By Takens (Detecting strange attractors in turbulence, Lecture Notes in Mathematics 898, 1981) enough
 * of them tell the state of the system that a channel watches.
 *
 * <p>Features: channels x dimension. Rows between the embedded ones are not looked at; windows at stride 1 see them all.
 *
 * @param dimension rows that are taken
 * @param lag rows from one to the next
 */
public record DelayEmbedding(
        @Option(value = "8", description = "Rows that are taken, 1 to 4096.")
        int dimension,

        @Option(value = "4", description = "Rows from one taken to the next, at least 1.")
        int lag)
        implements Encoder {
    private static final int MOST = 4096;

    public DelayEmbedding {
        if (dimension < 1 || dimension > MOST) {
            throw new OptionException("dimension is " + dimension + "; use 1 to " + MOST);
        }
        if (lag < 1) {
            throw new OptionException("lag is " + lag + "; use at least 1");
        }
    }

    @Override
    public String id() {
        return "delay";
    }

    @Override
    public EncoderDescriptor descriptor() {
        return EncoderDescriptor.of("Some rows of the window, a lag apart", "Takens 1981");
    }

    @Override
    public FittedEncoder fit(TrainingSet train, int window, RunContext context) {
        context.checkCancelled();
        PreparedRows.trainSegments(train, window);
        return fitted(train.schema(), window);
    }

    static FittedEncoder read(DelayEmbedding encoder, SeriesSchema schema, int window, ModelReader in) {
        return encoder.fitted(schema, window);
    }

    private FittedEncoder fitted(SeriesSchema schema, int window) {
        long reach = (dimension - 1L) * lag + 1;
        if (window < reach) {
            throw new OptionException("window " + window + " is too short for " + dimension + " rows at a lag of " + lag
                    + "; use at least " + reach);
        }
        int oldest = window - (int) reach;
        return new PerChannelEncoder(
                this, schema, window, dimension, (values, from, stride, count, target, at, next) -> {
                    for (int i = 0; i < count; i++) {
                        int row = from + i * stride + oldest;
                        for (int j = 0; j < dimension; j++) {
                            target[at + i * next + j] = (float) PreparedRows.clamp(values[row + j * lag]);
                        }
                    }
                });
    }
}
