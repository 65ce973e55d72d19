package io.vigie.detect.represent.untrained;

import io.vigie.detect.Alignment;
import io.vigie.detect.Option;
import io.vigie.detect.OptionException;
import io.vigie.detect.RunContext;
import io.vigie.detect.TrainingSet;
import io.vigie.detect.internal.PreparedRows;
import io.vigie.detect.internal.WindowStatistics;
import io.vigie.detect.represent.Encoder;
import io.vigie.detect.represent.EncoderDescriptor;
import io.vigie.detect.represent.FittedEncoder;
import io.vigie.model.ModelReader;
import io.vigie.series.SeriesSchema;

/**
 * Plain statistics at several lengths, channel by channel: mean, standard deviation, range and root mean square step of the
 * stretches of {@code shortest}, 2 {@code shortest}, ... rows in the middle of the window (or at its end), the longest being the
 * largest power of two below the window's rows. No shape is described, so phase does not matter: level, noise, amplitude and
 * roughness do.
 *
 * <p>Neighbours on such statistics are what several leading entries of the TSB-AD board report. Features: channels x 4 x
 * lengths. O(log window) passes a channel and row, whatever the lengths.
 *
 * @param shortest rows of the shortest stretch
 * @param alignment stretches in the middle of the window or at its end
 */
public record Statistics(
        @Option(value = "8", description = "Rows of the shortest stretch, a power of two, at least 2.")
        int shortest,

        @Option(
                value = "centred",
                description = "Stretches in the middle of the window (centred) or at its end (causal).")
        Alignment alignment)
        implements Encoder {

    public Statistics {
        if (shortest < 2 || Integer.bitCount(shortest) != 1) {
            throw new OptionException("shortest is " + shortest + "; use a power of two, at least 2");
        }
    }

    @Override
    public String id() {
        return "statistics";
    }

    @Override
    public EncoderDescriptor descriptor() {
        return EncoderDescriptor.of(
                "Mean, deviation, range and roughness at several lengths",
                "Liu and Paparrizos, NeurIPS 2024 (leading entries)");
    }

    @Override
    public FittedEncoder fit(TrainingSet train, int window, RunContext context) {
        context.checkCancelled();
        PreparedRows.trainSegments(train, window);
        return fitted(train.schema(), window);
    }

    static FittedEncoder read(Statistics encoder, SeriesSchema schema, int window, ModelReader in) {
        return encoder.fitted(schema, window);
    }

    private FittedEncoder fitted(SeriesSchema schema, int window) {
        if (window <= shortest) {
            throw new OptionException("window " + window + " is too short for statistics of " + shortest
                    + " rows and the step before them; use at least " + (shortest + 1));
        }
        int longest = Integer.highestOneBit(window - 1);
        WindowStatistics statistics = new WindowStatistics(shortest, longest, alignment);
        // The row before the longest stretch lies in the window too, for the step to its first row.
        int behind =
                statistics.behind() + (alignment == Alignment.CAUSAL ? window - longest : (window - longest + 1) / 2);
        int perChannel = statistics.perChannel();
        return new PerChannelEncoder(
                this, schema, window, perChannel, (values, from, stride, count, target, at, next) -> {
                    int rows = (count - 1) * stride + 1;
                    double[][] found = new double[perChannel][rows];
                    statistics.describe(values, 0, values.length, from + behind, from + behind + rows, found);
                    for (int s = 0; s < perChannel; s++) {
                        for (int i = 0; i < count; i++) {
                            target[at + i * next + s] = (float) found[s][i * stride];
                        }
                    }
                });
    }
}
