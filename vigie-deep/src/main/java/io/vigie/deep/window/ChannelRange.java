package io.vigie.deep.window;

import io.vigie.deep.engine.Tensors;
import io.vigie.deep.engine.TrainingWindows;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import org.bytedeco.pytorch.Tensor;

/**
 * Smallest and largest value of each channel in the train series. A network has learned nothing about what lies beyond, and
 * may copy it well: what a model reads is cut to the range, what it is judged on is not.
 */
public final class ChannelRange {
    private final float[] low;
    private final float[] high;

    private ChannelRange(float[] low, float[] high) {
        this.low = low;
        this.high = high;
    }

    public static ChannelRange of(TrainingWindows windows) {
        float[] low = new float[windows.channels()];
        float[] high = new float[windows.channels()];
        for (int c = 0; c < low.length; c++) {
            float[] range = windows.range(c);
            low[c] = range[0];
            high[c] = range[1];
        }
        return new ChannelRange(low, high);
    }

    public int channels() {
        return low.length;
    }

    /** Cells within the range of their channel; windows are [batch, channel, time]. */
    public Tensor clip(Tensor windows) {
        return Tensors.clip(
                windows, Tensors.like(windows, low, low.length, 1), Tensors.like(windows, high, high.length, 1));
    }

    /** Values within the range of their channel from unbounded ones, by a sigmoid; same shape as windows. */
    public Tensor squash(Tensor values) {
        Tensor least = Tensors.like(values, low, low.length, 1);
        Tensor width = Tensors.like(values, high, high.length, 1).sub(least);
        return least.add(width.mul(values.sigmoid()));
    }

    void write(ModelWriter out) {
        out.tensor("low", low, low.length);
        out.tensor("high", high, high.length);
    }

    static ChannelRange read(ModelReader in, int channels) {
        return new ChannelRange(in.floats("low", channels), in.floats("high", channels));
    }
}
