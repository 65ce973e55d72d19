package io.vigie.deep.diffusion;

/**
 * The limit of {@link NoiseSchedule#LINEAR} for ever more steps: data of variance 1 keep it all the way (Song et al.,
 * Score-based generative modeling through stochastic differential equations, ICLR 2021, equations 11 and 33).
 *
 * @param lowest rate at which noise comes in at time 0, above 0
 * @param highest the same at time 1, at least {@code lowest}; it rises linearly
 */
record VariancePreserving(double lowest, double highest) implements NoisePath {
    VariancePreserving {
        if (!(lowest > 0 && highest >= lowest)) {
            throw new IllegalArgumentException("rates from " + lowest + " to " + highest);
        }
    }

    /** Rates from 0.1 to 20, those of the paper. */
    VariancePreserving() {
        this(0.1, 20);
    }

    private double rate(double time) {
        return lowest + time * (highest - lowest);
    }

    private double logScale(double time) {
        return -0.5 * time * (lowest + 0.5 * time * (highest - lowest));
    }

    @Override
    public double scale(double time) {
        return Math.exp(logScale(time));
    }

    @Override
    public double deviation(double time) {
        return Math.sqrt(-Math.expm1(2 * logScale(time)));
    }

    @Override
    public double scaleSlope(double time) {
        return -0.5 * rate(time) * scale(time);
    }

    @Override
    public double deviationSlope(double time) {
        double scale = scale(time);
        return 0.5 * rate(time) * scale * scale / deviation(time);
    }
}
