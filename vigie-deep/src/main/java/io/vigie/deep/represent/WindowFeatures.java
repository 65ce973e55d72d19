package io.vigie.deep.represent;

import io.vigie.deep.engine.NetworkWeights;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import io.vigie.detect.Device;
import java.util.function.BiFunction;
import org.bytedeco.pytorch.Tensor;

/**
 * Features of windows as a network with its weights computes them, on the CPU.
 *
 * @param weights of the network
 * @param features from windows [batch, channel, time] to [batch, feature], each of its own window alone
 * @param channels of a window
 * @param window its rows
 */
record WindowFeatures(
        NetworkWeights weights, BiFunction<Parameters, Tensor, Tensor> features, int channels, int window) {
    private static final int TOGETHER = 64; // windows encoded at once

    /** As {@link io.vigie.detect.represent.FittedEncoder#encode}. */
    void encode(double[][] values, int from, int stride, int count, float[] target, int at) {
        int to = at;
        for (int first = 0; first < count; first += TOGETHER) {
            int part = Math.min(TOGETHER, count - first);
            float[] encoded = of(windows(values, from + first * stride, stride, part), part);
            System.arraycopy(encoded, 0, target, to, encoded.length);
            to += encoded.length;
        }
    }

    /** Features [window][feature] of values [window][channel][time]. */
    float[] of(float[] windows, int count) {
        return weights.compute(
                Device.CPU,
                parameters -> Tensors.floats(features.apply(parameters, Tensors.of(windows, count, channels, window))));
    }

    private float[] windows(double[][] values, int from, int stride, int count) {
        float[] windows = new float[Math.multiplyExact(count, channels * window)];
        for (int i = 0; i < count; i++) {
            int start = from + i * stride;
            for (int c = 0; c < channels; c++) {
                int to = (i * channels + c) * window;
                for (int t = 0; t < window; t++) {
                    windows[to + t] = Tensors.bounded(values[c][start + t]);
                }
            }
        }
        return windows;
    }
}
