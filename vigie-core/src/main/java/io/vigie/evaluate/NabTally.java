package io.vigie.evaluate;

import io.vigie.series.Interval;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What given alarms earn and cost under the rules of NAB before a profile weighs it, so that the series of a corpus can be
 * added up under one threshold (Lavin and Ahmad, "Evaluating Real-time Anomaly Detection Algorithms: the Numenta Anomaly
 * Benchmark", ICMLA 2015, with the formulas of its scorer).
 *
 * <p>The earliest alarm in a window of m rows earns s(y)/s(-1), y = -(m - i)/m for its i-th row (from 0), with s(y) = 2/(1
 * + exp(5y)) - 1; later ones in the window count for nothing. An alarm on a normal row costs |s(y)|, y its distance from the
 * last row of the window before it over that window's length - 1; 1 before the first window and from y = 3 on. Rows in the
 * probationary period count for nothing, nor do windows that end in it.
 *
 * @param earned sum over the windows with an alarm, each at most 1
 * @param falseAlarms summed cost of the alarms on normal rows, each at most 1
 * @param missed number of windows without an alarm
 * @param windows number of windows
 */
public record NabTally(double earned, double falseAlarms, int missed, int windows) {
    /** The tally of no series at all. */
    public static final NabTally EMPTY = new NabTally(0, 0, 0, 0);

    /**
     * Tallies the alarms of one series. O(n).
     *
     * @param alarms one flag a row
     * @param windows the labelled windows, in order and apart
     * @param probation number of rows at the start that are not counted
     * @throws IllegalArgumentException where windows overlap, are out of order or end after the last row
     */
    public static NabTally of(boolean[] alarms, List<Interval> windows, int probation) {
        double earned = 0;
        double falseAlarms = 0;
        int missed = 0;
        int counted = 0;
        int normalFrom = 0;
        Interval previous = null;
        for (Interval window : windows) {
            if (window.from() < normalFrom || window.to() > alarms.length) {
                throw new IllegalArgumentException(
                        "window " + window + " overlaps the one before it or ends after row " + (alarms.length - 1));
            }
            falseAlarms += falseAlarms(alarms, Math.max(probation, normalFrom), window.from(), previous);
            if (window.to() > probation) {
                int row = Math.max(probation, window.from());
                while (row < window.to() && !alarms[row]) {
                    row++;
                }
                counted++;
                if (row < window.to()) {
                    earned += NabScore.earned(row, window.to() - 1, window.length());
                } else {
                    missed++;
                }
            }
            normalFrom = window.to();
            previous = window;
        }
        falseAlarms += falseAlarms(alarms, Math.max(probation, normalFrom), alarms.length, previous);
        return new NabTally(earned, falseAlarms, missed, counted);
    }

    private static double falseAlarms(boolean[] alarms, int from, int to, @Nullable Interval previous) {
        double cost = 0;
        for (int row = from; row < to; row++) {
            if (alarms[row]) {
                cost += previous == null ? 1 : NabScore.falsePositive(row, previous.to() - 1, previous.length());
            }
        }
        return cost;
    }

    /** Both tallies together. */
    public NabTally plus(NabTally other) {
        return new NabTally(
                earned + other.earned, falseAlarms + other.falseAlarms, missed + other.missed, windows + other.windows);
    }

    /** The sum under a profile, not normalised. */
    public double raw(NabProfile profile) {
        return earned - profile.falsePositiveWeight() * falseAlarms - profile.falseNegativeWeight() * missed;
    }

    /**
     * The score under a profile: 0 for no alarm at all, 100 for one alarm on the first row of each window and none
     * elsewhere; below 0 where false alarms cost more than was earned. NaN where there is no window.
     */
    public double normalised(NabProfile profile) {
        double nothing = -profile.falseNegativeWeight() * windows;
        return windows == 0 ? Double.NaN : 100 * (raw(profile) - nothing) / (windows - nothing);
    }
}
