package io.vigie.bench.run;

import io.vigie.series.BadInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Runs a plan in worker processes and writes {@code results.csv} and {@code provenance.json} into a folder.
 *
 * <p>Each run has a process of its own while it lasts and one thread in it, so that times are those of single runs;
 * results do not depend on the number of processes. A run that fails, takes too long or takes its process down is a row
 * with an error and zeros. Rows that the folder already has are not run again: after an interruption the same plan goes
 * on where it stopped.
 */
public final class BenchmarkRun {
    /** Name of the file with the results. */
    public static final String RESULTS = "results.csv";

    /** Name of the file that says how the results were made. */
    public static final String PROVENANCE = "provenance.json";

    /** What becomes of rows that failed in an earlier session. */
    public enum EarlierFailures {
        /** They stand. */
        KEEP,
        /** They are run again. */
        RETRY
    }

    private static final String LOG = "workers.log";
    // An interrupt from the terminal reaches the workers too; the parent must hear of it before it blames them.
    private static final long BLAME_AFTER_MILLIS = 1000;
    private static final int STARTS = 3;

    private final BenchmarkPlan plan;
    private final WorkerOptions options;
    private final EarlierFailures earlierFailures;
    private final Set<WorkerProcess> workers = ConcurrentHashMap.newKeySet();
    /** Why the workers were stopped; those that only found themselves stopped have nothing to say. */
    private final AtomicReference<@Nullable Exception> firstFailure = new AtomicReference<>();

    private volatile boolean stopped;

    private BenchmarkRun(BenchmarkPlan plan, WorkerOptions options, EarlierFailures earlierFailures) {
        this.plan = plan;
        this.options = options;
        this.earlierFailures = earlierFailures;
    }

    public static BenchmarkRun of(BenchmarkPlan plan, WorkerOptions options, EarlierFailures earlierFailures) {
        return new BenchmarkRun(plan, options, earlierFailures);
    }

    /** What is left to do of a plan, and to whom it is told. */
    private final class Session {
        private final Deque<BenchmarkPlan.Task> left;
        private final int total;
        private final ResultFile results;
        private final Protocol protocol;
        private final BenchmarkProgress progress;
        private final TimeLeft timeLeft;
        private int done;

        Session(List<BenchmarkPlan.Task> tasks, ResultFile results, Protocol protocol, BenchmarkProgress progress) {
            this.left = new ArrayDeque<>(tasks);
            this.total = tasks.size();
            this.results = results;
            this.protocol = protocol;
            this.progress = progress;
            this.timeLeft = new TimeLeft(tasks, options.jobs());
        }

        synchronized BenchmarkPlan.@Nullable Task next() {
            return stopped ? null : left.poll();
        }

        synchronized void finished(BenchmarkPlan.Task task, WorkerReply reply, double seconds) {
            if (stopped) {
                return;
            }
            ResultRow row = row(task, reply);
            results.append(row);
            done++;
            timeLeft.finished(task, seconds);
            progress.finished(row, done, total, timeLeft.seconds());
        }

        private ResultRow row(BenchmarkPlan.Task task, WorkerReply reply) {
            Map<String, Double> metrics = new LinkedHashMap<>();
            for (String metric : protocol.metrics()) {
                Double value = reply.error().isEmpty() ? reply.metrics().get(metric) : Double.valueOf(0);
                if (value != null) {
                    metrics.put(metric, value);
                }
            }
            return new ResultRow(
                    task.key(),
                    task.series().family(),
                    task.contestant().options(),
                    reply.error().isEmpty() ? reply.windowRule() : Measurement.ruleName(plan.rule()),
                    reply.window(),
                    metrics,
                    rounded(reply.fitSeconds(), ResultFile.SECOND_PARTS),
                    rounded(reply.scoreSeconds(), ResultFile.SECOND_PARTS),
                    reply.peakHeapBytes() / ResultFile.BYTE_STEP * ResultFile.BYTE_STEP,
                    reply.error());
        }
    }

    /** As the file keeps it, so that rows of earlier sessions and of this one are alike. */
    private static double rounded(double value, double parts) {
        return Math.round(value * parts) / parts;
    }

    /**
     * Runs what the folder does not have yet.
     *
     * @param out folder of the results; made if it does not exist
     * @param command what the user typed, for the provenance
     * @return the rows of the plan, earlier ones included, ordered by key
     * @throws BadInputException if the folder holds results of the same labels made with other options or another window
     *     rule, or cannot be written
     * @throws CancellationException if {@link #stop} was called
     */
    public List<ResultRow> run(Path out, String command, BenchmarkProgress progress) {
        try {
            Files.createDirectories(out);
        } catch (IOException e) {
            throw new BadInputException(
                    "the folder " + out + " cannot be made (" + e + "); give another with --out", e);
        }
        Protocol protocol = Protocols.open(plan.protocol(), plan.data(), plan.rule());
        try (WorkerClassPath classPath = WorkerClassPath.copy();
                ResultFile results = ResultFile.open(out.resolve(RESULTS), protocol.metrics())) {
            List<BenchmarkPlan.Task> tasks = open(results);
            RunProvenance provenance = RunProvenance.start(
                    out.resolve(PROVENANCE), plan, options, classPath.fingerprint(), command, tasks.size());
            Session session = new Session(tasks, results, protocol, progress);
            work(session, classPath, out.resolve(LOG));
            if (stopped) {
                throw new CancellationException("stopped");
            }
            results.sort();
            List<ResultRow> rows = planned(results);
            provenance.finish(rows);
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            deleteEmpty(out.resolve(LOG));
        }
    }

