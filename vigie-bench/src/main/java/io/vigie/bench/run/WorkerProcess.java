package io.vigie.bench.run;

import io.vigie.bench.data.DataFolder;
import io.vigie.evaluate.WindowLengthRule;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A worker process as its parent sees it. Used by one thread; only {@link #kill} may be called from others. */
final class WorkerProcess {
    private final Process process;
    private final BufferedWriter tasks;
    private final BufferedReader replies;
    private volatile boolean killed;

    private WorkerProcess(Process process) {
        this.process = process;
        this.tasks = process.outputWriter(StandardCharsets.UTF_8);
        this.replies = process.inputReader(StandardCharsets.UTF_8);
    }

    /**
     * Starts a process.
     *
     * @param log file that its error output is added to
     */
    static WorkerProcess start(
            String classPath, WorkerOptions options, DataFolder data, WindowLengthRule rule, Path log)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + options.heap(),
                // One thread computes; collector and compiler threads stay few, so that runs do not slow each other.
                "-XX:+UseSerialGC",
                "-XX:ActiveProcessorCount=1",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:-UsePerfData",
                "-cp",
                classPath,
                Worker.class.getName(),
                data.path().toAbsolutePath().toString(),
                rule.name(),
                options.device().name()));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        return new WorkerProcess(builder.start());
    }

    /** Waits until it is ready; false if it ended instead. */
    boolean awaitReady() {
        try {
            for (String line = replies.readLine(); line != null; line = replies.readLine()) {
                if (line.equals(WorkerReply.READY)) {
                    return true;
                }
            }
        } catch (IOException e) {
            // The same as its end.
        }
        return false;
    }

    /**
     * Gives it a task and waits for the answer, but not longer than the limit; a process that takes longer is killed.
     *
     * @return its answer, or null if the process has ended
     */
    @Nullable
    WorkerReply run(WorkerTask task, Duration limit, ScheduledExecutorService watch) {
        AtomicBoolean late = new AtomicBoolean();
        ScheduledFuture<?> alarm = watch.schedule(
                () -> {
                    late.set(true);
                    kill();
                },
                limit.toMillis(),
                TimeUnit.MILLISECONDS);
        try {
            tasks.write(task.line());
            tasks.write('\n');
            tasks.flush();
            for (String line = replies.readLine(); line != null; line = replies.readLine()) {
                if (WorkerReply.isReply(line)) {
                    return WorkerReply.parse(line);
                }
            }
        } catch (IOException e) {
            // The process has ended.
        } finally {
            alarm.cancel(false);
        }
        return late.get()
                ? WorkerReply.failed("took longer than the time limit of " + limit.toSeconds() + " s and was killed")
                : null;
    }

    boolean killed() {
        return killed;
    }

    /** Exit code, once the output has ended. */
    int exitCode() throws InterruptedException {
        return process.waitFor();
    }

    void kill() {
        killed = true;
        process.destroyForcibly();
    }
}
