package io.vigie.deep.window;

import io.vigie.deep.engine.Network;
import io.vigie.deep.engine.Parameters;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** A network that judges every cell, a channel at a row, of a window. */
public interface CellModel extends Network {
    /**
     * What the cells of some windows should have been, in prepared units.
     *
     * @param location [batch, channel, time]
     * @param deviation one standard deviation, same shape; null where the channels' held-out errors tell it, which only
     *     {@link CellUnit#SQUARED_ERROR} allows
     */
    record Expected(Tensor location, @Nullable Tensor deviation) {}

    /**
     * How badly each cell fits its window; the higher the worse. A window's cells do not depend on the other windows.
     *
     * @param windows [batch, channel, time]
     * @return [batch, channel, time]
     */
    Tensor cells(Parameters parameters, Tensor windows);

    /** What the cells should have been; null by default: the model has no such notion. */
    default @Nullable Expected expected(Parameters parameters, Tensor windows) {
        return null;
    }

    /**
     * Sets what is not learned but follows from what was; nothing by default.
     *
     * @param trained the weights, to be changed in place
     * @param windows windows that were learned from, [batch, channel, time]
     */
    default void settle(float[] trained, Tensor windows) {}

    /**
     * What is worth telling a user of the trained model, collapse above all, one sentence each; nothing by default.
     *
     * @param windows windows that were not learned from, [batch, channel, time]
     */
    default List<String> findings(Parameters parameters, Tensor windows) {
        return List.of();
    }
}
