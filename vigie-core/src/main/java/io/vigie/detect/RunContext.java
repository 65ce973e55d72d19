package io.vigie.detect;

import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * How a computation is run: seed, threads, progress and cancellation. Immutable; results depend on the seed alone.
 */
public final class RunContext {
    /** Default seed. */
    public static final long DEFAULT_SEED = 20_260_101L;

    private static final RunContext DEFAULTS =
            new RunContext(DEFAULT_SEED, Runtime.getRuntime().availableProcessors(), Progress.NONE, () -> false);

    private final long seed;
    private final int threads;
    private final Progress progress;
    private final BooleanSupplier cancelled;

    private RunContext(long seed, int threads, Progress progress, BooleanSupplier cancelled) {
        this.seed = seed;
        this.threads = threads;
        this.progress = progress;
        this.cancelled = cancelled;
    }

    /** Default seed, all processors, no progress, never cancelled. */
    public static RunContext defaults() {
        return DEFAULTS;
    }

    public RunContext withSeed(long newSeed) {
        return new RunContext(newSeed, threads, progress, cancelled);
    }

    public RunContext withThreads(int newThreads) {
        if (newThreads < 1) {
            throw new OptionException("threads is " + newThreads + "; use at least 1");
        }
        return new RunContext(seed, newThreads, progress, cancelled);
    }

    public RunContext withProgress(Progress newProgress) {
        return new RunContext(seed, threads, newProgress, cancelled);
    }

    /** Polled often from any thread; true stops the computation with {@link CancellationException}. */
    public RunContext withCancellation(BooleanSupplier newCancelled) {
        return new RunContext(seed, threads, progress, newCancelled);
    }

    public long seed() {
        return seed;
    }

    public int threads() {
        return threads;
    }

    public Progress progress() {
        return progress;
    }

    /** Throws {@link CancellationException} if the user has cancelled. */
    public void checkCancelled() {
        if (cancelled.getAsBoolean()) {
            throw new CancellationException("cancelled");
        }
    }

    /** A generator for one named component: same seed and name, same numbers, whatever else draws. */
    public RandomGenerator random(String component) {
        long mixed = seed;
        for (int i = 0; i < component.length(); i++) {
            mixed = (mixed ^ component.charAt(i)) * 0x9E3779B97F4A7C15L;
            mixed ^= mixed >>> 29;
        }
        return new java.util.SplittableRandom(mixed);
    }

    /** The same context with a seed derived for one named component, to hand down to a member or a fold. */
    public RunContext forComponent(String component) {
        return withSeed(random(component).nextLong());
    }
}
