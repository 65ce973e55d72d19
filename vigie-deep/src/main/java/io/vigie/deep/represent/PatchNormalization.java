package io.vigie.deep.represent;

import io.vigie.deep.engine.Tensors;
import io.vigie.detect.AnomalyKind;
import org.bytedeco.pytorch.Tensor;

/** What is taken out of each window and channel before a network reads it. */
public enum PatchNormalization {
    /** Nothing; values are read through the inverse hyperbolic sine, which is a logarithm far off. */
    NONE {
        @Override
        Tensor apply(Tensor windows) {
            return windows.asinh();
        }
    },
    /** Mean and deviation, so that shape alone is left: neither where a channel runs nor how much it moves. */
    ZSCORE {
        @Override
        Tensor apply(Tensor windows) {
            Tensor centred = windows.sub(windows.mean(new long[] {2}, true, null));
            Tensor variance = centred.square().mean(new long[] {2}, true, null);
            return centred.div(
                    Tensors.plus(variance, LEAST_DEVIATION * LEAST_DEVIATION).sqrt());
        }

        @Override
        AnomalyKind[] blindSpots() {
            return new AnomalyKind[] {AnomalyKind.LEVEL_SHIFT, AnomalyKind.NOISE_BURST};
        }
    };

    /** Scale units: what moves less is not blown up. */
    private static final double LEAST_DEVIATION = 0.05;

    /** Windows [batch, channel, time] as they are read; same shape. */
    abstract Tensor apply(Tensor windows);

    /** Kinds of anomaly that are taken out with it; none unless overridden. */
    AnomalyKind[] blindSpots() {
        return new AnomalyKind[0];
    }
}
