package io.vigie.evaluate;

/** Maximal runs of set rows in order; first and last row inclusive. Refilled in place by {@link #aboveLevel}. */
final class Runs {
    int count;
    int[] first;
    int[] last;

    private Runs(int capacity) {
        first = new int[capacity];
        last = new int[capacity];
    }

    /** An empty list with room for all runs that {@code rows} rows can hold. */
    static Runs forRows(int rows) {
        return new Runs(rows / 2 + 1);
    }

    static Runs of(boolean[] set) {
        int count = 0;
        for (int i = 0; i < set.length; i++) {
            if (set[i] && (i == 0 || !set[i - 1])) {
                count++;
            }
        }
        Runs runs = new Runs(count);
        for (int i = 0; i < set.length; i++) {
            if (set[i]) {
                if (i == 0 || !set[i - 1]) {
                    runs.first[runs.count++] = i;
                }
                runs.last[runs.count - 1] = i;
            }
        }
        return runs;
    }

    /** Replaces the content by the runs of rows whose level is above {@code threshold}. */
    void aboveLevel(byte[] levels, int threshold) {
        int found = 0;
        boolean inside = false;
        for (int i = 0; i < levels.length; i++) {
            boolean set = levels[i] > threshold;
            if (set != inside) {
                if (set) {
                    first[found] = i;
                } else {
                    last[found++] = i - 1;
                }
                inside = set;
            }
        }
        if (inside) {
            last[found++] = levels.length - 1;
        }
        count = found;
    }

    /** Whether one run holds all of {@code rows} rows. */
    boolean coverAll(int rows) {
        return count == 1 && first[0] == 0 && last[0] == rows - 1;
    }
}
