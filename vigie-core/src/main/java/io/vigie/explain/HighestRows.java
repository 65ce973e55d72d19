package io.vigie.explain;

import io.vigie.series.Interval;
import java.util.Arrays;

/** The rows in which a figure is highest, 1 % of all and at least one: what it reaches where it is restless. Immutable. */
final class HighestRows {
    private static final int ONE_IN = 100;

    private final int[] rows;
    private final double[] figures;

    private HighestRows(int[] rows, double[] figures) {
        this.rows = rows;
        this.figures = figures;
    }

    /** Of one figure a row; of equal ones the earlier rows count. None of no rows. O(rows x log rows). */
    static HighestRows of(double[] figures) {
        int count = (figures.length + ONE_IN - 1) / ONE_IN;
        int[] rows = new int[count];
        double[] highest = new double[count];
        if (count > 0) {
            double[] sorted = figures.clone();
            Arrays.sort(sorted);
            double least = sorted[figures.length - count];
            int equal = 0;
            for (int i = figures.length - count; i < figures.length && sorted[i] == least; i++) {
                equal++;
            }
            int found = 0;
            for (int row = 0; row < figures.length; row++) {
                if (figures[row] > least || (figures[row] == least && equal-- > 0)) {
                    rows[found] = row;
                    highest[found++] = figures[row];
                }
            }
        }
        return new HighestRows(rows, highest);
    }

    /** Mean figure of these rows; 0 where there are none. */
    double mean() {
        double sum = 0;
        for (double figure : figures) {
            sum += figure;
        }
        return figures.length == 0 ? 0 : sum / figures.length;
    }

    /** Mean figure of those of these rows that lie outside of a stretch; 0 where none does. */
    double meanOutside(Interval stretch) {
        double sum = 0;
        int count = 0;
        for (int i = 0; i < rows.length; i++) {
            if (!stretch.contains(rows[i])) {
                sum += figures[i];
                count++;
            }
        }
        return count == 0 ? 0 : sum / count;
    }
}
