package io.vigie.deep.diffusion;

import io.vigie.deep.flow.Assignment;
import org.bytedeco.pytorch.Tensor;

/** Which noise a window is learned with. */
public enum Pairing {
    /** Any: the noise of a diffusion. */
    INDEPENDENT {
        @Override
        Tensor of(Tensor windows, Tensor noise) {
            return noise;
        }
    },
    /**
     * The noise that lies nearest, over the windows learned from together (Tong et al., TMLR 2024): the lines between cross less,
     * so fewer steps follow them.
     */
    OPTIMAL_TRANSPORT {
        @Override
        Tensor of(Tensor windows, Tensor noise) {
            return Assignment.paired(windows.flatten(1, -1), noise.flatten(1, -1))
                    .view(noise.shape());
        }
    };

    /** Noise in the order of the windows it is paired with. */
    abstract Tensor of(Tensor windows, Tensor noise);
}
