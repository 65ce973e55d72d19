package io.vigie.deep.diffusion;

import io.vigie.deep.engine.Tensors;
import org.bytedeco.pytorch.Tensor;

/** How the errors of the steps of a sampler become one number a cell. */
public enum StepVotes {
    /** The mean of the squared errors in the level of their channel and step. */
    MEAN {
        @Override
        Tensor of(Tensor errors) {
            return errors.mean(0);
        }
    },
    /** The mean of the logarithms of one more than these: no step and no cell decides alone. */
    LOGARITHM {
        @Override
        Tensor of(Tensor errors) {
            return errors.log1p().mean(0);
        }
    },
    /** The share of the steps that vote for an anomaly, an error of {@value #THRESHOLD} levels being half a vote. */
    SHARE {
        @Override
        Tensor of(Tensor errors) {
            return errors.div(Tensors.plus(errors, THRESHOLD)).mean(0);
        }
    };

    private static final double THRESHOLD = 9;

    /**
     * @param errors squared, in their levels, [step, batch, channel, time]
     * @return [batch, channel, time]
     */
    abstract Tensor of(Tensor errors);
}
