package io.vigie.cli;

import java.util.Arrays;

/**
 * Times a piece of work within this process: runs it a few times to warm it up, then several times more, and reports
 * minimum, median and maximum. One run of long work is not repeated more than the time limit allows.
 */
final class Stopwatch {
    /** Times of the counted runs, in seconds. */
    record Times(double minimum, double median, double maximum, int runs) {}

    private final int warmUps;
    private final int runs;
    private final double limitSeconds;

    /**
     * @param warmUps runs that are not counted
     * @param runs runs that are counted
     * @param limitSeconds no further run is begun once so much time has gone by; at least one is counted
     */
    Stopwatch(int warmUps, int runs, double limitSeconds) {
        this.warmUps = warmUps;
        this.runs = runs;
        this.limitSeconds = limitSeconds;
    }

    Times time(Runnable work) {
        long begin = System.nanoTime();
        for (int i = 0; i < warmUps && seconds(begin) < limitSeconds / 2; i++) {
            work.run();
        }
        double[] times = new double[runs];
        int done = 0;
        while (done < runs && (done == 0 || seconds(begin) < limitSeconds)) {
            long start = System.nanoTime();
            work.run();
            times[done++] = seconds(start);
        }
        double[] counted = Arrays.copyOf(times, done);
        Arrays.sort(counted);
        return new Times(counted[0], counted[done / 2], counted[done - 1], done);
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) * 1e-9;
    }
}
