package io.vigie.series;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Brings a series in order by a stated policy, and tells what it changed. */
public final class Regularizer {
    private Regularizer() {}

    /** Rows that go to row {@code i} of the result: {@code order[start[i]] .. order[start[i + 1] - 1]}. */
    private record Groups(int[] order, int[] start) {
        int size() {
            return start.length - 1;
        }
    }

    /**
     * Applies a policy. Values that are masked as filled count as missing. O(n log n + n c).
     *
     * @throws BadInputException if a grid is asked for a series without time or of one time only, or if the grid would
     *     not fit in the memory
     */
    public static Regularized apply(TimeSeries series, Optional<Labels> labels, SamplingPolicy policy) {
        if (labels.isPresent() && labels.get().size() != series.length()) {
            throw new BadInputException(labels.get().size() + " labels for the " + series.length() + " rows of '"
                    + series.name() + "'; give one label a row");
        }
        boolean resample = policy.mode() == SamplingPolicy.Mode.RESAMPLE;
        if (resample && !series.time().hasTime()) {
            throw new BadInputException("'" + series.name()
                    + "' has no time, so it cannot be brought to a grid; name the time column, or keep" + " the rows");
        }
        if (policy.mode() == SamplingPolicy.Mode.KEEP || !series.time().hasTime() || series.length() == 0) {
            return new Regularized(series, labels, List.of());
        }
        long[] times = Sampling.times(series.time());
        int[] order = Sampling.order(times);
        List<String> changes = new ArrayList<>();
        int moved = 0;
        for (int i = 0; i < order.length; i++) {
            moved += order[i] == i ? 0 : 1;
        }
        if (moved > 0) {
            changes.add(String.format(Locale.ROOT, "%,d rows moved to the order of their times", moved));
        }
        if (resample) {
            return resample(series, labels, policy, times, order, changes);
        }
        Groups groups = policy.mode() == SamplingPolicy.Mode.SORT ? single(order) : byTime(order, times);
        int merged = order.length - groups.size();
        if (merged > 0) {
            changes.add(String.format(
                    Locale.ROOT, "%,d rows that repeat a time averaged into the first of that time", merged));
        }
        if (changes.isEmpty()) {
            return new Regularized(series, labels, List.of());
        }
        long[] newTimes = new long[groups.size()];
        for (int i = 0; i < newTimes.length; i++) {
            newTimes[i] = times[order[groups.start[i]]];
        }
        TimeSeries regular = TimeSeries.wrap(
                series.name(),
                TimeAxis.wrap(series.time().kind(), newTimes),
                series.schema().channels(),
                means(series, groups));
        return new Regularized(regular, labels.map(given -> Labels.of(states(given, groups))), changes);
    }

    private static Regularized resample(
            TimeSeries series,
            Optional<Labels> labels,
            SamplingPolicy policy,
            long[] times,
            int[] order,
            List<String> changes) {
        long step = policy.step().map(Duration::toNanos).orElseGet(() -> Sampling.medianStep(times, order));
        if (step == 0) {
            throw new BadInputException("all rows of '" + series.name()
                    + "' have one time, so there is no step for a grid; average them, or check the time column");
        }
        long first = times[order[0]];
        long last = times[order[order.length - 1]];
        long span = Sampling.difference(first, last);
        // A time half a step or more after a grid time belongs to the next one.
        long size = span / step + (span % step >= step - step / 2 ? 2 : 1);
        if (size * (8.0 * series.channelCount() + 8)
                > 0.5 * Runtime.getRuntime().maxMemory()) {
            throw new BadInputException(String.format(
                    Locale.ROOT,
                    "a grid of step %s would have %,d rows for '%s', more than the memory; use a longer step",
                    Durations.show(Duration.ofNanos(step)),
                    size,
                    series.name()));
        }
        int rows = (int) size;
        int[] start = new int[rows + 1];
        int position = 0;
        long offGrid = 0;
        for (int i = 0; i < rows; i++) {
            start[i] = position;
            long center = first + i * step;
            while (position < order.length && (i == rows - 1 || times[order[position]] - center < step - step / 2)) {
                offGrid += times[order[position]] == center ? 0 : 1;
                position++;
            }
        }
        start[rows] = position;
        Groups groups = new Groups(order, start);
        double[][] values = means(series, groups);
        boolean[][] filled = new boolean[values.length][];
        long filledCount = 0;
        long left = 0;
        for (int c = 0; c < values.length; c++) {
            boolean[] mask = new boolean[rows];
            long count = fill(values[c], mask, policy.maxGap());
            filled[c] = mask;
            filledCount += count;
            for (int i = 0; i < rows; i++) {
                left += Double.isNaN(values[c][i]) ? 1 : 0;
            }
        }
        int empty = 0;
        int merged = 0;
        for (int i = 0; i < rows; i++) {
            empty += start[i] == start[i + 1] ? 1 : 0;
            merged += Math.max(0, start[i + 1] - start[i] - 1);
        }
        if (changes.isEmpty() && offGrid == 0 && empty == 0 && merged == 0 && filledCount == 0) {
            return new Regularized(series, labels, List.of());
        }
        changes.add(String.format(
                Locale.ROOT,
                "%,d rows brought to a grid of %,d rows, one every %s; %,d were moved to the nearest grid time",
                order.length,
                rows,
                Durations.show(Duration.ofNanos(step)),
                offGrid));
        if (merged > 0) {
            changes.add(String.format(Locale.ROOT, "%,d rows averaged with another of the same grid time", merged));
        }
        if (empty > 0) {
            changes.add(String.format(Locale.ROOT, "%,d grid rows had no row", empty));
        }
        if (filledCount > 0) {
            changes.add(String.format(
                    Locale.ROOT,
                    "%,d values interpolated in gaps of at most %,d rows, masked as missing; %,d stay missing",
                    filledCount,
                    policy.maxGap(),
                    left));
        }
        TimeSeries regular = TimeSeries.wrap(
                series.name(),
                TimeAxis.regular(series.time().kind(), first, step, rows),
                series.schema().channels(),
                values,
                filled);
        return new Regularized(regular, labels.map(given -> bridged(states(given, groups), groups)), changes);
    }

