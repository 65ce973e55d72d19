package io.vigie.detect.represent.untrained;

import io.vigie.detect.represent.Encoder;
import io.vigie.detect.represent.FittedEncoder;
import io.vigie.model.ModelWriter;
import io.vigie.series.SeriesSchema;

/**
 * Features that each come from one channel and need nothing learned: those of the first channel, those of the second, and so
 * on.
 */
final class PerChannelEncoder implements FittedEncoder {
    /** How one channel of a window is described. Must be safe to call from several threads. */
    @FunctionalInterface
    interface Description {
        /**
         * Describes windows of one channel.
         *
         * @param values rows of the channel
         * @param from first row of the first window
         * @param stride rows from one window to the next
         * @param count windows
         * @param target receives the features of window {@code i} from {@code at + i * step} on
         * @param at where the features of the first window go
         * @param step from one window's features to the next's
         */
        void describe(double[] values, int from, int stride, int count, float[] target, int at, int step);
    }

    private final Encoder encoder;
    private final SeriesSchema schema;
    private final int window;
    private final int perChannel;
    private final Description description;

    PerChannelEncoder(Encoder encoder, SeriesSchema schema, int window, int perChannel, Description description) {
        this.encoder = encoder;
        this.schema = schema;
        this.window = window;
        this.perChannel = perChannel;
        this.description = description;
    }

    @Override
    public Encoder encoder() {
        return encoder;
    }

    @Override
    public SeriesSchema schema() {
        return schema;
    }

    @Override
    public int window() {
        return window;
    }

    @Override
    public int features() {
        return Math.multiplyExact(perChannel, schema.channels().size());
    }

    @Override
    public int[] channels(int feature) {
        return new int[] {feature / perChannel};
    }

    @Override
    public void encode(double[][] values, int from, int stride, int count, float[] target, int at) {
        int features = features();
        for (int c = 0; c < values.length; c++) {
            description.describe(values[c], from, stride, count, target, at + c * perChannel, features);
        }
    }

    @Override
    public void write(ModelWriter out) {}
}
