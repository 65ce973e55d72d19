package io.vigie.deep.window;

import io.vigie.deep.engine.Tensors;
import io.vigie.deep.engine.TorchRuntime;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * What channels have to do with a measure of whole windows: as much as goes of it when the channel is replaced by its usual
 * value, 0 in prepared units (occlusion; Zeiler and Fergus, Visualizing and understanding convolutional networks, ECCV 2014).
 */
public final class Occlusion {
    private static final double EVEN = 1e-3; // of a measure that no channel alone makes go, shared evenly
    private static final double SMALLEST = 1e-30; // no division by 0 where the measure is 0

    private Occlusion() {}

    /**
     * Parts of a measure, at least 0, that add up to it. Costs one evaluation a channel.
     *
     * @param windows [batch, channel, time]
     * @param measured [batch], at least 0
     * @param measure from windows to what is measured
     * @return [batch, channel]
     */
    public static Tensor parts(Tensor windows, Tensor measured, UnaryOperator<Tensor> measure) {
        long channels = windows.size(1);
        Tensor shares = windows.new_zeros(windows.size(0), channels);
        for (long channel = 0; channel < channels; channel++) {
            long c = channel;
            TorchRuntime.compute(
                    () -> { // of one channel at a time: all together would hold windows x channels x channels
                        Tensor without = windows.clone();
                        without.narrow(1, c, 1).zero_();
                        return shares.select(1, c)
                                .copy_(torch.relu(measured.sub(measure.apply(without))))
                                .size(0);
                    });
        }
        Tensor smoothed = shares.add(
                Tensors.plus(Tensors.times(measured, EVEN / channels), SMALLEST).unsqueeze(1));
        return smoothed.div(smoothed.sum(new long[] {1}, true, null)).mul(measured.unsqueeze(1));
    }
}
