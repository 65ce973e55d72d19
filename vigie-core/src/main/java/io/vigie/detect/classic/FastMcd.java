package io.vigie.detect.classic;

import io.vigie.detect.RunContext;
import io.vigie.detect.internal.Cholesky;
import io.vigie.detect.internal.Dot;
import io.vigie.detect.internal.Parallel;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.hipparchus.special.Gamma;

/**
 * The FAST-MCD search of Rousseeuw and Van Driessen (1999): the {@code h} of {@code n} rows whose covariance has the least
 * determinant, then one reweighting. A ridge is added to every covariance that is inverted, so constant or repeated
 * channels do no harm; the C-steps still never raise the determinant (Boudt et al., Statistics and Computing 2020).
 */
final class FastMcd {
    private static final int SUBSET_ROWS = 300;
    private static final int NESTED_ABOVE = 600;
    private static final int MAX_SUBSETS = 5;
    private static final int TRIALS = 500;
    private static final int KEPT = 10;
    private static final int ONE_CANDIDATE_ABOVE = 5000;
    private static final int MAX_STEPS = 100;
    private static final int BLOCK = 128;

    private final int channels;
    private final double[] ridge;
    private final double share;
    private final RunContext context;

    FastMcd(int channels, double[] ridge, double share, RunContext context) {
        this.channels = channels;
        this.ridge = ridge;
        this.share = share;
        this.context = context;
    }

    /** A centre and the covariance around it, ridge included, with its Cholesky factor. */
    record Estimate(double[] location, double[] covariance, double[] factor, double logDeterminant) {}

    /** Rows as columns: value of channel c in row i at {@code c * rows + i}. */
    private record Sample(double[] values, int rows, int support) {}

    /** The reweighted estimate from {@code rows} rows, channel-major. */
    Estimate fit(double[] values, int rows) {
        Sample all = new Sample(values, rows, support(rows));
        Estimate raw = raw(values, rows);
        double[] distances = new double[rows];
        squaredDistances(all, raw, distances);
        double factor = median(distances) / chiSquareQuantile(channels, 0.5);
        double limit = chiSquareQuantile(channels, 0.975) * (factor > 0 ? factor : 1);
        int[] inside =
                IntStream.range(0, rows).filter(i -> distances[i] <= limit).toArray();
        return estimate(all, inside, inside.length);
    }

    /** Before the reweighting: mean and covariance of the rows with the least determinant found. */
    Estimate raw(double[] values, int rows) {
        return search(new Sample(values, rows, support(rows)));
    }

    private int support(int rows) {
        int least = Math.min(rows, (rows + channels + 1) / 2);
        return Math.max(1, Math.max(least, (int) Math.min(rows, Math.ceil(share * rows))));
    }

    private Estimate search(Sample all) {
        int n = all.rows;
        if (all.support == n) {
            return estimate(all, IntStream.range(0, n).toArray(), n);
        }
        int subsets = n <= NESTED_ABOVE ? 1 : Math.min(MAX_SUBSETS, n / SUBSET_ROWS);
        Estimate[] candidates;
        if (subsets == 1) {
            candidates = best(trials(all, TRIALS, "mcd-trial-"), KEPT);
        } else {
            int[] drawn = draw(n, Math.min(n, subsets * SUBSET_ROWS), context.random("mcd-subsets"));
            candidates = new Estimate[0];
            for (int s = 0; s < subsets; s++) {
                int[] members = Arrays.copyOfRange(drawn, s * drawn.length / subsets, (s + 1) * drawn.length / subsets);
                Estimate[] found = trials(subset(all, members), TRIALS / subsets, "mcd-" + s + "-trial-");
                Estimate[] kept = best(found, KEPT);
                int before = candidates.length;
                candidates = Arrays.copyOf(candidates, before + kept.length);
                System.arraycopy(kept, 0, candidates, before, kept.length);
            }
            candidates = best(refine(subset(all, drawn), candidates, 2), KEPT);
        }
        if (n > ONE_CANDIDATE_ABOVE) {
            candidates = Arrays.copyOf(candidates, 1);
        }
        return best(refine(all, candidates, MAX_STEPS), 1)[0];
    }

    /** Starts from random channels + 1 rows, two C-steps each. */
    private Estimate[] trials(Sample sample, int count, String component) {
        Estimate[] found = new Estimate[count];
        Parallel.forChunks(context, count, 10, (from, to) -> {
            Search search = new Search(sample);
            for (int t = from; t < to; t++) {
                int size = Math.min(sample.rows, channels + 1);
                int[] start = draw(sample.rows, size, context.random(component + t));
                found[t] = search.steps(estimate(sample, start, size), 2);
            }
        });
        return found;
    }

    private Estimate[] refine(Sample sample, Estimate[] starts, int steps) {
        Estimate[] found = new Estimate[starts.length];
        Parallel.forChunks(context, starts.length, 1, (from, to) -> {
            for (int i = from; i < to; i++) {
                found[i] = new Search(sample).steps(starts[i], steps);
            }
        });
        return found;
    }

