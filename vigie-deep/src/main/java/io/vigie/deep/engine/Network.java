package io.vigie.deep.engine;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What is learned: parameters, and the loss of windows under them. A function without state, called from several threads
 * at once.
 */
public interface Network {
    /** For messages and file names: a detector's id. */
    String name();

    ParameterLayout layout();

    /**
     * Losses of windows. Their sum over the columns, averaged over the windows, is made small. One column a channel lets
     * messages name the channel at fault.
     *
     * @param windows [batch, channel, time]
     * @param noise random numbers of this step, null where the loss is measured rather than learned from: no dropout then
     * @return [batch, column]
     */
    Tensor losses(Parameters parameters, Tensor windows, @Nullable Noise noise);

    /**
     * Where to begin, given some train windows: the layout's own beginning unless overridden.
     *
     * @param initial the layout's beginning, to be changed in place
     * @param windows [batch, channel, time], on the CPU whatever the device: networks begin alike on all
     */
    default void adapt(float[] initial, Tensor windows) {}

    /**
     * Activations of the hidden layers that can be asked for, first to last; none by default. Those of a window do not depend
     * on the other windows.
     *
     * @param windows [batch, channel, time]
     * @return [batch, unit] of a layer over the whole window, [batch, row, unit] of one that has rows
     */
    default List<Tensor> layers(Parameters parameters, Tensor windows) {
        return List.of();
    }
}
