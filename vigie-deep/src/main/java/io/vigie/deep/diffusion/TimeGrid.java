package io.vigie.deep.diffusion;

/** The times at which a sampler stops. */
final class TimeGrid {
    private static final int HALVINGS = 60;

    private TimeGrid() {}

    /** So many steps of equal length, {@code steps + 1} times. */
    static double[] even(double from, double to, int steps) {
        double[] times = new double[steps + 1];
        for (int i = 0; i <= steps; i++) {
            times[i] = from + (to - from) * i / steps;
        }
        times[steps] = to;
        return times;
    }

    /**
     * So many steps of equal length in {@link NoisePath#logRatio}, which second-order solvers want (Lu et al., DPM-Solver++,
     * 2022). Where an end has no finite ratio (data without noise, noise without data), steps are equal within the {@code margin} of it,
     * and the first or last goes all the way. Where all of the way is within it, steps are equal in time.
     *
     * @param margin least distance in time of the inner stops from 0 and 1
     */
    static double[] evenRatio(NoisePath path, double from, double to, int steps, double margin) {
        double[] times = new double[steps + 1];
        double first = path.logRatio(within(from, margin));
        double last = path.logRatio(within(to, margin));
        if (first == last) {
            return even(from, to, steps);
        }
        times[0] = from;
        for (int i = 1; i < steps; i++) {
            times[i] = timeOf(path, first + (last - first) * i / steps);
        }
        times[steps] = to;
        return times;
    }

    private static double within(double time, double margin) {
        return Math.max(margin, Math.min(1 - margin, time));
    }

    /** The time at which a path has a {@link NoisePath#logRatio}, 0 or 1 where it never has. */
    static double timeOf(NoisePath path, double ratio) {
        double low = 0;
        double high = 1;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (path.logRatio(middle) > ratio) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }
}
