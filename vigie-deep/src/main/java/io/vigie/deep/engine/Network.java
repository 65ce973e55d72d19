package io.vigie.deep.engine;

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
}
