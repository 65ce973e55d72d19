package io.vigie.detect.classic;

import io.vigie.detect.RunContext;
import io.vigie.detect.internal.Parallel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** One k-means solution: greedy k-means++ seeding, then Lloyd's iterations. */
final class LloydIterations {
    /** Most distances that are kept from one iteration to the next. */
    private static final long MOST_KEPT = 10_000_000;

    private record Block(WindowSource source, int first, int from, int length) {}

    /** A window that goes from one cluster to another; from -1 if it was in none. */
    private record Change(WindowSource source, int window, int from, int to) {}

    private final List<WindowSource> sources;
    private final List<Block> blocks = new ArrayList<>();
    private final int count;
    private final int size;
    private final int window;
    private final RunContext context;
    private float[] centroids;
    private int clusters;
    private int iterations;
    private double inertia;
    private final int[] labels;
    private final double[] distances;

    private LloydIterations(List<WindowSource> sources, int window, RunContext context) {
        this.sources = sources;
        this.window = window;
        this.context = context;
        this.size = sources.get(0).size();
        int windows = 0;
        for (WindowSource source : sources) {
            for (int from = 0; from < source.count(); from += WindowSource.BLOCK) {
                int length = Math.min(WindowSource.BLOCK, source.count() - from);
                blocks.add(new Block(source, windows + from, from, length));
            }
            windows += source.count();
        }
        this.count = windows;
        this.labels = new int[count];
        this.distances = new double[count];
        this.centroids = new float[0];
    }

    /**
     * Seeds and iterates until no window changes its cluster, the inertia falls by no more than the share
     * {@code tolerance}, or {@code maxIterations} is reached.
     */
    static LloydIterations run(
            List<WindowSource> sources,
            int window,
            int clusters,
            int maxIterations,
            double tolerance,
            RandomGenerator random,
            RunContext context) {
        LloydIterations solution = new LloydIterations(sources, window, context);
        solution.seed(Math.min(clusters, solution.count), random);
        solution.iterate(maxIterations, tolerance);
        return solution;
    }

    /** Windows learned from. */
    int count() {
        return count;
    }

    /** Sum of squared distances of the windows to their nearest centroids. */
    double inertia() {
        return inertia;
    }

    int iterations() {
        return iterations;
    }

    Centroids centroids() {
        return new Centroids(clusters, size / window, window, centroids);
    }

    private void seed(int wanted, RandomGenerator random) {
        centroids = new float[Math.multiplyExact(wanted, size)];
        copyWindow(random.nextInt(count), centroids, 0);
        clusters = 1;
        int trials = 2 + (int) Math.log(wanted);
        double[] nearest = new double[count];
        Arrays.fill(nearest, Double.POSITIVE_INFINITY);
        double potential = take(nearest, distancesTo(centroids, 1)[0]);
        while (clusters < wanted && potential > 0) {
            context.progress().report("k-means: seeding", (double) clusters / wanted);
            float[] candidates = new float[trials * size];
            for (int trial = 0; trial < trials; trial++) {
                copyWindow(draw(nearest, random.nextDouble() * potential), candidates, trial * size);
            }
            double[][] found = distancesTo(candidates, trials);
            int best = 0;
            double bestPotential = Double.POSITIVE_INFINITY;
            for (int trial = 0; trial < trials; trial++) {
                double trialPotential = 0;
                for (int i = 0; i < count; i++) {
                    trialPotential += Math.min(nearest[i], found[trial][i]);
                }
                if (trialPotential < bestPotential) {
                    bestPotential = trialPotential;
                    best = trial;
                }
            }
            System.arraycopy(candidates, best * size, centroids, clusters * size, size);
            clusters++;
            potential = take(nearest, found[best]);
        }
        centroids = Arrays.copyOf(centroids, clusters * size);
    }

    private static double take(double[] nearest, double[] found) {
        double potential = 0;
        for (int i = 0; i < nearest.length; i++) {
            nearest[i] = Math.min(nearest[i], found[i]);
            potential += nearest[i];
        }
        return potential;
    }

