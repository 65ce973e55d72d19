package io.vigie.pipeline;

import java.util.Arrays;

/** Median and median absolute deviation of the last values, kept sorted; O(window) a value. */
final class SlidingMedian {
    private final double[] recent; // ring in order of arrival
    private final double[] sorted;
    private int size;
    private int next;

    SlidingMedian(int window) {
        recent = new double[window];
        sorted = new double[window];
    }

    int size() {
        return size;
    }

    void push(double value) {
        if (size == recent.length) {
            int gone = Arrays.binarySearch(sorted, 0, size, recent[next]);
            System.arraycopy(sorted, gone + 1, sorted, gone, size - gone - 1);
            size--;
        }
        int found = Arrays.binarySearch(sorted, 0, size, value);
        int at = found >= 0 ? found : -found - 1;
        System.arraycopy(sorted, at, sorted, at + 1, size - at);
        sorted[at] = value;
        size++;
        recent[next] = value;
        next = next + 1 == recent.length ? 0 : next + 1;
    }

    /** The lower of the two middle values where their number is even. */
    double median() {
        return sorted[(size - 1) / 2];
    }

    double medianAbsoluteDeviation() {
        double median = median();
        int low = (size - 1) / 2;
        int high = low + 1;
        double deviation = 0;
        for (int taken = 0; taken <= (size - 1) / 2; taken++) {
            double below = low >= 0 ? median - sorted[low] : Double.POSITIVE_INFINITY;
            double above = high < size ? sorted[high] - median : Double.POSITIVE_INFINITY;
            if (below <= above) {
                deviation = below;
                low--;
            } else {
                deviation = above;
                high++;
            }
        }
        return deviation;
    }
}