    /** Kills the workers and makes {@link #run} return soon; nothing half done is written. May be called by any thread. */
    public void stop() {
        stopped = true;
        workers.forEach(WorkerProcess::kill);
    }

    private List<BenchmarkPlan.Task> open(ResultFile results) {
        Map<String, Contestant> contestants = new HashMap<>();
        plan.contestants().forEach(one -> contestants.put(one.label(), one));
        Set<ResultKey> done = new HashSet<>();
        for (ResultRow row : results.rows()) {
            if (row.key().protocol().equals(plan.protocol())) {
                requireSame(row, contestants.get(row.key().detector()));
            }
            if (!row.failed() || earlierFailures == EarlierFailures.KEEP) {
                done.add(row.key());
            }
        }
        return plan.tasks().stream().filter(task -> !done.contains(task.key())).toList();
    }

    private void requireSame(ResultRow row, @Nullable Contestant now) {
        if (now != null && !row.options().equals(now.options())) {
            throw new BadInputException("the folder has results of '" + now.label() + "' made with " + row.options()
                    + ", now it is " + now.options() + "; give another folder with --out, or another label, as in new="
                    + now.detector().id());
        }
        String rule = Measurement.ruleName(plan.rule());
        if (!row.windowRule().isEmpty() && !row.windowRule().equals(rule)) {
            throw new BadInputException("the folder has results of the window rule " + row.windowRule() + ", now it is "
                    + rule + "; give another folder with --out");
        }
    }

    private List<ResultRow> planned(ResultFile results) {
        Set<ResultKey> keys = new HashSet<>();
        plan.tasks().forEach(task -> keys.add(task.key()));
        return results.rows().stream().filter(row -> keys.contains(row.key())).toList();
    }

    private void work(Session session, WorkerClassPath classPath, Path log) {
        int jobs = Math.max(1, Math.min(options.jobs(), session.total));
        ExecutorService threads = Executors.newFixedThreadPool(jobs);
        ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor();
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < jobs; i++) {
                running.add(threads.submit(() -> {
                    work(session, classPath, log, watch);
                    return null;
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
        } catch (ExecutionException e) {
            stop();
            Throwable first = firstFailure.get();
            Throwable cause = first == null ? e.getCause() : first;
            if (cause instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(cause);
        } catch (InterruptedException e) {
            stop();
            Thread.currentThread().interrupt();
        } finally {
            threads.shutdownNow();
            watch.shutdownNow();
            workers.forEach(WorkerProcess::kill);
            try {
                if (!threads.awaitTermination(2 * BLAME_AFTER_MILLIS, TimeUnit.MILLISECONDS)) {
                    stop();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void work(Session session, WorkerClassPath classPath, Path log, ScheduledExecutorService watch)
            throws IOException, InterruptedException {
        @Nullable WorkerProcess worker = null;
        try {
            for (BenchmarkPlan.Task task = session.next(); task != null; task = session.next()) {
                if (worker == null) {
                    worker = start(classPath, log);
                }
                long start = System.nanoTime();
                WorkerReply reply = worker.run(task.forWorker(), options.timeLimit(), watch);
                double seconds = (System.nanoTime() - start) * 1e-9;
                if (reply == null) {
                    Thread.sleep(BLAME_AFTER_MILLIS);
                    reply = WorkerReply.failed("the worker process died with exit code " + worker.exitCode());
                }
                session.finished(task, reply, seconds);
                if (!reply.error().isEmpty() || worker.killed()) {
                    // Who knows what a failure left half done.
                    end(worker);
                    worker = null;
                }
            }
        } catch (IOException | RuntimeException e) {
            firstFailure.compareAndSet(null, e);
            stop();
            throw e;
        } finally {
            if (worker != null) {
                end(worker);
            }
        }
    }

    private WorkerProcess start(WorkerClassPath classPath, Path log) throws IOException {
        for (int i = 0; i < STARTS; i++) {
            WorkerProcess worker = WorkerProcess.start(classPath.text(), options, plan.data(), plan.rule(), log);
            workers.add(worker);
            if (stopped) {
                worker.kill();
            } else if (worker.awaitReady()) {
                return worker;
            }
            end(worker);
            if (stopped) {
                throw new CancellationException("stopped");
            }
        }
        throw new IllegalStateException("the worker processes do not start with a heap of " + options.heap() + "; "
                + log + " says why; a smaller --worker-heap or fewer --jobs may help");
    }

    private void end(WorkerProcess worker) {
        worker.kill();
        workers.remove(worker);
    }

    private static void deleteEmpty(Path log) {
        try {
            if (Files.exists(log) && Files.size(log) == 0) {
                Files.delete(log);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
