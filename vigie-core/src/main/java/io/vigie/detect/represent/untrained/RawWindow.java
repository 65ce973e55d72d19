package io.vigie.detect.represent.untrained;

import io.vigie.detect.Option;
import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.detect.classic.WindowNormalization;
import io.vigie.detect.internal.PreparedRows;
import io.vigie.detect.represent.Encoder;
import io.vigie.detect.represent.EncoderDescriptor;
import io.vigie.detect.represent.FittedEncoder;
import io.vigie.model.ModelReader;
import io.vigie.series.SeriesSchema;

/**
 * The window itself: its values, channel by channel, or the means of {@code step} rows each.
 *
 * <p>Means of equal parts are piecewise aggregate approximation (Keogh et al., Dimensionality reduction for fast similarity
 * search in large time series databases, KAIS 2001); the last part is shorter where {@code step} does not divide the window.
 * What {@code normalize} takes out is that of the whole window. Features: channels x ceil(window / step).
 *
 * @param normalize what is taken out of each window and channel
 * @param step rows that make one feature
 */
public record RawWindow(
        @Option(
                value = "none",
                description = "What is taken out of each window and channel: nothing, its mean, or mean and deviation.")
        WindowNormalization normalize,

        @Option(value = "1", description = "Rows whose mean is one feature, at least 1.")
        int step)
        implements Encoder {

    public RawWindow {
        if (step < 1) {
            throw new OptionException("step is " + step + "; use at least 1");
        }
    }

    @Override
    public String id() {
        return "raw";
    }

    @Override
    public EncoderDescriptor descriptor() {
        return EncoderDescriptor.of(
                "The values of the window, or means of a few rows each",
                "Keogh et al. 2001 (means of equal parts)",
                normalize.blindSpots());
    }

    @Override
    public FittedEncoder fit(TrainingSet train, int window, RunContext context) {
        context.checkCancelled();
        PreparedRows.trainSegments(train, window);
        return fitted(train.schema(), window);
    }

    static FittedEncoder read(RawWindow encoder, SeriesSchema schema, int window, ModelReader in) {
        return encoder.fitted(schema, window);
    }

    private FittedEncoder fitted(SeriesSchema schema, int window) {
        return new PerChannelEncoder(
                this, schema, window, (window + step - 1) / step, (values, from, stride, count, target, at, next) -> {
                    for (int i = 0; i < count; i++) {
                        describe(values, from + i * stride, window, target, at + i * next);
                    }
                });
    }

    private void describe(double[] values, int from, int window, float[] target, int at) {
        double centre = 0;
        double divisor = 1;
        if (normalize != WindowNormalization.NONE) {
            for (int row = from; row < from + window; row++) {
                centre += PreparedRows.clamp(values[row]);
            }
            centre /= window;
        }
        if (normalize == WindowNormalization.ZSCORE) {
            double squares = 0;
            for (int row = from; row < from + window; row++) {
                double deviation = PreparedRows.clamp(values[row]) - centre;
                squares += deviation * deviation;
            }
            divisor = Math.max(Math.sqrt(squares / window), WindowNormalization.DEVIATION_FLOOR);
        }
        for (int first = 0, feature = at; first < window; first += step, feature++) {
            int end = Math.min(window, first + step);
            double sum = 0;
            for (int o = first; o < end; o++) {
                sum += PreparedRows.clamp(values[from + o]) - centre;
            }
            target[feature] = (float) (sum / ((end - first) * divisor));
        }
    }
}
