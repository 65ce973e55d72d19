package io.vigie.deep.forecast;

import io.vigie.deep.engine.Tensors;
import io.vigie.deep.engine.TrainingWindows;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;
import org.bytedeco.pytorch.Tensor;

/**
 * The smallest and the largest value of each channel of a train part. A network has learned nothing about what lies beyond,
 * so history is cut to it.
 */
public final class TrainRange {
    private final float[] low;
    private final float[] high;

    TrainRange(float[] low, float[] high) {
        this.low = low.clone();
        this.high = high.clone();
    }

    static TrainRange of(TrainingWindows windows) {
        float[] low = new float[windows.channels()];
        float[] high = new float[windows.channels()];
        for (int c = 0; c < low.length; c++) {
            float[] range = windows.range(c);
            low[c] = range[0];
            high[c] = range[1];
        }
        return new TrainRange(low, high);
    }

    static TrainRange read(ModelReader in, int channels) {
        return new TrainRange(in.floats("low", channels), in.floats("high", channels));
    }

    void write(ModelWriter out) {
        out.tensor("low", low);
        out.tensor("high", high);
    }

    public int channels() {
        return low.length;
    }

    /** Rows [batch, time, channel] with each value within the range of its channel. */
    public Tensor clip(Tensor rows) {
        return Tensors.clip(rows, Tensors.like(rows, low, low.length), Tensors.like(rows, high, high.length));
    }
}
