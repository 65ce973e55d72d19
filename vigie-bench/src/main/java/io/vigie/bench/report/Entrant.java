package io.vigie.bench.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * A row of the leaderboard.
 *
 * @param label name; unique within a report
 * @param values metric of each file of the report, the mean over seeds; NaN where there is none
 * @param files number of files with a value
 * @param mean plain mean over those files
 * @param interval 95 % bootstrap interval of that mean
 * @param familyMean mean over data sets of the mean over a data set's files
 * @param withoutRepeats mean that counts repeated content once; empty where repeats are not known
 * @param byLength mean over the files of each {@link LengthClass}; NaN where it has none
 * @param seconds mean seconds of fit and score over the runs that succeeded, or as published
 * @param seeds number of seeds, 0 where not known
 * @param failures runs that failed and count 0
 */
public record Entrant(
        String label,
        Kind kind,
        double[] values,
        int files,
        double mean,
        Bounds interval,
        double familyMean,
        OptionalDouble withoutRepeats,
        double[] byLength,
        OptionalDouble seconds,
        int seeds,
        int failures) {
    public Entrant {
        values = values.clone();
        byLength = byLength.clone();
    }

    /** Where a row comes from. */
    public enum Kind {
        /** Measured by this benchmark. */
        OURS,
        /** Published; open code, learns from the train part alone. */
        OPEN,
        /** Published; comes with weights learned from other data. */
        PRETRAINED,
        /** Published; only the figures are known. */
        CLOSED;

        /** Lower case, for tables. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Classes of files by the average length of their anomalies in rows. */
    public enum LengthClass {
        UNDER_10("<10", 0, 10),
        TO_100("10-100", 10, 100),
        TO_300("100-300", 100, 300),
        FROM_300("300+", 300, Double.POSITIVE_INFINITY);

        private final String text;
        private final double from;
        private final double to;

        LengthClass(String text, double from, double to) {
            this.text = text;
            this.from = from;
            this.to = to;
        }

        /** Such as {@code 10-100}: the upper end belongs to the next class. */
        public String text() {
            return text;
        }

        static LengthClass of(double averageLength) {
            return List.of(values()).stream()
                    .filter(c -> averageLength >= c.from && averageLength < c.to)
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("average length " + averageLength));
        }
    }

    @Override
    public double[] values() {
        return values.clone();
    }

    @Override
    public double[] byLength() {
        return byLength.clone();
    }

    /** True if every file has a value. */
    public boolean complete() {
        return files == values.length;
    }

    /** Mean over a subset of the files that have a value; NaN if there is none. */
    double meanOver(boolean[] subset) {
        double sum = 0;
        int count = 0;
        for (int i = 0; i < values.length; i++) {
            if (subset[i] && !Double.isNaN(values[i])) {
                sum += values[i];
                count++;
            }
        }
        return count == 0 ? Double.NaN : sum / count;
    }

    /** Mean over groups of the mean over a group's files that have a value. */
    static double meanOfGroupMeans(double[] values, int[] group) {
        return Arrays.stream(group)
                .distinct()
                .mapToDouble(g -> {
                    double sum = 0;
                    int count = 0;
                    for (int i = 0; i < values.length; i++) {
                        if (group[i] == g && !Double.isNaN(values[i])) {
                            sum += values[i];
                            count++;
                        }
                    }
                    return count == 0 ? Double.NaN : sum / count;
                })
                .filter(mean -> !Double.isNaN(mean))
                .average()
                .orElse(Double.NaN);
    }
}