    private static Estimate[] best(Estimate[] estimates, int count) {
        Estimate[] sorted = estimates.clone();
        Arrays.sort(sorted, (a, b) -> Double.compare(a.logDeterminant, b.logDeterminant)); // stable
        return Arrays.copyOf(sorted, Math.min(count, sorted.length));
    }

    /** C-steps on one sample, with room for its distances. */
    private final class Search {
        private final Sample sample;
        private final double[] distances;
        private final double[] sorted;
        private final int[] chosen;

        private Search(Sample sample) {
            this.sample = sample;
            this.distances = new double[sample.rows];
            this.sorted = new double[sample.rows];
            this.chosen = new int[sample.support];
        }

        /** The covariance of the nearest rows, again and again, until the determinant no longer falls. */
        private Estimate steps(Estimate start, int most) {
            Estimate current = start;
            for (int step = 0; step < most; step++) {
                context.checkCancelled();
                squaredDistances(sample, current, distances);
                System.arraycopy(distances, 0, sorted, 0, sorted.length);
                Arrays.sort(sorted);
                double limit = sorted[chosen.length - 1];
                int count = 0;
                for (int i = 0; i < distances.length; i++) {
                    if (distances[i] < limit) {
                        chosen[count++] = i;
                    }
                }
                for (int i = 0; count < chosen.length; i++) {
                    if (distances[i] == limit) {
                        chosen[count++] = i;
                    }
                }
                Arrays.sort(chosen);
                Estimate next = estimate(sample, chosen, chosen.length);
                boolean settled = step > 0 && next.logDeterminant >= current.logDeterminant - 1e-10;
                current = next;
                if (settled) {
                    break;
                }
            }
            return current;
        }
    }

    private Sample subset(Sample sample, int[] members) {
        double[] values = new double[channels * members.length];
        for (int c = 0; c < channels; c++) {
            for (int i = 0; i < members.length; i++) {
                values[c * members.length + i] = sample.values[c * sample.rows + members[i]];
            }
        }
        return new Sample(values, members.length, support(members.length));
    }

    private Estimate estimate(Sample sample, int[] members, int count) {
        double[] location = new double[channels];
        double[][] centred = new double[channels][count];
        for (int c = 0; c < channels; c++) {
            int base = c * sample.rows;
            double sum = 0;
            for (int i = 0; i < count; i++) {
                double value = sample.values[base + members[i]];
                centred[c][i] = value;
                sum += value;
            }
            location[c] = sum / count;
            for (int i = 0; i < count; i++) {
                centred[c][i] -= location[c];
            }
        }
        double[] covariance = new double[channels * channels];
        for (int a = 0; a < channels; a++) {
            for (int b = 0; b <= a; b++) {
                double value = Dot.of(centred[a], centred[b], 0, count) / count;
                covariance[a * channels + b] = value;
                covariance[b * channels + a] = value;
            }
            covariance[a * channels + a] += ridge[a];
        }
        double[] factor = Cholesky.factor(covariance, channels);
        double logDeterminant = 0;
        for (int a = 0; a < channels; a++) {
            logDeterminant += 2 * Math.log(factor[a * channels + a]);
        }
        return new Estimate(location, covariance, factor, logDeterminant);
    }

    private void squaredDistances(Sample sample, Estimate estimate, double[] distances) {
        double[] whitening = Cholesky.invertLower(estimate.factor, channels);
        double[] block = new double[channels * BLOCK];
        double[] white = new double[channels * BLOCK];
        for (int from = 0; from < sample.rows; from += BLOCK) {
            int width = Math.min(BLOCK, sample.rows - from);
            for (int c = 0; c < channels; c++) {
                int base = c * sample.rows + from;
                double centre = estimate.location[c];
                for (int i = 0; i < width; i++) {
                    block[c * BLOCK + i] = sample.values[base + i] - centre;
                }
            }
            BlockProduct.multiplyLower(whitening, channels, block, white, width, BLOCK);
            Arrays.fill(distances, from, from + width, 0);
            for (int c = 0; c < channels; c++) {
                for (int i = 0; i < width; i++) {
                    distances[from + i] += white[c * BLOCK + i] * white[c * BLOCK + i];
                }
            }
        }
    }

    /** {@code count} different numbers below {@code size}, by a partial shuffle. */
    private static int[] draw(int size, int count, RandomGenerator random) {
        int[] numbers = IntStream.range(0, size).toArray();
        for (int i = 0; i < count; i++) {
            int j = i + random.nextInt(size - i);
            int chosen = numbers[j];
            numbers[j] = numbers[i];
            numbers[i] = chosen;
        }
        return Arrays.copyOf(numbers, count);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return 0.5 * (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]);
    }

    /** Quantile of the chi-square distribution, by bisection of its distribution function. */
    static double chiSquareQuantile(int degrees, double probability) {
        double low = 0;
        double high = 10.0 * degrees + 100;
        for (int i = 0; i < 200 && low < high; i++) {
            double middle = 0.5 * (low + high);
            if (Gamma.regularizedGammaP(0.5 * degrees, 0.5 * middle) < probability) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return 0.5 * (low + high);
    }
}
