package io.vigie.deep.diffusion;

/**
 * Data stay as they are under noise that grows geometrically (Song et al., ICLR 2021, equations 9 and 31).
 *
 * @param least deviation of the noise at time 0, above 0: what is sampled keeps it
 * @param most the same at time 1, above {@code least}
 */
record VarianceExploding(double least, double most) implements NoisePath {
    VarianceExploding {
        if (!(least > 0 && most > least)) {
            throw new IllegalArgumentException("deviations from " + least + " to " + most);
        }
    }

    /** Deviations from 0.01 to 20: beside the latter data of deviation 1 are lost. */
    VarianceExploding() {
        this(0.01, 20);
    }

    @Override
    public double scale(double time) {
        return 1;
    }

    @Override
    public double deviation(double time) {
        return least * Math.pow(most / least, time);
    }

    @Override
    public double scaleSlope(double time) {
        return 0;
    }

    @Override
    public double deviationSlope(double time) {
        return Math.log(most / least) * deviation(time);
    }
}
