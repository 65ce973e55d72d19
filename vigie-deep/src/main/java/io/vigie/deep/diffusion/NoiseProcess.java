package io.vigie.deep.diffusion;

/** The ways from data to noise that a detector can be told to take. */
public enum NoiseProcess {
    /** A thousand steps of {@link NoiseSchedule#LINEAR}. */
    LINEAR {
        @Override
        NoisePath path() {
            return DiscretePath.of(NoiseSchedule.LINEAR, MANY);
        }
    },
    /** A thousand steps of {@link NoiseSchedule#COSINE}. */
    COSINE {
        @Override
        NoisePath path() {
            return DiscretePath.of(NoiseSchedule.COSINE, MANY);
        }
    },
    /** Fifty steps of {@link NoiseSchedule#QUADRATIC}. */
    QUADRATIC {
        @Override
        NoisePath path() {
            return DiscretePath.of(NoiseSchedule.QUADRATIC, FEW);
        }
    },
    /** {@link VariancePreserving}, in continuous time. */
    VARIANCE_PRESERVING {
        @Override
        NoisePath path() {
            return new VariancePreserving();
        }
    },
    /** {@link VarianceExploding}, in continuous time. */
    VARIANCE_EXPLODING {
        @Override
        NoisePath path() {
            return new VarianceExploding();
        }
    },
    /** {@link StraightPath}: flow matching. */
    STRAIGHT {
        @Override
        NoisePath path() {
            return new StraightPath();
        }
    };

    private static final int MANY = 1000;
    private static final int FEW = 50;

    abstract NoisePath path();
}
