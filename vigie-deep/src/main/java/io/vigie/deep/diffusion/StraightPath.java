package io.vigie.deep.diffusion;

/**
 * The straight line from data to noise at constant speed, the path of flow matching (Lipman et al., ICLR 2023, equation 22
 * with no noise left on data; Liu et al., Rectified flow, ICLR 2023). Their time runs the other way.
 */
record StraightPath() implements NoisePath {
    @Override
    public double scale(double time) {
        return 1 - time;
    }

    @Override
    public double deviation(double time) {
        return time;
    }

    @Override
    public double scaleSlope(double time) {
        return -1;
    }

    @Override
    public double deviationSlope(double time) {
        return 1;
    }
}
