package io.vigie.deep.diffusion;

/**
 * How data turn into noise: at a time from 0 (data) to 1 (noise) a window is {@code scale x data + deviation x noise}, the
 * noise standard normal. Diffusions of discrete and of continuous time and flow matching differ in these two functions
 * alone (Kingma et al., Variational diffusion models, NeurIPS 2021, equation 1; Albergo and Vanden-Eijnden, ICLR 2023).
 * All of it in float64.
 */
interface NoisePath {
    /** What data are multiplied with, above 0 before time 1. */
    double scale(double time);

    /** What noise is multiplied with, above 0 after time 0. */
    double deviation(double time);

    /** Derivative of {@link #scale} by the time. */
    double scaleSlope(double time);

    /** Derivative of {@link #deviation} by the time; it need not be finite at time 0. */
    double deviationSlope(double time);

    /** Root of the variance of data of variance 1 at a time. */
    default double spread(double time) {
        return Math.hypot(scale(time), deviation(time));
    }

    /** Logarithm of scale over deviation, which falls with time: half the logarithm of the signal-to-noise ratio. */
    default double logRatio(double time) {
        return Math.log(scale(time)) - Math.log(deviation(time));
    }
}
