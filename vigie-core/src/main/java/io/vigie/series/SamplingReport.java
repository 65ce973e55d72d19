package io.vigie.series;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How regularly a series is sampled.
 *
 * @param rows number of rows
 * @param hasTime false where rows are only numbered; all that follows is then zero or empty
 * @param medianStep median of the positive steps between times in order
 * @param duplicated rows whose time another row before them in time order has too
 * @param unordered rows whose time lies before that of the row before them
 * @param irregular steps that are no gap but differ from the median step by more than 1 %
 * @param irregularShare share of these among the positive steps
 * @param gaps steps of more than one and a half times the median, in time order
 * @param gapShare share of rows that the gaps lack, of all rows there would be without gaps
 */
public record SamplingReport(
        int rows,
        boolean hasTime,
        Duration medianStep,
        int duplicated,
        int unordered,
        int irregular,
        double irregularShare,
        List<Gap> gaps,
        double gapShare) {
    public SamplingReport {
        gaps = List.copyOf(gaps);
    }

    /**
     * A stretch without rows.
     *
     * @param row row after which it starts, as numbered in the series
     * @param from time of that row
     * @param to time of the next row in time order
     * @param length time between the two
     * @param missingRows rows of the median step that would fit in between
     */
    public record Gap(int row, String from, String to, Duration length, long missingRows) {}

    /** True if rows come in order, one a time, at one step, without gaps; also where rows are only numbered. */
    public boolean isRegular() {
        return duplicated == 0 && unordered == 0 && irregular == 0 && gaps.isEmpty();
    }

    /** What is found, a sentence each; empty where the sampling is regular. */
    public List<String> findings() {
        List<String> findings = new ArrayList<>();
        if (unordered > 0) {
            findings.add(Inspection.count(unordered, "row") + " out of order: earlier than the row before");
        }
        if (duplicated > 0) {
            findings.add(Inspection.count(duplicated, "row") + " with a time that an earlier row has");
        }
        if (irregular > 0) {
            findings.add(String.format(
                    Locale.ROOT,
                    "%.3g %% of the steps differ from the median step of %s",
                    100 * irregularShare,
                    Durations.show(medianStep)));
        }
        if (!gaps.isEmpty()) {
            Gap longest = gaps.get(0);
            for (Gap gap : gaps) {
                longest = gap.length().compareTo(longest.length()) > 0 ? gap : longest;
            }
            findings.add(String.format(
                    Locale.ROOT,
                    "%s, together %.3g %% of the rows; the longest is %s, from %s to %s",
                    Inspection.count(gaps.size(), "gap"),
                    100 * gapShare,
                    Durations.show(longest.length()),
                    longest.from(),
                    longest.to()));
        }
        return findings;
    }
}
