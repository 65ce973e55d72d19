package io.vigie.bench.run;

import io.vigie.bench.data.BenchmarkCase;
import io.vigie.bench.data.DataFolder;
import io.vigie.detect.OptionException;
import io.vigie.evaluate.WindowLengthRule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What is to be run: every contestant on every case with every seed.
 *
 * @param protocol id of the benchmark
 * @param data folder of the data
 * @param rule how the label window of VUS follows from the data
 * @param cases the series
 * @param missing names of series that the benchmark has and the folder has not, for the record
 * @param contestants the detectors
 * @param seeds seeds of the runs
 */
public record BenchmarkPlan(
        String protocol,
        DataFolder data,
        WindowLengthRule rule,
        List<BenchmarkCase> cases,
        List<String> missing,
        List<Contestant> contestants,
        List<Long> seeds) {
    public BenchmarkPlan {
        cases = List.copyOf(cases);
        missing = List.copyOf(missing);
        contestants = List.copyOf(contestants);
        seeds = List.copyOf(seeds);
        if (cases.isEmpty()) {
            throw new OptionException("no series of " + protocol + " to run (" + missing.size()
                    + " are missing in the data folder); check --data and the options that choose series");
        }
        if (contestants.isEmpty() || seeds.isEmpty()) {
            throw new OptionException("no detector or no seed to run; give at least one of each");
        }
    }

    /**
     * The seeds of a benchmark of several runs: {@code base}, {@code base + 1} and so on.
     *
     * @throws OptionException if the count is below 1
     */
    public static List<Long> seeds(long base, int count) {
        if (count < 1) {
            throw new OptionException("seeds is " + count + "; use at least 1");
        }
        List<Long> seeds = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            seeds.add(base + i);
        }
        return seeds;
    }

    /** One run of the plan. */
    record Task(BenchmarkCase series, Contestant contestant, ResultKey key) {
        WorkerTask forWorker() {
            return new WorkerTask(key, contestant.specification());
        }
    }

    /** Large series first, so that no worker is left alone with one at the end; the runs of a series together. */
    List<Task> tasks() {
        List<Task> tasks = new ArrayList<>();
        for (BenchmarkCase series : cases.stream()
                .sorted(Comparator.comparingLong(BenchmarkCase::cells).reversed())
                .toList()) {
            for (Contestant contestant : contestants) {
                for (long seed : seeds) {
                    tasks.add(new Task(
                            series, contestant, new ResultKey(protocol, series.name(), contestant.label(), seed)));
                }
            }
        }
        return tasks;
    }
}
