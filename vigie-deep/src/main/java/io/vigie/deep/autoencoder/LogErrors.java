package io.vigie.deep.autoencoder;

import io.vigie.deep.engine.Tensors;
import org.bytedeco.pytorch.Tensor;

/**
 * Logarithms of a window's mean squared error in each channel: the likelihood of errors that are normal with a deviation
 * of the window's and channel's own. Channels that are told well count as much as others, and a few odd windows do not
 * outweigh the rest. The order of the two that are compared is of no matter but to the last bits.
 */
public final class LogErrors {
    private LogErrors() {}

    /**
     * @param windows [batch, channel, time]
     * @param reconstruction same shape
     * @param floor least deviation that is told apart from rounding
     * @return [batch, channel]
     */
    public static Tensor of(Tensor windows, Tensor reconstruction, double floor) {
        return Tensors.plus(windows.sub(reconstruction).square().mean(2), floor * floor)
                .log();
    }
}
