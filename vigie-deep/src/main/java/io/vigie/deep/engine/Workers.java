package io.vigie.deep.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/**
 * Threads that a training keeps from its first step to its last, as each step is too short to start them anew. The calling
 * thread works too, so one thread means no others.
 */
final class Workers implements AutoCloseable {
    private final int threads;
    private final ExecutorService pool;

    Workers(int threads) {
        this.threads = threads;
        this.pool = Executors.newCachedThreadPool(runnable -> {
            Thread thread = new Thread(runnable, "vigie-training");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Runs tasks 0 .. count - 1, which must not depend on each other; returns when all are done. */
    void run(int count, IntConsumer task) {
        int used = Math.min(threads, count);
        List<Future<?>> others = new ArrayList<>();
        for (int worker = 1; worker < used; worker++) {
            int first = worker;
            others.add(pool.submit(() -> runEvery(used, first, count, task)));
        }
        RuntimeException failure = null;
        try {
            runEvery(used, 0, count, task);
        } catch (RuntimeException e) {
            failure = e; // the others still use what the caller owns: wait for them
        }
        boolean interrupted = false;
        for (int i = 0; i < others.size(); ) {
            try {
                others.get(i).get();
                i++;
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (ExecutionException e) {
                failure = e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
                i++;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static void runEvery(int stride, int first, int count, IntConsumer task) {
        for (int i = first; i < count; i += stride) {
            task.accept(i);
        }
    }

    @Override
    public void close() {
        pool.shutdown();
    }
}
