package io.vigie.detect.internal;

import io.vigie.model.ModelFormatException;
import io.vigie.model.ModelReader;
import io.vigie.model.ModelWriter;

/**
 * Median of the last (up to) {@code window} values and which values it is made of. A sorted array: O(log window)
 * comparisons and one block move a push. Equal values are ordered by arrival.
 */
final class TrailingMedian implements TrailingPick {
    private final int window;
    private final double[] ring; // value of push number i at i % window
    private final double[] sorted;
    private final long[] numbers; // push numbers, in the order of sorted
    private int size;
    private long next; // number of the next push
    private long oldest; // number of the oldest value held

    TrailingMedian(int window) {
        this.window = window;
        this.ring = new double[window];
        this.sorted = new double[window];
        this.numbers = new long[window];
    }

    @Override
    public double push(double value) {
        if (size == window) {
            removeOldest();
        }
        int at = position(value, next);
        System.arraycopy(sorted, at, sorted, at + 1, size - at);
        System.arraycopy(numbers, at, numbers, at + 1, size - at);
        sorted[at] = value;
        numbers[at] = next;
        ring[(int) (next % window)] = value;
        size++;
        next++;
        return median();
    }

    @Override
    public double keepFrom(long number) {
        while (oldest < number && size > 1) {
            removeOldest();
        }
        return median();
    }

    @Override
    public long lowIndex() {
        return numbers[(size - 1) / 2];
    }

    @Override
    public long highIndex() {
        return numbers[size / 2];
    }

    private double median() {
        double low = sorted[(size - 1) / 2];
        double high = sorted[size / 2];
        return 0.5 * (low + high);
    }

    private void removeOldest() {
        int at = position(ring[(int) (oldest % window)], oldest);
        System.arraycopy(sorted, at + 1, sorted, at, size - at - 1);
        System.arraycopy(numbers, at + 1, numbers, at, size - at - 1);
        size--;
        oldest++;
    }

    /** First position whose (value, number) is not below the given pair. */
    private int position(double value, long number) {
        int low = 0;
        int high = size;
        while (low < high) {
            int mid = (low + high) >>> 1;
            int order = Double.compare(sorted[mid], value);
            if (order < 0 || (order == 0 && numbers[mid] < number)) {
                low = mid + 1;
            } else {
                high = mid;
            }
        }
        return low;
    }

    @Override
    public void write(ModelWriter out) {
        out.integer("next", next);
        out.integer("oldest", oldest);
        out.tensor("ring", ring, window);
    }

    @Override
    public void read(ModelReader in) {
        long end = in.integer("next");
        long start = in.integer("oldest");
        if (start < 0 || end < start || end - start > window) {
            throw new ModelFormatException(
                    "median window [" + start + ", " + end + ") does not fit a window of " + window);
        }
        double[] values = in.doubles("ring", window);
        size = 0;
        oldest = start;
        next = start;
        for (long number = start; number < end; number++) {
            push(values[(int) (number % window)]);
        }
    }
}
