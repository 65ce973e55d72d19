package io.vigie.bench.run;

import io.vigie.detect.Device;
import io.vigie.detect.OptionException;
import java.time.Duration;

/**
 * How worker processes are run.
 *
 * @param jobs processes at once, at least 1; each runs on one thread
 * @param heap largest heap of each, as Java writes it: 8g, 900m
 * @param timeLimit longest wall time of one run: reading, fit, score and metrics
 * @param device what networks compute on; the other detectors take no notice
 */
public record WorkerOptions(int jobs, String heap, Duration timeLimit, Device device) {
    /** Heap where none is given. */
    public static final String DEFAULT_HEAP = "8g";

    /** Time limit in seconds where none is given. */
    public static final int DEFAULT_TIME_LIMIT = 600;

    public WorkerOptions {
        if (jobs < 1) {
            throw new OptionException("jobs is " + jobs + "; use at least 1");
        }
        if (!heap.matches("[1-9]\\d*[kKmMgG]")) {
            throw new OptionException("worker heap is '" + heap + "'; write a number and a unit, such as 8g or 900m");
        }
        if (timeLimit.isNegative() || timeLimit.isZero()) {
            throw new OptionException("time limit is " + timeLimit.toSeconds() + " s; use at least 1 s");
        }
    }

    /** One process a core, default heap and time limit, on the processor. */
    public static WorkerOptions defaults() {
        return new WorkerOptions(
                Runtime.getRuntime().availableProcessors(),
                DEFAULT_HEAP,
                Duration.ofSeconds(DEFAULT_TIME_LIMIT),
                Device.CPU);
    }

    public WorkerOptions withJobs(int newJobs) {
        return new WorkerOptions(newJobs, heap, timeLimit, device);
    }

    public WorkerOptions withHeap(String newHeap) {
        return new WorkerOptions(jobs, newHeap, timeLimit, device);
    }

    public WorkerOptions withTimeLimit(Duration newTimeLimit) {
        return new WorkerOptions(jobs, heap, newTimeLimit, device);
    }

    public WorkerOptions withDevice(Device newDevice) {
        return new WorkerOptions(jobs, heap, timeLimit, newDevice);
    }
}
