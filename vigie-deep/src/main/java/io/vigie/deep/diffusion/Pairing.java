package io.vigie.deep.diffusion;

import io.vigie.deep.flow.Assignment;
import io.vigie.detect.OptionException;
import org.bytedeco.pytorch.Tensor;

/**
 * Which noise a window is learned with. The nearest is for denoisers that are told nothing beside the windows: noise that lies
 * near a window lies near what is known of it, so a denoiser that is told this would learn from noise that is not what it is
 * asked to begin with, and what it draws would not have the distribution given what it is told (Cheng and Schwing, The curse of
 * conditions, 2025). So {@code imdiffusion}, {@code counterfactual} and {@code diffusion-ae} have no choice of it.
 */
public enum Pairing {
    /** Any: the noise of a diffusion. */
    INDEPENDENT {
        @Override
        Tensor of(Tensor windows, Tensor noise) {
            return noise;
        }
    },
    /**
     * The noise that lies nearest, over the windows learned from together (Tong et al., TMLR 2024): the straight lines between cross
     * less, so fewer steps follow them. Windows that are taken a part of the way with noise of their own are a little beside
     * what was learned; few windows of many values are paired, so it is little.
     */
    OPTIMAL_TRANSPORT {
        @Override
        Tensor of(Tensor windows, Tensor noise) {
            return Assignment.paired(windows.flatten(1, -1), noise.flatten(1, -1))
                    .view(noise.shape());
        }
    };

    /** Refuses to pair for a process whose ways are not the lines that are made to cross less. */
    void check(NoiseProcess process) {
        if (this == OPTIMAL_TRANSPORT && process != NoiseProcess.STRAIGHT) {
            throw new OptionException(
                    "pairing is optimal-transport, which is for straight ways from data to noise; use it"
                            + " with process=straight, or use pairing=independent");
        }
    }

    /** Noise in the order of the windows it is paired with. */
    abstract Tensor of(Tensor windows, Tensor noise);
}
