package io.vigie.series;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What is known about each row: unknown, normal or anomalous. Immutable. Unknown is a value, not an absence. */
public final class Labels {
    /** State of one row. */
    public enum State {
        UNKNOWN,
        NORMAL,
        ANOMALOUS
    }

    private static final State[] STATES = State.values();

    private final byte[] states;
    private final int offset;
    private final int size;

    private Labels(byte[] states, int offset, int size) {
        this.states = states;
        this.offset = offset;
        this.size = size;
    }

    /** All rows of one state. */
    public static Labels all(State state, int size) {
        byte[] states = new byte[size];
        Arrays.fill(states, (byte) state.ordinal());
        return new Labels(states, 0, size);
    }

    /** True is {@link State#ANOMALOUS}, false is {@link State#NORMAL}. */
    public static Labels ofBinary(boolean[] anomalous) {
        byte[] states = new byte[anomalous.length];
        for (int i = 0; i < states.length; i++) {
            states[i] = (byte) (anomalous[i] ? State.ANOMALOUS : State.NORMAL).ordinal();
        }
        return new Labels(states, 0, states.length);
    }

    /** One state a row; the array is copied. */
    public static Labels of(State[] rows) {
        byte[] states = new byte[rows.length];
        for (int i = 0; i < states.length; i++) {
            states[i] = (byte) rows[i].ordinal();
        }
        return new Labels(states, 0, states.length);
    }

    /** Anomalous inside the intervals, normal outside. */
    public static Labels ofIntervals(int size, List<Interval> anomalies) {
        boolean[] anomalous = new boolean[size];
        for (Interval interval : anomalies) {
            if (interval.to() > size) {
                throw new BadInputException("anomaly " + interval + " ends after the last of " + size + " rows");
            }
            Arrays.fill(anomalous, interval.from(), interval.to(), true);
        }
        return ofBinary(anomalous);
    }

    public int size() {
        return size;
    }

    public State get(int row) {
        if (row < 0 || row >= size) {
            throw new IndexOutOfBoundsException("row " + row + " of " + size);
        }
        return STATES[states[offset + row]];
    }

    public boolean isAnomalous(int row) {
        return get(row) == State.ANOMALOUS;
    }

    /** Rows {@code from} to {@code to} (exclusive) as a view. */
    public Labels slice(int from, int to) {
        if (from < 0 || to < from || to > size) {
            throw new IndexOutOfBoundsException("slice [" + from + ", " + to + ") of " + size + " rows");
        }
        return new Labels(states, offset + from, to - from);
    }

    /** Copy as true for anomalous rows. */
    public boolean[] toBinary() {
        boolean[] anomalous = new boolean[size];
        for (int i = 0; i < size; i++) {
            anomalous[i] = isAnomalous(i);
        }
        return anomalous;
    }

    public int count(State state) {
        int count = 0;
        for (int i = 0; i < size; i++) {
            if (states[offset + i] == state.ordinal()) {
                count++;
            }
        }
        return count;
    }

    /** Maximal runs of anomalous rows, in order. */
    public List<Interval> anomalies() {
        return runs(true);
    }

    /** Maximal runs of rows that are not labelled anomalous, in order. */
    public List<Interval> notAnomalous() {
        return runs(false);
    }

    private List<Interval> runs(boolean anomalous) {
        List<Interval> runs = new ArrayList<>();
        int start = -1;
        for (int i = 0; i <= size; i++) {
            boolean inside = i < size && isAnomalous(i) == anomalous;
            if (inside && start < 0) {
                start = i;
            } else if (!inside && start >= 0) {
                runs.add(new Interval(start, i));
                start = -1;
            }
        }
        return runs;
    }
}
