package io.vigie.deep.window;

import io.vigie.deep.engine.Noise;
import io.vigie.deep.engine.Parameters;
import org.bytedeco.pytorch.Tensor;

/** A {@link CellModel} that can draw some cells of a window given the others. */
public interface ImputingModel extends CellModel {
    /**
     * One draw a window.
     *
     * @param windows [batch, channel, time]; what stands in hidden cells is not read
     * @param hidden 1 where a cell is to be drawn, 0 elsewhere; [batch, channel, time]
     * @param noise what the draws are made of
     * @return same shape; the cells that are not hidden mean nothing
     */
    Tensor impute(Parameters parameters, Tensor windows, Tensor hidden, Noise noise);

    /**
     * As {@link #impute}, keeping the noise that was measured as far as the model can tell it from the rest; by default it
     * looks at none.
     *
     * @param windows [batch, channel, time]
     * @param hidden as in {@link #impute}
     * @param measured 1 where a hidden cell holds what was measured, 0 elsewhere; same shape
     * @param noise for what is not kept
     */
    default Tensor restore(Parameters parameters, Tensor windows, Tensor hidden, Tensor measured, Noise noise) {
        return impute(parameters, windows, hidden, noise);
    }
}