    private static Groups single(int[] order) {
        int[] start = new int[order.length + 1];
        for (int i = 0; i < start.length; i++) {
            start[i] = i;
        }
        return new Groups(order, start);
    }

    private static Groups byTime(int[] order, long[] times) {
        int[] start = new int[order.length + 1];
        int count = 0;
        for (int i = 0; i < order.length; i++) {
            if (i == 0 || times[order[i]] != times[order[i - 1]]) {
                start[count++] = i;
            }
        }
        start[count] = order.length;
        return new Groups(order, Arrays.copyOf(start, count + 1));
    }

    private static double[][] means(TimeSeries series, Groups groups) {
        double[][] means = new double[series.channelCount()][groups.size()];
        for (int c = 0; c < means.length; c++) {
            for (int i = 0; i < groups.size(); i++) {
                double sum = 0;
                int count = 0;
                for (int k = groups.start[i]; k < groups.start[i + 1]; k++) {
                    int row = groups.order[k];
                    if (!series.isMissing(c, row)) {
                        sum += series.value(c, row);
                        count++;
                    }
                }
                means[c][i] = count == 0 ? Double.NaN : count == 1 ? sum : finiteMean(series, c, groups, i, sum, count);
            }
        }
        return means;
    }

    /** Mean that does not overflow where the sum does. */
    private static double finiteMean(TimeSeries series, int channel, Groups groups, int i, double sum, int count) {
        if (!Double.isInfinite(sum)) {
            return sum / count;
        }
        double mean = 0;
        for (int k = groups.start[i]; k < groups.start[i + 1]; k++) {
            if (!series.isMissing(channel, groups.order[k])) {
                mean += series.value(channel, groups.order[k]) / count;
            }
        }
        return mean;
    }

    private static Labels.State[] states(Labels labels, Groups groups) {
        Labels.State[] states = new Labels.State[groups.size()];
        for (int i = 0; i < states.length; i++) {
            Labels.State state = Labels.State.UNKNOWN;
            for (int k = groups.start[i]; k < groups.start[i + 1]; k++) {
                Labels.State given = labels.get(groups.order[k]);
                state = given.compareTo(state) > 0 ? given : state;
            }
            states[i] = state;
        }
        return states;
    }

    /** Grid rows without a row take the state of the rows around where these agree. */
    private static Labels bridged(Labels.State[] states, Groups groups) {
        for (int i = 0; i < states.length; i++) {
            if (groups.start[i] == groups.start[i + 1]) {
                int end = i;
                while (groups.start[end] == groups.start[end + 1]) {
                    end++;
                }
                // The first and the last grid row hold the first and the last time, so both sides exist.
                Arrays.fill(states, i, end, states[i - 1] == states[end] ? states[end] : Labels.State.UNKNOWN);
                i = end;
            }
        }
        return Labels.of(states);
    }

    /** Interpolates runs of at most {@code maxGap} missing values between two measured ones; how many were filled. */
    private static long fill(double[] values, boolean[] mask, int maxGap) {
        long filled = 0;
        int before = -1;
        for (int i = 0; i < values.length; i++) {
            if (Double.isNaN(values[i])) {
                continue;
            }
            int run = i - before - 1;
            if (before >= 0 && run > 0 && run <= maxGap) {
                for (int k = before + 1; k < i; k++) {
                    double share = (k - before) / (double) (i - before);
                    values[k] = values[before] * (1 - share) + values[i] * share;
                    mask[k] = true;
                }
                filled += run;
            }
            before = i;
        }
        return filled;
    }
}
