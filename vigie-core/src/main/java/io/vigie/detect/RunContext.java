package io.vigie.detect;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How a computation is run: seed, threads, progress, cancellation and, for learned models, device, time budget and
 * where to keep checkpoints. Immutable. Results depend on the seed alone as long as no time budget is set: how much can be
 * learned in a given time depends on the machine and on what else it does. Another device rounds differently.
 */
public final class RunContext {
    /** Default seed. */
    public static final long DEFAULT_SEED = 20_260_101L;

    private static final RunContext DEFAULTS = new RunContext(
            DEFAULT_SEED,
            Runtime.getRuntime().availableProcessors(),
            Progress.NONE,
            () -> false,
            Device.CPU,
            null,
            null);

    private final long seed;
    private final int threads;
    private final Progress progress;
    private final BooleanSupplier cancelled;
    private final Device device;
    private final @Nullable Duration budget;
    private final @Nullable Path checkpoints;

    private RunContext(
            long seed,
            int threads,
            Progress progress,
            BooleanSupplier cancelled,
            Device device,
            @Nullable Duration budget,
            @Nullable Path checkpoints) {
        this.seed = seed;
        this.threads = threads;
        this.progress = progress;
        this.cancelled = cancelled;
        this.device = device;
        this.budget = budget;
        this.checkpoints = checkpoints;
    }

    /** Default seed, all processors, no progress, never cancelled. */
    public static RunContext defaults() {
        return DEFAULTS;
    }

    public RunContext withSeed(long newSeed) {
        return new RunContext(newSeed, threads, progress, cancelled, device, budget, checkpoints);
    }

    public RunContext withThreads(int newThreads) {
        if (newThreads < 1) {
            throw new OptionException("threads is " + newThreads + "; use at least 1");
        }
        return new RunContext(seed, newThreads, progress, cancelled, device, budget, checkpoints);
    }

    public RunContext withProgress(Progress newProgress) {
        return new RunContext(seed, threads, newProgress, cancelled, device, budget, checkpoints);
    }

    /** Polled often from any thread; true stops the computation with {@link CancellationException}. */
    public RunContext withCancellation(BooleanSupplier newCancelled) {
        return new RunContext(seed, threads, progress, newCancelled, device, budget, checkpoints);
    }

    /** Where native detectors compute; pure-Java ones take no notice. */
    public RunContext withDevice(Device newDevice) {
        return new RunContext(seed, threads, progress, cancelled, newDevice, budget, checkpoints);
    }

    /**
     * Most time that the training of one network may take. Without it a network trains for a number of steps that follows
     * from the size of the data, and the same seed gives the same bits; with it, that promise is given up.
     */
    public RunContext withBudget(Duration newBudget) {
        if (newBudget.isNegative() || newBudget.isZero()) {
            throw new OptionException("budget is " + newBudget + "; use a time above 0");
        }
        return new RunContext(seed, threads, progress, cancelled, device, newBudget, checkpoints);
    }

    /**
     * A folder (created when needed) in which trainings keep their state while they run, and from which an interrupted one
     * goes on when it is started again with the same data, options and seed. Files of finished trainings are removed.
     */
    public RunContext withCheckpoints(Path folder) {
        return new RunContext(seed, threads, progress, cancelled, device, budget, folder);
    }

    public Device device() {
        return device;
    }

    public Optional<Duration> budget() {
        return Optional.ofNullable(budget);
    }

    public Optional<Path> checkpoints() {
        return Optional.ofNullable(checkpoints);
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
