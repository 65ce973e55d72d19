package io.vigie.deep.represent;

import io.vigie.deep.engine.Network;
import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.Parameters;
import io.vigie.detect.Device;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * A network that turns windows into features. What it learns by may compare windows with each other, so its loss is that of a
 * small batch: when it is measured rather than learned from, batches are as small, and what is drawn is the same each time.
 */
interface EncoderNetwork extends Network {
    /** Windows that are learned from together. */
    int TOGETHER = 32;

    /** Any; where a loss is measured, the same is drawn each time. */
    long MEASURED = 20_261_127;

    /** Features of a window. */
    int features();

    /**
     * Features of windows, each of its own window alone.
     *
     * @param windows [batch, channel, time]
     * @return [batch, feature]
     */
    Tensor features(Parameters parameters, Tensor windows);

    /**
     * Losses of at most {@value #TOGETHER} windows, which may be compared with each other.
     *
     * @param windows [batch, channel, time]; time is at least that of a window
     * @return [batch, column]
     */
    Tensor batchLosses(Parameters parameters, Tensor windows, Noise noise);

    @Override
    default Tensor losses(Parameters parameters, Tensor windows, @Nullable Noise noise) {
        if (noise != null) {
            return batchLosses(parameters, windows, noise);
        }
        Device device = windows.is_cuda() ? Device.CUDA : Device.CPU;
        List<Tensor> losses = new ArrayList<>();
        for (long from = 0; from < windows.size(0); from += TOGETHER) {
            Tensor some = windows.narrow(0, from, Math.min(TOGETHER, windows.size(0) - from));
            losses.add(batchLosses(parameters, some, new Noise(MEASURED + from, device)));
        }
        return torch.cat(new TensorVector(losses.toArray(Tensor[]::new)));
    }
}
