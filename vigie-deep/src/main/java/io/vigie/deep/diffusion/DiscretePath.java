package io.vigie.deep.diffusion;

/**
 * A diffusion of so many steps (Ho et al., Denoising diffusion probabilistic models, NeurIPS 2020, equation 4): step k of n is
 * time k / n. In between, the logarithm of what is left of the data is linear, so every sampler may stop anywhere.
 */
final class DiscretePath implements NoisePath {
    private final double[] rates;
    private final double[] logKept; // log alpha-bar after so many steps, from 0 to all

    private DiscretePath(double... rates) {
        this.rates = rates;
        this.logKept = new double[rates.length + 1];
        for (int step = 0; step < rates.length; step++) {
            logKept[step + 1] = logKept[step] + Math.log1p(-rates[step]);
        }
    }

    static DiscretePath of(NoiseSchedule schedule, int steps) {
        if (steps < 1) {
            throw new IllegalArgumentException(steps + " steps");
        }
        return new DiscretePath(schedule.rates(steps));
    }

    int steps() {
        return rates.length;
    }

    /** Variance that the step adds, beta; steps count from 1. */
    double rate(int step) {
        return rates[step - 1];
    }

    /** Share of the data's variance that is left after the step, alpha-bar. */
    double kept(int step) {
        return Math.exp(logKept[step]);
    }

    private int stepBefore(double time) {
        return Math.min(rates.length - 1, (int) (time * rates.length));
    }

    private double logKept(double time) {
        int step = stepBefore(time);
        double share = time * rates.length - step;
        return (1 - share) * logKept[step] + share * logKept[step + 1];
    }

    private double logKeptSlope(double time) {
        int step = stepBefore(time);
        return rates.length * (logKept[step + 1] - logKept[step]);
    }

    @Override
    public double scale(double time) {
        return Math.exp(0.5 * logKept(time));
    }

    @Override
    public double deviation(double time) {
        return Math.sqrt(-Math.expm1(logKept(time)));
    }

    @Override
    public double scaleSlope(double time) {
        return 0.5 * logKeptSlope(time) * scale(time);
    }

    @Override
    public double deviationSlope(double time) {
        return -0.5 * logKeptSlope(time) * Math.exp(logKept(time)) / deviation(time);
    }
}
