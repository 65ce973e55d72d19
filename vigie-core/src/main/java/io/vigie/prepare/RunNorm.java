package io.vigie.prepare;

import io.vigie.model.ModelFormatException;
import java.util.Arrays;

/**
 * How long a channel stayed at one value, or was missing, in the train part. See {@link ChannelHealth} for the use made
 * of it.
 *
 * @param rows measured train rows
 * @param longestRun longest run of identical values, at least 1
 * @param longestOtherRun longest run at a value that is not a resting value, at least 1
 * @param resting values at which the channel was seen to rest longest
 * @param neverFrozen true if the channel was constant or silent in the train part: standing still is its normal state
 * @param longestGap longest run of missing values
 * @param neverSilent true if the channel was never measured in the train part
 */
record RunNorm(
        long rows,
        int longestRun,
        int longestOtherRun,
        double[] resting,
        boolean neverFrozen,
        int longestGap,
        boolean neverSilent) {
    /** Values with a run length of their own; the rest share one. */
    static final int RESTING_VALUES = 16;

    /** Up to this many distinct values a channel is discrete: no value of it is suspicious for resting. */
    private static final int DISCRETE_VALUES = 64;

    RunNorm {
        if (rows < 0 || longestRun < 1 || longestOtherRun < 1 || longestGap < 0 || resting.length > RESTING_VALUES) {
            throw new ModelFormatException("run lengths " + longestRun + ", " + longestOtherRun + ", " + longestGap
                    + " of " + rows + " rows are not possible; the model is damaged, fit it again");
        }
    }

    /** Longest train run that a run at this value is to be compared with. */
    int longestRunAt(double value) {
        for (double rest : resting) {
            if (rest == value) {
                return longestRun;
            }
        }
        return longestOtherRun;
    }

    /** Collects runs over stretches of one channel's train values, NaN where missing. */
    static final class Collector {
        private final double[] restingValue = new double[RESTING_VALUES];
        private final int[] restingRun = new int[RESTING_VALUES];
        private int restingCount;
        private final double[] distinct = new double[DISCRETE_VALUES + 1];
        private int distinctCount;
        private long rows;
        private int longest = 1;
        private int longestOther = 1;
        private int longestGap;

        void add(double[] values, int size) {
            int i = 0;
            while (i < size) {
                double value = values[i];
                int start = i++;
                if (Double.isNaN(value)) {
                    while (i < size && Double.isNaN(values[i])) {
                        i++;
                    }
                    longestGap = Math.max(longestGap, i - start);
                } else {
                    while (i < size && values[i] == value) {
                        i++;
                    }
                    rows += i - start;
                    addRun(value, i - start);
                }
            }
        }

        private void addRun(double value, int length) {
            countDistinct(value);
            longest = Math.max(longest, length);
            if (length < 2) {
                return;
            }
            int shortest = 0;
            for (int i = 0; i < restingCount; i++) {
                if (restingValue[i] == value) {
                    restingRun[i] = Math.max(restingRun[i], length);
                    return;
                }
                if (restingRun[i] < restingRun[shortest]) {
                    shortest = i;
                }
            }
            if (restingCount < RESTING_VALUES) {
                restingValue[restingCount] = value;
                restingRun[restingCount++] = length;
            } else if (length > restingRun[shortest]) {
                longestOther = Math.max(longestOther, restingRun[shortest]);
                restingValue[shortest] = value;
                restingRun[shortest] = length;
            } else {
                longestOther = Math.max(longestOther, length);
            }
        }

        private void countDistinct(double value) {
            if (distinctCount > DISCRETE_VALUES) {
                return;
            }
            for (int i = 0; i < distinctCount; i++) {
                if (distinct[i] == value) {
                    return;
                }
            }
            distinct[distinctCount++] = value;
        }

        RunNorm norm() {
            boolean discrete = distinctCount <= DISCRETE_VALUES;
            return new RunNorm(
                    rows,
                    longest,
                    discrete ? longest : longestOther,
                    Arrays.copyOf(restingValue, restingCount),
                    distinctCount <= 1,
                    longestGap,
                    rows == 0);
        }
    }
}
