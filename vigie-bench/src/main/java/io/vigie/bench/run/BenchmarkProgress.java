package io.vigie.bench.run;

/** Hears of every finished run; called by one thread at a time. */
public interface BenchmarkProgress {
    /**
     * @param row the finished run
     * @param done runs done in this session
     * @param total runs to do in this session
     * @param secondsLeft estimate from the runs so far, NaN where there is none yet
     */
    void finished(ResultRow row, int done, int total, double secondsLeft);
}
