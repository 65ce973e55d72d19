package io.vigie.deep.represent;

import io.vigie.deep.engine.Network;
import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.Parameters;
import io.vigie.deep.engine.Tensors;
import io.vigie.detect.Device;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
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

    /** In no order that means anything where losses are measured: windows come mixed then. */
    @Override
    default Tensor losses(Parameters parameters, Tensor windows, @Nullable Noise noise) {
        if (noise != null) {
            return batchLosses(parameters, windows, noise);
        }
        Device device = windows.is_cuda() ? Device.CUDA : Device.CPU;
        List<Tensor> losses = new ArrayList<>();
        int[] order = mixed(Math.toIntExact(windows.size(0)));
        for (int from = 0; from < order.length; from += TOGETHER) {
            int[] some = Arrays.copyOfRange(order, from, Math.min(order.length, from + TOGETHER));
            losses.add(batchLosses(parameters, Tensors.rows(windows, some), new Noise(MEASURED + from, device)));
        }
        return torch.cat(new TensorVector(losses.toArray(Tensor[]::new)));
    }

    /** Numbers below {@code count} in the same random order each time: what is compared shall not lie side by side in time. */
    private static int[] mixed(int count) {
        SplittableRandom random = new SplittableRandom(MEASURED);
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            int at = random.nextInt(i + 1);
            order[i] = order[at];
            order[at] = i;
        }
        return order;
    }
}
