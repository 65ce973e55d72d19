package io.vigie.detect.internal;

import io.vigie.detect.RunContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Runs independent chunks of work on a context's threads. Results must not depend on which thread runs a chunk. */
public final class Parallel {
    /** Work on rows {@code from} (inclusive) to {@code to} (exclusive). */
    @FunctionalInterface
    public interface Chunk {
        void run(int from, int to);
    }

    /** Work on rows {@code from} (inclusive) to {@code to} (exclusive) in some room to compute in. */
    @FunctionalInterface
    public interface RoomyChunk<R> {
        void run(R room, int from, int to);
    }

    private Parallel() {}

    /**
     * Cuts {@code 0..size} into chunks of at most {@code chunkSize} and runs them; returns when all are done. Chunk
     * limits do not depend on the number of threads. Cancellation is checked before each chunk.
     */
    public static void forChunks(RunContext context, int size, int chunkSize, Chunk chunk) {
        forChunks(context, size, chunkSize, () -> chunk, (work, from, to) -> work.run(from, to));
    }

    /**
     * As {@link #forChunks(RunContext, int, int, Chunk)}; each thread makes itself room to compute in once, for all its
     * chunks. What an earlier chunk left there must not change a result.
     */
    public static <R> void forChunks(
            RunContext context, int size, int chunkSize, Supplier<R> room, RoomyChunk<R> chunk) {
        int chunks = (size + chunkSize - 1) / chunkSize;
        int threads = Math.min(context.threads(), chunks);
        AtomicInteger next = new AtomicInteger();
        Runnable worker = () -> {
            R own = room.get();
            for (int i = next.getAndIncrement(); i < chunks; i = next.getAndIncrement()) {
                context.checkCancelled();
                chunk.run(own, i * chunkSize, (int) Math.min(size, (i + 1L) * chunkSize));
            }
        };
        if (threads <= 1) {
            worker.run();
            return;
        }
        ExecutorService pool = Executors.newFixedThreadPool(threads - 1, runnable -> {
            Thread thread = new Thread(runnable, "vigie-worker");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<Future<?>> futures = new ArrayList<>();
            for (int i = 0; i < threads - 1; i++) {
                futures.add(pool.submit(worker));
            }
            worker.run();
            for (Future<?> future : futures) {
                future.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            pool.shutdownNow();
        }
    }
}
