package io.vigie.bench.report;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.hipparchus.special.Erf;
import org.hipparchus.special.Gamma;

/** Tests on ranks, for comparing methods over data sets as Demsar (JMLR 2006) advises. */
final class RankTests {
    /** Largest sample for which the exact distribution of the signed-rank sum is used. */
    private static final int EXACT = 50;

    private RankTests() {}

    /**
     * Ranks from 1 for the smallest; equal values share the mean of their ranks.
     */
    static double[] ranks(double[] values) {
        int n = values.length;
        Integer[] order = IntStream.range(0, n).boxed().toArray(Integer[]::new);
        Arrays.sort(order, Comparator.comparingDouble(i -> values[i]));
        double[] ranks = new double[n];
        for (int from = 0; from < n; ) {
            int to = from + 1;
            while (to < n && values[order[to]] == values[order[from]]) {
                to++;
            }
            for (int i = from; i < to; i++) {
                ranks[order[i]] = (from + 1 + to) / 2.0;
            }
            from = to;
        }
        return ranks;
    }

    /**
     * Mean rank of each method over the files; rank 1 is the best, the largest value.
     *
     * @param values [method][file], none missing
     */
    static double[] averageRanks(double[][] values) {
        int methods = values.length;
        int files = values[0].length;
        double[] average = new double[methods];
        for (int file = 0; file < files; file++) {
            double[] ranks = ranks(negatedColumn(values, file));
            for (int m = 0; m < methods; m++) {
                average[m] += ranks[m];
            }
        }
        for (int m = 0; m < methods; m++) {
            average[m] /= files;
        }
        return average;
    }

    /**
     * Friedman's test that all methods rank alike: the p-value of the tie-corrected statistic, chi-squared with one degree
     * less than there are methods.
     *
     * @param values [method][file], none missing
     */
    static Friedman friedman(double[][] values) {
        int k = values.length;
        int n = values[0].length;
        double[] sums = new double[k];
        double ties = 0;
        for (int file = 0; file < n; file++) {
            double[] ranks = ranks(negatedColumn(values, file));
            ties += tieTerm(ranks);
            for (int m = 0; m < k; m++) {
                sums[m] += ranks[m];
            }
        }
        double squares = 0;
        for (double sum : sums) {
            squares += sum * sum;
        }
        double correction = 1 - ties / ((double) n * k * ((double) k * k - 1));
        if (correction <= 0) {
            return new Friedman(0, 1);
        }
        double statistic = (12.0 / ((double) n * k * (k + 1)) * squares - 3.0 * n * (k + 1)) / correction;
        return new Friedman(statistic, Gamma.regularizedGammaQ((k - 1) / 2.0, Math.max(0, statistic) / 2));
    }

    /** Statistic and p-value. */
    record Friedman(double statistic, double pValue) {}

    /**
     * Two-sided p-value of Wilcoxon's signed-rank test. Differences of 0 are dropped (Wilcoxon's own treatment); the exact
     * distribution is used up to {@value #EXACT} differences without ties, otherwise the normal approximation with tie
     * correction and no continuity correction.
     */
    static double wilcoxon(double[] differences) {
        double[] used = Arrays.stream(differences).filter(d -> d != 0).toArray();
        int n = used.length;
        if (n == 0) {
            return 1;
        }
        double[] ranks = ranks(Arrays.stream(used).map(Math::abs).toArray());
        double positive = 0;
        for (int i = 0; i < n; i++) {
            positive += used[i] > 0 ? ranks[i] : 0;
        }
        double total = n * (n + 1.0) / 2;
        double smaller = Math.min(positive, total - positive);
        double ties = tieTerm(ranks);
        if (n <= EXACT && ties == 0) {
            return Math.min(1, 2 * exactTail(n, (int) Math.round(smaller)));
        }
        double variance = n * (n + 1.0) * (2.0 * n + 1) / 24 - ties / 48;
        return Erf.erfc((total / 2 - smaller) / Math.sqrt(2 * variance));
    }

    /** P(signed-rank sum of n differences is at most this), by counting subsets of 1..n by their sum. */
    private static double exactTail(int n, int atMost) {
        double[] probability = new double[n * (n + 1) / 2 + 1];
        probability[0] = 1;
        for (int rank = 1; rank <= n; rank++) {
            for (int sum = rank * (rank + 1) / 2; sum >= 0; sum--) {
                probability[sum] = (probability[sum] + (sum >= rank ? probability[sum - rank] : 0)) / 2;
            }
        }
        double tail = 0;
        for (int sum = 0; sum <= atMost; sum++) {
            tail += probability[sum];
        }
        return tail;
    }

    /** P-values corrected for their number by Holm's step-down method, in the order given. */
    static double[] holm(double[] pValues) {
        Integer[] order = IntStream.range(0, pValues.length).boxed().toArray(Integer[]::new);
        Arrays.sort(order, Comparator.comparingDouble(i -> pValues[i]));
        double[] corrected = new double[pValues.length];
        double largest = 0;
        for (int i = 0; i < order.length; i++) {
            largest = Math.max(largest, Math.min(1, pValues[order[i]] * (order.length - i)));
            corrected[order[i]] = largest;
        }
        return corrected;
    }

    /** Sum of t^3 - t over groups of t equal ranks. */
    private static double tieTerm(double[] ranks) {
        double[] sorted = ranks.clone();
        Arrays.sort(sorted);
        double term = 0;
        for (int from = 0; from < sorted.length; ) {
            int to = from + 1;
            while (to < sorted.length && sorted[to] == sorted[from]) {
                to++;
            }
            double t = to - from;
            term += t * t * t - t;
            from = to;
        }
        return term;
    }

    private static double[] negatedColumn(double[][] values, int file) {
        double[] column = new double[values.length];
        for (int m = 0; m < column.length; m++) {
            column[m] = -values[m][file];
        }
        return column;
    }
}
