package io.vigie.prepare;

import io.vigie.series.Interval;
import java.util.ArrayList;
import java.util.List;

/**
 * Which channels of a series were frozen or silent at which rows, and how strong the evidence is. Immutable.
 *
 * <p>A channel is <em>frozen</em> at a row if it has stood at exactly one value for more than {@code min-frozen-rows}
 * rows and more than {@code run-factor} times the longest such run of the train part. The longest run M is taken over
 * all values if the channel is discrete (at most 64 distinct train values) or if it stands at one of the 16 values at
 * which it rested longest in training (an idle level, a saturation limit); at any other value M is the longest run
 * among those other values. It is <em>silent</em> if it has been missing for more than {@code min-silent-rows} rows and
 * more than {@code run-factor} times the longest train gap M. A channel that was constant in training is never frozen,
 * one that was never measured in training never silent, and reference channels are not watched for freezing.
 *
 * <p>Evidence is {@code -log10 p} of the run so far. With n measured train rows, so about n/M independent chances, none
 * of which gave a run beyond M, the conformal bound is {@code p <= 1/(n/M + 1)} at length M; beyond M a Pareto tail of
 * index 2 is assumed (run lengths are heavy-tailed; 2 is cautious against the exponential tail of a memoryless
 * process): {@code p(L) = (M/L)^2 / (n/M + 1)}. It is 0 where the channel is healthy, grows with the run, and uses
 * nothing later than the row. A run whose evidence is below 3 (p = 0.001) does not count: a channel that mostly rests has
 * given too few chances to call a somewhat longer rest abnormal.
 */
public final class ChannelHealth {
    /** Condition of a channel at a row. */
    public enum State {
        HEALTHY,
        FROZEN,
        SILENT
    }

    /**
     * One stretch over which a channel was frozen or silent.
     *
     * @param channel index of the channel
     * @param state frozen or silent
     * @param rows the whole run, from the first row of standing still or missing
     * @param raisedFrom first row at which the run was longer than normal; evidence is 0 before it
     * @param longestTrainRun the run of the train part it was compared with, at least 1
     * @param trainRows measured train rows of the channel
     */
    public record Fault(int channel, State state, Interval rows, int raisedFrom, int longestTrainRun, long trainRows) {
        /** {@code -log10 p} at a row of the run; 0 before it was raised. */
        public double evidence(int row) {
            return row < raisedFrom || row >= rows.to()
                    ? 0
                    : ChannelHealth.evidence(row - rows.from() + 1L, longestTrainRun, trainRows);
        }
    }

    /** Evidence below which a run does not count. */
    static final double LEAST_EVIDENCE = 3;

    private final int length;
    private final List<List<Fault>> faultsOfChannel;

    ChannelHealth(int length, List<List<Fault>> faultsOfChannel) {
        this.length = length;
        this.faultsOfChannel = List.copyOf(faultsOfChannel);
    }

    static double evidence(long run, int longestTrainRun, long trainRows) {
        double longest = Math.max(1, longestTrainRun);
        return Math.max(0, Math.log10(trainRows / longest + 1) + 2 * Math.log10(run / longest));
    }

    /** A series of which nothing is known to be wrong. */
    public static ChannelHealth healthy(int channels, int length) {
        List<List<Fault>> none = new ArrayList<>();
        for (int c = 0; c < channels; c++) {
            none.add(List.of());
        }
        return new ChannelHealth(length, none);
    }

    public int length() {
        return length;
    }

    public int channelCount() {
        return faultsOfChannel.size();
    }

    public State state(int channel, int row) {
        Fault fault = find(channel, row);
        return row < fault.raisedFrom() ? State.HEALTHY : fault.state();
    }

    /** {@code -log10 p} that the channel is frozen or silent; 0 where it is healthy. */
    public double evidence(int channel, int row) {
        return find(channel, row).evidence(row);
    }

    /** First row of the run that makes the channel frozen or silent at a row, or -1 where it is healthy. */
    public int since(int channel, int row) {
        Fault fault = find(channel, row);
        return row < fault.raisedFrom() ? -1 : fault.rows().from();
    }

    /**
     * Condition in hindsight: as {@link #state}, but from the first row of the run on, where nobody could know it yet.
     * For explanations, never for alarms.
     */
    public State hindsight(int channel, int row) {
        return find(channel, row).state();
    }

    /** All faults of a channel, in order. */
    public List<Fault> faults(int channel) {
        return faultsOfChannel.get(channel);
    }

    /** True if no channel was ever frozen or silent. */
    public boolean isHealthy() {
        return faultsOfChannel.stream().allMatch(List::isEmpty);
    }

    /**
     * {@code -log10} of the p-value of each row over all channels: that of the worst channel, corrected for looking at
     * every channel (Bonferroni); 0 where all are healthy.
     */
    public double[] rowEvidence() {
        double[] evidence = new double[length];
        double correction = Math.log10(channelCount());
        for (List<Fault> faults : faultsOfChannel) {
            for (Fault fault : faults) {
                for (int row = fault.raisedFrom(); row < fault.rows().to(); row++) {
                    evidence[row] = Math.max(evidence[row], fault.evidence(row) - correction);
                }
            }
        }
        return evidence;
    }

    private static final Fault NO_FAULT = new Fault(0, State.HEALTHY, new Interval(0, 1), Integer.MAX_VALUE, 1, 0);

    private Fault find(int channel, int row) {
        if (row < 0 || row >= length) {
            throw new IndexOutOfBoundsException("row " + row + " of " + length);
        }
        List<Fault> faults = faultsOfChannel.get(channel);
        int low = 0;
        int high = faults.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            Fault fault = faults.get(middle);
            if (row < fault.rows().from()) {
                high = middle - 1;
            } else if (row >= fault.rows().to()) {
                low = middle + 1;
            } else {
                return fault;
            }
        }
        return NO_FAULT;
    }
}
