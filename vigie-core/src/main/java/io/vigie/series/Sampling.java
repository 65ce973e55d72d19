package io.vigie.series;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Looks at the times of a series: order, repetitions, regularity, gaps. */
public final class Sampling {
    private static final double GAP_STEPS = 1.5;
    private static final double TOLERANCE = 0.01;

    private Sampling() {}

    /** Analyses the times; O(n log n), or O(n) apart from one median where the rows are in order. */
    public static SamplingReport analyse(TimeSeries series) {
        TimeAxis axis = series.time();
        int rows = axis.size();
        if (!axis.hasTime()) {
            return new SamplingReport(rows, false, Duration.ZERO, 0, 0, 0, 0, List.of(), 0);
        }
        long[] times = times(axis);
        int unordered = 0;
        for (int i = 1; i < rows; i++) {
            unordered += times[i] < times[i - 1] ? 1 : 0;
        }
        int[] order = order(times);
        long median = medianStep(times, order);
        int duplicated = 0;
        int irregular = 0;
        long missing = 0;
        List<SamplingReport.Gap> gaps = new ArrayList<>();
        for (int i = 1; i < rows; i++) {
            long step = difference(times[order[i - 1]], times[order[i]]);
            if (step == 0) {
                duplicated++;
            } else if (step > GAP_STEPS * median) {
                long lacking = Math.max(1, Math.round(step / (double) median) - 1);
                missing += lacking;
                gaps.add(new SamplingReport.Gap(
                        order[i - 1],
                        axis.format(order[i - 1]),
                        axis.format(order[i]),
                        Duration.ofNanos(step),
                        lacking));
            } else if (Math.abs(step - median) > TOLERANCE * median) {
                irregular++;
            }
        }
        int positive = Math.max(1, rows - 1 - duplicated);
        return new SamplingReport(
                rows,
                true,
                Duration.ofNanos(median),
                duplicated,
                unordered,
                irregular,
                irregular / (double) positive,
                gaps,
                missing / (double) (rows + missing));
    }

    /** Nanoseconds from a time to a later one, at most the greatest long. */
    static long difference(long earlier, long later) {
        long difference = later - earlier;
        return difference < 0 ? Long.MAX_VALUE : difference;
    }

    static long[] times(TimeAxis axis) {
        long[] times = new long[axis.size()];
        for (int i = 0; i < times.length; i++) {
            times[i] = axis.position(i);
        }
        return times;
    }

    /** Median of the positive steps in time order, 0 where there are none. */
    static long medianStep(long[] times, int[] order) {
        long[] steps = new long[Math.max(0, times.length - 1)];
        int count = 0;
        for (int i = 1; i < times.length; i++) {
            long step = difference(times[order[i - 1]], times[order[i]]);
            if (step > 0) {
                steps[count++] = step;
            }
        }
        Arrays.sort(steps, 0, count);
        return count == 0 ? 0 : steps[count / 2];
    }

    /** Rows in the order of their times; rows of one time keep their order (merge sort). */
    static int[] order(long[] times) {
        int[] order = new int[times.length];
        boolean sorted = true;
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
            sorted &= i == 0 || times[i] >= times[i - 1];
        }
        int[] merged = new int[sorted ? 0 : order.length];
        for (int width = 1; !sorted && width < order.length && width > 0; width *= 2) {
            for (int start = 0; start < order.length; start += 2 * width) {
                int middle = Math.min(start + width, order.length);
                int end = Math.min(middle + width, order.length);
                int left = start;
                int right = middle;
                for (int k = start; k < end; k++) {
                    boolean takeLeft = left < middle && (right >= end || times[order[left]] <= times[order[right]]);
                    merged[k] = takeLeft ? order[left++] : order[right++];
                }
            }
            int[] swap = order;
            order = merged;
            merged = swap;
        }
        return order;
    }
}
