package io.vigie.deep.diffusion;

/**
 * What the output of a denoiser means: a weighted sum of data and noise. With the noisy window, another weighted sum, it tells
 * both, so that each meaning follows from any other (Salimans and Ho, Progressive distillation, ICLR 2022, section 4).
 */
public enum Prediction {
    /** The noise (Ho et al. 2020). */
    NOISE {
        @Override
        double dataWeight(NoisePath path, double time) {
            return 0;
        }

        @Override
        double noiseWeight(NoisePath path, double time) {
            return 1;
        }

        @Override
        double last(NoisePath path) {
            return TimeGrid.timeOf(path, -Math.log(MOST_DROWNED));
        }
    },
    /** The data. */
    CLEAN {
        @Override
        double dataWeight(NoisePath path, double time) {
            return 1;
        }

        @Override
        double noiseWeight(NoisePath path, double time) {
            return 0;
        }
    },
    /** The direction at right angles to the noisy window, v (Salimans and Ho 2022). */
    ANGULAR {
        @Override
        double dataWeight(NoisePath path, double time) {
            return -path.deviation(time);
        }

        @Override
        double noiseWeight(NoisePath path, double time) {
            return path.scale(time);
        }
    },
    /** The velocity along the path (Lipman et al. 2023). */
    VELOCITY {
        @Override
        double dataWeight(NoisePath path, double time) {
            return path.scaleSlope(time);
        }

        @Override
        double noiseWeight(NoisePath path, double time) {
            return path.deviationSlope(time);
        }
    };

    /** Noise in the data, by which errors of the noise become errors of the data. */
    private static final double MOST_DROWNED = 10;

    abstract double dataWeight(NoisePath path, double time);

    abstract double noiseWeight(NoisePath path, double time);

    /**
     * The latest time at which data can be told: 1, or where it is the noise that is predicted, that at which there is ten times as
     * much of it as of the data. Beyond, data are the small difference of two large numbers: with next to nothing left of them
     * ({@link NoiseProcess#COSINE} at time 1), errors of the network would be multiplied by hundreds. Little is lost by
     * beginning there: a hundredth of the variance is the data's.
     */
    double last(NoisePath path) {
        return 1;
    }
}
