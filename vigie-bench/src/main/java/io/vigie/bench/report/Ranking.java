package io.vigie.bench.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Methods by their average rank over files, as in a critical-difference picture.
 *
 * <p>Demsar (JMLR 2006) joins methods closer than Nemenyi's critical difference; as Benavoli et al. (JMLR 2016) show,
 * that depends on which other methods take part, so the pairs are tested by Wilcoxon's signed-rank test with Holm's
 * correction over all pairs, at 5 %.
 *
 * @param labels best average rank first
 * @param averageRanks in the same order
 * @param groups runs of neighbours all of whose pairs cannot be told apart; the longest ones only
 * @param files number of files that the ranks are over
 * @param friedman statistic of Friedman's test that all rank alike
 * @param pValue its p-value
 */
public record Ranking(
        List<String> labels, List<Double> averageRanks, List<Group> groups, int files, double friedman, double pValue) {
    private static final double LEVEL = 0.05;

    public Ranking {
        labels = List.copyOf(labels);
        averageRanks = List.copyOf(averageRanks);
        groups = List.copyOf(groups);
    }

    /** First and last place, from 0, of methods that cannot be told apart. */
    public record Group(int first, int last) {}

    /** Ranks entrants that all have a value for every file; at least two. */
    static Ranking of(List<Entrant> entrants) {
        double[][] values = entrants.stream().map(Entrant::values).toArray(double[][]::new);
        double[] ranks = RankTests.averageRanks(values);
        int k = values.length;
        int[] order = IntStream.range(0, k)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> ranks[i])
                        .thenComparing(i -> entrants.get(i).label()))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] pairs = new double[k * (k - 1) / 2];
        int at = 0;
        for (int i = 0; i < k; i++) {
            for (int j = i + 1; j < k; j++) {
                pairs[at++] = RankTests.wilcoxon(differences(values[order[i]], values[order[j]]));
            }
        }
        double[] corrected = RankTests.holm(pairs);
        boolean[][] different = new boolean[k][k];
        at = 0;
        for (int i = 0; i < k; i++) {
            for (int j = i + 1; j < k; j++) {
                different[i][j] = corrected[at++] < LEVEL;
            }
        }
        RankTests.Friedman friedman = RankTests.friedman(values);
        return new Ranking(
                IntStream.of(order).mapToObj(i -> entrants.get(i).label()).toList(),
                IntStream.of(order).mapToObj(i -> ranks[i]).toList(),
                groups(different),
                values[0].length,
                friedman.statistic(),
                friedman.pValue());
    }

    private static List<Group> groups(boolean[][] different) {
        List<Group> groups = new ArrayList<>();
        int reached = 0;
        for (int first = 0; first < different.length; first++) {
            int last = first;
            while (last + 1 < different.length && alike(different, first, last + 1)) {
                last++;
            }
            if (last > first && last > reached) {
                groups.add(new Group(first, last));
                reached = last;
            }
        }
        return groups;
    }

    private static boolean alike(boolean[][] different, int first, int last) {
        for (int i = first; i < last; i++) {
            if (different[i][last]) {
                return false;
            }
        }
        return true;
    }

    private static double[] differences(double[] a, double[] b) {
        double[] differences = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            differences[i] = a[i] - b[i];
        }
        return differences;
    }
}