    private static int draw(double[] weights, double target) {
        double sum = 0;
        int last = 0;
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] > 0) {
                sum += weights[i];
                last = i;
                if (sum > target) {
                    return i;
                }
            }
        }
        return last;
    }

    private double[][] distancesTo(float[] references, int referenceCount) {
        double[][] found = new double[referenceCount][count];
        int[] starts = Centroids.starts(referenceCount, size);
        Supplier<WindowSource.Scratch> room = () -> new WindowSource.Scratch(referenceCount);
        Parallel.forChunks(context, blocks.size(), 1, room, (scratch, from, to) -> {
            for (Block block : blocks.subList(from, to)) {
                block.source.distances(block.from, block.length, references, starts, referenceCount, scratch);
                for (int k = 0; k < referenceCount; k++) {
                    System.arraycopy(scratch.totals[k], 0, found[k], block.first, block.length);
                }
            }
        });
        return found;
    }

    private void iterate(int maxIterations, double tolerance) {
        int channels = size / window;
        double[][][] sums = new double[channels][clusters][window];
        boolean keep = (long) clusters * count <= MOST_KEPT;
        double[][] squares = new double[keep ? clusters : 0][count];
        boolean[] moved = new boolean[clusters];
        Arrays.fill(moved, true);
        int[] members = new int[clusters];
        int[] previous = new int[count];
        Arrays.fill(previous, -1);
        double before = Double.POSITIVE_INFINITY;
        for (iterations = 0; ; iterations++) {
            context.progress().report("k-means: iterations", (double) iterations / maxIterations);
            assign(squares, moved);
            inertia = 0;
            for (double distance : distances) {
                inertia += distance;
            }
            // The seeding has no inertia to compare with: infinity less anything is no more than a share of infinity.
            boolean settled = iterations > 0 && before - inertia <= tolerance * before;
            if (Arrays.equals(labels, previous) || iterations == maxIterations || settled) {
                break;
            }
            before = inertia;
            Arrays.fill(members, 0);
            for (int label : labels) {
                members[label]++;
            }
            fillEmptyClusters(members);
            List<Change> changes = changes(previous);
            float[] old = centroids.clone();
            Parallel.forChunks(context, channels, 1, (from, to) -> {
                for (int c = from; c < to; c++) {
                    move(c, changes, sums[c]);
                    for (int k = 0; k < clusters; k++) {
                        for (int o = 0; o < window && members[k] > 0; o++) {
                            centroids[k * size + c * window + o] = (float) (sums[c][k][o] / members[k]);
                        }
                    }
                }
            });
            for (int k = 0; k < clusters; k++) {
                int from = k * size;
                moved[k] = !keep || !Arrays.equals(centroids, from, from + size, old, from, from + size);
            }
            System.arraycopy(labels, 0, previous, 0, count);
        }
    }

    /**
     * Labels all windows.
     *
     * @param squares squared distances [cluster][window] from the call before, to be brought up to date; no clusters where
     *     there is no room for them, then all have moved
     * @param moved whether a centroid is another than in the call before
     */
    private void assign(double[][] squares, boolean[] moved) {
        int[] centroidStarts = new int[clusters];
        int[] mover = new int[clusters];
        int counted = 0;
        for (int k = 0; k < clusters; k++) {
            if (moved[k]) {
                mover[counted] = k;
                centroidStarts[counted++] = k * size;
            }
        }
        int movers = counted;
        Supplier<WindowSource.Scratch> room = () -> new WindowSource.Scratch(movers);
        Parallel.forChunks(context, blocks.size(), 1, room, (scratch, from, to) -> {
            for (Block block : blocks.subList(from, to)) {
                block.source.distances(block.from, block.length, centroids, centroidStarts, movers, scratch);
                for (int j = 0; j < movers && squares.length > 0; j++) {
                    System.arraycopy(scratch.totals[j], 0, squares[mover[j]], block.first, block.length);
                }
                boolean kept = squares.length > 0;
                double[][] all = kept ? squares : scratch.totals;
                for (int i = 0; i < block.length; i++) {
                    int lane = kept ? block.first + i : i;
                    int nearest = Centroids.nearest(all, clusters, lane);
                    labels[block.first + i] = nearest;
                    distances[block.first + i] = all[nearest][lane];
                }
            }
        });
    }

    // A cluster that lost all its windows takes the window that its own centroid serves worst.
    private void fillEmptyClusters(int[] members) {
        for (int k = 0; k < clusters; k++) {
            if (members[k] > 0) {
                continue;
            }
            int worst = -1;
            for (int i = 0; i < count; i++) {
                if (members[labels[i]] > 1 && (worst < 0 || distances[i] > distances[worst])) {
                    worst = i;
                }
            }
            if (worst >= 0 && distances[worst] > 0) {
                members[labels[worst]]--;
                members[k] = 1;
                labels[worst] = k;
                distances[worst] = 0;
            }
        }
    }

    private List<Change> changes(int[] previous) {
        List<Change> changes = new ArrayList<>();
        for (Block block : blocks) {
            for (int i = 0; i < block.length; i++) {
                int from = previous[block.first + i];
                int to = labels[block.first + i];
                if (from != to) {
                    changes.add(new Change(block.source, block.from + i, from, to));
                }
            }
        }
        return changes;
    }

    // Only windows that changed their cluster are taken from one sum and added to another.
    private static void move(int channel, List<Change> changes, double[][] sums) {
        for (Change change : changes) {
            change.source.accumulate(channel, change.window, 1, sums[change.to]);
            if (change.from >= 0) {
                change.source.accumulate(channel, change.window, -1, sums[change.from]);
            }
        }
    }

    private void copyWindow(int index, float[] target, int at) {
        int rest = index;
        for (WindowSource source : sources) {
            if (rest < source.count()) {
                source.copyWindow(rest, target, at);
                return;
            }
            rest -= source.count();
        }
        throw new IndexOutOfBoundsException("window " + index + " of " + count);
    }
}
